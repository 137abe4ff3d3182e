import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId, likePionTests } from './setup';

const { run, requests, sandbox, under, world, group, linkRequest, move } = likePionTests();

/** Ids out of the sandbox, which are there only while a test runs. */
interface Ids {
	readonly group: string;
	readonly account: string;
	readonly otherAccount: string;
	readonly request: string;
	readonly otherRequest: string;
	readonly link: string;
}

interface Case {
	readonly operation: string;
	readonly parameters?: (ids: Ids) => INodeParameters;
	readonly method: string;
	readonly path: (ids: Ids) => string;
	readonly query?: IDataObject;
	readonly body?: (ids: Ids) => unknown;
	/** What has to be so before. */
	readonly before?: (ids: Ids) => void;
	/** A part of the first item that came out; for lists the number of them too. */
	readonly item: (ids: Ids) => IDataObject;
	readonly items?: number;
}

const onGroup = ({ group: id }: Ids): INodeParameters => ({ groupId: byId(id) });
const onAccount = ({ account }: Ids): INodeParameters => ({ accountId: byId(account) });
const onRequest = ({ request }: Ids): INodeParameters => ({
	serviceType: 'entity',
	requestId: byId(request),
});
const onLink = (ids: Ids): INodeParameters => ({ ...onRequest(ids), linkId: byId(ids.link) });

const account = { website: 'new-blog.example', username: 'maria', password: ' pass 1 ' };
const bothAccounts = [account, { website: 'https://other.example', email: 'm@other.example' }];

