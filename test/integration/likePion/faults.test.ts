import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { errorOf } from '../support/runNode';
import { byId, likePionTests } from './setup';

const { run, requests, writes, group, linkRequest, move, strike, effects, world } = likePionTests();

const campaign = { serviceType: 'entity', name: 'Campaign A', auctionPrice: 10 };
const account = { website: 'new-blog.example', username: 'maria' };
const groupId = (): INodeParameters => byId(group().group.id);
const onRequest = (): INodeParameters => ({
	serviceType: 'entity',
	requestId: byId(linkRequest().fields.id),
});
const firstLink = (): { id: string } => (linkRequest().links.all() as Array<{ id: string }>)[0];
const failFirstLink = (): string => {
	const { id } = firstLink();
	const fields = { status: 'failed', retry_count: 1, max_retries: 3 };
	move('setLink', { id, requestId: linkRequest().fields.id, fields });
	return id;
};

/** What may be done once only, and what tells that it was. */
interface Once {
	readonly operation: string;
	readonly parameters: () => INodeParameters;
	readonly before?: () => void;
	readonly effect: string;
	readonly times?: number;
	/** A part of the item that came out after the answer was lost. */
	readonly item: () => IDataObject;
	/** What the user reads where nothing was done, or it cannot be told. */
	readonly finding: string;
}

const once: Once[] = [
	{
		operation: 'request.create',
		parameters: () => campaign,
		effect: 'requestsCreated',
		item: () => ({ name: 'Campaign A', status: 'pending', auction_price: 10, target: 10 }),
		finding: 'No new request "Campaign A" is listed so far.',
	},
	{
		operation: 'request.restart',
		parameters: onRequest,
		effect: 'requestsRestarted',
		item: () => ({ status: 'running', success: true }),
		finding: 'The request is completed now',
	},
	{
		operation: 'link.retry',
		parameters: () => ({ ...onRequest(), linkId: byId(firstLink().id) }),
		before: failFirstLink,
		effect: 'linksRetried',
		item: () => ({ linkId: firstLink().id, status: 'queued', retry_count: 2, success: true }),
		finding: 'The link is failed now, with 1 of 3 retries used.',
	},
	{
		operation: 'link.retryAll',
		parameters: onRequest,
		before: () => {
			const ids = (linkRequest().links.all() as Array<{ id: string }>)
				.slice(0, 5)
				.map(({ id }) => id);
			const requestId = linkRequest().fields.id;
			move('setLinkStatus', { requestId, count: 60, status: 'completed' });
			move('setLinkStatus', { requestId, ids, status: 'failed' });
		},
		effect: 'linksRetried',
		times: 5,
		item: () => ({ retried: null, success: true }),
		finding: '5 links are failed now and can be retried',
	},
	{
		operation: 'group.create',
		parameters: () => ({ name: 'Spring', serviceType: 'social' }),
		effect: 'groupsCreated',
		item: () => ({ name: 'Spring', service_type: 'social', account_count: 0 }),
		finding: 'No new group "Spring" is listed so far.',
	},
	{
		operation: 'group.create',
		parameters: () => ({
			name: 'Spring',
			serviceType: 'social',
			additionalFields: { accounts: [account] },
		}),
		effect: 'groupsCreated',
		item: () => ({ name: 'Spring', imported: 1 }),
		finding: 'No new group "Spring" is listed so far.',
	},
	{
		operation: 'group.import',
		parameters: () => ({ name: 'Spring', serviceType: 'social', accounts: [account] }),
		effect: 'groupsCreated',
		item: () => ({ name: 'Spring', success: true, groupId: group('Spring').group.id }),
		finding: 'No new group "Spring" is listed so far.',
	},
	{
		operation: 'account.create',
		parameters: () => ({
			groupId: groupId(),
			website: account.website,
			additionalFields: { username: account.username },
		}),
		effect: 'accountsCreated',
		item: () => account,
		finding: 'No new account of new-blog.example is listed so far.',
	},
	{
		operation: 'account.import',
		parameters: () => ({ groupId: groupId(), accounts: [account] }),
		effect: 'accountsImported',
		item: () => ({ accounts: [account], success: true }),
		finding: '0 of the 1 accounts are in the group now.',
	},
];

