import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId, seRankingTests, siteId } from './setup';

const { run, requests, sandbox, site, move } = seRankingTests();

interface Case {
	resource: string;
	operation: string;
	parameters?: INodeParameters;
	method: string;
	path: string;
	query?: IDataObject;
	body?: unknown;
}

/** What each operation sends for one input item, after the API text. */
const cases: Case[] = [
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { limit: 7 },
		method: 'GET',
		path: `/backlinks/${siteId}`,
		query: { limit: '7', offset: '0' },
	},
	{
		resource: 'backlink',
		operation: 'create',
		parameters: {
			url: ' https://blog.example/new-post ',
			additionalFields: {
				price: 12.5,
				currency: 'usd',
				chargePeriod: 'monthly',
				chargeStart: '2026-04-01T00:00:00.000Z',
			},
		},
		method: 'POST',
		path: `/backlinks/${siteId}`,
		body: {
			url: 'https://blog.example/new-post',
			price: 12.5,
			currency: 'USD',
			charge_period: 'monthly',
			charge_start: '2026-04-01',
		},
	},
	{
		resource: 'backlink',
		operation: 'import',
		parameters: {
			list: 'https://one.example/a,b\nhttps://two.example/, https://one.example/a,b',
			additionalFields: { manager: 'Maria', groupId: 12, price: 0 },
		},
		method: 'POST',
		path: `/backlinks/${siteId}/list`,
		body: {
			list: ['https://one.example/a,b', 'https://two.example/'],
			price: 0,
			manager: 'Maria',
			group_id: 12,
		},
	},
	{
		resource: 'backlink',
		operation: 'delete',
		parameters: { backlinkIds: '601, 602' },
		method: 'POST',
		path: `/backlinks/${siteId}/delete`,
		body: { backlink_ids: [601, 602] },
	},
	{
		resource: 'backlink',
		operation: 'recheck',
		parameters: { backlinkIds: '={{ [601, "602"] }}', recheckType: 'index' },
		method: 'POST',
		path: `/backlinks/${siteId}/recheck`,
		body: { backlink_ids: [601, 602], recheck_type: 'index' },
	},
	{
		resource: 'backlink',
		operation: 'getStats',
		method: 'GET',
		path: `/backlinks/${siteId}/stat`,
	},
	{
		resource: 'gscImport',
		operation: 'updateSettings',
		parameters: { gscAutoimport: true },
		method: 'PUT',
		path: `/backlinks/${siteId}/settings`,
		body: { gsc_autoimport: true },
	},
	{
		resource: 'gscImport',
		operation: 'run',
		method: 'POST',
		path: `/backlinks/${siteId}/import-gsc`,
	},
	{
		resource: 'disavow',
		operation: 'getAll',
		parameters: { limit: 3 },
		method: 'GET',
		path: `/backlink-disavow/${siteId}`,
		query: { limit: '3', offset: '0' },
	},
	{
		resource: 'disavow',
		operation: 'add',
		parameters: { list: 'https://spam.example/page, domain:Casino.example\npills.example' },
		method: 'POST',
		path: `/backlink-disavow/${siteId}`,
		body: { list: ['https://spam.example/page', 'domain:casino.example', 'domain:pills.example'] },
	},
	{
		resource: 'disavow',
		operation: 'add',
		parameters: { list: 'https://www.spam.example/page', options: { wholeDomains: true } },
		method: 'POST',
		path: `/backlink-disavow/${siteId}`,
		body: { list: ['domain:spam.example'] },
	},
	{
		resource: 'site',
		operation: 'getAll',
		method: 'GET',
		path: '/sites',
	},
	{
		resource: 'disavow',
		operation: 'exportFile',
		parameters: { binaryPropertyName: 'data' },
		method: 'GET',
		path: `/backlink-disavow/${siteId}`,
		query: { limit: '1000', offset: '0' },
	},
];

