import { type Sandbox, startSandbox } from '../../../sandbox/server';
import type { Backlink } from '../../../sandbox/services/seranking/backlink';
import { pass, useStandingDate } from '../../support/standingDate';
import { SeRankingClient, call } from './client';

const today = '2026-03-14';

let sandbox: Sandbox;
let client: SeRankingClient;

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 1_500, today });
	client = new SeRankingClient(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset();
});

const effects = (): Record<string, number> => sandbox.services.seRanking.effects.all();
const move = (name: string, input: unknown = {}): unknown =>
	sandbox.control.world('seRanking', name, input);
const post = (body?: unknown) => ({ method: 'POST', body });

describe('access', () => {
	it.each([
		['no header', undefined],
		['another key', 'Token wrong'],
		['another scheme', 'Bearer sandbox-seranking-api-key'],
		['no scheme', 'sandbox-seranking-api-key'],
	])('refuses %s with 401 on every route', async (_case, authorization) => {
		const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
		const { url } = sandbox.services.seRanking;
		const site = String(client.firstSite);
		for (const path of ['/sites', `/backlinks/${site}`, `/backlink-disavow/${site}`]) {
			const answer = await call(url + path, { headers });
			expect(answer.status).toBe(401);
			expect(answer.json).toEqual({ message: 'Invalid or missing API key' });
		}
	});

	const routes: { method: string; path: string; body?: unknown }[] = [
		{ method: 'GET', path: '/backlinks/1' },
		{ method: 'POST', path: '/backlinks/1', body: { url: 'https://new.example.com/' } },
		{ method: 'POST', path: '/backlinks/1/list', body: { list: ['https://new.example.com/'] } },
		{ method: 'PUT', path: '/backlinks/1/settings', body: { gsc_autoimport: true } },
		{ method: 'POST', path: '/backlinks/1/import-gsc' },
		{ method: 'GET', path: '/backlinks/1/import-status?token=x' },
		{ method: 'POST', path: '/backlinks/1/delete', body: { backlink_ids: [1] } },
		{ method: 'POST', path: '/backlinks/1/recheck', body: { backlink_ids: [1] } },
		{ method: 'GET', path: '/backlinks/1/stat' },
		{ method: 'GET', path: '/backlink-disavow/1' },
		{ method: 'POST', path: '/backlink-disavow/1', body: { list: ['https://new.example.com/'] } },
		{ method: 'DELETE', path: '/backlink-disavow/1?id=1' },
	];
	it.each(routes)('refuses $method $path: the site is not of this account', async (route) => {
		const answer = await client.call(route.path, route);
		expect(answer.status).toBe(403);
		expect(answer.json).toEqual({ message: 'Access denied (wrong site_id)' });
		expect(effects()).toEqual({});
	});

	it('answers an unknown route with 404 in its own shape', async () => {
		const answer = await client.call('/nowhere');
		expect(answer.status).toBe(404);
		expect(answer.json).toEqual({ message: 'Not Found' });
	});

	it('answers unreadable JSON with 400', async () => {
		const { url, credentials } = sandbox.services.seRanking;
		const response = await fetch(`${url}/backlinks/${String(client.firstSite)}`, {
			method: 'POST',
			headers: {
				authorization: `Token ${credentials.apiKey}`,
				'content-type': 'application/json',
			},
			body: '{ url:',
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ message: 'Invalid JSON' });
	});
});

describe('GET /sites', () => {
	it('lists the sites with id, title and name', async () => {
		const { status, json } = await client.call('/sites');
		expect(status).toBe(200);
		expect(json).toHaveLength(4);
		expect((json as unknown[])[0]).toEqual({
			id: client.firstSite,
			title: 'Bluebird Coffee',
			name: 'bluebirdcoffee.example',
		});
	});
});

