import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A time of its own for each run: what the node sleeps passes at once, on that run's clock alone. So
 * pauses of minutes are observed to the millisecond, many runs go side by side, and no test waits.
 */
interface OwnTime {
	/** Milliseconds by which the run's clock is ahead of the real one. */
	ahead: number;
}

const runs = new AsyncLocalStorage<OwnTime>();
const realNow = Date.now.bind(Date);

/** How far the clock of the run under way is ahead of the real one, in milliseconds. */
export const skipped = (): number => runs.getStore()?.ahead ?? 0;

/** Lets time pass on the clock of the run under way. */
export function skip(milliseconds: number): void {
	const own = runs.getStore();
	if (own === undefined) throw new Error('Only a run with a time of its own can skip some');
	own.ahead += milliseconds;
}

/** Runs something with a time of its own. */
export const inOwnTime = async <Result>(work: () => Promise<Result>): Promise<Result> =>
	await runs.run({ ahead: 0 }, work);

/** What takes the place of n8n-workflow's `sleep`. */
export const ownSleep = async (milliseconds: number): Promise<void> => {
	skip(milliseconds);
	await Promise.resolve();
};

/** Makes `Date.now` tell a run its own time. Other code, the sandbox for one, sees the real one. */
export function installOwnTime(): void {
	Date.now = () => realNow() + skipped();
}
