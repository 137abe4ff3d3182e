import { errorOf, searchList } from '../support/runNode';
import { byId, seRankingTests, siteId } from './setup';

const { run, requests, sandbox, site, move, under } = seRankingTests({ backlinks: 5_300 });

const all = { returnAll: true, output: 'selectedFields', outputFields: ['id'] };
const pages = (): Array<{ offset: string; limit: string }> =>
	requests()
		.filter(({ path }) => path === `/backlinks/${siteId}`)
		.map(({ query }) => query as { offset: string; limit: string });
const idsOf = (json: ReadonlyArray<{ id?: unknown }>): number[] => json.map(({ id }) => Number(id));
const allIds = (): number[] => site().backlinks.newest(site().stat().total);

describe('a list of several pages', () => {
	it('comes whole, in order, a thousand a page and never a page more', async () => {
		const { total } = site().stat();
		const { json } = await run('backlink', 'getAll', all);
		expect(idsOf(json)).toEqual(allIds());
		expect(pages()).toHaveLength(Math.ceil(total / 1000));
		expect(pages().every(({ limit }) => Number(limit) <= 1000)).toBe(true);
	});

	it.each([1, 4, 10])('has at most %i requests under way', async (concurrency) => {
		sandbox().control.setLatency({ service: 'seRanking', milliseconds: 200 });
		await run('backlink', 'getAll', { ...all, options: { concurrency } });
		const { maxInFlight } = sandbox().control.state().seRanking;
		expect(maxInFlight).toBeLessThanOrEqual(concurrency);
		expect(maxInFlight).toBeGreaterThan(concurrency === 1 ? 0 : 1);
	});

	it('stops at the limit, asks for no more than that, and says what there is', async () => {
		const { json, hints } = await run('backlink', 'getAll', {
			...all,
			returnAll: false,
			limit: 2_300,
		});
		expect(idsOf(json)).toEqual(allIds().slice(0, 2_300));
		expect(pages().map(({ limit }) => Number(limit))).toEqual([1000, 1000, 300]);
		const { total } = site().stat();
		expect(hints[0].message).toBe(
			`Returned 2,300 of ${total.toLocaleString('en')}: turn on "Return All" to get them all.`,
		);
	});

	it('gives a record once that moved onto the next page meanwhile', async () => {
		const before = allIds();
		sandbox().control.world('seRanking', 'shift', { count: 30 }, 2);
		const { json } = await run('backlink', 'getAll', { ...all, options: { concurrency: 1 } });
		const ids = idsOf(json);
		expect(new Set(ids).size).toBe(ids.length);
		expect(before.every((id) => ids.includes(id))).toBe(true);
	});

	it('comes whole where the service does not say how long it is', async () => {
		sandbox().control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 404,
			path: '/stat$',
			times: 'always',
		});
		const { json } = await run('backlink', 'getAll', all);
		expect(idsOf(json)).toEqual(allIds());
	});

	it('that fills its last page is looked at once more, to know that it was the last', async () => {
		const surplus = site().stat().total % 1000;
		move('removeBacklinks', { count: surplus });
		const { total } = site().stat();
		const { json } = await run('backlink', 'getAll', all);
		expect(idsOf(json)).toEqual(allIds());
		expect(pages().map(({ offset }) => Number(offset))).toEqual(
			Array.from({ length: total / 1000 + 1 }, (_, page) => page * 1000),
		);
	});

	it('is whole or an error: a page that cannot be read fails the run', async () => {
		sandbox().control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 403,
			path: `^/backlinks/${siteId}$`,
			skip: 2,
		});
		const error = await errorOf(run('backlink', 'getAll', all));
		expect(error.httpCode).toBe('403');
	});

	it('of the disavow list comes by its own total', async () => {
		const list = Array.from(
			{ length: 2_100 },
			(_, index) => `https://spam${String(index)}.example/`,
		);
		await run('disavow', 'add', { list });
		sandbox().control.clearRequests();
		const { json } = await run('disavow', 'getAll', { returnAll: true });
		expect(json).toEqual(site().disavowed.all());
		expect(requests()).toHaveLength(3);
	});
});

