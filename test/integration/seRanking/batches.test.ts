import { errorOf } from '../support/runNode';
import { foreignSiteId, seRankingTests, siteId } from './setup';

const { run, requests, site } = seRankingTests();

const fromEachItem = { backlinkIds: '={{ $json.id }}' };
const itemsWith = (ids: ReadonlyArray<number | string>): Array<{ id: number | string }> =>
	ids.map((id) => ({ id }));

describe('combine items', () => {
	it('makes one request of 1,000 items to recheck, each with its paired output', async () => {
		const ids = site().backlinks.newest(1000);
		const { items } = await run('backlink', 'recheck', fromEachItem, { input: itemsWith(ids) });

		expect(requests()).toHaveLength(1);
		expect(requests()[0].body).toEqual({ backlink_ids: ids, recheck_type: 'status' });
		expect(items).toHaveLength(1000);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_id, item) => ({ item })));
		expect(items.map(({ json }) => json.backlinkIds)).toEqual(ids.map((id) => [String(id)]));
		expect(items[0].json).toEqual({
			siteId,
			backlinkIds: [String(ids[0])],
			recheckType: 'status',
			success: true,
			request: { items: 1000, entries: 1000 },
		});
	});

	it('keeps items of different sites and settings apart, and sends what two items share once', async () => {
		const [first, second] = site().backlinks.newest(2);
		await run(
			'backlink',
			'recheck',
			{ ...fromEachItem, recheckType: '={{ $json.check }}', options: { concurrency: 1 } },
			{
				input: [
					{ id: first, check: 'status' },
					{ id: second, check: 'index' },
					{ id: `${String(first)},${String(second)}`, check: 'status' },
				],
			},
		);
		expect(requests().map(({ body }) => body)).toEqual([
			{ backlink_ids: [first, second], recheck_type: 'status' },
			{ backlink_ids: [second], recheck_type: 'index' },
		]);
	});

	it('can be turned off: a request an item', async () => {
		const ids = site().backlinks.newest(3);
		await run(
			'backlink',
			'recheck',
			{ ...fromEachItem, combineItems: false },
			{ input: itemsWith(ids) },
		);
		expect(requests()).toHaveLength(3);
	});

	it('finds the one item to blame where the node continues on fail, and does the others', async () => {
		const ids = site().backlinks.newest(20);
		const input = itemsWith([...ids.slice(0, 13), 999999999, ...ids.slice(13)]);
		const { items } = await run('backlink', 'delete', fromEachItem, {
			input,
			continueOnFail: true,
		});

		expect(items.map(({ json }) => 'error' in json)).toEqual(
			input.map(({ id }) => id === 999999999),
		);
		expect(items[13].json).toMatchObject({
			error: 'SE Ranking refused the parameter "Backlink IDs": Invalid ids',
			details: { httpCode: '400' },
		});
		const left = new Set(site().backlinks.newest(site().stat().total));
		expect(ids.some((id) => left.has(id))).toBe(false);
	});

	it('leaves a refused list alone where the node does not continue on fail', async () => {
		const ids = site().backlinks.newest(2);
		const error = await errorOf(
			run('backlink', 'delete', fromEachItem, { input: itemsWith([...ids, 999999999]) }),
		);
		expect(error.description).toContain('0 of 3 items were done before the run stopped');
		expect(requests()).toHaveLength(1);
		expect(site().backlinks.newest(2)).toEqual(ids);
	});

	it('sends nothing further after the first failure', async () => {
		const [id] = site().backlinks.newest(1);
		const sites = [siteId, foreignSiteId, siteId, siteId];
		const error = await errorOf(
			run(
				'backlink',
				'recheck',
				{
					...fromEachItem,
					siteId: { __rl: true, mode: 'id', value: '={{ $json.site }}' },
					combineItems: false,
					options: { concurrency: 1 },
				},
				{ input: sites.map((one) => ({ id, site: one })) },
			),
		);
		expect(error).toMatchObject({ httpCode: '403', itemIndex: 1 });
		expect(error.description).toContain('1 of 4 items were done before the run stopped at item 1.');
		expect(requests()).toHaveLength(2);
	});
});

describe('many items', () => {
	it('run several at a time and come out in input order', async () => {
		const urls = Array.from({ length: 12 }, (_, index) => `https://new${String(index)}.example/`);
		const { items } = await run(
			'backlink',
			'create',
			{ url: '={{ $json.url }}' },
			{ input: urls.map((url) => ({ url })) },
		);
		expect(items.map(({ json }) => json.url)).toEqual(urls);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(urls.map((_url, item) => ({ item })));
	});
});
