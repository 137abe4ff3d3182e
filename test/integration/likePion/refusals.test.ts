import type { INodeParameters } from 'n8n-workflow';
import { errorOf } from '../support/runNode';
import { absentId, byId, likePionTests } from './setup';

const { run, requests, writes, group, linkRequest, move, strike, effects } = likePionTests();

interface BadInput {
	readonly operation: string;
	readonly parameters: INodeParameters;
	readonly message: string;
}

const id = byId(absentId);
const example = 'e.g. 3f2b8c1e-5d47-4a90-8f6e-2b1c9d7e4a55';

const badInput: BadInput[] = [
	{
		operation: 'group.get',
		parameters: { groupId: byId(' ') },
		message: '"Group" must not be empty',
	},
	{
		operation: 'group.delete',
		parameters: { groupId: byId('../accounts?x#') },
		message: `"Group" must be an ID, ${example}`,
	},
	{
		operation: 'request.get',
		parameters: { serviceType: 'entity', requestId: byId('stats') },
		message: `"Request" must be an ID, ${example}`,
	},
	{
		operation: 'request.get',
		parameters: { serviceType: 'projects', requestId: id },
		message:
			'"Service Type" must be one of blog20, entity, indexing, podcast, social, stacking, not "projects"',
	},
	{
		operation: 'group.update',
		parameters: { groupId: id, updateFields: {} },
		message: '"Update Fields" must hold at least one field',
	},
	...['={{ null }}', '={{ undefined }}', '={{ "" }}', '={{ $json.nowhere }}'].map((target) => ({
		operation: 'request.update',
		parameters: { serviceType: 'entity', requestId: id, updateFields: { target } },
		message: '"Update Fields" must hold at least one field',
	})),
	{
		operation: 'account.create',
		parameters: { groupId: id, website: 'not a website', additionalFields: { username: ' ' } },
		message:
			'"Website" must be a domain or URL, e.g. example.com; "Username" or "Email" must be given (Additional Fields)',
	},
	{
		operation: 'account.update',
		parameters: { accountId: id, updateFields: { username: '', email: '' } },
		message: '"Username" and "Email" must not both be empty',
	},
	{
		operation: 'account.import',
		parameters: { groupId: id, accounts: '[]' },
		message: '"Accounts" must hold at least one account',
	},
	{
		operation: 'account.import',
		parameters: { groupId: id, accounts: '[{"website": "a.example"' },
		message: '"Accounts" must be valid JSON',
	},
	{
		operation: 'account.import',
		parameters: {
			groupId: id,
			accounts: JSON.stringify([
				{ website: 'good.example', username: 'maria' },
				{ username: 'maria' },
				{ website: 'a b', pasword: 'x' },
				'text',
				{ website: 'c.example', email: 'c@c.example', note: { deep: true } },
			]),
		},
		message:
			'"Accounts" has accounts that are not usable: account 2: website must not be empty; account 3: "pasword" is no field of an account, website must be a domain or URL, e.g. example.com, username or email must be given; account 4: must be an object; account 5: note must be text',
	},
	{
		operation: 'group.import',
		parameters: { name: '', serviceType: 'entity', accountsFrom: 'fields', accountRows: {} },
		message: '"Name" must not be empty; "Account List" must hold at least one account',
	},
	{
		operation: 'account.bulkDelete',
		parameters: { ids: `${absentId}, ../x` },
		message: `"Account IDs" has entries that are not usable: each must be an ID, ${example}; not "../x"`,
	},
	{
		operation: 'request.create',
		parameters: { serviceType: 'entity', name: '', auctionPrice: 0 },
		message: '"Name" must not be empty; "Auction Price" must be above 0',
	},
	{
		operation: 'request.create',
		parameters: { serviceType: 'entity', name: 'A', auctionPrice: '={{ undefined }}' },
		message: '"Auction Price" must not be empty',
	},
	{
		operation: 'request.create',
		parameters: {
			serviceType: 'blog20',
			name: 'A',
			auctionPrice: 49.99,
			additionalFields: { website: 'target', target: 0, config: '[]' },
		},
		message:
			'"Website" must be an absolute URL, e.g. https://example.com/page; "Target" must be at least 1; "Config" must be a JSON object, e.g. {"key": "value"}; "Auction Price" must be from 50 to 100 for blog20, not 49.99',
	},
	{
		operation: 'request.create',
		parameters: { serviceType: 'podcast', name: 'A', auctionPrice: 101 },
		message: '"Auction Price" must be from 50 to 100 for podcast, not 101',
	},
	{
		operation: 'request.create',
		parameters: {
			serviceType: 'entity',
			name: 'A',
			auctionPrice: 50,
			additionalFields: { target: 3 },
			options: { maxCredits: 149 },
		},
		message: '"Auction Price × Target" must cost at most 149 credits ("Max Credits"), not 150',
	},
	{
		operation: 'request.create',
		parameters: {
			serviceType: 'entity',
			name: 'A',
			auctionPrice: 50,
			options: { maxCredits: 499 },
		},
		message: '"Auction Price × Target" must cost at most 499 credits ("Max Credits"), not 500',
	},
	{
		operation: 'request.create',
		parameters: {
			serviceType: 'entity',
			name: 'A',
			auctionPrice: 50,
			additionalFields: { website: 'target', target: 3 },
			options: { maxCredits: 149 },
		},
		message:
			'"Website" must be an absolute URL, e.g. https://example.com/page; "Auction Price × Target" must cost at most 149 credits ("Max Credits"), not 150',
	},
	{
		operation: 'link.getAll',
		parameters: {
			serviceType: 'entity',
			requestId: byId('Stats'),
			output: 'all',
			returnAll: 'perhaps',
		},
		message: `"Request" must be an ID, ${example}; "Return All" must be true or false, not "perhaps"; "Output" must be one of raw, selectedFields, simplified, unified, not "all"`,
	},
	{
		operation: 'request.get',
		parameters: { serviceType: 'entity', requestId: byId('={{ $("Nowhere").item.json.id }}') },
		message: '"Request" has no usable value: Referenced node doesn\'t exist',
	},
	{
		operation: 'group.create',
		parameters: { name: 'https://sitenotfound.example', serviceType: 'sitenotfound' },
		message:
			'"Service Type" must be one of blog20, entity, indexing, podcast, social, stacking, not "sitenotfound"',
	},
	{
		operation: 'request.update',
		parameters: { serviceType: 'podcast', requestId: id, updateFields: { auctionPrice: 20 } },
		message: '"Auction Price" must be from 50 to 100 for podcast, not 20',
	},
	{
		operation: 'link.retry',
		parameters: { serviceType: 'entity', requestId: byId(''), linkId: byId('links') },
		message: `"Request" must not be empty; "Link" must be an ID, ${example}`,
	},
	{
		operation: 'link.getAll',
		parameters: { serviceType: 'entity', requestId: id, filters: { order: 'up' }, limit: -1 },
		message: '"Order" must be one of asc, desc, not "up"; "Limit" must be at least 1',
	},
];

