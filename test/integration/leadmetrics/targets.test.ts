import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { errorOf } from '../support/runNode';
import { byId, leadmetricsTests } from './setup';

const { run, writes, strike, tenant, world, effects, move } = leadmetricsTests();

const ofItem = (field: string): INodeParameters => byId(`={{ $json.${field} }}`);
const campaignOfItem = { campaignId: ofItem('campaignId') };
const emailOfItem = { ...campaignOfItem, emailId: ofItem('emailId') };
const changesOfItem = { updateFields: { subject: '={{ $json.subject }}' } };
const oneByOne = { options: { concurrency: 1 } };

const campaignAt = (place: number): string => tenant().campaigns.all()[place].id;

/** Approved emails of the first campaign, as input items. */
function approvedEmails(count: number): Array<{ campaignId: string; emailId: string }> {
	const campaignId = campaignAt(0);
	const { ids } = move('draftEmails', { campaignId, count, status: 'approved' }) as {
		ids: string[];
	};
	for (const emailId of ids) {
		tenant().campaigns.changeEmail(emailId, { recipientEmail: 'maria@example.com' });
	}
	return ids.map((emailId) => ({ campaignId, emailId }));
}

const mailsOf = (emailId: string): number => effects()[`mailSent:${emailId}`] ?? 0;
const sent = (): string[] => writes().map(({ method, path }) => `${method} ${path}`);
const pathOf = ({ campaignId, emailId }: { campaignId: string; emailId: string }): string =>
	`/dm/v1/campaigns/${campaignId}/emails/${emailId}`;
const pairs = (items: ReadonlyArray<{ pairedItem?: unknown }>): unknown[] =>
	items.map(({ pairedItem }) => pairedItem);
const each = (count: number): Array<{ item: number }> =>
	Array.from({ length: count }, (_, item) => ({ item }));

describe('a campaign that many items name', () => {
	it('is sent once, and each item gets what came of it, as objects of its own', async () => {
		const [{ campaignId }] = approvedEmails(3);
		const input = Array.from({ length: 50 }, () => ({ campaignId }));
		const { items, json } = await run('campaign', 'sendAll', campaignOfItem, { input });
		expect(sent()).toEqual([`POST /dm/v1/campaigns/${campaignId}/send-all`]);
		expect(json).toHaveLength(50);
		expect(json[0]).toMatchObject({ campaignId, status: 'sent' });
		expect(json.every((one) => JSON.stringify(one) === JSON.stringify(json[0]))).toBe(true);
		expect(new Set(json).size).toBe(50);
		expect(pairs(items)).toEqual(each(50));
	});

	it('is sent once among others, and the items keep their order', async () => {
		const places = [0, 1, 0, 2, 1, 0];
		const input = places.map((place) => ({ campaignId: campaignAt(place) }));
		const { items, json } = await run('campaign', 'sendAll', campaignOfItem, { input });
		expect(writes()).toHaveLength(3);
		expect(json.map(({ campaignId }) => campaignId)).toEqual(places.map(campaignAt));
		expect(pairs(items)).toEqual(each(6));
	});

	it('whose sending has no answer is read back once, for all of them', async () => {
		const [{ campaignId }] = approvedEmails(1);
		strike({ kind: 'resetAfter', method: 'POST' });
		const input = [{ campaignId }, { campaignId }, { campaignId }];
		const { json } = await run('campaign', 'sendAll', campaignOfItem, { input });
		expect(writes()).toHaveLength(1);
		expect(json.map(({ answerLost }) => answerLost)).toEqual([true, true, true]);
	});

	it('is refused where the items say that it is of different tenants', async () => {
		const campaignId = campaignAt(0);
		const error = await errorOf(
			run(
				'campaign',
				'sendAll',
				{ ...campaignOfItem, tenantId: '={{ $json.tenant }}' },
				{ input: world().tenants.map(({ description: { id } }) => ({ campaignId, tenant: id })) },
			),
		);
		expect(error.message).toContain(`have the same "Campaign", "${campaignId}"`);
		expect(error.message).toContain('but not the same "Tenant ID"');
		expect(writes()).toEqual([]);
	});
});

