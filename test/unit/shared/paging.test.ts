import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { countIn } from '../../../nodes/shared/answers';
import type { Client } from '../../../nodes/shared/client';
import { limiter } from '../../../nodes/shared/concurrency';
import { RequestFailed } from '../../../nodes/shared/failure';
import type { Page, Paging, PositionPaging, Reading } from '../../../nodes/shared/paging';
import { allOf, pagesOf, recordsIn } from '../../../nodes/shared/paging';
import type { Request, Service } from '../../../nodes/shared/service';
import { get } from '../../../nodes/shared/service';

const service: Service = { name: 'Linkery', credential: 'linkeryApi', secret: 'access token' };
const recordsOf = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, place) => ({ id: `r${String(place)}` }));

/** A service in memory that answers each request by its query, and counts what it was asked. */
class ListService {
	readonly asked: IDataObject[] = [];
	/** Whether each of them is still wanted. */
	readonly isWanted: Array<() => boolean> = [];
	atOnce = 0;
	mostAtOnce = 0;
	/** Holds up the answer to some of them. */
	delay: (query: IDataObject) => Promise<void> = async () => {
		await Promise.resolve();
	};

	constructor(
		private readonly answer: (query: IDataObject, asked: number) => Page,
		private readonly concurrency = 4,
	) {}

	private async data(request: Request): Promise<Page> {
		const { query = {} } = request;
		this.asked.push(query);
		this.isWanted.push(() => request.isWanted?.() ?? true);
		const asked = this.asked.length;
		this.atOnce += 1;
		this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
		// The later page may come first.
		for (let turn = 0; turn < (asked * 7) % 5; turn++) await Promise.resolve();
		await this.delay(query);
		this.atOnce -= 1;
		return this.answer(query, asked);
	}

	reading(paging: Paging, more: Partial<Reading> = {}): Reading {
		const inTurn = limiter(this.concurrency);
		const client = {
			service,
			concurrency: this.concurrency,
			data: async (request: Request) => await inTurn(async () => await this.data(request)),
		} as unknown as Client;
		return {
			client,
			request: get('/links', { status: 'live' }),
			paging,
			page: (data) => data as Page,
			wanted: Infinity,
			identity: 'id',
			...more,
		};
	}
}

const byOffset = (pageSize: number, more: Partial<PositionPaging> = {}): PositionPaging => ({
	by: 'position',
	pageSize,
	query: (offset, limit) => ({ offset, limit }),
	...more,
});
const byNumber = (pageSize: number): PositionPaging =>
	byOffset(pageSize, {
		fixedSize: true,
		query: (offset, limit) => ({ page: offset / limit + 1, limit }),
	});
const byCursor = (pageSize: number): Paging => ({
	by: 'cursor',
	pageSize,
	query: (cursor, limit) => ({ cursor, limit }),
});

/** A list of `count` records, that tells its length or not, and gives at most `most` at a time. */
const listOf = (
	count: number,
	{ tells = true, most = Infinity } = {},
	concurrency?: number,
): ListService => {
	const all = recordsOf(count);
	return new ListService(({ offset, page, cursor, limit }) => {
		const size = Math.min(Number(limit), most);
		const start = page === undefined ? Number(offset ?? cursor ?? 0) : (Number(page) - 1) * size;
		return {
			records: all.slice(start, start + size),
			...(tells ? { total: count } : {}),
			...(most === Infinity ? {} : { size }),
			next: start + size < count ? String(start + size) : null,
		};
	}, concurrency);
};

/** The fewest pages for so many records. */
const pagesFor = (records: number, size: number): number => Math.max(1, Math.ceil(records / size));

