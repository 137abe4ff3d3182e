import * as fc from 'fast-check';
import { Allowance, allowanceOf, forEachAtOnce, limiter } from '../../../nodes/shared/concurrency';

/** A task that ends when it is told to. */
function openEnded(): { promise: Promise<void>; end: () => void } {
	let end = (): void => undefined;
	const promise = new Promise<void>((resolve) => {
		end = resolve;
	});
	return { promise, end };
}

const settle = async (): Promise<void> => {
	await new Promise((resolve) => setImmediate(resolve));
};

describe('limiter', () => {
	it.each([1, 3])('lets %d run at a time, the others in their order', async (atOnce) => {
		const inTurn = limiter(atOnce);
		const tasks = Array.from({ length: 6 }, openEnded);
		const started: number[] = [];
		const all = tasks.map(async (task, position) => {
			await inTurn(async () => {
				started.push(position);
				await task.promise;
			});
		});
		await settle();
		for (const [position, task] of tasks.entries()) {
			expect(started).toEqual([0, 1, 2, 3, 4, 5].slice(0, position + atOnce));
			task.end();
			await settle();
		}
		await Promise.all(all);
	});

	it('gives what the task gives, and frees the place of one that fails', async () => {
		const inTurn = limiter(1);
		const failing = inTurn(async () => await Promise.reject(new Error('no')));
		const next = inTurn(async () => await Promise.resolve(7));
		await expect(failing).rejects.toThrow('no');
		expect(await next).toBe(7);
	});
});

describe('forEachAtOnce', () => {
	it('works on every entry once, started in order, never more at a time than allowed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 3 }), { maxLength: 30 }),
				fc.integer({ min: 1, max: 12 }),
				async (pauses, atOnce) => {
					const started: number[] = [];
					let running = 0;
					let most = 0;
					await forEachAtOnce(pauses, atOnce, async (pause, position) => {
						started.push(position);
						running += 1;
						most = Math.max(most, running);
						for (let turn = 0; turn < pause; turn++) await Promise.resolve();
						running -= 1;
					});
					expect(started).toEqual([...pauses.keys()]);
					expect(most).toBeLessThanOrEqual(atOnce);
					expect(running).toBe(0);
				},
			),
		);
	});

	it('starts nothing further once it is told to stop, and waits for what runs', async () => {
		const tasks = [openEnded(), openEnded()];
		const started: number[] = [];
		const ended: number[] = [];
		let goOn = true;
		const all = forEachAtOnce(
			[0, 1, 2, 3],
			2,
			async (entry) => {
				started.push(entry);
				await tasks[entry].promise;
				ended.push(entry);
			},
			() => goOn,
		);
		goOn = false;
		tasks[0].end();
		await settle();
		tasks[1].end();
		await all;
		expect(started).toEqual([0, 1]);
		expect(ended).toEqual([0, 1]);
	});

	it('fails where a task fails', async () => {
		const failing = forEachAtOnce([1], 1, async () => {
			await Promise.reject(new Error('no'));
		});
		await expect(failing).rejects.toThrow('no');
	});
});

describe('an allowance', () => {
	it('gives as many places a minute as there are', () => {
		const allowance = new Allowance(2);
		expect(allowance.take(0)).toBe(0);
		allowance.end(10);
		expect(allowance.take(20)).toBe(0);
		allowance.end(30);
		// The first place is free a minute after its answer, not after its sending.
		expect(allowance.take(40)).toBe(60_010 - 40);
		expect(allowance.take(60_009)).toBe(1);
		expect(allowance.take(60_010)).toBe(0);
		expect(allowance.take(60_011)).toBe(60_030 - 60_011);
	});

	it('has no place while all are under way, however long that takes', () => {
		const allowance = new Allowance(1);
		expect(allowance.take(0)).toBe(0);
		expect(allowance.take(500_000)).toBeGreaterThan(0);
		allowance.end(500_000);
		expect(allowance.take(559_999)).toBe(1);
		expect(allowance.take(560_000)).toBe(0);
	});

	it('never lets more requests arrive in any minute than allowed, wherever on their way they arrive', () => {
		const request = fc.record({
			latency: fc.nat({ max: 20_000 }),
			part: fc.double({ min: 0, max: 1, noNaN: true }),
		});
		fc.assert(
			fc.property(
				fc.array(request, { minLength: 61, maxLength: 200 }),
				fc.integer({ min: 1, max: 60 }),
				(requests, perMinute) => {
					expect(busiestMinute(arrivalsOf(requests, perMinute))).toBeLessThanOrEqual(perMinute);
				},
			),
		);
	});

	it('is one for a token in the whole process, and another one for another token', () => {
		expect(allowanceOf('one token', 60)).toBe(allowanceOf('one token', 60));
		expect(allowanceOf('one token', 60)).not.toBe(allowanceOf('another token', 60));
	});

	it('goes by the latest number of places, and forgets none that is taken', () => {
		expect(allowanceOf('token of fewer', 3).take(0)).toBe(0);
		expect(allowanceOf('token of fewer', 1).take(0)).toBeGreaterThan(0);
		expect(allowanceOf('token of fewer', 2).take(0)).toBe(0);
	});
});

interface TravellingRequest {
	readonly latency: number;
	/** How far on its way between sending and answer it arrives, from 0 to 1. */
	readonly part: number;
}

/** When requests arrive that are sent as soon as there is a place, one waiting after the other. */
function arrivalsOf(requests: readonly TravellingRequest[], perMinute: number): number[] {
	const allowance = new Allowance(perMinute);
	const answers: number[] = [];
	let now = 0;
	const goTo = (time: number): void => {
		now = time;
		answers.sort((one, other) => one - other);
		while (answers.length > 0 && answers[0] <= now) allowance.end(answers.shift());
	};
	return requests.map(({ latency, part }) => {
		for (let wait = allowance.take(now); wait > 0; wait = allowance.take(now)) goTo(now + wait);
		answers.push(now + latency);
		return now + latency * part;
	});
}

const busiestMinute = (times: readonly number[]): number =>
	Math.max(
		...times.map((from) => times.filter((time) => time >= from && time < from + 60_000).length),
	);
