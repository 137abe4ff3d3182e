import type { IDataObject } from 'n8n-workflow';
import { ObservableObject } from 'n8n-workflow';
import { errorOf } from '../support/runNode';
import type { PublishedTrigger } from '../support/trigger';
import { durableBudget } from '../support/trigger';
import { seRankingTests, siteId } from './setup';
import { published } from './trigger';

const pages = 8;
const { sandbox, site, move, requests } = seRankingTests({ backlinks: pages * 1000 });
const waitFor = (event: string, parameters = {}) => published(sandbox, event, parameters);
const sorted = (ids: Iterable<unknown>): number[] =>
	[...ids].map(Number).sort((one, other) => one - other);
const idsOf = (items: readonly IDataObject[]): number[] => sorted(items.map(({ id }) => id));
const moved = (name: string, input: IDataObject = {}): number[] =>
	sorted((move(name, input) as { ids: number[] }).ids);
const listPath = `^/backlinks/${siteId}$`;
/** Where the pages began that were asked for. */
const offsets = (): number[] =>
	requests()
		.filter(({ path }) => path === `/backlinks/${siteId}`)
		.map(({ query }) => Number((query as IDataObject).offset));
const strike = (kind: string, more: IDataObject = {}): void => {
	sandbox().control.addFault({ service: 'seRanking', kind, path: listPath, ...more });
};
const calm = (): void => {
	sandbox().control.clearFaults();
};

describe('a service that fails on the last page but one', () => {
	it.each(['status', 'htmlError', 'truncatedJson', 'wrongContentType', 'emptyBody'])(
		'with %s: nothing is lost, nothing is invented, nothing is taken for deleted',
		async (kind) => {
			const trigger = waitFor('backlinkLost');
			await trigger.poll();
			const gone = moved('loseBacklinks', { count: 4 });
			const before = trigger.saved();
			strike(kind, { skip: pages - 2, times: 'always' });
			const error = await errorOf(trigger.poll());
			expect(error.name).toBe('NodeApiError');
			expect(error.message).toContain('SE Ranking');
			expect(trigger.data).toEqual(before);
			calm();
			expect(idsOf(await trigger.poll())).toEqual(gone);
			expect(await trigger.poll()).toEqual([]);
		},
	);

	it('has not announced half of what is new either', async () => {
		const trigger = waitFor('backlinkFound');
		await trigger.poll();
		const news = moved('findBacklinks', { count: 3 });
		strike('status', { skip: pages - 2, times: 'always' });
		expect((await errorOf(trigger.poll())).httpCode).toBe('500');
		calm();
		expect(idsOf(await trigger.poll())).toEqual(news);
		expect(await trigger.poll()).toEqual([]);
	});

	it.each([429, 401, 403])('gives n8n the code %i to back off by', async (status) => {
		const trigger = waitFor('backlinkFound');
		strike('status', { status, headers: { 'Retry-After': '3600' }, times: 'always' });
		const error = await errorOf(trigger.poll());
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
		calm();
		expect(await trigger.poll()).toEqual([]);
	});
});

describe('a page that comes empty for once', () => {
	it.each([0, 5])('while watching (page %i) is read as no deletion and no news', async (skip) => {
		const trigger = waitFor('backlinkFound');
		await trigger.poll();
		const news = moved('findBacklinks', { count: 2 });
		strike('emptyPage', { skip });
		const first = await trigger.poll();
		expect(sorted([...idsOf(first), ...idsOf(await trigger.poll())])).toEqual(news);
		expect(await trigger.poll()).toEqual([]);
	});

	it.each([0, 5])('at the start (page %i) makes nothing old new', async (skip) => {
		const trigger = waitFor('backlinkFound');
		strike('emptyPage', { skip });
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.poll()).toEqual([]);
		const news = moved('findBacklinks');
		expect(idsOf(await trigger.poll())).toEqual(news);
	});

	it('of the disavow list takes no entry for removed', async () => {
		const trigger = waitFor('disavowChanged');
		await trigger.poll();
		for (const skip of [0, 1]) {
			sandbox().control.addFault({
				service: 'seRanking',
				kind: 'emptyPage',
				path: '/backlink-disavow/',
				skip,
				times: 1,
			});
			expect(await trigger.poll()).toEqual([]);
			calm();
		}
	});
});