describe('a list, however it is paged', () => {
	const kinds: Array<[string, (size: number) => Paging]> = [
		['by offset', byOffset],
		['by page number', byNumber],
		['by cursor', byCursor],
	];

	it.each(kinds)('%s comes whole, in order, each record once', async (_kind, paging) => {
		const lists = fc.record({
			count: fc.nat({ max: 60 }),
			size: fc.integer({ min: 1, max: 12 }),
			wanted: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(Infinity)),
			tells: fc.boolean(),
			concurrency: fc.integer({ min: 1, max: 10 }),
		});
		await fc.assert(
			fc.asyncProperty(lists, async ({ count, size, wanted, tells, concurrency }) => {
				const list = listOf(count, { tells }, concurrency);
				const records = await allOf(list.reading(paging(size), { wanted }));
				expect(records).toEqual(recordsOf(count).slice(0, wanted));
				expect(list.mostAtOnce).toBeLessThanOrEqual(concurrency);
				// Whatever the service tells, after a full last page only one more look shows that it was the last.
				const needed = pagesFor(Math.min(count + 1, wanted), size);
				expect(list.asked.length).toBeLessThanOrEqual(needed);
			}),
			{ numRuns: 300 },
		);
	});

	it.each(kinds)(
		'%s never asks for more at a time than the service allows',
		async (_kind, paging) => {
			const list = listOf(25);
			await allOf(list.reading(paging(10), { wanted: 23 }));
			expect(list.asked.every(({ limit }) => Number(limit) <= 10)).toBe(true);
			expect(list.asked).toHaveLength(3);
		},
	);

	it('keeps the conditions of the request on every page', async () => {
		const list = listOf(25);
		await allOf(list.reading(byOffset(10)));
		expect(list.asked.map(({ status }) => status)).toEqual(['live', 'live', 'live']);
	});
});

describe('pages by position', () => {
	it('are asked for several at a time once the length is known', async () => {
		const list = listOf(100);
		await allOf(list.reading(byOffset(10)));
		expect(list.mostAtOnce).toBe(4);
	});

	it('are asked for further while one of them is late', async () => {
		let late: () => void = () => undefined;
		const isLate = new Promise<void>((resolve) => (late = resolve));
		const list = listOf(100);
		list.delay = async ({ offset }) => {
			if (offset === 10) await isLate;
		};
		const read = allOf(list.reading(byOffset(10)));
		await new Promise(setImmediate);
		expect(list.asked.length).toBeGreaterThan(1 + 4);
		late();
		expect(await read).toEqual(recordsOf(100));
	});

	it('are asked for one after the other where it is not', async () => {
		const list = listOf(100, { tells: false });
		await allOf(list.reading(byOffset(10)));
		expect(list.mostAtOnce).toBe(1);
	});

	it('go by the size that the service really uses', async () => {
		const list = listOf(35, { most: 10 });
		expect(await allOf(list.reading(byNumber(100)))).toEqual(recordsOf(35));
	});

	it('that were asked for ahead are not wanted any more once nobody reads on', async () => {
		const list = listOf(100);
		for await (const page of pagesOf(list.reading(byOffset(10)))) {
			if (page[0].id === 'r0') continue;
			expect(list.isWanted.map((isWanted) => isWanted())).not.toContain(false);
			break;
		}
		expect(list.asked.length).toBeGreaterThan(2);
		expect(list.isWanted.map((isWanted) => isWanted())).not.toContain(true);
	});

	it('go by a count that is asked for by itself, and do without one that fails', async () => {
		const total = { request: get('/links/count'), in: () => 45 };
		for (const count of [
			async () => await Promise.resolve({}),
			async () => await Promise.reject(new Error('no')),
		]) {
			const list = listOf(45, { tells: false });
			const reading = list.reading(byOffset(10, { total }));
			const { client } = reading;
			const ofPages = client.data.bind(client);
			client.data = async (request) =>
				request.path === total.request.path ? await count() : await ofPages(request);
			expect(await allOf(reading)).toEqual(recordsOf(45));
		}
	});

	it('leave out a record that moved onto the next page meanwhile', async () => {
		const all = recordsOf(30);
		const list = new ListService(({ offset, limit }, asked) => {
			// A record is added in front once the first page is read.
			const now = asked === 1 ? all : [{ id: 'new' }, ...all];
			const start = Number(offset);
			return { records: now.slice(start, start + Number(limit)), total: 30 };
		});
		expect(await allOf(list.reading(byOffset(10)))).toEqual(all);
	});

	it('tell the length as soon as they know it', async () => {
		const onTotal = jest.fn();
		const pages = pagesOf(listOf(30).reading(byOffset(10), { onTotal }));
		await pages.next();
		expect(onTotal).toHaveBeenCalledWith(30);
		await pages.return();
	});

	it('read ahead no further than is under way at once when the reader stops', async () => {
		const list = listOf(1_000);
		for await (const page of pagesOf(list.reading(byOffset(10)))) {
			expect(page).toHaveLength(10);
			break;
		}
		expect(list.asked.length).toBeLessThanOrEqual(1 + 4);
	});

	it('leave no failure behind that nobody handles', async () => {
		const list = new ListService(({ offset }) => {
			if (Number(offset) >= 20) throw new Error('broken');
			return { records: recordsOf(100).slice(Number(offset)).slice(0, 10), total: 100 };
		});
		await expect(allOf(list.reading(byOffset(10)))).rejects.toThrow('broken');
	});
});