const cases: Case[] = [
	{
		operation: 'project.getAll',
		parameters: () => ({
			limit: 3,
			filters: { search: 'Bluebird', status: 'running', type: 'social', typeRequest: 'normal' },
		}),
		method: 'GET',
		path: () => '/projects',
		query: {
			page: '1',
			limit: '3',
			search: 'Bluebird',
			status: 'running',
			type: 'social',
			type_request: 'normal',
		},
		item: () => ({ name: 'Bluebird Coffee: social', type: 'social', status: 'running' }),
		items: 1,
	},
	{
		operation: 'group.create',
		parameters: () => ({ name: ' Spring ', serviceType: 'social' }),
		method: 'POST',
		path: () => '/groups',
		body: () => ({ name: 'Spring', service_type: 'social' }),
		item: () => ({ name: 'Spring', service_type: 'social', account_count: 0 }),
	},
	{
		operation: 'group.create',
		parameters: () => ({
			name: 'Spring',
			serviceType: 'entity',
			additionalFields: { accounts: JSON.stringify(bothAccounts), skipUnsupported: true },
		}),
		method: 'POST',
		path: () => '/groups',
		body: () => ({
			name: 'Spring',
			service_type: 'entity',
			accounts: bothAccounts,
			skip_unsupported: true,
		}),
		item: () => ({ name: 'Spring', account_count: 2, imported: 2, skipped: 0, failed: 0 }),
	},
	{
		operation: 'group.getAll',
		parameters: () => ({
			filters: { serviceType: 'entity', status: 'active', search: 'profiles', minActive: 1 },
		}),
		method: 'GET',
		path: () => '/groups',
		query: {
			page: '1',
			limit: '50',
			service_type: 'entity',
			status: 'active',
			search: 'profiles',
			min_active: '1',
		},
		item: () => ({ service_type: 'entity', status: 'active' }),
		items: 2,
	},
	{
		operation: 'group.get',
		parameters: onGroup,
		method: 'GET',
		path: (ids) => `/groups/${ids.group}`,
		item: (ids) => ({ id: ids.group, name: 'Entity profiles A', account_count: 120 }),
	},
	{
		operation: 'group.update',
		parameters: (ids) => ({
			...onGroup(ids),
			updateFields: { name: 'Renamed', serviceType: 'social', status: 'active' },
		}),
		method: 'PUT',
		path: (ids) => `/groups/${ids.group}`,
		body: () => ({ name: 'Renamed', service_type: 'social', status: 'active' }),
		item: (ids) => ({ id: ids.group, name: 'Renamed', service_type: 'social' }),
	},
	{
		operation: 'group.delete',
		parameters: onGroup,
		method: 'DELETE',
		path: (ids) => `/groups/${ids.group}`,
		item: (ids) => ({ groupId: ids.group, deleted: true }),
	},
	{
		operation: 'group.export',
		parameters: onGroup,
		method: 'GET',
		path: (ids) => `/groups/${ids.group}/export`,
		item: (ids) => ({ group_id: ids.group }),
		items: 120,
	},
	{
		operation: 'group.import',
		parameters: () => ({
			name: 'Imported',
			serviceType: 'entity',
			accounts: bothAccounts,
			options: { skipUnsupported: false, overwrite: true },
		}),
		method: 'POST',
		path: () => '/groups/import',
		body: () => ({
			name: 'Imported',
			service_type: 'entity',
			accounts: bothAccounts,
			skip_unsupported: false,
			overwrite: true,
		}),
		item: () => ({
			name: 'Imported',
			serviceType: 'entity',
			success: true,
			accounts: [
				{ website: 'new-blog.example', username: 'maria' },
				{ website: 'https://other.example', email: 'm@other.example' },
			],
			request: {
				items: 1,
				entries: 2,
				imported: 2,
				overwritten: 0,
				duplicates: 0,
				unsupported: 0,
				failed: 0,
			},
		}),
	},
	{
		operation: 'account.create',
		parameters: (ids) => ({
			...onGroup(ids),
			website: 'new-blog.example',
			additionalFields: {
				username: 'maria',
				email: 'maria@new-blog.example',
				password: ' pass 1 ',
				appPassword: 'abcd efgh',
				passMail: 'mail',
				twofa: 'otp',
				cookies: '[]',
				note: 'from March',
			},
		}),
		method: 'POST',
		path: (ids) => `/groups/${ids.group}/accounts`,
		body: () => ({
			website: 'new-blog.example',
			username: 'maria',
			email: 'maria@new-blog.example',
			password: ' pass 1 ',
			app_password: 'abcd efgh',
			pass_mail: 'mail',
			twofa: 'otp',
			cookies: '[]',
			note: 'from March',
		}),
		item: (ids) => ({ group_id: ids.group, website: 'new-blog.example', username: 'maria' }),
	},
	{
		operation: 'account.getAll',
		parameters: (ids) => ({
			...onGroup(ids),
			limit: 7,
			filters: { status: 'active', search: 'a' },
		}),
		method: 'GET',
		path: (ids) => `/groups/${ids.group}/accounts`,
		query: { page: '1', limit: '7', status: 'active', search: 'a' },
		item: (ids) => ({ group_id: ids.group, status: 'active' }),
		items: 7,
	},
	{
		operation: 'account.import',
		parameters: (ids) => ({
			...onGroup(ids),
			accounts: `=${JSON.stringify(bothAccounts)}`,
			options: { overwrite: false },
		}),
		method: 'POST',
		path: (ids) => `/groups/${ids.group}/accounts/import`,
		body: () => ({ accounts: bothAccounts, overwrite: false }),
		item: (ids) => ({ groupId: ids.group, success: true }),
	},
	{
		operation: 'account.checkAll',
		parameters: onGroup,
		method: 'POST',
		path: (ids) => `/groups/${ids.group}/accounts/check-all`,
		item: (ids) => ({ groupId: ids.group, checking: 120, success: true }),
	},
	{
		operation: 'account.update',
		parameters: (ids) => ({
			...onAccount(ids),
			updateFields: { website: 'moved.example', note: '', appPassword: 'new' },
		}),
		method: 'PUT',
		path: (ids) => `/accounts/${ids.account}`,
		body: () => ({ website: 'moved.example', note: '', app_password: 'new' }),
		item: (ids) => ({ id: ids.account, website: 'moved.example', note: '' }),
	},
	{
		operation: 'account.delete',
		parameters: onAccount,
		method: 'DELETE',
		path: (ids) => `/accounts/${ids.account}`,
		item: (ids) => ({ accountId: ids.account, deleted: true }),
	},
	{
		operation: 'account.check',
		parameters: onAccount,
		method: 'POST',
		path: (ids) => `/accounts/${ids.account}/check`,
		item: (ids) => ({ accountId: ids.account, status: 'checking', success: true }),
	},
	{
		operation: 'account.bulkDelete',
		parameters: (ids) => ({ ids: `${ids.account}, ${ids.otherAccount}` }),
		method: 'POST',
		path: () => '/accounts/bulk-delete',
		body: (ids) => ({ ids: [ids.account, ids.otherAccount] }),
		item: (ids) => ({
			ids: [ids.account, ids.otherAccount],
			deleted: true,
			request: { items: 1, entries: 2, deleted: 2 },
		}),
	},
	{
		operation: 'account.export',
		parameters: (ids) => ({ ids: `={{ ${JSON.stringify([ids.account, ids.otherAccount])} }}` }),
		method: 'POST',
		path: () => '/accounts/export',
		body: (ids) => ({ ids: [ids.account, ids.otherAccount] }),
		item: (ids) => ({ group_id: ids.group }),
		items: 2,
	},
	{
		operation: 'request.create',
		parameters: (ids) => ({
			serviceType: 'entity',
			name: ' Campaign A ',
			auctionPrice: 20,
			additionalFields: {
				groupId: byId(ids.group),
				website: 'https://target.example',
				target: 5,
				priority: 7,
				typeRequest: 'normal',
				config: '{"tier": 1}',
				data: '={{ { keywords: ["coffee"] } }}',
				folderUrls: '{}',
			},
			options: { maxCredits: 100 },
		}),
		method: 'POST',
		path: () => '/entity',
		body: (ids) => ({
			name: 'Campaign A',
			auction_price: 20,
			target: 5,
			group_id: ids.group,
			website: 'https://target.example',
			priority: 7,
			type_request: 'normal',
			config: { tier: 1 },
			data: { keywords: ['coffee'] },
			folder_urls: {},
		}),
		item: () => ({ name: 'Campaign A', service_type: 'entity', status: 'pending', target: 5 }),
	},
	{
		operation: 'request.create',
		parameters: () => ({ serviceType: 'podcast', name: 'Campaign B', auctionPrice: '50' }),
		method: 'POST',
		path: () => '/podcast',
		body: () => ({ name: 'Campaign B', auction_price: 50, target: 10 }),
		item: () => ({ name: 'Campaign B', service_type: 'podcast', target: 10 }),
	},
	{
		operation: 'request.getAll',
		parameters: () => ({
			serviceType: 'entity',
			limit: 2,
			filters: { status: 'completed', search: 'bikes', sort: 'name', order: 'asc' },
		}),
		method: 'GET',
		path: () => '/entity',
		query: {
			page: '1',
			limit: '2',
			status: 'completed',
			search: 'bikes',
			sort: 'name',
			order: 'asc',
		},
		item: (ids) => ({ id: ids.request, created_links: 50 }),
		items: 1,
	},
	{
		operation: 'request.get',
		parameters: onRequest,
		method: 'GET',
		path: (ids) => `/entity/${ids.request}`,
		item: (ids) => ({ id: ids.request, status: 'completed', auction_price: 25 }),
	},
	{
		operation: 'request.update',
		parameters: (ids) => ({
			...onRequest(ids),
			updateFields: { name: 'New name', website: '', auctionPrice: 1.5, target: 60, priority: 1 },
		}),
		method: 'PUT',
		path: (ids) => `/entity/${ids.request}`,
		body: () => ({ name: 'New name', website: '', auction_price: 1.5, target: 60, priority: 1 }),
		item: (ids) => ({ id: ids.request, name: 'New name', auction_price: 1.5, target: 60 }),
	},
	{
		operation: 'request.delete',
		parameters: onRequest,
		method: 'DELETE',
		path: (ids) => `/entity/${ids.request}`,
		item: (ids) => ({ serviceType: 'entity', requestId: ids.request, deleted: true }),
	},
	{
		operation: 'request.start',
		parameters: onRequest,
		before: (ids) => move('setRequestStatus', { status: 'stopped', ids: [ids.request] }),
		method: 'POST',
		path: (ids) => `/entity/${ids.request}/start`,
		item: (ids) => ({ requestId: ids.request, status: 'running', success: true }),
	},
	{
		operation: 'request.stop',
		parameters: onRequest,
		before: (ids) => move('setRequestStatus', { status: 'running', ids: [ids.request] }),
		method: 'POST',
		path: (ids) => `/entity/${ids.request}/stop`,
		item: (ids) => ({ requestId: ids.request, status: 'stopped', success: true }),
	},
	{
		operation: 'request.restart',
		parameters: onRequest,
		method: 'POST',
		path: (ids) => `/entity/${ids.request}/restart`,
		item: (ids) => ({ requestId: ids.request, status: 'running', success: true }),
	},
	{
		operation: 'request.bulkDelete',
		parameters: (ids) => ({ ids: `${ids.request}\n${ids.otherRequest}` }),
		method: 'POST',
		path: () => '/requests/bulk-delete',
		body: (ids) => ({ ids: [ids.request, ids.otherRequest] }),
		item: (ids) => ({ ids: [ids.request, ids.otherRequest], deleted: true }),
	},
	{
		operation: 'request.export',
		parameters: (ids) => ({ ids: [ids.request, ids.otherRequest] }),
		method: 'POST',
		path: () => '/requests/export',
		body: (ids) => ({ ids: [ids.request, ids.otherRequest] }),
		item: () => ({ service_type: 'entity', name: 'Northwind Cycles: spring bikes' }),
		items: 2,
	},
	{
		operation: 'link.getAll',
		parameters: (ids) => ({
			...onRequest(ids),
			limit: 4,
			filters: { status: 'completed', search: '.', sort: 'created_at', order: 'desc' },
		}),
		method: 'GET',
		path: (ids) => `/entity/${ids.request}/links`,
		query: {
			page: '1',
			limit: '4',
			status: 'completed',
			search: '.',
			sort: 'created_at',
			order: 'desc',
		},
		item: () => ({ status: 'completed' }),
		items: 4,
	},
	{
		operation: 'link.export',
		parameters: onRequest,
		method: 'GET',
		path: (ids) => `/entity/${ids.request}/links/export`,
		item: (ids) => ({ id: ids.link }),
		items: 50,
	},
	{
		operation: 'link.retry',
		parameters: onLink,
		before: (ids) => {
			move('setLink', { id: ids.link, requestId: ids.request, fields: failedOnce });
		},
		method: 'POST',
		path: (ids) => `/entity/${ids.request}/links/${ids.link}/retry`,
		item: (ids) => ({ linkId: ids.link, status: 'queued', retry_count: 2, success: true }),
	},
	{
		operation: 'link.retryAll',
		parameters: onRequest,
		before: (ids) => {
			move('setLink', { id: ids.link, requestId: ids.request, fields: failedOnce });
		},
		method: 'POST',
		path: (ids) => `/entity/${ids.request}/links/retry-all`,
		item: (ids) => ({ requestId: ids.request, success: true }),
	},
	{
		operation: 'link.delete',
		parameters: onLink,
		method: 'DELETE',
		path: (ids) => `/entity/${ids.request}/links/${ids.link}`,
		item: (ids) => ({ requestId: ids.request, linkId: ids.link, deleted: true }),
	},
	{
		operation: 'stats.get',
		method: 'GET',
		path: () => '/stats',
		item: () => ({ requests: counts('requests'), links: counts('links') }),
	},
	{
		operation: 'stats.getByType',
		parameters: () => ({ serviceType: 'blog20' }),
		method: 'GET',
		path: () => '/blog20/stats',
		item: () => ({ serviceType: 'blog20', links: counts('links', 'blog20') }),
	},
	{
		operation: 'stats.countSites',
		parameters: () => ({ serviceType: 'entity' }),
		method: 'GET',
		path: () => '/sites/count',
		query: { type: 'entity' },
		item: () => ({ type: 'entity', count: 150 }),
	},
];