describe('the request of an operation', () => {
	it.each(cases)('$resource > $operation: $method $path', async (expected) => {
		const ids = site().backlinks.newest(2);
		const parameters = withRealIds(expected.parameters, ids);
		await run(expected.resource, expected.operation, parameters);

		expect(requests()).toHaveLength(1);
		const [request] = requests();
		expect(request).toMatchObject({ method: expected.method, path: expected.path });
		expect(request.query).toEqual(expected.query ?? {});
		expect(request.body).toEqual(withRealIds(expected.body, ids));
		expect(request.headers.authorization).toBe(
			`Token ${sandbox().services.seRanking.credentials.apiKey}`,
		);
		expect(request.status).toBeLessThan(300);
	});

	/** The cases name backlinks as 601 and 602; the seeded ones have other ids. */
	function withRealIds<Value>(value: Value, ids: readonly number[]): Value {
		if (value === undefined) return value;
		const text = JSON.stringify(value).replaceAll('601', String(ids[0]));
		return JSON.parse(text.replaceAll('602', String(ids[1]))) as Value;
	}

	it('disavow > delete: DELETE with the id in the query', async () => {
		const [entry] = site().disavowed.all();
		const { json } = await run('disavow', 'delete', { disavowLinkId: byId(String(entry.id)) });
		expect(requests()).toMatchObject([
			{ method: 'DELETE', path: `/backlink-disavow/${siteId}`, query: { id: String(entry.id) } },
		]);
		expect(json).toEqual([{ siteId, disavowLinkId: String(entry.id), deleted: true }]);
		expect(site().disavowed.all()).not.toContainEqual(entry);
	});

	it('gscImport > getStatus: GET with the token in the query', async () => {
		const started = await run('gscImport', 'run', { options: { waitForCompletion: false } });
		const token = started.json[0].token as string;
		const { json } = await run('gscImport', 'getStatus', { token });
		expect(requests().at(-1)).toMatchObject({
			method: 'GET',
			path: `/backlinks/${siteId}/import-status`,
			query: { token },
		});
		expect(json).toEqual([
			{ siteId, token, status: 'queued', time: expect.any(Number) as number, finished: false },
		]);
	});
});