describe('a service that counts wrongly', () => {
	const positions: Array<[string, (size: number) => Paging]> = [
		['by offset', byOffset],
		['by page number', byNumber],
	];
	/** What may stand where the count should be. */
	const claims = fc.oneof(
		fc.nat({ max: 90 }),
		fc.nat({ max: 90 }).map(String),
		fc.constantFrom<unknown>(null, undefined, '', ' ', 'many', '1e3', -3, 2.5, NaN, 2 ** 60, [7]),
	);

	/** A list of `count` records that claims another count, in its pages or when it is asked for it. */
	const lyingList = (count: number, claimed: unknown, concurrency: number): ListService => {
		const all = recordsOf(count);
		return new ListService(({ offset, page, limit }) => {
			const size = Number(limit);
			const start = page === undefined ? Number(offset) : (Number(page) - 1) * size;
			return { records: all.slice(start, start + size), total: countIn(claimed) };
		}, concurrency);
	};

	it.each(positions)('%s is read to its end, each record once', async (_kind, paging) => {
		const lists = fc.record({
			count: fc.nat({ max: 60 }),
			claimed: claims,
			size: fc.integer({ min: 1, max: 12 }),
			wanted: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(Infinity)),
			concurrency: fc.integer({ min: 1, max: 10 }),
		});
		await fc.assert(
			fc.asyncProperty(lists, async ({ count, claimed, size, wanted, concurrency }) => {
				const list = lyingList(count, claimed, concurrency);
				const records = await allOf(list.reading(paging(size), { wanted }));
				expect(records).toEqual(recordsOf(count).slice(0, wanted));
				const needed = pagesFor(Math.min(count + 1, wanted), size);
				// A count that is too high is found out by the first empty page; others are under way by then.
				const tooMany = wanted > count ? 2 * concurrency + 1 : 0;
				expect(list.asked.length).toBeLessThanOrEqual(needed + tooMany);
			}),
			{ numRuns: 500 },
		);
	});

	it.each([6, 3, 0, 12, 13, 40])('at %i of 12 records, 3 a page, hides none', async (claimed) => {
		const list = lyingList(12, claimed, 4);
		expect(await allOf(list.reading(byOffset(3)))).toEqual(recordsOf(12));
	});

	it.each([6, null])(
		'and gives fewer at a time than asked (total %p) hides none',
		async (total) => {
			const all = recordsOf(12);
			const list = new ListService(({ page, limit }) => {
				const size = Math.min(Number(limit), 3);
				const start = (Number(page) - 1) * size;
				return { records: all.slice(start, start + size), total: countIn(total), size };
			});
			expect(await allOf(list.reading(byNumber(100)))).toEqual(all);
		},
	);

	it('when it is asked for the count alone hides none either', async () => {
		const total = { request: get('/links/count'), in: () => 10 };
		const list = listOf(45, { tells: false });
		const reading = list.reading(byOffset(10, { total }));
		const { client } = reading;
		const ofPages = client.data.bind(client);
		client.data = async (request) =>
			request.path === total.request.path ? {} : await ofPages(request);
		expect(await allOf(reading)).toEqual(recordsOf(45));
	});

	it.each([1, 2, 5, 6, 10, 11])('to a limit of %i takes no further request', async (wanted) => {
		for (const claimed of [0, 5, 10, 30, 100]) {
			const list = lyingList(30, claimed, 4);
			expect(await allOf(list.reading(byOffset(5), { wanted }))).toEqual(
				recordsOf(30).slice(0, wanted),
			);
			expect(list.asked).toHaveLength(Math.ceil(wanted / 5));
		}
	});

	it('gives no length that is less than what came', async () => {
		const onTotal = jest.fn();
		await allOf(lyingList(12, 2, 4).reading(byOffset(3), { onTotal }));
		expect(onTotal).not.toHaveBeenCalled();
	});
});