const counts = (of: 'requests' | 'links', type?: 'blog20'): IDataObject => ({
	...world().stats(type)[of],
});

const failedOnce = { status: 'failed', retry_count: 1, max_retries: 3 };

function idsOf(): Ids {
	const { group: stored, accounts } = group();
	const { fields, links } = linkRequest();
	return {
		group: stored.id,
		account: accounts[0].account.id,
		otherAccount: accounts[1].account.id,
		request: fields.id,
		otherRequest: linkRequest('Bluebird Coffee: social').fields.id,
		link: (links.all() as Array<{ id: string }>)[0].id,
	};
}

describe.each(['text', 'always', 'never'])('with the envelope as in "%s"', (envelope) => {
	it.each(cases)('$operation: $method $path', async (expected) => {
		const ids = idsOf();
		move('setEnvelope', { envelope });
		expected.before?.(ids);
		const [resource, operation] = expected.operation.split('.');
		const parameters = expected.parameters?.(ids) ?? {};
		const { json } = await run(resource, operation, parameters);

		const [request, ...others] = requests();
		// A bare list does not say how long it is, so a short page may not be its end.
		expect(others).toHaveLength(others.length === 1 && envelope === 'never' ? 1 : 0);
		expect(request).toMatchObject({ method: expected.method, path: expected.path(ids) });
		expect(request.query).toEqual(expected.query ?? {});
		expect(request.body).toEqual(expected.body?.(ids));
		expect(request.headers.authorization).toBe(
			`Bearer ${sandbox().services.likePion.credentials.accessToken}`,
		);
		expect(request.status).toBeLessThan(300);

		expect(json).toHaveLength(expected.items ?? 1);
		expect(json[0]).toMatchObject(expected.item(ids));
		expect(JSON.stringify(json)).not.toContain('sandbox-secret');
	});
});