it('records that come, go and move between pages while a poll runs are announced once', async () => {
	const trigger = waitFor('backlinkFound', { options: { concurrency: 4 } });
	const there = new Set(site().backlinks.newest(site().stat().total));
	await trigger.poll();
	const { control } = sandbox();
	const announced: number[] = [];
	for (let poll = 0; poll < 3; poll++) {
		for (const after of [2, 5, 9]) control.world('seRanking', 'shift', { count: 30 }, after);
		for (const after of [3, 7]) control.world('seRanking', 'removeBacklinks', { count: 40 }, after);
		announced.push(...idsOf(await trigger.poll()));
	}
	announced.push(...idsOf(await trigger.poll()));
	expect(new Set(announced).size).toBe(announced.length);
	expect(announced.filter((id) => there.has(id))).toEqual([]);
	const now = site().backlinks.newest(400);
	const mustBe = now.filter((id) => !there.has(id));
	expect(mustBe.filter((id) => !announced.includes(id))).toEqual([]);
});

it('two polls at once announce everything once', async () => {
	const trigger = waitFor('backlinkFound');
	await trigger.poll();
	const news = moved('findBacklinks', { count: 5 });
	const [one, other] = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(idsOf([...one, ...other])).toEqual(news);
	expect(await trigger.poll()).toEqual([]);
});

describe('a poll that would outlast its budget', () => {
	it('stops in time and goes on there, until all is covered', async () => {
		const trigger = waitFor('backlinkFound', { options: { concurrency: 1 } });
		const latency = 300;
		const budget = 4_000;
		sandbox().control.setLatency({ service: 'seRanking', milliseconds: latency });
		const pollInTime = async (): Promise<IDataObject[]> => {
			sandbox().control.clearRequests();
			const found = await trigger.poll({ budget });
			expect(requests().length).toBeLessThanOrEqual(budget / latency);
			return found;
		};
		// Two passes over a list that takes longer than one poll has; on a busy machine, in more polls.
		let polls = 0;
		do {
			expect(await pollInTime()).toEqual([]);
			polls += 1;
		} while (polls < 30 && !JSON.stringify(trigger.course).includes('"phase":"watching"'));
		expect(polls).toBeGreaterThan(1);
		expect(trigger.course).toMatchObject({ phase: 'watching' });

		const everything = site().backlinks.newest(site().stat().total);
		const last = Number(everything.at(-1));
		move('removeBacklinks', { ids: [last] });
		const news = moved('findBacklinks', { count: 2 });
		const found: IDataObject[] = [];
		for (let poll = 0; poll < 2 * polls; poll++) found.push(...(await pollInTime()));
		expect(idsOf(found)).toEqual(news);
	});

	it('does not wait and ask again where a service wants more time than it has', async () => {
		const trigger = waitFor('backlinkFound');
		strike('status', { status: 503, headers: { 'Retry-After': '30' }, times: 'always' });
		expect((await errorOf(trigger.poll({ budget: 3_000 }))).httpCode).toBe('503');
		// A page further on may arrive yet that the poll of another test had under way when it stopped.
		expect(offsets().filter((offset) => offset === 0)).toHaveLength(1);
	});

	it('gives up on an answer that does not come in time', async () => {
		const trigger = waitFor('backlinkFound');
		strike('hang', { times: 'always' });
		// Otherwise a request has a minute, which is longer than this test has.
		const error = await errorOf(trigger.poll({ budget: 2_000 }));
		expect(error.message).toBe('SE Ranking took too long to answer');
	});
});

describe('n8n killed between the saving of the state and the execution', () => {
	it('with the default engine announces again, once', async () => {
		const trigger = waitFor('backlinkLost');
		await trigger.poll();
		const gone = moved('loseBacklinks', { count: 2 });
		expect(idsOf(await trigger.poll())).toEqual(gone);
		trigger.restart(trigger.saved());
		expect(idsOf(await trigger.poll())).toEqual(gone);
		expect(await trigger.poll()).toEqual([]);
		trigger.restart(trigger.saved());
		expect(await trigger.poll()).toEqual([]);
	});

	it('with the durable engine trusts what n8n gives it', async () => {
		const trigger = waitFor('backlinkLost');
		const options = { budget: durableBudget };
		await trigger.poll(options);
		const before = trigger.saved();
		const gone = moved('loseBacklinks', { count: 2 });
		expect(idsOf(await trigger.poll(options))).toEqual(gone);
		trigger.restart(before);
		expect(idsOf(await trigger.poll(options))).toEqual(gone);
		trigger.restart(trigger.saved());
		expect(await trigger.poll(options)).toEqual([]);
	});
});