describe('list of backlinks', () => {
	it('has the very fields and value types of the API text', async () => {
		const nullable =
			/^(charge_|date_lost|fb_likes|from_domainid|gin_|http_|last_|mozda|price|source|src_|total_ext|ugc|yin_)/;
		const fits = ([field, value]: [string, unknown]): boolean =>
			field === 'num_links'
				? typeof value === 'number'
				: typeof value === 'string' || (value === null && nullable.test(field));
		for (const backlink of await client.page('?limit=1000')) {
			const fields = Object.entries(backlink);
			expect(fields).toHaveLength(45);
			expect(fields.filter((field) => !fits(field))).toEqual([]);
		}
	});

	it('gives 100 unless told, newest first, the same each time', async () => {
		const first = await client.page();
		expect(first).toHaveLength(100);
		const dates = first.map(({ date_added: added }) => added);
		expect(dates).toEqual([...dates].sort().reverse());
		expect(await client.page()).toEqual(first);
	});

	it('pages without gap or overlap to the end', async () => {
		const pages = [
			await client.page('?limit=700'),
			await client.page('?limit=700&offset=700'),
			await client.page('?limit=700&offset=1400'),
		];
		expect(pages.map(({ length }) => length)).toEqual([700, 700, 100]);
		expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(1_500);
		expect(await client.page('?offset=1500')).toEqual([]);
		expect(await client.page('?offset=99999')).toEqual([]);
	});

	it('takes a limit of 1000 and says the maximum above it', async () => {
		expect(await client.page('?limit=1000')).toHaveLength(1_000);
		const { status, json } = await client.onSite('?limit=1001');
		expect(status).toBe(400);
		expect(json).toEqual({ message: 'Invalid limit: the maximum is 1000' });
	});

	it.each([
		['?limit=ten', 'Invalid limit'],
		['?limit=1.5', 'Invalid limit'],
		['?limit=-1', 'Invalid limit'],
		['?limit=0', 'Invalid limit'],
		['?limit=', 'Invalid limit'],
		['?limit=5&limit=6', 'Invalid limit'],
		['?offset=x', 'Invalid offset'],
		['?offset=-1', 'Invalid offset'],
	])('refuses %s', async (query, message) => {
		const { status, json } = await client.onSite(query);
		expect(status).toBe(400);
		expect(json).toEqual({ message });
	});
});

describe('the seeded data', () => {
	const share = (backlinks: Backlink[], holds: (backlink: Backlink) => boolean): number =>
		backlinks.filter(holds).length / backlinks.length;

	it('has believable shares of toxic, lost, nofollow and unindexed links', async () => {
		const backlinks = await client.page('?limit=1000');
		const isToxic = ({ domain }: Backlink): boolean => /\.(xyz|top|click|icu)$/.test(domain);
		expect(share(backlinks, isToxic)).toBeGreaterThan(0.02);
		expect(share(backlinks, isToxic)).toBeLessThan(0.06);
		expect(share(backlinks, ({ is_link_not_found: lost }) => lost === '1')).toBeGreaterThan(0.03);
		expect(share(backlinks, ({ is_link_not_found: lost }) => lost === '1')).toBeLessThan(0.08);
		expect(share(backlinks, ({ is_nofollow: nofollow }) => nofollow === '1')).toBeGreaterThan(0.15);
		expect(share(backlinks, ({ is_nofollow: nofollow }) => nofollow === '1')).toBeLessThan(0.25);
		expect(share(backlinks, ({ gin_index: index }) => index === '0')).toBeGreaterThan(0.08);
	});

	it('marks toxic links in several fields, and no others', async () => {
		for (const backlink of await client.page('?limit=1000')) {
			const toxic = /\.(xyz|top|click|icu)$/.test(backlink.domain);
			expect(Number(backlink.total_ext_links) >= 300).toBe(toxic);
			if (toxic) expect(Number(backlink.src_domain_inlink_rank)).toBeLessThanOrEqual(5);
		}
	});

	it('agrees with itself: dates, domains, loss', async () => {
		for (const backlink of await client.page('?limit=1000')) {
			expect(new URL(backlink.from_url).hostname).toBe(backlink.domain);
			expect(backlink.date_added <= today).toBe(true);
			expect(backlink.date_lost !== null).toBe(backlink.is_link_not_found === '1');
			if (backlink.date_lost !== null) {
				expect(backlink.date_lost >= backlink.date_added).toBe(true);
				expect(backlink.date_lost <= today).toBe(true);
			}
			expect(backlink.gin_index === null).toBe(backlink.gin_index_check_date === null);
		}
	});

	it('is the same for the same seed, other for another seed', async () => {
		const seeds = [7, 7, 8];
		const sandboxes = await Promise.all(
			seeds.map((seed) => startSandbox({ seed, today, backlinks: 300 })),
		);
		const pages = await Promise.all(
			sandboxes.map((one) => new SeRankingClient(one).page('?limit=300')),
		);
		await Promise.all(sandboxes.map((one) => one.close()));
		expect(pages[1]).toEqual(pages[0]);
		expect(pages[2]).not.toEqual(pages[0]);
	});

	it('takes a million backlinks, all of them there', async () => {
		const big = await startSandbox({ backlinks: 1_000_000 });
		const bigClient = new SeRankingClient(big);
		expect(await bigClient.page('?limit=1000&offset=999000')).toHaveLength(1_000);
		expect(await bigClient.page('?limit=1000&offset=999001')).toHaveLength(999);
		await big.close();
	});

	it.each([-1, 1.5, 1_000_001])('refuses to start with %d backlinks', async (backlinks) => {
		await expect(startSandbox({ backlinks })).rejects.toThrow(RangeError);
	});
});

