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
/** How long to wait where it is not known when a place becomes free. */
const moment = 250;

/**
 * What a service allows one token: so many requests in any minute. A service counts a request when it
 * arrives, which is some time between its sending and its answer; so it holds its place from the one
 * until a minute after the other, and no delay on the way can put one too many into a minute.
 */
export class Allowance {
	private underWay = 0;

	/** When the answers of the last minute came, oldest first. */
	private answered: number[] = [];

	constructor(public perMinute: number) {}

	/** Takes a place, if there is one. @returns milliseconds to wait before asking again; 0 where it is taken */
	take(now: number = Date.now()): number {
		this.answered = this.answered.filter((time) => time > now - minute);
		if (this.underWay + this.answered.length < this.perMinute) {
			this.underWay += 1;
			return 0;
		}
		const [oldest] = this.answered;
		return oldest === undefined ? moment : oldest + minute - now;
	}

	/** To be called when a request that took a place has its answer, or will have none. */
	end(now: number = Date.now()): void {
		this.underWay -= 1;
		this.answered.push(now);
	}
}

const allowances = new Map<string, Allowance>();

/** The allowance of a token, over all nodes and executions of this process; `perMinute` may change. */
export function allowanceOf(token: string, perMinute: number): Allowance {
	const allowance = allowances.get(token) ?? new Allowance(perMinute);
	allowance.perMinute = perMinute;
	allowances.set(token, allowance);
	return allowance;
}