/** Faults after which the service has acted, and nobody was told. */
const lostAnswers = ['resetAfter', 'truncatedJson', 'emptyBody', 'brokenOff'];

describe.each(once)('$operation, of which the answer is lost', (of) => {
	const perform = async () => {
		const [resource, operation] = of.operation.split('.');
		of.before?.();
		return await run(resource, operation, of.parameters());
	};

	it.each(lostAnswers)('(%s) is sent once, and reported as it is', async (kind) => {
		strike({ kind, method: 'POST' });
		const { json } = await perform();
		expect(json).toHaveLength(1);
		expect(json[0]).toMatchObject(of.item());
		expect(writes()).toHaveLength(1);
		expect(effects()[of.effect]).toBe(of.times ?? 1);
		expect(JSON.stringify(json)).not.toContain('sandbox-secret');
	});

	it('is not sent again where nothing was done, and says so', async () => {
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(perform());
		expect(error.description).toContain('It is not known whether LikePion carried out the request');
		expect(error.description).toContain(of.finding);
		expect(writes()).toHaveLength(1);
		expect(effects()[of.effect] ?? 0).toBe(0);
	});

	it('is not sent again where nothing can be read back', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		strike({ kind: 'status', status: 403, method: 'GET', times: 'always' });
		const error = await errorOf(perform());
		expect(error.description).toContain('so it was not sent again');
		expect(writes()).toHaveLength(1);
	});
});

describe('a lost request among others like it', () => {
	it('is not taken for one that was created before by somebody else', async () => {
		await run('request', 'create', campaign);
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('request', 'create', campaign));
		expect(error.description).toContain('No new request "Campaign A" is listed so far.');
		expect(effects().requestsCreated).toBe(1);
	});

	it('is not taken for its twin of the same run', async () => {
		strike({ kind: 'resetBefore', method: 'POST', skip: 1 });
		const { json } = await run(
			'request',
			'create',
			{ ...campaign, options: { concurrency: 1 } },
			{ input: [{}, {}], continueOnFail: true },
		);
		expect(json[0].name).toBe('Campaign A');
		expect(json[1].error).toBeDefined();
		expect(effects().requestsCreated).toBe(1);
	});

	it('is told from its twin of the same run', async () => {
		strike({ kind: 'resetAfter', method: 'POST', skip: 1 });
		const { json } = await run('request', 'create', campaign, { input: [{}, {}, {}] });
		expect(new Set(json.map(({ id }) => id)).size).toBe(3);
		expect(effects().requestsCreated).toBe(3);
		expect(writes()).toHaveLength(3);
	});

	it('is found by what was ordered, not by its name alone', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run(
			'request',
			'create',
			{ ...campaign, auctionPrice: '={{ $json.price }}', options: { concurrency: 1 } },
			{ input: [{ price: 10 }, { price: 12 }] },
		);
		expect(json.map(({ auction_price: price }) => price)).toEqual([10, 12]);
	});
});

describe('a lost account', () => {
	const at = (...websites: string[]) => ({
		groupId: groupId(),
		accounts: websites.map((website) => ({ website, username: 'maria' })),
	});

	it('is not taken for one at another address of its host', async () => {
		await run('account', 'import', at('https://blog.example/a'));
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('account', 'import', at('blog.example/b')));
		expect(error.description).toContain('0 of the 1 accounts are in the group now.');
	});

	it('is not taken for one at another address that was just created', async () => {
		const creating = (website: string) => ({
			groupId: groupId(),
			website,
			additionalFields: { username: 'maria' },
		});
		await run('account', 'create', creating('https://blog.example/a'));
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('account', 'create', creating('blog.example/b')));
		expect(error.description).toContain('No new account of blog.example/b is listed so far.');
		expect(effects().accountsCreated).toBe(1);
	});

	it('does not share its record with another one', async () => {
		await run('account', 'import', at('blog.example'));
		strike({ kind: 'resetBefore', method: 'POST' });
		const sent = at('blog.example/a', 'blog.example/b');
		const error = await errorOf(run('account', 'import', sent));
		expect(error.description).toContain('1 of the 2 accounts are in the group now.');
	});

	it('that was given twice is there where it is there once', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const sent = at('blog.example', 'https://www.blog.example/');
		const { json } = await run('account', 'import', sent);
		expect(json[0]).toMatchObject({ success: true, request: { entries: 2, imported: null } });
		expect(effects().accountsImported).toBe(1);
	});
});

