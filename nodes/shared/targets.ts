import { deepCopy } from 'n8n-workflow';
import { includeSecrets } from './describe';
import { BadInput } from './failure';
import { quote } from './fields';
import { grouped } from './groups';
import type { Call, Operation } from './operation';
import { outputForm } from './output';
import type { Outcome } from './run';

/** Up to this many items are named in one message; more are counted. */
const namedItems = 5;

/** Items of one target that want different things of it. */
export interface Contradiction {
	readonly error: BadInput;
	readonly itemIndexes: readonly number[];
}

/**
 * The items as they are worked on: those that name one target together, where an operation acts once for
 * each, and all others alone.
 * @param oncePer the field that names the target
 */
export const byTarget = (
	calls: ReadonlyArray<Call | undefined>,
	oncePer: string | undefined,
): Call[][] =>
	grouped(calls, ({ values }) => (oncePer === undefined ? undefined : values[oncePer]));

/**
 * Items that name one target and differ in something else. Nobody but the user knows which of them is
 * meant, so none is sent.
 */
export function contradictions(
	operation: Operation,
	calls: ReadonlyArray<Call | undefined>,
): Contradiction[] {
	const oncePer = operation.work.kind === 'item' ? operation.work.oncePer : undefined;
	if (oncePer === undefined) return [];
	return byTarget(calls, oncePer).flatMap((same) => {
		const differing = differencesBetween(same);
		if (differing.length === 0) return [];
		const itemIndexes = same.map(({ itemIndex }) => itemIndex);
		const target = quote(same[0].values[oncePer]);
		const [name, ...others] = [oncePer, ...differing].map((field) => nameOf(operation, field));
		return {
			itemIndexes,
			error: new BadInput(
				`Items ${listed(itemIndexes)} have the same ${name}, ${target}, but not the same ${listed(others)}`,
				`This operation acts once for each ${name}, so nothing was sent for these items. Give them the same values, or keep only one of them, and run again.`,
			),
		};
	});
}

/** The names of what is not the same in all items. */
function differencesBetween(calls: readonly Call[]): string[] {
	const [first, ...others] = calls.map(
		({ values, choice }): Record<string, unknown> => ({
			...values,
			...choice,
		}),
	);
	const names = new Set([first, ...others].flatMap((settings) => Object.keys(settings)));
	return [...names].filter((name) => {
		const value = JSON.stringify(first[name]);
		return others.some((settings) => JSON.stringify(settings[name]) !== value);
	});
}

/** How the editor calls a parameter. */
function nameOf({ fields, returns }: Operation, name: string): string {
	const shown = [...fields, ...Object.values(outputForm(returns) ?? {}), includeSecrets];
	const { property } = shown.find((field) => field.property.name === name) ?? {};
	return `"${property?.displayName ?? name}"`;
}

/** "0, 1 and 2"; of many the first ones, and how many more there are. */
function listed(all: ReadonlyArray<string | number>): string {
	const few =
		all.length <= namedItems + 1
			? all
			: [...all.slice(0, namedItems), `${all.length - namedItems} more`];
	return few.length === 1 ? String(few[0]) : `${few.slice(0, -1).join(', ')} and ${few.at(-1)}`;
}

/** What became of a target, for a further item: its own objects, since nodes after this one may change them. */
export const copyOf = (outcome: Outcome): Outcome =>
	'outputs' in outcome
		? {
				outputs: outcome.outputs.map(({ json, binary }) => ({
					json: deepCopy(json),
					...(binary === undefined ? {} : { binary: deepCopy(binary) }),
				})),
			}
		: outcome;
