import type { CataloguedOperation } from '../../support/operations';
import { type HowToRun, type OperationRun, runOperation } from '../../support/operations/run';
import type { Sandboxes } from '../../support/operations/sandboxes';
import type { Sandbox } from '../../../sandbox/server';
import { type Attempt, observed } from './attempts';
import type { Elsewhere } from './elsewhere';
import type { FailureKind } from './kinds';
import { inOwnTime } from './ownTime';

/** A run with the requests that the node sent, in the order of sending. */
export interface ObservedRun extends OperationRun {
	readonly attempts: readonly Attempt[];
}

/** Runs an operation in a sandbox and a time of its own. */
export const observedRun = async (
	sandboxes: Sandboxes,
	operation: CataloguedOperation,
	how: HowToRun & { baseUrl?: string } = {},
): Promise<ObservedRun> =>
	await sandboxes.use(
		operation.service,
		async (sandbox) =>
			await inOwnTime(async () => {
				const attempts: Attempt[] = [];
				const run = await runOperation(sandbox, operation, {
					...how,
					under: (node) => observed(node, attempts, sandbox.services[operation.service]),
					...(how.baseUrl === undefined
						? {}
						: { credentials: allAt(how.baseUrl, sandbox, operation) }),
				});
				// What was asked for ahead may still be on its way, and must not meet the next run.
				await Promise.allSettled(attempts.map(({ ended }) => ended));
				return { ...run, attempts };
			}),
	);

const allAt = (baseUrl: string, sandbox: Sandbox, { node }: CataloguedOperation) =>
	Object.fromEntries(
		Object.keys(node(sandbox).credentials).map((credential) => [credential, { baseUrl }]),
	);

/** How many requests in a row a failure strikes. */
export type Times = 1 | 3 | 'always';

/** Runs an operation while a failure strikes its requests, or those that mail, spend or add. */
export const struckRun = async (
	sandboxes: Sandboxes,
	elsewhere: Elsewhere,
	operation: CataloguedOperation,
	{ strikes, baseUrl }: FailureKind,
	times: Times,
): Promise<ObservedRun> =>
	await observedRun(sandboxes, operation, {
		...(baseUrl === undefined ? {} : { baseUrl: baseUrl(elsewhere) }),
		faults: strikes(times, elsewhere).map((strike) => ({
			...strike,
			...(operation.onlyOnce ? { method: 'POST' } : {}),
		})),
	});

/** The tries of the request that is struck first. */
export function triesOf(
	{ attempts }: ObservedRun,
	{ onlyOnce }: CataloguedOperation,
): readonly Attempt[] {
	const struck = attempts.find(({ method }) => onlyOnce && method === 'POST') ?? attempts.at(0);
	return attempts.filter(({ request }) => request === struck?.request);
}

/** What a user reads of an error. */
export function readingOf(error: Error | undefined): { message: string; description: string } {
	const { message = '', description } = (error ?? {}) as {
		message?: string;
		description?: unknown;
	};
	return { message, description: typeof description === 'string' ? description : '' };
}

/** Runs `task` for every entry, so many at a time, and gives the results in order. */
export async function severalAtOnce<Entry, Result>(
	entries: readonly Entry[],
	task: (entry: Entry) => Promise<Result>,
	atOnce = 12,
): Promise<Result[]> {
	const results: Result[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < entries.length) {
			const place = next++;
			results[place] = await task(entries[place]);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return results;
}
