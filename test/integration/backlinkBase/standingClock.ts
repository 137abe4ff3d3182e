import { setTimeout as pause } from 'node:timers/promises';
import { pass } from '../../support/standingDate';

/** As many turns of the event loop without a request under way that all that could send one has had its turn. */
const quietTurns = 10;

interface Sleeper {
	readonly until: number;
	readonly wake: () => void;
}

/**
 * A clock that stands still while anything is done, and goes on to where the next sleeper wants to wake once
 * all seem to do nothing but sleep. What waits for minutes takes moments, and the minute in which something is
 * done does not depend on how fast the machine is. Goes with `useStandingDate`.
 */
export class StandingClock {
	private sleepers: Sleeper[] = [];

	/** What takes the place of n8n-workflow's `sleep`, in milliseconds. */
	readonly sleep = async (milliseconds: number): Promise<void> => {
		await new Promise<void>((wake) => {
			this.sleepers.push({ until: Date.now() + milliseconds, wake });
		});
	};

	/** Does some work while the clock goes on whenever nothing `isUnderWay`. */
	async during<Result>(isUnderWay: () => boolean, work: Promise<Result>): Promise<Result> {
		return await this.whileWorking(work, async () => {
			for (let turn = 0; turn < quietTurns; turn++) {
				await pause(1);
				if (isUnderWay()) turn = 0;
			}
			const next = Math.min(...this.sleepers.map(({ until }) => until));
			if (Number.isFinite(next)) this.goOnTo(next);
		});
	}

	/** Does some work while the clock goes on in steps of so many milliseconds, whatever is under way. */
	async inSteps<Result>(step: number, work: Promise<Result>): Promise<Result> {
		return await this.whileWorking(work, async () => {
			await pause(5);
			this.goOnTo(Date.now() + step);
		});
	}

	private async whileWorking<Result>(
		work: Promise<Result>,
		goOn: () => Promise<void>,
	): Promise<Result> {
		const end = new AbortController();
		const over = work.finally(() => {
			end.abort();
		});
		while (!end.signal.aborted) await goOn();
		return await over;
	}

	private goOnTo(time: number): void {
		pass(time - Date.now());
		const due = this.sleepers.filter(({ until }) => until <= time);
		this.sleepers = this.sleepers.filter(({ until }) => until > time);
		for (const { wake } of due) wake();
	}
}
