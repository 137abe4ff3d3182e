import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../../sandbox/server';
import { secretMark } from '../../../sandbox/services/likepion/account';
import { pass, useStandingDate } from '../../support/standingDate';
import type { Answer } from './client';
import { type Fields, LikePionClient } from './likepionClient';

const today = '2026-03-14';

let sandbox: Sandbox;
let client: LikePionClient;

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 1_500, today });
	client = new LikePionClient(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset();
});

const order = { name: 'Campaign A', auction_price: 60 };
const aMomentAgo = expect.stringMatching(/^2026-03-14T12:\d\d:\d\dZ$/) as unknown;
const errorsOf = ({ json }: Answer): string[] => Object.keys((json as { errors: Fields }).errors);

/** The request with the most links. */
const biggest = (): Promise<string> => client.firstId('/entity');

async function started(target: number): Promise<string> {
	const { id } = await client.posted('/social', { ...order, target });
	await client.posted(`/social/${id}/start`);
	return `/social/${id}`;
}

describe('creating a request', () => {
	it.each(['entity', 'social', 'blog20', 'podcast', 'stacking', 'indexing'])(
		'of type %s deducts price × target and answers the full object with its defaults',
		async (type) => {
			const { status, json } = await client.post(`/${type}`, order);
			expect(status).toBe(201);
			expect(json).toMatchObject({
				...order,
				service_type: type,
				type_request: type,
				group_id: null,
				target: 10,
				created_links: 0,
				status: 'pending',
				started_at: null,
				completed_at: null,
				created_at: aMomentAgo,
				config: {},
			});
			expect(client.credits).toBe(20_000 - 600);
			expect(client.effects()).toEqual({ requestsCreated: 1, spendings: 1, creditsSpent: 600 });
			expect((await client.list(`/${type}`)).data[0].id).toBe((json as Fields).id);
		},
	);

	it('keeps what was sent', async () => {
		const more = {
			group_id: await client.firstId('/groups'),
			website: 'https://target.example/',
			target: 3,
			priority: 9,
			type_request: 'normal',
			config: { tier: 2 },
			data: { keywords: ['a'] },
			folder_urls: { a: 'https://a.example' },
		};
		const { id } = await client.posted('/stacking', { ...order, ...more });
		expect(await client.got(`/stacking/${id}`)).toMatchObject(more);
	});

	it('is refused with 402 and the amounts when credits are short, down to the last one', async () => {
		client.move('setCredits', { credits: 599 });
		const { status, json } = await client.post('/entity', order);
		expect(status).toBe(402);
		expect((json as Fields).message).toMatch(/60 × 10 = 600 credits.* 599 are left/);
		expect(client.effects()).toEqual({});
		client.move('setCredits', { credits: 600 });
		expect((await client.post('/entity', order)).status).toBe(201);
		expect(client.credits).toBe(0);
	});

	it.each([
		['entity', {}, ['name', 'auction_price']],
		['entity', { ...order, auction_price: 0 }, ['auction_price']],
		['entity', { ...order, auction_price: '60' }, ['auction_price']],
		['blog20', { ...order, auction_price: 49 }, ['auction_price']],
		['podcast', { ...order, auction_price: 101 }, ['auction_price']],
		['entity', { ...order, target: 0 }, ['target']],
		['entity', { ...order, target: 1.5 }, ['target']],
		['entity', { ...order, website: 'target' }, ['website']],
		['entity', { ...order, config: 'x' }, ['config']],
		['entity', { ...order, group_id: 'nothing' }, ['group_id']],
	])('of type %s is refused for %j', async (type, body, fields) => {
		const answer = await client.post(`/${type}`, body);
		expect(answer.status).toBe(400);
		expect(answer.json).toMatchObject({ success: false });
		expect(errorsOf(answer)).toEqual(fields);
		expect(client.effects()).toEqual({});
		expect(client.credits).toBe(20_000);
	});

	it.each([50, 100])('takes %d for a guest post', async (price) => {
		const { status } = await client.post('/blog20', { ...order, auction_price: price });
		expect(status).toBe(201);
	});
});

