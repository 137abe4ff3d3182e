import { forEachAtOnce } from './concurrency';
import type { Run } from './run';
import type { Call, InGroups } from './operation';

/**
 * Runs an operation that works on several input items together: those for which it names the same
 * group, and each of the others by itself. What stops a group stops all of its items.
 */
export async function runGroups(run: Run, work: InGroups): Promise<void> {
	let stopped = false;
	await forEachAtOnce(
		grouped(run.calls, ({ values }) => work.groupOf(values)),
		run.concurrency,
		async (calls) => {
			const outcomes = await work.run(calls).then(
				(outputs) => outputs.map((of) => ({ outputs: of })),
				(error: unknown) => calls.map(() => ({ error })),
			);
			calls.forEach(({ itemIndex }, position) => (run.outcomes[itemIndex] = outcomes[position]));
			stopped ||= outcomes.some((outcome) => 'error' in outcome) && !run.continueOnFail;
		},
		() => !stopped,
	);
}

/** Items by the group that each is of, in the order of the first ones; one without a group is alone. */
export function grouped(
	calls: ReadonlyArray<Call | undefined>,
	groupOf: (call: Call) => unknown,
): Call[][] {
	const groups = new Map<unknown, Call[]>();
	for (const call of calls) {
		if (call === undefined) continue;
		const key = groupOf(call) ?? call;
		const group = groups.get(key);
		if (group) group.push(call);
		else groups.set(key, [call]);
	}
	return [...groups.values()];
}
