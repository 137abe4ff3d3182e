import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/client';
import { BadInput, NotConfirmed, RequestFailed } from '../../shared/failure';
import { choice, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { filters, listing, operation, settled, single, updateFields } from '../../shared/operation';
import { textOrNull } from '../../shared/output';
import { mailAddress } from '../../shared/rules';
import type { Request } from '../../shared/service';
import { objectOf, path, post } from '../../shared/service';
import { campaignAfter, emailsIn, readCampaign } from '../campaigns';
import { campaignId, emailId, tenantId } from '../fields';
import { somethingToChange } from '../rules';
import { campaignEmail, editableEmailStatuses, emailStatuses } from '../schemas';
import { credentials } from '../service';

const content = [
	text({
		name: 'subject',
		displayName: 'Subject',
		description: 'What the recipient sees first',
		placeholder: 'e.g. A guide to pour over coffee for your readers',
	}),
	text({
		name: 'body',
		displayName: 'Body',
		description: 'Text of the email, which goes out as it is',
		placeholder: 'e.g. Hello Maria, I enjoyed your article on…',
		rows: 6,
	}),
	text({
		name: 'recipientEmail',
		displayName: 'Recipient Email',
		description: 'Address that the email goes to',
		placeholder: 'e.g. editor@blog.example',
		rule: mailAddress,
	}),
	text({
		name: 'recipientName',
		displayName: 'Recipient Name',
		description: 'Name of whom the email goes to',
		placeholder: 'e.g. Maria Novak',
	}),
] as const;

/** The emails of "Get a single campaign with all emails included", an item an email. */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many campaign emails',
	description: 'Get the emails of a campaign, with what is known of each one’s backlink',
	credential: credentials.dm,
	fields: [
		tenantId,
		campaignId,
		filters(
			choice({
				name: 'status',
				displayName: 'Status',
				description: 'Only the emails with this status',
				default: 'approved',
				options: emailStatuses,
			}),
		),
	],
	returns: campaignEmail,
	request: ({ tenantId: tenant, campaignId: id }) => readCampaign(tenant, id),
	paging: { by: 'whole' },
	page: (data, { tenantId: tenant, campaignId: id, filters: chosen }, { client }) => ({
		records: emailsIn(client, readCampaign(tenant, id), data)
			.filter(({ status }) => chosen.status === undefined || status === chosen.status)
			.map((email) => ({ campaignId: id, ...email })),
	}),
});

interface OneEmail {
	tenantId: string;
	campaignId: string;
	emailId: string;
}

/** "Edit a single campaign email." */
const patchRequest = (
	{ tenantId: tenant, campaignId: campaign, emailId: email }: OneEmail,
	changes: IDataObject,
): Request => ({
	method: 'PATCH',
	path: path`/dm/v1/campaigns/${campaign}/emails/${email}`,
	body: { tenantId: tenant, ...changes },
});

/** "status is restricted to draft, approved, skipped (not sent — sending is a separate action)". */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update a campaign email',
	description: 'Change an email before it is sent, or approve or skip it',
	credential: credentials.dm,
	fields: [
		tenantId,
		campaignId,
		emailId,
		updateFields(
			...content,
			choice({
				name: 'status',
				displayName: 'Status',
				description: 'Whether the email is to be sent; sending it is an operation of its own',
				default: 'approved',
				options: editableEmailStatuses,
			}),
		),
	],
	rules: [somethingToChange],
	returns: campaignEmail,
	request: (values) => patchRequest(values, values.updateFields),
	output: (data, { campaignId: campaign, emailId: id, updateFields: changes }) => ({
		campaignId: campaign,
		id,
		...changes,
		...objectOf(data),
	}),
});

/** "Send a single email." "Always PATCH the email content first if you want to save edits before sending." */
const send = operation({
	value: 'send',
	name: 'Send',
	action: 'Send a campaign email',
	description: 'Send an email of a campaign, after changing it where needed',
	notice:
		'This mails somebody. The email goes out as Leadmetrics has it stored; what you add under "Update Fields" is stored first.',
	credential: credentials.dm,
	fields: [tenantId, campaignId, emailId, updateFields(...content)],
	oncePer: 'emailId',
	returns: campaignEmail,
	refusals: [
		{
			when: 409,
			message: 'Leadmetrics did not send the email',
			advice:
				'It may have been sent already, or be skipped. Campaign Email > Get Many shows its status.',
		},
	],
	ifLost: 'Campaign Email > Get Many shows whether the email was sent, and when.',
	async run({ values, client }) {
		const hasChanges = Object.keys(values.updateFields).length > 0;
		if (hasChanges) await client.data(patchRequest(values, values.updateFields));

		const sent = await sendStored(client, values).catch((error: unknown) => {
			throw hasChanges ? afterChanges(error) : error;
		});
		return [{ json: { campaignId: values.campaignId, id: values.emailId, ...sent } }];
	},
});

async function sendStored(client: Client, email: OneEmail): Promise<IDataObject> {
	const { tenantId: tenant, campaignId: campaign, emailId: id } = email;
	const request = post(path`/dm/v1/campaigns/${campaign}/emails/${id}/send`, { tenantId: tenant });
	const answer = await settled(
		client.data(request),
		async (failed) => await sentEmail(client, email, failed),
	);
	return objectOf(answer);
}

/**
 * The email, where reading it back shows that it was sent since the request.
 * @throws NotConfirmed with what it shows
 */
async function sentEmail(
	client: Client,
	sending: OneEmail,
	failed: RequestFailed,
): Promise<IDataObject> {
	const { emails, isSent } = await campaignAfter(client, sending, failed);
	const email = emails.find((one) => String(one.id) === sending.emailId);
	if (email === undefined) {
		throw new NotConfirmed('Afterwards the campaign did not have this email.');
	}
	if (isSent(email)) return { ...email, answerLost: true };
	throw new NotConfirmed(
		`Afterwards the status of the email was "${String(email.status)}", and ${lastSending(email)}. Look at Campaign Email > Get Many once more before you send it again.`,
	);
}

function lastSending({ status, sentAt }: IDataObject): string {
	const time = textOrNull(sentAt);
	if (time !== null) return `its last sending was at ${time}`;
	return status === 'sent' ? 'when it was sent is not known' : 'it was not sent';
}

/** The failure of a sending whose changes had been stored before. */
function afterChanges(error: unknown): unknown {
	const stored = 'The changes of the email were stored before; only the sending failed.';
	if (error instanceof RequestFailed) {
		return error.with([stored, error.finding ?? send.ifLost].join(' '));
	}
	return error instanceof BadInput
		? new BadInput(error.message, [stored, error.advice].join(' '))
		: error;
}

export const campaignEmailResource: Resource = {
	value: 'campaignEmail',
	name: 'Campaign Email',
	description: 'An email of a campaign',
	operations: [getAll, send, update],
};
