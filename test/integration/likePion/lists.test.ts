import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { errorOf, searchList } from '../support/runNode';
import { byId, likePionTests } from './setup';

const biggest = 'Bluebird Coffee: brand profiles';
const { run, requests, under, group, linkRequest, move, strike, sandbox } = likePionTests({
	backlinks: 730,
});

const onRequest = (): INodeParameters => ({
	serviceType: 'entity',
	requestId: byId(linkRequest(biggest).fields.id),
});
const allIds = (): string[] =>
	(linkRequest(biggest).links.all() as Array<{ id: string }>).map(({ id }) => id);
const idsOf = (json: IDataObject[]): unknown[] => json.map(({ id }) => id);
const pages = (): Array<{ page: string; limit: string }> =>
	requests()
		.filter(({ path }) => path.endsWith('/links'))
		.map(({ query }) => query as { page: string; limit: string });

describe('a list of several pages', () => {
	it.each(['text', 'always', 'never'])(
		'comes whole and in order (envelope "%s")',
		async (envelope) => {
			move('setEnvelope', { envelope });
			const { json } = await run('link', 'getAll', { ...onRequest(), returnAll: true });
			expect(idsOf(json)).toEqual(allIds());
			expect(pages().map(({ page, limit }) => `${page}/${limit}`)).toEqual(
				Array.from({ length: 8 }, (_, index) => `${String(index + 1)}/100`),
			);
		},
	);

	it.each([0, 100, 700, 2_000, null])('comes whole where LikePion counts %p', async (total) => {
		strike({ kind: 'wrongTotal', total, times: 'always' });
		const { json } = await run('link', 'getAll', { ...onRequest(), returnAll: true });
		expect(idsOf(json)).toEqual(allIds());
	});

	it('asks for several pages at once', async () => {
		sandbox().control.setLatency({ service: 'likePion', milliseconds: 200 });
		await run('link', 'getAll', { ...onRequest(), returnAll: true, options: { concurrency: 3 } });
		expect(sandbox().control.state().likePion.maxInFlight).toBe(3);
	});

	it('asks for no more than the limit, and says what there is', async () => {
		const { json, hints } = await run('link', 'getAll', { ...onRequest(), limit: 12 });
		expect(idsOf(json)).toEqual(allIds().slice(0, 12));
		expect(pages()).toEqual([{ page: '1', limit: '12' }]);
		expect(hints[0].message).toBe('Returned 12 of 730: turn on "Return All" to get them all.');
	});

	it('stops at a limit of several pages', async () => {
		const { json } = await run('link', 'getAll', { ...onRequest(), limit: 250 });
		expect(idsOf(json)).toEqual(allIds().slice(0, 250));
		expect(pages()).toHaveLength(3);
	});

	it('gives a record once that moved onto the next page meanwhile', async () => {
		const before = allIds();
		sandbox().control.world('likePion', 'addLinks', { count: 30 }, 2);
		const { json } = await run('link', 'getAll', {
			...onRequest(),
			returnAll: true,
			options: { concurrency: 1 },
		});
		const ids = idsOf(json);
		expect(new Set(ids).size).toBe(ids.length);
		expect(before.every((id) => ids.includes(id))).toBe(true);
	});

	it('is an error where a page of it cannot be read', async () => {
		strike({ kind: 'status', status: 403, skip: 4 });
		const error = await errorOf(run('link', 'getAll', { ...onRequest(), returnAll: true }));
		expect(error.httpCode).toBe('403');
	});
});

/** A service that gives at most `most` records a page, whatever it is asked for. */
async function cappedService(
	most: number,
	answer: (records: IDataObject[], limit: number) => unknown,
): Promise<{ baseUrl: string; asked: string[]; close(): Promise<void> }> {
	const { fastify } = await import('fastify');
	const server = fastify();
	const asked: string[] = [];
	const records = Array.from({ length: 57 }, (_, index) => ({ id: `project-${String(index)}` }));
	server.get('/projects', (request) => {
		const { page, limit } = request.query as { page: string; limit: string };
		asked.push(`${page}/${limit}`);
		const used = Math.min(most, Number(limit));
		const start = (Number(page) - 1) * used;
		return answer(records.slice(start, start + used), used);
	});
	const baseUrl = await server.listen({ port: 0, host: '127.0.0.1' });
	return {
		baseUrl,
		asked,
		close: async () => {
			await server.close();
		},
	};
}