describe('the items of an operation', () => {
	it('backlink > getAll gives the newest backlinks, simplified to ten fields', async () => {
		const { items, hints } = await run('backlink', 'getAll');
		const newest = site().backlinks.newest(50);
		expect(items.map(({ json }) => Number(json.id))).toEqual(newest);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		expect(Object.keys(items[0].json)).toEqual([
			'id',
			'from_url',
			'to_url',
			'anchor',
			'domain',
			'http_status',
			'is_nofollow',
			'is_disavow',
			'date_added',
			'date_lost',
		]);
		expect(hints).toEqual([]);
	});

	it('backlink > getAll, raw, gives every field as the service sends it', async () => {
		const { json } = await run('backlink', 'getAll', { output: 'raw', limit: 1 });
		expect(Object.keys(json[0])).toHaveLength(45);
		expect(json[0]).toMatchObject({ id: expect.stringMatching(/^\d+$/) as string, ugc: null });
	});

	it('backlink > getAll, selected fields, gives those in the order chosen', async () => {
		const { json } = await run('backlink', 'getAll', {
			output: 'selectedFields',
			outputFields: ['to_url', 'id', 'notes'],
			limit: 1,
		});
		expect(Object.keys(json[0])).toEqual(['to_url', 'id', 'notes']);
	});

	it('backlink > getAll, unified, gives the shape that all services share', async () => {
		const [newest] = site().backlinks.newest(1);
		move('setBacklink', {
			id: newest,
			fields: {
				date_lost: '2026-03-01',
				is_nofollow: '1',
				is_sponsored: '1',
				price: '12.50',
				gin_index: '0',
			},
		});
		const { json } = await run('backlink', 'getAll', { output: 'unified', limit: 1 });
		const link = site().backlinks.get(newest);
		expect(json[0]).toEqual({
			service: 'seRanking',
			id: String(newest),
			sourceUrl: link.from_url,
			sourceDomain: link.domain,
			targetUrl: link.to_url,
			anchor: link.anchor,
			status: 'lost',
			rel: 'nofollow sponsored',
			indexed: false,
			firstSeen: link.date_added,
			lostAt: '2026-03-01',
			cost: 12.5,
		});
	});

	it('site > getAll gives the sites of the account', async () => {
		const { json } = await run('site', 'getAll', { returnAll: true });
		expect(json[0]).toMatchObject({ id: Number(siteId), title: 'Bluebird Coffee' });
		expect(json).toHaveLength(4);
	});

	it('backlink > create gives the id that the service gave', async () => {
		const { json } = await run('backlink', 'create', { url: 'https://blog.example/new' });
		const [newest] = site().backlinks.newest(1);
		expect(json).toEqual([{ id: newest, url: 'https://blog.example/new' }]);
	});

	it('backlink > import says how many were new', async () => {
		const known = site().backlinks.get(site().backlinks.newest(1)[0]).from_url;
		const { json } = await run('backlink', 'import', { list: ['https://new.example/', known] });
		expect(json).toEqual([
			{
				siteId,
				list: ['https://new.example/', known],
				success: true,
				request: { items: 1, entries: 2, added: 1, duplicates: 1, total: 2 },
			},
		]);
	});

	it('backlink > getStats counts', async () => {
		const { json } = await run('backlink', 'getStats');
		expect(json).toEqual([{ siteId, ...site().stat() }]);
	});

	it('gscImport > updateSettings changes the setting', async () => {
		const { json } = await run('gscImport', 'updateSettings', { gscAutoimport: true });
		expect(json).toEqual([{ siteId, gscAutoimport: true, success: true }]);
		expect(site().gscAutoimport).toBe(true);
	});

	it('disavow > add counts what is new', async () => {
		const { json } = await run('disavow', 'add', { list: 'spam.example, https://spam.example/x' });
		expect(json[0]).toMatchObject({ success: true, request: { items: 1, entries: 2, added: 2 } });
		expect(site().disavowed.all()).toContainEqual(
			expect.objectContaining({ url: 'spam.example', type: 'domain' }),
		);
	});

	it('disavow > getAll gives each entry whole', async () => {
		const { json } = await run('disavow', 'getAll', { returnAll: true });
		expect(json).toEqual(site().disavowed.all());
	});
});

describe('an import from Search Console', () => {
	it('is waited for until it has ended', async () => {
		move('configureGscImport', { stepMilliseconds: 600, backlinks: 3 });
		const before = site().backlinks.newest(1)[0];
		const { json } = await run('gscImport', 'run', { options: { waitForCompletion: true } });
		expect(json).toMatchObject([{ siteId, status: 'completed', finished: true }]);
		expect(site().backlinks.newest(1)[0]).not.toBe(before);
		expect(requests().filter(({ path }) => path.endsWith('/import-gsc'))).toHaveLength(1);
	});

	it('that fails is reported as it ended', async () => {
		move('configureGscImport', { stepMilliseconds: 100, outcome: 'failed' });
		const { json } = await run('gscImport', 'run', { options: { waitForCompletion: true } });
		expect(json).toMatchObject([{ status: 'failed', finished: true }]);
	});

	it('that outlasts the timeout is reported as not finished, with a hint', async () => {
		move('configureGscImport', { stepMilliseconds: 60_000 });
		const { json, hints } = await run('gscImport', 'run', {
			options: { waitForCompletion: true, timeout: 1 },
		});
		expect(json).toMatchObject([{ status: 'queued', finished: false }]);
		expect(hints[0].message).toContain('still queued after 1 seconds');
	});

	it('leaves other items running while one waits', async () => {
		move('configureGscImport', { stepMilliseconds: 300 });
		const { json } = await run(
			'gscImport',
			'run',
			{ options: { waitForCompletion: true, concurrency: 3 } },
			{ input: [{}, {}, {}] },
		);
		expect(json.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
		const paths = requests().map(({ path }) => path.split('/').at(-1));
		expect(paths.slice(0, 4)).toEqual(['import-gsc', 'import-gsc', 'import-gsc', 'import-status']);
	});
});