describe('the look past a last page that came full', () => {
	const refusing = (status: number): ListService => {
		const all = recordsOf(20);
		return new ListService(({ offset }) => {
			const start = Number(offset);
			if (start >= 20) {
				const failure = { reason: 'status', status, words: 'No such page', acted: 'no' } as const;
				throw new RequestFailed(service, get('/links'), failure, 1, false);
			}
			return { records: all.slice(start, start + 10), total: 20 };
		});
	};

	it.each([400, 404, 416, 422])('is the end where the service refuses it with %i', async (code) => {
		const list = refusing(code);
		expect(await allOf(list.reading(byOffset(10)))).toEqual(recordsOf(20));
		expect(list.asked).toHaveLength(3);
	});

	it.each([401, 403, 500])('fails the list where it fails otherwise, with %i', async (code) => {
		await expect(allOf(refusing(code).reading(byOffset(10)))).rejects.toThrow(RequestFailed);
	});

	it('is made while the other pages are on their way', async () => {
		const list = listOf(40);
		await allOf(list.reading(byOffset(10)));
		expect(list.asked.map(({ offset }) => offset)).toEqual([0, 10, 20, 30, 40]);
		expect(list.mostAtOnce).toBe(4);
	});
});

describe('a list that never ends', () => {
	it.each<[string, Paging, (query: IDataObject, asked: number) => Page]>([
		[
			'a cursor that repeats',
			byCursor(2),
			(_query, asked) => ({ records: [{ id: asked }], next: 'again' }),
		],
		[
			'cursors in a circle',
			byCursor(2),
			(_query, asked) => ({ records: [{ id: asked }], next: String(asked % 3) }),
		],
		[
			'ever new cursors for the same page',
			byCursor(2),
			(_query, asked) => ({ records: recordsOf(2), next: String(asked) }),
		],
		['an offset that is ignored', byOffset(2), () => ({ records: recordsOf(2) })],
	])('is stopped: %s', async (_case, paging, answer) => {
		const list = new ListService(answer);
		await expect(allOf(list.reading(paging))).rejects.toMatchObject({
			failure: { reason: 'unreadable', words: expect.stringContaining('the same page') as string },
		});
		expect(list.asked.length).toBeLessThan(10);
	});
});

describe('empty pages that lead on', () => {
	/** `count` empty pages, each with a new cursor, and then one with a record. */
	const emptyAtFirst = (count: number): ListService =>
		new ListService((_query, asked) => ({
			records: asked > count ? [{ id: asked }] : [],
			next: asked > count ? null : String(asked),
		}));

	it('are followed to what comes after them', async () => {
		const list = emptyAtFirst(99);
		expect(await allOf(list.reading(byCursor(2)))).toEqual([{ id: 100 }]);
	});

	it('are stopped after a hundred in a row', async () => {
		const list = emptyAtFirst(Infinity);
		await expect(allOf(list.reading(byCursor(2)))).rejects.toMatchObject({
			failure: { reason: 'unreadable', words: expect.stringContaining('the same page') as string },
		});
		expect(list.asked).toHaveLength(100);
	});

	it('are counted anew after each record', async () => {
		const list = new ListService((_query, asked) => ({
			records: asked % 100 === 0 ? [{ id: asked }] : [],
			next: asked === 300 ? null : String(asked),
		}));
		expect(await allOf(list.reading(byCursor(2)))).toEqual([{ id: 100 }, { id: 200 }, { id: 300 }]);
	});
});

describe('a list that comes as a whole', () => {
	it('is read once, up to what is wanted', async () => {
		const onTotal = jest.fn();
		const list = new ListService(() => ({ records: recordsOf(9) }));
		const records = await allOf(list.reading({ by: 'whole' }, { wanted: 4, onTotal }));
		expect(records).toEqual(recordsOf(4));
		expect(onTotal).toHaveBeenCalledWith(9);
		expect(list.asked).toHaveLength(1);
	});

	it('keeps records without an identity', async () => {
		const records = [{ id: null }, { id: null }, {}, { id: 1 }, { id: 1 }];
		const list = new ListService(() => ({ records }));
		expect(await allOf(list.reading({ by: 'whole' }))).toEqual(records.slice(0, 4));
	});
});

describe('the records in an answer', () => {
	const client = { service } as unknown as Client;

	it('are objects in a list', () => {
		expect(recordsIn(client, get('/links'), [{ id: 1 }])).toEqual([{ id: 1 }]);
		expect(recordsIn(client, get('/links'), [])).toEqual([]);
	});

	it.each([undefined, null, {}, 'none', [1], [null], [[{}]], { length: 0 }])(
		'are not %j',
		(value) => {
			expect(() => recordsIn(client, get('/links'), value)).toThrow(RequestFailed);
		},
	);
});