describe('bad input', () => {
	it.each(badInput)('$operation: $message', async ({ operation: name, parameters, message }) => {
		const [resource, operation] = name.split('.');
		const error = await errorOf(run(resource, operation, parameters));
		expect(error).toMatchObject({ name: 'NodeOperationError', message, itemIndex: 0 });
		expect(error.description).toContain('Nothing was sent');
		expect(requests()).toEqual([]);
	});

	it('in the last item leaves nothing half done', async () => {
		const error = await errorOf(
			run(
				'request',
				'create',
				{ serviceType: 'entity', name: '={{ $json.name }}', auctionPrice: 10 },
				{ input: [{ name: 'A' }, { name: 'B' }, {}] },
			),
		);
		expect(error).toMatchObject({ message: '"Name" must not be empty', itemIndex: 2 });
		expect(error.description).toContain('No item was sent, because item 2 is not usable.');
		expect(requests()).toEqual([]);
	});

	it('fails alone where the node continues on fail', async () => {
		const { items } = await run(
			'request',
			'create',
			{ serviceType: 'entity', name: '={{ $json.name }}', auctionPrice: 10 },
			{ input: [{ name: 'A' }, {}, { name: 'C' }], continueOnFail: true },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(items.map(({ json }) => json.name)).toEqual(['A', undefined, 'C']);
		expect(items[1].json.error).toBe('"Name" must not be empty');
		expect(effects().requestsCreated).toBe(2);
	});
});

describe('what the service refuses', () => {
	it('402 says what the request would have cost', async () => {
		move('setCredits', { credits: 99 });
		const error = await errorOf(
			run('request', 'create', {
				serviceType: 'entity',
				name: 'Too dear',
				auctionPrice: 250,
				additionalFields: { target: 20 },
			}),
		);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '402',
			message: 'LikePion refused the request: the account has not enough credits',
		});
		expect(error.description).toContain(
			'The request would have cost 5,000 credits (250 × 20 links).',
		);
		expect(error.description).toContain('Nothing was created.');
		expect(writes()).toHaveLength(1);
	});

	it('404 names what to check', async () => {
		const error = await errorOf(
			run('request', 'get', { serviceType: 'social', requestId: byId(linkRequest().fields.id) }),
		);
		expect(error).toMatchObject({
			httpCode: '404',
			message: 'LikePion has nothing under this ID',
		});
		expect(error.description).toContain('"Service Type"');
		expect(error.description).toContain('The service said: "Request not found".');
	});

	it('400 names the fields as the editor does', async () => {
		const error = await errorOf(
			run('request', 'create', {
				serviceType: 'entity',
				name: 'A',
				auctionPrice: 10,
				additionalFields: { groupId: byId(absentId) },
			}),
		);
		expect(error.httpCode).toBe('400');
		expect(error.description).toContain('Group: group_id is of no group');
	});

	it('409 is given in the words of the service', async () => {
		const { group: stored, accounts } = group();
		const { website, username } = accounts[0].account;
		const error = await errorOf(
			run('account', 'create', {
				groupId: byId(stored.id),
				website,
				additionalFields: { username },
			}),
		);
		expect(error.httpCode).toBe('409');
		expect(error.description).toContain('The group has an account with this website');
	});

	it.each([
		[401, 'LikePion did not accept the access token'],
		[403, 'LikePion denied access'],
		[500, 'LikePion failed to answer (HTTP 500)'],
	])('%i: %s', async (status, message) => {
		strike({ kind: 'status', status, times: 'always' });
		const error = await errorOf(run('stats', 'get'));
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(status), message });
	});

	it('success: false with HTTP 200 is a refusal, not a result', async () => {
		strike({ kind: 'successFalse', message: 'The service type is closed' });
		const error = await errorOf(
			run('request', 'create', { serviceType: 'entity', name: 'A', auctionPrice: 10 }),
		);
		expect(error.message).toContain('The service type is closed');
		expect(effects().requestsCreated).toBeUndefined();
	});

	it('stops before further items, and says how many were done', async () => {
		const names = Array.from({ length: 8 }, (_, index) => ({ name: `Campaign ${String(index)}` }));
		strike({ kind: 'status', status: 403, skip: 2, times: 'always' });
		const error = await errorOf(
			run(
				'request',
				'create',
				{
					serviceType: 'entity',
					name: '={{ $json.name }}',
					auctionPrice: 10,
					options: { concurrency: 1 },
				},
				{ input: names },
			),
		);
		expect(error.itemIndex).toBe(2);
		expect(error.description).toContain('2 of 8 items were done');
		expect(writes()).toHaveLength(3);
	});
});