describe('adding a backlink', () => {
	const url = 'https://fresh.example.com/post';

	it('answers the id, puts it first and keeps its terms', async () => {
		const { status, json } = await client.onSite(
			'',
			post({
				url,
				price: 1,
				currency: 'USD',
				charge_period: 'onetime',
				charge_start: '2018-01-01',
			}),
		);
		expect(status).toBe(200);
		const [first] = await client.page('?limit=1');
		expect(json).toEqual({ id: Number(first.id) });
		expect(first).toMatchObject({
			from_url: url,
			domain: 'fresh.example.com',
			price: '1',
			charge_period: 'onetime',
			charge_start: '2018-01-01',
			date_added: today,
			gin_index: null,
			last_crawler_visit: null,
			num_links: 1,
		});
		expect(effects()).toEqual({ backlinksAdded: 1 });
	});

	it.each([[undefined], [''], ['no url'], ['ftp://a.example.com/'], ['https://nodot/'], [7]])(
		'refuses the URL %p',
		async (wrong) => {
			const { status, json } = await client.onSite('', post({ url: wrong }));
			expect(status).toBe(400);
			expect(json).toEqual({ message: 'Invalid URL' });
			expect(effects()).toEqual({});
		},
	);

	it.each([
		['price', '1'],
		['price', -1],
		['currency', 'usd'],
		['currency', 'DOLLAR'],
		['charge_period', 'weekly'],
		['charge_start', '01.01.2018'],
		['charge_start', '2018-02-30'],
	])('refuses %s %p', async (field, value) => {
		const { status, json } = await client.onSite('', post({ url, [field]: value }));
		expect(status).toBe(400);
		expect(json).toEqual({ message: `Invalid ${field}` });
		expect(effects()).toEqual({});
	});

	it('takes "one-time" as its parameter table spells it', async () => {
		await client.onSite('', post({ url, charge_period: 'one-time' }));
		expect((await client.page('?limit=1'))[0].charge_period).toBe('onetime');
	});

	it('refuses what is there already, seeded or added, in whatever spelling', async () => {
		const seeded = (await client.page('?limit=3'))[2].from_url;
		await client.onSite('', post({ url: 'https://bare.example.com' }));
		for (const known of [seeded, 'https://BARE.example.com/', 'https://bare.example.com']) {
			const { status, json } = await client.onSite('', post({ url: known }));
			expect(status).toBe(400);
			expect(json).toEqual({ message: 'Backlink already exist' });
		}
		expect(effects()).toEqual({ backlinksAdded: 1 });
	});

	it('spends the limit and refuses above it', async () => {
		move('setLimit', { limit: 1 });
		expect((await client.onSite('', post({ url }))).status).toBe(200);
		expect((await client.onSite('/stat')).json).toMatchObject({ limit: 0, total: 1_501 });
		const over = await client.onSite('', post({ url: 'https://second.example.com/' }));
		expect(over.status).toBe(400);
		expect(over.json).toEqual({ message: 'Backlinks limit exceeded' });
	});
});