describe('requests', () => {
	it('are listed by type with the very fields of the text, newest first', async () => {
		const { data, total } = await client.list('/entity');
		expect(total).toBe(4);
		expect(Object.keys(data[0])).toEqual([
			'id',
			'service_type',
			'group_id',
			'name',
			'website',
			'auction_price',
			'target',
			'created_links',
			'status',
			'type_request',
			'started_at',
			'completed_at',
			'created_at',
		]);
		const created = data.map(({ created_at: at }) => String(at));
		expect(created).toEqual([...created].sort().reverse());
	});

	it.each([
		['status=completed', ['Northwind Cycles: spring bikes']],
		['search=HOLLOW', ['Fern & Hollow: studio opening']],
		['search=lanternfish.example', ['Lanternfish: courses']],
		['sort=auction_price&order=asc&limit=1', ['Lanternfish: courses']],
		['sort=auction_price&limit=1', ['Northwind Cycles: spring bikes']],
		['order=asc&limit=1', ['Lanternfish: courses']],
		['status=nothing', []],
	])('are chosen by %s', async (query, names) => {
		expect((await client.list(`/entity?${query}`)).data.map(({ name }) => name)).toEqual(names);
	});

	it.each(['sort=nothing', 'order=up'])('refuse %s', async (query) => {
		expect((await client.call(`/entity?${query}`)).status).toBe(400);
		expect((await client.call(`/entity/${await biggest()}/links?${query}`)).status).toBe(400);
	});

	it('are of one type only, and of the six', async () => {
		const id = await biggest();
		expect((await client.call(`/social/${id}`)).status).toBe(404);
		for (const path of [
			'/guestpost',
			`/guestpost/${id}`,
			'/guestpost/stats',
			`/guestpost/${id}/links`,
		]) {
			const { status, json } = await client.call(path);
			expect(status).toBe(404);
			expect((json as Fields).message).toMatch(/no service type 'guestpost'/);
		}
	});

	it.each([
		['GET', ''],
		['PUT', ''],
		['DELETE', ''],
		['POST', '/start'],
		['POST', '/stop'],
		['POST', '/restart'],
		['GET', '/links'],
		['GET', '/links/export'],
		['POST', '/links/retry-all'],
		['POST', '/links/x/retry'],
		['DELETE', '/links/x'],
	])('%s /entity/<unknown>%s is 404', async (method, rest) => {
		const body = method === 'GET' ? undefined : {};
		const { status, json } = await client.call(`/entity/nothing${rest}`, { method, body });
		expect(status).toBe(404);
		expect(json).toEqual({ success: false, message: 'Request not found' });
		expect(client.effects()).toEqual({});
	});

	it('are changed field by field, by the same rules, without a charge', async () => {
		const url = `/blog20/${await client.firstId('/blog20')}`;
		const before = await client.got(url);
		const { json } = await client.put(url, { name: 'New', auction_price: 99, status: 'completed' });
		expect(json).toEqual({
			...before,
			name: 'New',
			auction_price: 99,
			updated_at: aMomentAgo,
		});
		expect((await client.put(url, { auction_price: 20 })).status).toBe(400);
		expect(client.effects()).toEqual({ requestsUpdated: 1 });
		expect(client.credits).toBe(20_000);
	});

	it('are deleted, one by one and in bulk over all types, without a refund', async () => {
		const first = await biggest();
		expect((await client.delete(`/entity/${first}`)).json).toEqual({ deleted: 1 });
		const ids = [await client.firstId('/social'), await client.firstId('/podcast'), first];
		expect(await client.posted('/requests/bulk-delete', { ids })).toEqual({ deleted: 2 });
		expect((await client.list('/projects')).total).toBe(9);
		expect(client.effects()).toEqual({ requestsDeleted: 3 });
		expect(client.credits).toBe(20_000);
	});

	it('are exported as JSON, or as CSV once that is set', async () => {
		const ids = [await client.firstId('/social'), await client.firstId('/podcast')];
		const json = await client.post('/requests/export', { ids });
		expect(json.headers.get('content-type')).toMatch(/^application\/json/);
		const { data } = json.json as { data: Fields[] };
		expect(data.map(({ id }) => id)).toEqual(ids);
		client.move('setExportFormat', { format: 'csv' });
		const csv = await client.post('/requests/export', { ids });
		expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
		const lines = csv.text.trim().split('\r\n');
		expect(lines).toHaveLength(3);
		expect(lines[0].split(',').slice(0, 2)).toEqual(['id', 'service_type']);
	});
});