it('the count of a deletion is not known where one of its requests was repeated', async () => {
	const ids = Array.from(
		{ length: 10_001 },
		(_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
	);
	strike({ kind: 'resetAfter', path: 'bulk-delete' });
	const { json } = await run('account', 'bulkDelete', { ids });
	expect(writes()).toHaveLength(3);
	expect(json[0].request).toEqual({ items: 1, entries: 10_001, deleted: null });
});

describe('what may be repeated', () => {
	interface Repeated {
		readonly operation: string;
		readonly parameters: () => INodeParameters;
		readonly before?: () => void;
		readonly path: string;
		readonly item: IDataObject;
	}
	const repeated: Repeated[] = [
		{
			operation: 'group.delete',
			parameters: () => ({ groupId: groupId() }),
			path: '^/groups/[^/]+$',
			item: { deleted: true },
		},
		{
			operation: 'account.delete',
			parameters: () => ({ accountId: byId(group().accounts[0].account.id) }),
			path: '^/accounts/',
			item: { deleted: true },
		},
		{
			operation: 'account.bulkDelete',
			parameters: () => ({ ids: group().accounts.map(({ account: { id } }) => id) }),
			path: 'bulk-delete',
			item: { deleted: true, request: { items: 1, entries: 120, deleted: null } },
		},
		{
			operation: 'request.delete',
			parameters: onRequest,
			path: '^/entity/',
			item: { deleted: true },
		},
		{
			operation: 'request.bulkDelete',
			parameters: () => ({ ids: linkRequest().fields.id }),
			path: 'bulk-delete',
			item: { deleted: true, request: { items: 1, entries: 1, deleted: null } },
		},
		{
			operation: 'link.delete',
			parameters: () => ({ ...onRequest(), linkId: byId(firstLink().id) }),
			path: '/links/',
			item: { deleted: true },
		},
		{
			operation: 'request.start',
			parameters: onRequest,
			before: () => move('setRequestStatus', { status: 'stopped', ids: [linkRequest().fields.id] }),
			path: '/start$',
			item: { success: true, status: 'running' },
		},
		{
			operation: 'request.stop',
			parameters: onRequest,
			before: () => move('setRequestStatus', { status: 'running', ids: [linkRequest().fields.id] }),
			path: '/stop$',
			item: { success: true, status: 'stopped' },
		},
		{
			operation: 'request.update',
			parameters: () => ({ ...onRequest(), updateFields: { name: 'New name' } }),
			path: '^/entity/',
			item: { name: 'New name' },
		},
		{
			operation: 'account.checkAll',
			parameters: () => ({ groupId: groupId() }),
			path: '/check-all$',
			item: { success: true },
		},
		{
			operation: 'account.export',
			parameters: () => ({ ids: group().accounts[0].account.id }),
			path: '/accounts/export$',
			item: {},
		},
	];

	it.each(repeated)('$operation is settled by another try', async (of) => {
		of.before?.();
		const parameters = of.parameters();
		strike({ kind: 'resetAfter', path: of.path });
		const [resource, operation] = of.operation.split('.');
		const { json } = await run(resource, operation, parameters);
		expect(json).toHaveLength(1);
		expect(json[0]).toMatchObject(of.item);
		expect(writes()).toHaveLength(2);
	});

	it.each(['text', 'never'])('reads come through what heals (envelope "%s")', async (envelope) => {
		move('setEnvelope', { envelope });
		for (const kind of ['htmlError', 'truncatedJson', 'emptyBody']) strike({ kind });
		const { json } = await run('group', 'getAll');
		expect(json).toHaveLength(world().groups.all().length);
		expect(requests().length).toBeGreaterThanOrEqual(4);
	});
});