describe('importing a list', () => {
	it('counts what is new, what is double and all', async () => {
		const seeded = (await client.page('?limit=1'))[0].from_url;
		const list = [
			'https://a.example.com/',
			'https://a.example.com',
			seeded,
			'https://b.example.com/',
		];
		const { json } = await client.onSite(
			'/list',
			post({ list, manager: 'Ada', group_id: 3, price: 100, charge_period: '6months' }),
		);
		expect(json).toEqual({ added: 2, duplicates: 2, total: 4 });
		expect((await client.page('?limit=1'))[0]).toMatchObject({
			from_url: 'https://b.example.com/',
			link_manager: 'Ada',
			category: '3',
			price: '100',
			charge_period: '6months',
		});
		expect(effects()).toEqual({ backlinksAdded: 2 });
	});

	it.each([
		[{}, 'Invalid list'],
		[{ list: [] }, 'Invalid list'],
		[{ list: 'https://a.example.com/' }, 'Invalid list'],
		[{ list: ['https://a.example.com/', 'nonsense'] }, 'Invalid list'],
		[{ list: ['https://a.example.com/'], charge_period: 'one-time' }, 'Invalid charge_period'],
		[{ list: ['https://a.example.com/'], group_id: 'x' }, 'Invalid group_id'],
	])('refuses %j and adds nothing', async (body, message) => {
		const { status, json } = await client.onSite('/list', post(body));
		expect(status).toBe(400);
		expect(json).toEqual({ message });
		expect(effects()).toEqual({});
	});

	it('adds all or nothing when the limit is in the way', async () => {
		move('setLimit', { limit: 1 });
		const list = ['https://a.example.com/', 'https://b.example.com/'];
		const { json } = await client.onSite('/list', post({ list }));
		expect(json).toEqual({ message: 'Backlinks limit exceeded' });
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 1_500, limit: 1 });
	});
});

describe('imports from Google Search Console', () => {
	useStandingDate();
	const start = async (): Promise<string> => {
		const { status, json } = await client.onSite('/import-gsc', post());
		expect(status).toBe(200);
		const task = json as { status: string; token: string };
		expect(task).toEqual({
			status: 'queued',
			token: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
		});
		return task.token;
	};
	const statusOf = async (token: string): Promise<unknown> =>
		((await client.onSite(`/import-status?token=${token}`)).json as { status: unknown }).status;

	it('keeps the setting', async () => {
		const answer = await client.onSite('/settings', {
			method: 'PUT',
			body: { gsc_autoimport: true },
		});
		expect(answer.status).toBe(204);
		expect(answer.text).toBe('');
		expect(sandbox.services.seRanking.world.sites[0].gscAutoimport).toBe(true);
	});

	it.each([{}, { gsc_autoimport: 'true' }, { gsc_autoimport: 1 }])(
		'refuses the setting %j',
		async (body) => {
			const { status, json } = await client.onSite('/settings', { method: 'PUT', body });
			expect(status).toBe(400);
			expect(json).toEqual({ message: 'Invalid gsc_autoimport' });
		},
	);

	it('goes from queued over processing to completed with time, and adds backlinks once', async () => {
		move('configureGscImport', { stepMilliseconds: 400, backlinks: 3 });
		const token = await start();
		const seen = new Set<unknown>();
		while (!seen.has('completed')) {
			seen.add(await statusOf(token));
			pass(200);
		}
		expect([...seen]).toEqual(['queued', 'processing', 'completed']);
		await statusOf(token);
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 1_503 });
	});

	it('adds what was imported even if nobody asks for the status', async () => {
		move('configureGscImport', { stepMilliseconds: 0, backlinks: 3 });
		await start();
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 1_503 });
	});

	it('fails when told to, and adds nothing', async () => {
		move('configureGscImport', { stepMilliseconds: 0, outcome: 'failed' });
		const token = await start();
		expect(await statusOf(token)).toBe('failed');
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 1_500 });
	});

	it('is brought to a status by a move, with the time in milliseconds', async () => {
		move('configureGscImport', { stepMilliseconds: 60_000 });
		const token = await start();
		move('advanceGscImport', { status: 'processing' });
		const { json } = await client.onSite(`/import-status?token=${token}`);
		expect(json).toEqual({ status: 'processing', time: expect.any(Number) as number });
		expect(String((json as { time: number }).time)).toHaveLength(13);
	});

	it('refuses a token that it never gave, and none at all', async () => {
		expect((await client.onSite('/import-status?token=abc')).status).toBe(404);
		expect((await client.onSite('/import-status')).status).toBe(400);
	});
});

