import { type Sandbox, startSandbox } from '../../../sandbox/server';
import { secretMark } from '../../../sandbox/services/likepion/account';
import { pass, useStandingDate } from '../../support/standingDate';
import { type Answer, call } from './client';
import { type Fields, LikePionClient } from './likepionClient';

let sandbox: Sandbox;
let client: LikePionClient;

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 100, today: '2026-03-14' });
	client = new LikePionClient(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset();
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const account = { website: 'forum.example', username: 'ada', password: 'pass123' };
const errorsOf = ({ json }: Answer): unknown => (json as Fields).errors;
const biggestGroup = (): Promise<string> => client.firstId('/groups?search=Entity profiles A');

describe('access', () => {
	it.each([
		['no header', undefined],
		['another token', 'Bearer wrong'],
		['another scheme', 'Token sandbox-likepion.access.token'],
	])('refuses %s with 401', async (_case, authorization) => {
		const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
		for (const path of ['/projects', '/groups', '/entity', '/stats', '/sites/count?type=entity']) {
			const answer = await call(sandbox.services.likePion.url + path, { headers });
			expect(answer.status).toBe(401);
			expect(answer.json).toEqual({
				success: false,
				message: expect.stringContaining('Unauthorized') as unknown,
			});
		}
	});

	it.each([
		['GET', '/groups/nothing'],
		['PUT', '/groups/nothing'],
		['DELETE', '/groups/nothing'],
		['GET', '/groups/nothing/export'],
		['GET', '/groups/nothing/accounts'],
		['POST', '/groups/nothing/accounts'],
		['POST', '/groups/nothing/accounts/import'],
		['POST', '/groups/nothing/accounts/check-all'],
		['PUT', '/accounts/nothing'],
		['DELETE', '/accounts/nothing'],
		['POST', '/accounts/nothing/check'],
	])('%s %s is of nobody: 404', async (method, path) => {
		const { status, json } = await client.call(path, {
			method,
			body: method === 'GET' ? undefined : {},
		});
		expect(status).toBe(404);
		expect(json).toEqual({
			success: false,
			message: expect.stringMatching(/not found$/) as unknown,
		});
		expect(client.effects()).toEqual({});
	});
});

describe('groups', () => {
	it('are listed in an envelope, newest first, with the very fields of the text', async () => {
		const { success, data, total, page, limit } = await client.list('/groups');
		expect({ success, total, page, limit }).toEqual({
			success: true,
			total: 6,
			page: 1,
			limit: 20,
		});
		expect(Object.keys(data[0])).toEqual([
			'id',
			'user_id',
			'name',
			'service_type',
			'status',
			'account_count',
			'account_active',
			'result',
			'created_at',
			'updated_at',
		]);
		const created = data.map(({ created_at: at }) => String(at));
		expect(created).toEqual([...created].sort().reverse());
		for (const { id, account_count: count, account_active: active, result } of data) {
			expect(id).toMatch(uuid);
			expect(count).toBeGreaterThanOrEqual(20);
			expect(count).toBeLessThanOrEqual(120);
			expect(active).toBeLessThan(Number(count));
			expect(result).toBe(`${String(active)} / ${String(count)}`);
		}
	});

	it.each([
		['service_type=entity', 2],
		['status=active', 6],
		['status=inactive', 0],
		['search=entity', 2],
		['min_active=50', 3],
		['min_active=50&service_type=social', 1],
	])('are filtered by %s', async (query, total) => {
		expect((await client.list(`/groups?${query}`)).total).toBe(total);
	});

	it('are paged, and a limit above 100 is taken for 100', async () => {
		const pages = [
			await client.list('/groups?limit=4'),
			await client.list('/groups?limit=4&page=2'),
		];
		expect(pages.map(({ data }) => data.length)).toEqual([4, 2]);
		expect(new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size).toBe(6);
		expect((await client.list('/groups?limit=5000')).limit).toBe(100);
		expect((await client.list('/groups?page=3')).data).toEqual([]);
	});

	it.each(['page=0', 'page=x', 'limit=0', 'limit=-1', 'limit=1.5', 'min_active=x'])(
		'refuses %s',
		async (query) => {
			const { status, json } = await client.call(`/groups?${query}`);
			expect(status).toBe(400);
			expect(json).toMatchObject({
				success: false,
				errors: { [query.split('=')[0]]: [expect.any(String)] },
			});
		},
	);

	it('are created bare, read, changed and deleted with their accounts', async () => {
		const created = await client.post('/groups', { name: 'Mine', service_type: 'social' });
		expect(created.status).toBe(201);
		const group = created.json as Fields;
		expect(group).toMatchObject({ name: 'Mine', service_type: 'social', account_count: 0 });
		const path = `/groups/${String(group.id)}`;
		await client.posted(`${path}/accounts`, account);
		expect(await client.got(path)).toMatchObject({ name: 'Mine', account_count: 1 });
		const changed = await client.put(path, { name: 'Ours', service_type: 'podcast', user_id: 'x' });
		expect(changed.json).toMatchObject({
			id: group.id,
			name: 'Ours',
			service_type: 'podcast',
			user_id: group.user_id,
		});
		expect((await client.delete(path)).json).toEqual({ deleted: 1 });
		expect((await client.call(path)).status).toBe(404);
		expect(client.effects()).toEqual({
			groupsCreated: 1,
			accountsCreated: 1,
			groupsUpdated: 1,
			groupsDeleted: 1,
		});
	});

	it.each([
		[{}, ['name', 'service_type']],
		[{ name: ' ', service_type: 'entity' }, ['name']],
		[{ name: 'x', service_type: 'guestpost' }, ['service_type']],
		[{ name: 'x', service_type: 'entity', accounts: 'none' }, ['accounts']],
		[{ name: 'x', service_type: 'entity', skip_unsupported: 'yes' }, ['skip_unsupported']],
	])('are not created from %j', async (body, fields) => {
		const answer = await client.post('/groups', body);
		expect(answer.status).toBe(400);
		expect(Object.keys(errorsOf(answer) as Fields)).toEqual(fields);
		expect(client.effects()).toEqual({});
	});

	it('take accounts at once and say what became of each', async () => {
		const accounts = [
			account,
			{ website: 'https://www.Forum.example/login', username: 'ADA' },
			{ website: 'facebook.com', email: 'ada@example.com' },
			{ website: 'forum.example' },
			{ username: 'bob' },
			{ website: 'forum.example', email: 'bob@example.com' },
		];
		const body = { name: 'Mine', service_type: 'entity', accounts };
		const skipping = await client.posted('/groups', { ...body, skip_unsupported: true });
		expect(skipping).toMatchObject({
			imported: 2,
			skipped: 2,
			failed: 2,
			group: { account_count: 2 },
		});
		const keeping = await client.posted('/groups', body);
		expect(keeping).toMatchObject({ imported: 3, skipped: 1, failed: 2 });
		const { id } = keeping.group as Fields;
		const { data } = await client.list(`/groups/${String(id)}/accounts?status=unsupported`);
		expect(data.map(({ website }) => website)).toEqual(['facebook.com']);
		expect(client.effects()).toEqual({ groupsCreated: 2, accountsImported: 5 });
	});

	it('are imported with their accounts', async () => {
		const accounts = [account, account, { website: 'tiktok.com', username: 'ada' }, {}];
		const body = { name: 'Imported', service_type: 'entity', accounts, skip_unsupported: true };
		const { status, json } = await client.post('/groups/import', body);
		expect(status).toBe(201);
		expect(json).toEqual({
			group: { id: expect.stringMatching(uuid) as unknown, name: 'Imported' },
			imported: 1,
			overwritten: 0,
			duplicates: 1,
			unsupported: 1,
			failed: 1,
		});
		const overwriting = await client.posted('/groups/import', { ...body, overwrite: true });
		expect(overwriting).toMatchObject({ imported: 1, overwritten: 1, duplicates: 0 });
	});

	it.each([[{}], [{ accounts: [] }]])('are not imported without an account: %j', async (more) => {
		const answer = await client.post('/groups/import', {
			name: 'x',
			service_type: 'entity',
			...more,
		});
		expect(answer.status).toBe(400);
		expect(Object.keys(errorsOf(answer) as Fields)).toEqual(['accounts']);
	});

	it('are exported with every account and secret', async () => {
		const id = await biggestGroup();
		const { headers, json } = await client.call(`/groups/${id}/export`);
		expect(headers.get('content-type')).toMatch(/^application\/json/);
		const { success, data } = json as { success: boolean; data: Fields[] };
		expect(success).toBe(true);
		expect(data).toHaveLength(120);
		expect(data.some(({ cookies }) => String(cookies).includes(secretMark))).toBe(true);
		for (const { password, pass_mail: mail } of data) {
			expect(password).toMatch(secretMark);
			expect(mail).toMatch(secretMark);
		}
	});
});

describe('accounts', () => {
	useStandingDate();
	it('are listed newest first with the very fields of the text, without cookies', async () => {
		const id = await biggestGroup();
		const { data, total, limit } = await client.list(`/groups/${id}/accounts`);
		expect([data.length, total, limit]).toEqual([20, 120, 20]);
		expect(Object.keys(data[0])).toEqual([
			'id',
			'group_id',
			'service_type',
			'website',
			'username',
			'email',
			'password',
			'app_password',
			'pass_mail',
			'twofa',
			'active',
			'status',
			'is_indexed',
			'note',
			'created_at',
		]);
		for (const one of data) {
			expect(one.group_id).toBe(id);
			expect(one.active).toBe(one.status === 'active');
			expect(one.password).toMatch(secretMark);
		}
	});

	it('are filtered by status and searched for', async () => {
		const path = `/groups/${await biggestGroup()}/accounts`;
		const inactive = await client.list(`${path}?status=inactive&limit=100`);
		expect(inactive.total).toBeGreaterThan(0);
		expect(inactive.total).toBeLessThan(60);
		expect(inactive.data.every(({ status }) => status === 'inactive')).toBe(true);
		const wanted = inactive.data[0];
		const found = await client.list(`${path}?search=${String(wanted.username).toUpperCase()}`);
		expect(found.data.map(({ id }) => id)).toContain(wanted.id);
		expect((await client.list(`${path}?search=nobody-is-called-so`)).total).toBe(0);
	});

	it('are created pending, once each', async () => {
		const path = `/groups/${await biggestGroup()}/accounts`;
		const { status, json } = await client.post(path, account);
		expect(status).toBe(201);
		expect(json).toMatchObject({ ...account, email: '', status: 'pending', active: false });
		expect((await client.list(path)).data[0]).toEqual(json);
		const again = await client.post(path, { ...account, website: 'https://forum.example/' });
		expect(again.status).toBe(409);
		expect(client.effects()).toEqual({ accountsCreated: 1 });
	});

	it.each([
		[{ username: 'ada' }, ['website']],
		[{ website: 'forum.example' }, ['username']],
		[{ website: 'forum.example', username: '', email: '' }, ['username']],
		[{ website: 'forum.example', username: 7 }, ['username']],
	])('are not created from %j', async (body, fields) => {
		const answer = await client.post(`/groups/${await biggestGroup()}/accounts`, body);
		expect(answer.status).toBe(400);
		expect(Object.keys(errorsOf(answer) as Fields)).toEqual(fields);
		expect(client.effects()).toEqual({});
	});

	it('are imported: new, double, overwritten, unsupported, broken', async () => {
		const path = `/groups/${await biggestGroup()}/accounts`;
		const accounts = [
			account,
			account,
			{ website: 'instagram.com', email: 'a@example.com' },
			{ website: 'x' },
		];
		const first = await client.post(`${path}/import`, { accounts });
		expect(first.status).toBe(200);
		expect(first.json).toEqual({
			imported: 1,
			overwritten: 0,
			duplicates: 1,
			unsupported: 1,
			failed: 1,
		});
		const changed = [{ ...account, password: 'other' }];
		const second = await client.posted(`${path}/import`, { accounts: changed, overwrite: true });
		expect(second).toEqual({
			imported: 0,
			overwritten: 1,
			duplicates: 0,
			unsupported: 0,
			failed: 0,
		});
		const { data, total } = await client.list(`${path}?search=forum.example`);
		expect([total, data[0].password]).toEqual([1, 'other']);
		expect(client.effects()).toEqual({ accountsImported: 1, accountsOverwritten: 1 });
		expect((await client.post(`${path}/import`, { accounts: [] })).status).toBe(400);
	});

	it('are changed field by field, and keep the rules', async () => {
		const group = `/groups/${await biggestGroup()}/accounts`;
		const created = await client.posted(group, { ...account, note: 'old' });
		const { json } = await client.put(`/accounts/${created.id}`, { note: 'new', cookies: 'a=b' });
		expect(json).toEqual({ ...created, note: 'new' });
		const { data } = (await client.posted('/accounts/export', {
			ids: [created.id],
		})) as unknown as { data: Fields[] };
		expect(data).toEqual([{ ...created, note: 'new', cookies: 'a=b' }]);
		expect((await client.put(`/accounts/${created.id}`, { username: '' })).status).toBe(400);
		expect((await client.put(`/accounts/${created.id}`, { website: '' })).status).toBe(400);
		expect(client.effects()).toEqual({ accountsCreated: 1, accountsUpdated: 1 });
	});

	it('are deleted one by one and in bulk; unknown ids are passed over', async () => {
		const path = `/groups/${await biggestGroup()}/accounts`;
		const [first, second, third] = (await client.list(path)).data.map(({ id }) => id);
		expect((await client.delete(`/accounts/${first}`)).json).toEqual({ deleted: 1 });
		const ids = [second, third, 'nothing'];
		expect(await client.posted('/accounts/bulk-delete', { ids })).toEqual({ deleted: 2 });
		expect((await client.list(path)).total).toBe(117);
		expect(client.effects()).toEqual({ accountsDeleted: 3 });
	});

	it.each([[{}], [{ ids: [] }], [{ ids: 'one' }], [{ ids: [1] }]])(
		'bulk routes refuse %j',
		async (body) => {
			for (const path of [
				'/accounts/bulk-delete',
				'/accounts/export',
				'/requests/bulk-delete',
				'/requests/export',
			]) {
				const answer = await client.post(path, body);
				expect(answer.status).toBe(400);
				expect(Object.keys(errorsOf(answer) as Fields)).toEqual(['ids']);
			}
		},
	);

	it('are checked with time, and found dead or alive', async () => {
		client.move('configureChecks', { stepMilliseconds: 40 });
		const id = await biggestGroup();
		const before = await client.list(`/groups/${id}/accounts?status=inactive`);
		expect(await client.posted(`/groups/${id}/accounts/check-all`)).toEqual({ checking: 120 });
		pass(40);
		const after = await client.list(`/groups/${id}/accounts?status=inactive`);
		expect(after.total).toBeGreaterThan(before.total);
		expect((await client.list(`/groups/${id}/accounts?status=checking`)).total).toBe(0);
		expect(client.effects()).toEqual({ accountsChecked: 120 });
	});

	it('are checked one by one, with the outcome that was set', async () => {
		client.move('configureChecks', { stepMilliseconds: 0, outcome: 'inactive' });
		const path = `/groups/${await biggestGroup()}/accounts`;
		const [{ id }] = (await client.list(`${path}?status=active`)).data;
		expect(await client.posted(`/accounts/${id}/check`)).toMatchObject({ id, status: 'checking' });
		const { data } = await client.list(`${path}?status=inactive&limit=100`);
		expect(data.map((one) => one.id)).toContain(id);
	});
});