describe('an expression without a value', () => {
	it.each([null, ''])('%p leaves what it was meant to change as it is', async (none) => {
		const { fields } = linkRequest();
		const { id, target, auction_price: price, website } = fields;
		const found = `={{ ${JSON.stringify(none)} }}`;
		const updateFields = {
			name: 'New name',
			target: found,
			auctionPrice: found,
			priority: found,
			website: '={{ null }}',
			data: '={{ null }}',
		};
		await run('request', 'update', { serviceType: 'entity', requestId: byId(id), updateFields });
		expect(requests().map(({ body }) => body)).toEqual([{ name: 'New name' }]);
		expect(linkRequest('New name').fields).toMatchObject({ target, auction_price: price, website });
	});

	it('is not sent with a new request either', async () => {
		const additionalFields = { target: '={{ "" }}', priority: null, website: '={{ null }}' };
		await run('request', 'create', {
			serviceType: 'entity',
			name: 'New',
			auctionPrice: 1,
			additionalFields,
		});
		expect(requests()[0].body).toEqual({ name: 'New', auction_price: 1, target: 10 });
	});
});

it('covers every operation', () => {
	const all = under()
		.type.description.properties.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			textsOf(displayOptions?.show?.resource).flatMap((resource) =>
				options.map((option) => `${resource}.${'value' in option ? String(option.value) : ''}`),
			),
		);
	expect(all).toHaveLength(35);
	expect(new Set(cases.map(({ operation }) => operation))).toEqual(new Set(all));
});

const textsOf = (values: readonly unknown[] = []): string[] =>
	values.filter((value) => typeof value === 'string');