describe.each([
	['/delete', 'Invalid ids', 'backlinksDeleted'],
	['/recheck', 'Invalid IDs', 'backlinksRechecked'],
])('POST %s', (path, message, effect) => {
	it.each([
		['no ids', undefined],
		['an empty list', []],
		['no list', 5],
		['text', ['5']],
		['a fraction', [1.5]],
	])('refuses %s', async (_case, ids) => {
		const { status, json } = await client.onSite(path, post({ backlink_ids: ids }));
		expect(status).toBe(400);
		expect(json).toEqual({ message });
	});

	it('does nothing at all when one id is not of this site', async () => {
		const ids = (await client.page('?limit=2')).map(({ id }) => Number(id));
		const ofAnotherSite = 1;
		const { status } = await client.onSite(path, post({ backlink_ids: [...ids, ofAnotherSite] }));
		expect(status).toBe(400);
		expect(effects()).toEqual({});
		expect((await client.page('?limit=2')).map(({ id }) => Number(id))).toEqual(ids);
	});

	it('answers 204 and counts each id once', async () => {
		const [{ id }] = await client.page('?limit=1');
		const answer = await client.onSite(path, post({ backlink_ids: [Number(id), Number(id)] }));
		expect(answer.status).toBe(204);
		expect(effects()).toEqual({ [effect]: 1 });
	});
});

describe('deleting and rechecking', () => {
	it('deletes these and no others', async () => {
		const [first, second, third] = await client.page('?limit=3');
		await client.onSite('/delete', post({ backlink_ids: [Number(first.id), Number(third.id)] }));
		expect((await client.page('?limit=1'))[0]).toEqual(second);
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 1_498 });
	});

	it('lets a deleted backlink be added again', async () => {
		const [{ id, from_url: url }] = await client.page('?limit=1');
		await client.onSite('/delete', post({ backlink_ids: [Number(id)] }));
		expect((await client.onSite('', post({ url }))).status).toBe(200);
	});

	it('marks the check that was asked for, status unless told', async () => {
		const backlinks = await client.page('?limit=1000');
		const visited = backlinks.find(({ last_crawler_visit: visit }) => visit !== today);
		const checked = backlinks.find(({ gin_index_check_date: check }) => check !== today);
		const ids = [Number(visited?.id), Number(checked?.id)];
		await client.onSite('/recheck', post({ backlink_ids: [ids[0]] }));
		await client.onSite('/recheck', post({ backlink_ids: [ids[1]], recheck_type: 'index' }));
		const { backlinks: list } = sandbox.services.seRanking.world.sites[0];
		expect(list.get(ids[0]).last_crawler_visit).toBe(today);
		expect(list.get(ids[1]).gin_index_check_date).toBe(today);
		expect(list.get(ids[1]).gin_index).not.toBeNull();
	});

	it('refuses another check', async () => {
		const [{ id }] = await client.page('?limit=1');
		const body = { backlink_ids: [Number(id)], recheck_type: 'price' };
		const { status, json } = await client.onSite('/recheck', post(body));
		expect(status).toBe(400);
		expect(json).toEqual({ message: 'Invalid recheck_type' });
	});
});