describe('a service that gives fewer records at a time than it is asked for', () => {
	it.each<[string, (data: IDataObject[], limit: number) => unknown]>([
		['says both', (data, limit) => ({ success: true, data, total: 57, page: 1, limit })],
		['says the size of its pages', (data, limit) => ({ success: true, data, limit })],
		['says how many there are', (data) => ({ data, total: 57 })],
		['claims the size it was asked for', (data) => ({ data, total: 57, limit: 100 })],
		['says nothing', (data) => data],
	])('and %s: nothing is left out', async (_what, answer) => {
		const service = await cappedService(20, answer);
		const { runNode } = await import('../support/runNode');
		const { json } = await runNode(
			{
				...under(),
				credentials: { likePionApi: { baseUrl: service.baseUrl, accessToken: 'any-token' } },
			},
			{ parameters: { resource: 'project', operation: 'getAll', returnAll: true } },
		);
		await service.close();
		expect(idsOf(json)).toEqual(
			Array.from({ length: 57 }, (_, index) => `project-${String(index)}`),
		);
		expect(service.asked).toEqual(['1/100', '2/20', '3/20']);
	});
});

describe('choosing from a list', () => {
	const search = async (
		method: string,
		options: Parameters<typeof searchList>[2] = {},
	): Promise<Awaited<ReturnType<typeof searchList>>> => await searchList(under(), method, options);

	it('of groups: searched by the service', async () => {
		const { results } = await search('searchGroups', {
			parameters: { resource: 'group', operation: 'get' },
			filter: 'blog',
		});
		expect(results).toEqual([
			{
				name: expect.stringMatching(/^Blog authors – blog20 – \d+ \/ 48$/) as string,
				value: group('Blog authors').group.id,
			},
		]);
		expect(requests()[0].query).toEqual({ search: 'blog', page: '1', limit: '100' });
	});

	it('of groups for a request: those of its service type', async () => {
		const { results } = await search('searchGroups', {
			parameters: { resource: 'request', operation: 'create', serviceType: 'social' },
		});
		expect(results.map(({ value }) => value)).toEqual([group('Social network').group.id]);
	});

	it('of accounts: those of the group, a page at a time', async () => {
		const { id } = group().group;
		const parameters = { resource: 'account', operation: 'update', groupId: byId(id) };
		const first = await search('searchAccounts', { parameters });
		expect(first.results).toHaveLength(100);
		const { paginationToken } = first;
		const second = await search('searchAccounts', {
			parameters,
			paginationToken: String(paginationToken),
		});
		expect(second.results).toHaveLength(20);
		expect(second.paginationToken).toBeUndefined();
		const listed = [...first.results, ...second.results].map(({ value }) => value);
		expect(new Set(listed)).toEqual(new Set(group().accounts.map(({ account }) => account.id)));
		expect(JSON.stringify(first)).not.toContain('sandbox-secret');
	});

	it('of accounts: goes on where LikePion counts too few of them', async () => {
		strike({ kind: 'wrongTotal', total: 100 });
		const parameters = {
			resource: 'account',
			operation: 'update',
			groupId: byId(group().group.id),
		};
		const { results, paginationToken } = await search('searchAccounts', { parameters });
		expect(results).toHaveLength(100);
		expect(paginationToken).toBe('100/100');
	});

	it('of requests: those of the service type', async () => {
		const { results } = await search('searchRequests', {
			parameters: { resource: 'request', operation: 'get', serviceType: 'blog20' },
			filter: 'bluebird',
		});
		expect(results).toEqual([
			{
				name: expect.stringContaining('Bluebird Coffee: guest posts') as string,
				value: linkRequest('Bluebird Coffee: guest posts').fields.id,
			},
		]);
	});

	it('of links: those of the request', async () => {
		const parameters = { resource: 'link', operation: 'retry', ...onRequest() };
		const { results, paginationToken } = await search('searchLinks', { parameters });
		expect(results.map(({ value }) => value)).toEqual(allIds().slice(0, 100));
		expect(paginationToken).toBe('100/100');
	});

	it.each([
		['searchAccounts', { resource: 'account', groupId: byId('') }, 'Choose "Group" first'],
		['searchRequests', { resource: 'request', serviceType: '' }, 'Choose "Service Type" first'],
		[
			'searchLinks',
			{ resource: 'link', serviceType: 'entity', requestId: byId('') },
			'Choose "Request" first',
		],
	])('%s says what to choose first', async (method, parameters, message) => {
		const error = await errorOf(search(method, { parameters }));
		expect(error.message).toBe(message);
		expect(requests()).toEqual([]);
	});
});