describe('a count that is too low, or none', () => {
	const claim = (path: string, total: number | null): void => {
		const { control } = sandbox();
		control.addFault({ service: 'seRanking', kind: 'wrongTotal', path, total, times: 'always' });
	};

	it.each([1_000, 2_000, 0, null])(
		'of disavowed links (%p of more than 3,000) takes none for removed, and none for added',
		async (total) => {
			const targets = Array.from({ length: 3_000 }, (_, index) => ({
				type: 'domain' as const,
				url: `spam${String(index)}.example`,
			}));
			site().disavow(targets);
			const trigger = waitFor('disavowChanged');
			await trigger.poll();
			claim('/backlink-disavow/', total);
			expect(await trigger.poll()).toEqual([]);
			expect(await trigger.poll()).toEqual([]);
			calm();
			expect(await trigger.poll()).toEqual([]);

			claim('/backlink-disavow/', total);
			site().deleteDisavowed(Number(site().disavowed.all().at(-1)?.id));
			expect(await trigger.poll()).toMatchObject([{ status: 'removed' }]);
			expect(await trigger.poll()).toEqual([]);
		},
	);

	it.each([1_000, 0, null])('of backlinks (%p) makes no old one new', async (total) => {
		const trigger = waitFor('backlinkFound');
		claim('/stat$', total);
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.poll()).toEqual([]);
		calm();
		expect(await trigger.poll()).toEqual([]);
		const news = moved('findBacklinks', { count: 2 });
		expect(idsOf(await trigger.poll())).toEqual(news);
	});
});

it('a poll without news asks for each page once and stores nothing', async () => {
	const trigger = waitFor('backlinkStatusChanged');
	await trigger.poll();
	const before = trigger.saved();
	sandbox().control.clearRequests();
	expect(await trigger.poll()).toEqual([]);
	// The last page comes full, and only the place after it, asked for once too, shows that it is the last.
	expect(sorted(offsets())).toEqual(Array.from({ length: pages + 1 }, (_, page) => page * 1000));
	expect(trigger.data).toEqual(before);
	expect(JSON.stringify(before).length).toBeLessThanOrEqual(12 * pages * 1000);
});

describe('a service that refuses further requests in the middle of its list', () => {
	const refuse = (skip: number): void => {
		const headers = { 'Retry-After': '60' };
		strike('status', { status: 429, headers, skip, times: 'always' });
	};
	const options = { budget: durableBudget };

	it('is read on from there at the next poll', async () => {
		const trigger = waitFor('backlinkLost', { options: { concurrency: 1 } });
		await trigger.poll(options);
		const gone = moved('loseBacklinks', { count: 4 });
		refuse(5);
		const found = await trigger.poll(options);
		calm();
		sandbox().control.clearRequests();
		found.push(...(await trigger.poll(options)));
		// Reading goes on with the page that was read last.
		expect(Math.min(...offsets())).toBe(4_000);
		expect(idsOf(found)).toEqual(gone);
	});

	it('gives n8n the code to back off by where the poll came no further', async () => {
		const trigger = waitFor('backlinkLost', { options: { concurrency: 1 } });
		await trigger.poll(options);
		refuse(5);
		expect(await trigger.poll(options)).toEqual([]);
		const before = trigger.saved();
		for (const skip of [0, 1]) {
			calm();
			refuse(skip);
			expect((await errorOf(trigger.poll(options))).httpCode).toBe('429');
			expect(trigger.data).toEqual(before);
		}
	});
});

describe('n8n’s scheduler without durable cursors', () => {
	/** It gives each poll the workflow's static data from its database, and stores them with announcements. */
	const polling = (trigger: PublishedTrigger) => {
		let saved: IDataObject = {};
		return async (budget = durableBudget): Promise<number[]> => {
			trigger.data = ObservableObject.create(structuredClone(saved));
			const found = await trigger.poll({ budget });
			if (found.length > 0) saved = trigger.saved();
			return idsOf(found);
		};
	};

	it('hears of a change to a record that a quiet poll saw for the first time, once', async () => {
		const trigger = waitFor('backlinkLost');
		const poll = polling(trigger);
		expect(await poll()).toEqual([]);
		const news = moved('findBacklinks', { count: 1 });
		expect(await poll()).toEqual([]);
		move('loseBacklinks', { ids: news });
		expect(await poll()).toEqual(news);
		expect(await poll()).toEqual([]);
	});

	it('hears again of what it may not have made an execution of', async () => {
		const trigger = waitFor('backlinkLost');
		const poll = polling(trigger);
		await poll();
		const gone = moved('loseBacklinks', { count: 2 });
		expect(await poll()).toEqual(gone);
		trigger.restart({});
		expect(await poll()).toEqual(gone);
		trigger.restart({});
		expect(await poll()).toEqual([]);
	});
});
