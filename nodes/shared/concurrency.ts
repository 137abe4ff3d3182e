/** Lets at most `atOnce` tasks run at a time; the others wait their turn. */
export function limiter(atOnce: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
	const waiting: Array<() => void> = [];
	let running = 0;
	return async (task) => {
		if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
		else running += 1;
		try {
			return await task();
		} finally {
			// A free place goes straight to the next in line, so `running` stays as it is.
			const next = waiting.shift();
			if (next) next();
			else running -= 1;
		}
	};
}

/**
 * Runs `task` for every entry, at most `atOnce` at a time, started in order. `keepGoing` is asked
 * before each start; once it says no, nothing further is started and what runs is waited for.
 */
export async function forEachAtOnce<Entry>(
	entries: readonly Entry[],
	atOnce: number,
	task: (entry: Entry, position: number) => Promise<void>,
	keepGoing: () => boolean = () => true,
): Promise<void> {
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < entries.length && keepGoing()) {
			const position = next++;
			await task(entries[position], position);
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, entries.length) }, worker));
}

const minute = 60_000;
/** When each of a key's latest requests was, or will be, sent; oldest first. */
const schedules = new Map<string, number[]>();

/**
 * Reserves the next moment at which a request may be sent so that no minute holds more than
 * `perMinute` of them, over all nodes and executions of this process that use the same key.
 * @returns milliseconds to wait
 */
export function reserveTurn(key: string, perMinute: number, now: number = Date.now()): number {
	const schedule = schedules.get(key) ?? [];
	const before = schedule.at(-perMinute);
	const turn = before === undefined ? now : Math.max(now, before + minute);
	schedule.push(turn);
	schedules.set(key, schedule.slice(-perMinute));
	return turn - now;
}