describe('a service that counts wrongly', () => {
	const claimAlways = (path: string, total: unknown): void => {
		const { control } = sandbox();
		control.addFault({ service: 'seRanking', kind: 'wrongTotal', path, total, times: 'always' });
	};

	it.each([0, 1_000, 3_000, 9_000, null, '', '2000', 'many'])(
		'(%p backlinks) hides none of them',
		async (total) => {
			claimAlways('/stat$', total);
			const { json } = await run('backlink', 'getAll', all);
			expect(idsOf(json)).toEqual(allIds());
		},
	);

	it.each([0, 1_000, 2_000, 9_000, null, '', '1000', 'many'])(
		'(%p disavowed links) hides none of them',
		async (total) => {
			const list = Array.from({ length: 2_500 }, (_, index) => `spam${String(index)}.example`);
			await run('disavow', 'add', { list });
			claimAlways('^/backlink-disavow/', total);
			const { json } = await run('disavow', 'getAll', { returnAll: true });
			expect(json).toEqual(site().disavowed.all());
			expect(json.length).toBeGreaterThan(2_000);
		},
	);

	it('costs a limited list no further request', async () => {
		claimAlways('/stat$', 1_000);
		const { json } = await run('backlink', 'getAll', { ...all, returnAll: false, limit: 3_000 });
		expect(idsOf(json)).toEqual(allIds().slice(0, 3_000));
		expect(pages()).toHaveLength(3);
	});
});

describe('a service that does not play by the rules', () => {
	it('that gives the same page for ever is stopped', async () => {
		// A proxy that ignores the query always answers with the first page.
		const server = await import('fastify').then(({ fastify }) => fastify());
		const page = Array.from({ length: 1000 }, (_, index) => ({ id: String(index) }));
		server.get('/backlinks/:site', () => page);
		const baseUrl = await server.listen({ port: 0, host: '127.0.0.1' });
		const { runNode } = await import('../support/runNode');
		const error = await errorOf(
			runNode(
				{ ...under(), credentials: { seRankingProjectApi: { baseUrl, apiKey: 'any-key' } } },
				{
					parameters: {
						resource: 'backlink',
						operation: 'getAll',
						siteId: { __rl: true, mode: 'id', value: siteId },
						...all,
					},
				},
			),
		);
		await server.close();
		expect(error.description).toContain('the same page of the list again');
	});

	it.each([
		['wrongContentType', 'SE Ranking sent an answer that cannot be read'],
		['successFalse', 'SE Ranking refused the request: Something went wrong'],
	])(
		'that answers %s for ever fails the run instead of giving an empty list',
		async (kind, message) => {
			sandbox().control.addFault({ service: 'seRanking', kind, times: 'always' });
			const error = await errorOf(run('backlink', 'getAll', { limit: 5 }));
			expect(error.message).toBe(message);
		},
	);
});

describe('the list of sites', () => {
	it('shows names and addresses, and finds by any word or by ID', async () => {
		const { results } = await searchList(under(), 'searchSites');
		expect(results).toContainEqual({
			name: 'Bluebird Coffee – bluebirdcoffee.example',
			value: siteId,
		});
		const found = async (filter: string): Promise<unknown[]> =>
			(await searchList(under(), 'searchSites', { filter })).results.map(({ value }) => value);
		expect(await found('BLUEBIRD example')).toEqual([siteId]);
		expect(await found(siteId)).toEqual([siteId]);
		expect(await found('no such site')).toEqual([]);
	});

	it('says what is wrong when it cannot be loaded', async () => {
		sandbox().control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 401,
			times: 'always',
		});
		const error = await errorOf(searchList(under(), 'searchSites'));
		expect(error.message).toBe('SE Ranking did not accept the API key');
	});
});

describe('the list of what is disavowed', () => {
	const chosen = { siteId: byId(siteId) };

	it("shows entries as Google's file has them, and finds by any word", async () => {
		await run('disavow', 'add', { list: 'domain:first.example, https://pills.example/buy' });
		const { results } = await searchList(under(), 'searchDisavowed', { parameters: chosen });
		const entries = site().disavowed.all();
		expect(results.map(({ value }) => value)).toEqual(entries.map(({ id }) => String(id)));
		const found = await searchList(under(), 'searchDisavowed', {
			parameters: chosen,
			filter: 'first',
		});
		expect(found.results).toEqual([
			{ name: 'domain:first.example', value: String(entries.at(-2)?.id) },
		]);
	});

	it('wants a site first', async () => {
		const error = await errorOf(searchList(under(), 'searchDisavowed'));
		expect(error.message).toBe('Choose "Site" first');
	});
});

it('knows the moves that these tests use', () => {
	expect(() => move('shift', { count: 1 })).not.toThrow();
});