describe('controls', () => {
	useStandingDate();
	beforeEach(() => {
		client.move('configureProgress', {
			stepMilliseconds: 200,
			outcome: 'completed',
			indexed: 'all',
		});
	});

	it('a started request creates its links, completes, and its links are indexed', async () => {
		const url = await started(10);
		expect(await client.got(url)).toMatchObject({
			status: 'running',
			started_at: aMomentAgo,
		});
		const seen = new Set<unknown>();
		for (
			let waited = 0;
			waited < 1_000 && (await client.got(url)).status === 'running';
			waited += 1
		) {
			for (const { status } of (await client.list(`${url}/links`)).data) seen.add(status);
			pass(50);
		}
		expect(await client.got(url)).toMatchObject({ status: 'completed', created_links: 10 });
		expect((await client.got(url)).completed_at).not.toBeNull();
		expect([...seen]).toEqual(
			expect.arrayContaining(['pending', 'queued', 'running', 'completed']),
		);
		pass(600);
		const { data } = await client.list(`${url}/links`);
		expect(
			data.every(({ is_indexed: indexed, link_post: post }) => indexed === true && post !== ''),
		).toBe(true);
		expect((await client.list('/projects')).data[0].result).toBe('10 / 10');
	});

	it('a failing one fails', async () => {
		client.move('configureProgress', { stepMilliseconds: 0, outcome: 'failed' });
		const url = await started(4);
		expect(await client.got(url)).toMatchObject({ status: 'failed', created_links: 4 });
		const { data } = await client.list(`${url}/links`);
		expect(
			data.every(({ status, error_message: words }) => status === 'failed' && words !== ''),
		).toBe(true);
	});

	it('stands still when stopped, and goes on when started again', async () => {
		client.move('configureProgress', { stepMilliseconds: 1_000 });
		const url = await started(50);
		pass(1_300);
		expect(await client.posted(`${url}/stop`)).toMatchObject({ status: 'stopped' });
		const { created_links: created } = await client.got(url);
		expect(created).toBeGreaterThan(0);
		pass(600);
		expect((await client.got(url)).created_links).toBe(created);
		await client.posted(`${url}/start`);
		pass(1_300);
		expect((await client.got(url)).created_links).toBeGreaterThan(Number(created));
		expect(client.effects()).toMatchObject({
			requestsStarted: 2,
			requestsStopped: 1,
			spendings: 1,
		});
	});

	it('cannot be started twice, nor stopped when it does not run', async () => {
		const url = `/social/${(await client.posted('/social', order)).id}`;
		expect((await client.post(`${url}/stop`)).status).toBe(409);
		await client.posted(`${url}/start`);
		const again = await client.post(`${url}/start`);
		expect(again.status).toBe(409);
		expect((again.json as Fields).message).toMatch(/is running/);
		expect(client.effects()).toMatchObject({ requestsStarted: 1 });
		expect(client.effects()).not.toHaveProperty('requestsStopped');
	});

	it('a restart begins failed links anew and costs nothing', async () => {
		const { data } = await client.list('/entity?status=failed');
		const url = `/entity/${data[0].id}`;
		expect((await client.list(`${url}/links?status=failed`)).total).toBeGreaterThan(0);
		expect(await client.posted(`${url}/restart`)).toMatchObject({
			status: 'running',
			completed_at: null,
		});
		expect((await client.list(`${url}/links?status=failed`)).total).toBe(0);
		expect(client.effects()).toEqual({ requestsRestarted: 1 });
		expect(client.credits).toBe(20_000);
	});
});