describe('statistics', () => {
	const counted = (backlinks: Backlink[]): Record<string, number> => ({
		total: backlinks.length,
		anchors: new Set(backlinks.map(({ anchor }) => anchor)).size,
		ip: new Set(backlinks.map(({ src_domain_ip: ip }) => ip).filter((ip) => ip !== null)).size,
		domains: new Set(backlinks.map(({ domain }) => domain)).size,
		dofollow: backlinks.filter(({ is_nofollow: nofollow }) => nofollow === '0').length,
		nofollow: backlinks.filter(({ is_nofollow: nofollow }) => nofollow === '1').length,
	});
	const whole = async (): Promise<Backlink[]> => [
		...(await client.page('?limit=1000')),
		...(await client.page('?limit=1000&offset=1000')),
	];

	it('counts what the list shows', async () => {
		const expected = { ...counted(await whole()), limit: 1_000 };
		expect((await client.onSite('/stat')).json).toEqual(expected);
	});

	it.each([
		['findBacklinks', { count: 2 }],
		['removeBacklinks', { count: 3 }],
		['setBacklink', { id: 2_000, fields: { anchor: 'one of a kind', is_nofollow: '1' } }],
	])('counts anew after %s', async (name, input) => {
		const before = (await client.onSite('/stat')).json;
		move(name, input);
		const after = (await client.onSite('/stat')).json;
		expect(after).not.toEqual(before);
		expect(after).toEqual({ ...counted(await whole()), limit: 1_000 });
	});

	it('counts anew after an addition', async () => {
		await client.onSite('/stat');
		await client.onSite('', post({ url: 'https://fresh.example.com/' }));
		const expected = { ...counted(await whole()), limit: 999 };
		expect((await client.onSite('/stat')).json).toEqual(expected);
	});
});

