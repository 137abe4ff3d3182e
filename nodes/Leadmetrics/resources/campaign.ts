import { NotConfirmed } from '../../shared/failure';
import type { Resource } from '../../shared/operation';
import { single } from '../../shared/operation';
import { objectOf, path, post } from '../../shared/service';
import { campaignId, tenantId } from '../fields';
import { campaign } from '../schemas';
import { campaignAfter, readCampaign } from '../campaigns';
import { credentials } from '../service';

/** "Get a single campaign with all emails included." */
const get = single({
	value: 'get',
	name: 'Get',
	action: 'Get a campaign',
	description: 'Get a campaign with all its emails',
	credential: credentials.dm,
	fields: [tenantId, campaignId],
	returns: campaign,
	request: ({ tenantId: tenant, campaignId: id }) => readCampaign(tenant, id),
	output: objectOf,
});

/** "Send all CampaignEmail rows in approved status for a campaign." */
const sendAll = single({
	value: 'sendAll',
	name: 'Send All',
	action: 'Send all emails of a campaign',
	description: 'Send the emails of a campaign that are approved',
	notice:
		'This mails people: every email of the campaign with the status "Approved" is sent at once.',
	credential: credentials.dm,
	fields: [tenantId, campaignId],
	oncePer: 'campaignId',
	request: ({ tenantId: tenant, campaignId: id }) =>
		post(path`/dm/v1/campaigns/${id}/send-all`, { tenantId: tenant }),
	output: (data, { campaignId: id }) => ({ campaignId: id, ...objectOf(data) }),
	// "Sets Campaign.status = sent when done". It may have been so before: then only emails that went out
	// since show that this sending did it, and none may be left.
	confirm: async ({ client, values }, failed) => {
		const { status, emails, isSent } = await campaignAfter(client, values, failed);
		const sent = emails.filter(isSent).length;
		const waiting = emails.filter((email) => email.status === 'approved').length;
		if (status === 'sent' && sent > 0 && waiting === 0) {
			return { status: 'sent', emailsSent: sent, answerLost: true };
		}
		throw new NotConfirmed(
			`Afterwards the status of the campaign was "${String(status)}"; ${sent} of its emails were sent since the request, and ${waiting} were approved and not sent. Look at Campaign > Get once more before you send again.`,
		);
	},
	ifLost: 'Campaign > Get shows which of its emails were sent.',
});

export const campaignResource: Resource = {
	value: 'campaign',
	name: 'Campaign',
	description: 'A set of emails that ask for links',
	operations: [get, sendAll],
};