describe('links', () => {
	it('have the very fields of the text, and are paged without gap or overlap', async () => {
		const url = `/entity/${await biggest()}/links`;
		const ids = new Set<string>();
		for (let page = 1; page <= 15; page += 1) {
			const { data, total, limit } = await client.list(`${url}?limit=100&page=${String(page)}`);
			expect([data.length, total, limit]).toEqual([100, 1_500, 100]);
			for (const { id } of data) ids.add(id);
		}
		expect(ids.size).toBe(1_500);
		expect((await client.list(`${url}?page=16&limit=100`)).data).toEqual([]);
		const [link] = (await client.list(`${url}?status=completed`)).data;
		expect(Object.keys(link)).toHaveLength(21);
		expect(link).toMatchObject({
			service_type: 'entity',
			error_message: '',
			max_retries: 3,
			link_profile: `https://${String(link.site_name)}/profile/${String(link.username)}`,
		});
		expect(link.password).toMatch(secretMark);
	});

	it('are filtered, searched for and sorted', async () => {
		const url = `/entity/${await biggest()}/links`;
		const failed = await client.list(`${url}?status=failed&limit=100`);
		expect(failed.total).toBeGreaterThan(30);
		expect(failed.data.every(({ status }) => status === 'failed')).toBe(true);
		const site = String(failed.data[0].site_name);
		const found = await client.list(`${url}?search=${site.toUpperCase()}&limit=100`);
		expect(found.data.every(({ site_name: name }) => name === site)).toBe(true);
		const sorted = (await client.list(`${url}?sort=site_name&order=asc&limit=100`)).data;
		const names = sorted.map(({ site_name: name }) => String(name));
		expect(names).toEqual([...names].sort());
		const newest = (await client.list(`${url}?limit=1`)).data;
		expect((await client.list(`${url}?order=asc&limit=100&page=15`)).data.at(-1)).toEqual(
			newest[0],
		);
	});

	it('are exported, all at once', async () => {
		const { data } = (await client.got(`/entity/${await biggest()}/links/export`)) as {
			data: Fields[];
		};
		expect(data).toHaveLength(1_500);
	});

	it('are retried: three times, and only when they failed', async () => {
		client.move('configureProgress', { stepMilliseconds: 0, outcome: 'failed' });
		const url = await started(1);
		const { data } = await client.list(`${url}/links`);
		const retry = `${url}/links/${data[0].id}/retry`;
		for (const times of [1, 2, 3]) {
			const answer = await client.posted(retry);
			expect(answer).toMatchObject({ status: 'queued', retry_count: times, error_message: '' });
		}
		expect((await client.post(retry)).status).toBe(409);
		const other = `/entity/${await biggest()}/links`;
		const { data: completed } = await client.list(`${other}?status=completed`);
		expect((await client.post(`${other}/${completed[0].id}/retry`)).status).toBe(409);
		expect((await client.post(`${other}/nothing/retry`)).status).toBe(404);
		expect(client.effects()).toMatchObject({ linksRetried: 3 });
	});

	it('are retried all, those that have retries left', async () => {
		const url = `/entity/${await biggest()}/links`;
		const { total } = await client.list(`${url}?status=failed`);
		const { retried } = await client.posted(`${url}/retry-all`);
		expect(retried).toBeGreaterThan(0);
		expect((await client.list(`${url}?status=failed`)).total).toBe(total - Number(retried));
		expect(client.effects()).toEqual({ linksRetried: retried });
	});

	it('are deleted', async () => {
		const url = `/entity/${await biggest()}`;
		const { data } = await client.list(`${url}/links`);
		expect((await client.delete(`${url}/links/${data[3].id}`)).json).toEqual({ deleted: 1 });
		expect((await client.delete(`${url}/links/${data[3].id}`)).status).toBe(404);
		expect(await client.got(url)).toMatchObject({ created_links: 1_499 });
		expect(client.effects()).toEqual({ linksDeleted: 1 });
	});
});