describe('the disavow list', () => {
	const list = async (): Promise<{
		total_disavow_links: number;
		disavow_links: { id: number; url: string }[];
	}> => (await client.onDisavow('?limit=1000')).json as never;

	it('shows entries with the types of the API text, paged', async () => {
		const { total_disavow_links: total, disavow_links: links } = await list();
		expect(links).toHaveLength(total);
		expect(links[0]).toEqual({
			id: 1,
			url: expect.stringMatching(/^https:/) as string,
			type: 'url',
			exported: 0,
			yandex_x: null,
			domain_inlink_rank: expect.any(Number) as number,
		});
		const page = await client.onDisavow('?limit=2&offset=1');
		expect(page.json).toEqual({ total_disavow_links: total, disavow_links: links.slice(1, 3) });
		expect((await client.onDisavow('?limit=x')).json).toEqual({ message: 'Invalid limit' });
	});

	it('adds URLs and domains, each once', async () => {
		const before = (await list()).total_disavow_links;
		const body = {
			list: [
				'https://bad.example.com/page',
				'domain:spam.example.com',
				'spam.example.com',
				'https://bad.example.com/page',
			],
		};
		expect((await client.onDisavow('', post(body))).json).toEqual({ added: 2 });
		expect((await client.onDisavow('', post(body))).json).toEqual({ added: 0 });
		const after = await list();
		expect(after.total_disavow_links).toBe(before + 2);
		expect(after.disavow_links.slice(-2)).toMatchObject([
			{ url: 'https://bad.example.com/page', type: 'url' },
			{ url: 'spam.example.com', type: 'domain' },
		]);
		expect(effects()).toEqual({ disavowAdded: 2 });
	});

	it.each([
		[undefined],
		[[]],
		['https://a.example.com/'],
		[['https://a.example.com/', 'not a host']],
		[[5]],
	])('refuses the list %j and adds nothing', async (wrong) => {
		const { status, json } = await client.onDisavow('', post({ list: wrong }));
		expect(status).toBe(400);
		expect(json).toEqual({ message: 'Invalid list' });
		expect(effects()).toEqual({});
	});

	it('shows in the backlinks that it covers, and no longer when deleted', async () => {
		const clean = (await client.page('?limit=100')).filter(
			({ is_disavow: disavowed }) => disavowed === '0',
		);
		const [byUrl, byDomain] = [clean[0], clean.find(({ domain }) => domain !== clean[0].domain)];
		await client.onDisavow(
			'',
			post({ list: [byUrl.from_url, `domain:${String(byDomain?.domain)}`] }),
		);
		const { backlinks } = sandbox.services.seRanking.world.sites[0];
		const flags = (): string[] =>
			[byUrl, byDomain].map((backlink) => backlinks.get(Number(backlink?.id)).is_disavow);
		expect(flags()).toEqual(['1', '1']);

		for (const { id } of (await list()).disavow_links.slice(-2)) {
			expect((await client.onDisavow(`?id=${String(id)}`, { method: 'DELETE' })).status).toBe(204);
		}
		expect(flags()).toEqual(['0', '0']);
		expect(effects()).toEqual({ disavowAdded: 2, disavowDeleted: 2 });
	});

	it.each([
		['', 'Invalid disawov link ID'],
		['?id=x', 'Invalid disawov link ID'],
		['?id=0', 'Invalid disawov link ID'],
		['?id=99999', 'Disawov link does not exist'],
	])('refuses to delete %p', async (query, message) => {
		const { status, json } = await client.onDisavow(query, { method: 'DELETE' });
		expect(status).toBe(400);
		expect(json).toEqual({ message });
	});
});

describe('moves of the world', () => {
	it('loses and finds, newest first, as the list shows', async () => {
		const lost = move('loseBacklinks', { count: 2 }) as { ids: number[] };
		const { backlinks } = sandbox.services.seRanking.world.sites[0];
		for (const id of lost.ids) {
			expect(backlinks.get(id)).toMatchObject({ date_lost: today, is_link_not_found: '1' });
		}
		const found = move('findBacklinks', { count: 2 }) as { ids: number[] };
		expect((await client.page('?limit=2')).map(({ id }) => Number(id))).toEqual(
			found.ids.reverse(),
		);
	});

	it('sets the index and single fields', () => {
		const { ids } = move('setIndex', { indexed: false, count: 2 }) as { ids: number[] };
		const { backlinks } = sandbox.services.seRanking.world.sites[0];
		expect(ids.map((id) => backlinks.get(id).gin_index)).toEqual(['0', '0']);
		move('setBacklink', { id: ids[0], fields: { notes: 'seen' } });
		expect(backlinks.get(ids[0]).notes).toBe('seen');
		expect(() => move('setBacklink', { id: ids[0], fields: { nonsense: '1' } })).toThrow(
			/nonsense/,
		);
		expect(() => move('setBacklink', { id: 99_999, fields: { notes: '' } })).toThrow(/no backlink/);
	});

	it('shifts records onto the next page between two pages', async () => {
		sandbox.control.world('seRanking', 'shift', { count: 3 }, 1);
		const first = await client.page('?limit=10');
		const second = await client.page('?limit=10&offset=10');
		expect(second.slice(0, 3)).toEqual(first.slice(-3));
	});

	it('refuses unknown moves and wrong input', () => {
		expect(() => move('fly')).toThrow(/no move 'fly'/);
		expect(() => move('loseBacklinks', { count: -1 })).toThrow(/count/);
		expect(() => move('loseBacklinks', { siteId: 1 })).toThrow(/Access denied/);
	});
});