describe('an email that two items name', () => {
	it('is changed once and sent once where they want the same', async () => {
		const [email] = approvedEmails(1);
		const input = [1, 2].map(() => ({ ...email, subject: 'Better' }));
		const parameters = { ...emailOfItem, ...changesOfItem };
		const { items, json } = await run('campaignEmail', 'send', parameters, { input });
		expect(sent()).toEqual([`PATCH ${pathOf(email)}`, `POST ${pathOf(email)}/send`]);
		expect(world().outbox).toMatchObject([{ subject: 'Better' }]);
		expect(json).toMatchObject([
			{ id: email.emailId, status: 'sent' },
			{ id: email.emailId, status: 'sent' },
		]);
		expect(pairs(items)).toEqual(each(2));
	});

	it('is neither changed nor sent where they want different changes, and no other is', async () => {
		const [email, other] = approvedEmails(2);
		const input = [
			{ ...other, subject: 'One' },
			{ ...email, subject: 'One' },
			{ ...email, subject: 'Two' },
		];
		const parameters = { ...emailOfItem, ...changesOfItem };
		const error = await errorOf(run('campaignEmail', 'send', parameters, { input }));
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: `Items 1 and 2 have the same "Email", "${email.emailId}", but not the same "Update Fields"`,
			itemIndex: 1,
		});
		expect(error.description).toBe(
			'This operation acts once for each "Email", so nothing was sent for these items. Give them the same values, or keep only one of them, and run again. No item was sent, because item 1 is not usable.',
		);
		expect(writes()).toEqual([]);
	});

	it('gives both of them the error where the run goes on, and every other its result', async () => {
		const [email, other] = approvedEmails(2);
		const input = [
			{ ...email, subject: 'One' },
			{ ...other, subject: 'One' },
			{ ...email, subject: 'Two' },
		];
		const parameters = { ...emailOfItem, ...changesOfItem };
		const { items, json } = await run('campaignEmail', 'send', parameters, {
			input,
			continueOnFail: true,
		});
		const refused = {
			error: `Items 0 and 2 have the same "Email", "${email.emailId}", but not the same "Update Fields"`,
			details: { description: expect.stringContaining('acts once') as string, httpCode: null },
		};
		expect(json).toEqual([
			refused,
			expect.objectContaining({ id: other.emailId, status: 'sent' }),
			refused,
		]);
		expect(pairs(items)).toEqual(each(3));
		expect(sent()).toEqual([`PATCH ${pathOf(other)}`, `POST ${pathOf(other)}/send`]);
	});

	it('gives each of them its failure, after one try', async () => {
		const [email, other] = approvedEmails(2);
		strike({ kind: 'status', status: 418, path: email.emailId, body: { message: 'No' } });
		const { items, json } = await run('campaignEmail', 'send', emailOfItem, {
			input: [email, other, email, email],
			continueOnFail: true,
		});
		const failed: IDataObject = {
			error: 'Leadmetrics refused the request (HTTP 418)',
			details: { description: 'The service said: "No".', httpCode: '418' },
		};
		expect(json).toEqual([
			failed,
			expect.objectContaining({ id: other.emailId, status: 'sent' }),
			failed,
			failed,
		]);
		expect(pairs(items)).toEqual(each(4));
		expect([mailsOf(email.emailId), mailsOf(other.emailId)]).toEqual([0, 1]);
		expect(writes()).toHaveLength(2);
	});

	it('stops the run where its sending fails, with the items that were done before', async () => {
		const [first, email, last] = approvedEmails(3);
		strike({ kind: 'status', status: 418, path: email.emailId });
		const error = await errorOf(
			run(
				'campaignEmail',
				'send',
				{ ...emailOfItem, ...oneByOne },
				{ input: [first, email, first, email, last] },
			),
		);
		expect(error.itemIndex).toBe(1);
		expect(error.description).toContain('2 of 5 items were done before the run stopped at item 1.');
		expect(sent()).toEqual([`POST ${pathOf(first)}/send`, `POST ${pathOf(email)}/send`]);
	});
});

it('a journalist whom several items name is answered once', async () => {
	const [first, second] = tenant().haroQueries.all();
	const { json } = await run(
		'haroQuery',
		'respond',
		{ haroQueryId: ofItem('id') },
		{ input: [{ id: first.id }, { id: second.id }, { id: first.id }] },
	);
	expect(json.map(({ haroQueryId }) => haroQueryId)).toEqual([first.id, second.id, first.id]);
	expect(effects().haroResponsesSent).toBe(2);
});

it('what neither mails nor spends is done for each item', async () => {
	const [email] = approvedEmails(1);
	const input = ['One', 'Two'].map((subject) => ({ ...email, subject }));
	const parameters = { ...emailOfItem, ...changesOfItem, ...oneByOne };
	await run('campaignEmail', 'update', parameters, { input });
	expect(sent()).toEqual([`PATCH ${pathOf(email)}`, `PATCH ${pathOf(email)}`]);
});