describe('projects and stats', () => {
	it('projects are the requests of all types, with the very fields of the text', async () => {
		const { data, total } = await client.list('/projects');
		expect(total).toBe(12);
		expect(Object.keys(data[0])).toEqual([
			'id',
			'name',
			'type',
			'type_request',
			'website',
			'auction_price',
			'target',
			'created_links',
			'status',
			'result',
			'started_at',
			'created_at',
		]);
		expect(data[0].id).toBe(await biggest());
		expect(data[0].result).toMatch(/^\d+ \/ 1875$/);
	});

	it.each([
		['type=social', 2],
		['status=running', 4],
		['status=running&type=social', 1],
		['search=bluebird', 4],
		['type_request=normal', 12],
		['type_request=other', 0],
	])('projects are chosen by %s', async (query, total) => {
		expect((await client.list(`/projects?${query}`)).total).toBe(total);
	});

	it('stats count requests and links, of all types or one', async () => {
		const { data } = (await client.got('/stats')) as {
			data: Record<string, Record<string, number>>;
		};
		expect(data.requests).toEqual({ pending: 1, running: 4, completed: 4, failed: 2 });
		const links = Object.values(data.links).reduce((sum, count) => sum + count, 0);
		expect(links).toBe(1_500 + 50 + 12 + 36 + 40 + 14 + 8 + 10 + 45 + 20 + 60);
		expect(await client.got('/podcast/stats')).toMatchObject({
			success: true,
			data: {
				requests: { pending: 0, running: 0, completed: 1, failed: 0 },
				links: { pending: 0 },
			},
		});
	});

	it('sites are counted by type', async () => {
		expect(await client.got('/sites/count?type=entity')).toEqual({
			success: true,
			data: { type: 'entity', count: 150 },
		});
		for (const query of ['', '?type=guestpost']) {
			expect((await client.call(`/sites/count${query}`)).status).toBe(400);
		}
	});
});

describe('the envelope', () => {
	it('can be around every answer, or around none', async () => {
		const url = `/entity/${await biggest()}`;
		const bare = await client.got(url);
		client.move('setEnvelope', { envelope: 'always' });
		expect(await client.got(url)).toEqual({ success: true, data: bare });
		client.move('setEnvelope', { envelope: 'never' });
		expect(await client.got(url)).toEqual(bare);
		expect(await client.got('/entity?limit=2')).toHaveLength(2);
		expect(await client.got('/stats')).toHaveProperty('requests');
		expect(await client.got(`${url}/links/export`)).toHaveLength(1_500);
	});
});

describe('world moves', () => {
	it('set statuses of requests and projects, which are the same', async () => {
		const id = await client.firstId('/podcast');
		expect(client.move('setRequestStatus', { ids: [id], status: 'failed' })).toEqual({ ids: [id] });
		expect(await client.got(`/podcast/${id}`)).toMatchObject({ status: 'failed' });
		client.move('setProjectStatus', { type: 'podcast', status: 'running' });
		const { data } = await client.list('/projects?type=podcast');
		expect(data[0]).toMatchObject({ id, status: 'running' });
	});

	it('set statuses and indexing of links', async () => {
		const url = `/entity/${await biggest()}/links`;
		const { ids } = client.move('setLinkStatus', {
			status: 'failed',
			count: 2,
			errorMessage: 'Gone',
		});
		const { data } = await client.list(`${url}?limit=2`);
		expect(data.map((one) => one.id)).toEqual(ids);
		expect(data[0]).toMatchObject({ status: 'failed', error_message: 'Gone', is_indexed: false });
		client.move('setLinkStatus', { status: 'completed', ids });
		client.move('setIndexed', { ids });
		expect((await client.list(`${url}?limit=2`)).data.map((one) => one.is_indexed)).toEqual([
			true,
			true,
		]);
	});

	it('add, shift and remove links between two pages', async () => {
		const url = `/entity/${await biggest()}/links?limit=10`;
		sandbox.control.world('likePion', 'shift', { count: 3 }, 1);
		const first = await client.list(url);
		const second = await client.list(`${url}&page=2`);
		expect(second.data.slice(0, 3)).toEqual(first.data.slice(-3));
		expect(second.total).toBe(first.total + 3);
		const { ids } = client.move('removeLinks', { count: 3 });
		expect(ids).toHaveLength(3);
		expect(await client.list(url)).toEqual(first);
	});

	it('set, add and remove accounts', async () => {
		const groupId = await client.firstId('/groups');
		const url = `/groups/${groupId}/accounts`;
		const { ids } = client.move('setAccountStatus', { groupId, status: 'inactive', count: 2 });
		const { data } = await client.list(`${url}?status=inactive&limit=100`);
		expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
		const added = client.move('addAccounts', { groupId, count: 5 }).ids;
		expect((await client.list(`${url}?limit=5`)).data.map(({ id }) => id)).toEqual(
			[...added].reverse(),
		);
		client.move('removeAccounts', { ids: added });
		expect((await client.list(url)).total).toBe(32);
	});

	it('add and remove requests, and advance them without waiting', async () => {
		const { ids } = client.move('addRequests', { type: 'podcast', count: 2 });
		expect((await client.list('/podcast')).total).toBe(3);
		expect(client.credits).toBe(20_000);
		client.move('setRequestStatus', { ids, status: 'running' });
		client.move('advance', { requestId: ids[0], steps: 20 });
		expect(await client.got(`/podcast/${ids[0]}`)).toMatchObject({
			status: 'completed',
			created_links: 10,
		});
		expect(await client.got(`/podcast/${ids[1]}`)).toMatchObject({
			status: 'running',
			created_links: 0,
		});
		client.move('removeRequests', { ids });
		expect((await client.list('/podcast')).total).toBe(1);
	});

	it('refuse wrong input', () => {
		expect(() => client.move('setRequestStatus', { status: 'flying' })).toThrow(/status/);
		expect(() => client.move('setLink', { id: 'nothing', fields: {} })).toThrow(/Link not found/);
		expect(() => client.move('removeLinks', { requestId: 'nothing' })).toThrow(/Request not found/);
	});
});

describe('the seed', () => {
	it('is the same for the same seed, and takes a million links', async () => {
		const [one, other, big] = await Promise.all([
			startSandbox({ seed: 7, today, backlinks: 300 }),
			startSandbox({ seed: 7, today, backlinks: 300 }),
			startSandbox({ seed: 8, today, backlinks: 1_000_000 }),
		]);
		const clients = [one, other, big].map((sandboxOf) => new LikePionClient(sandboxOf));
		const lists = await Promise.all(clients.map((of) => of.list('/projects')));
		expect(lists[1]).toEqual(lists[0]);
		expect(lists[2].data[0].id).not.toBe(lists[0].data[0].id);
		const links = `/entity/${lists[2].data[0].id}/links`;
		const last = await clients[2].list(`${links}?limit=100&page=10000`);
		expect([last.data.length, last.total]).toEqual([100, 1_000_000]);
		await Promise.all([one, other, big].map((sandboxOf) => sandboxOf.close()));
	});

	it('and what happened are continued from a state file', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'likepion-'));
		const stateFile = path.join(folder, 'state.json');
		const first = await startSandbox({ stateFile, backlinks: 50, today });
		const before = new LikePionClient(first);
		before.move('configureProgress', { stepMilliseconds: 0, outcome: 'completed' });
		const { id } = await before.posted('/social', { ...order, target: 3 });
		await before.posted(`/social/${id}/start`);
		before.move('removeAccounts', { count: 2 });
		const paths = ['/projects', '/groups', `/social/${id}/links`, '/stats'];
		const answers = await Promise.all(paths.map((one) => before.got(one)));
		await first.close();
		const second = await startSandbox({ stateFile, today });
		const after = new LikePionClient(second);
		expect(await Promise.all(paths.map((one) => after.got(one)))).toEqual(answers);
		expect(after.credits).toBe(20_000 - 180);
		await second.close();
		fs.rmSync(folder, { recursive: true });
	});
});
