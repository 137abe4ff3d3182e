import { allOperations, type CataloguedOperation } from '../../support/operations';
import type { Sandboxes } from '../../support/operations/sandboxes';
import { pausesBetween } from './attempts';
import type { Elsewhere } from './elsewhere';
import {
	type ObservedRun,
	readingOf,
	severalAtOnce,
	struckRun,
	type Times,
	triesOf,
} from './faultRun';
import { type FailureKind, kinds } from './kinds';
import { sampled } from './share';

/** What became of an operation under a failure. */
export interface Outcome {
	/** How often the struck request was sent. */
	readonly tries: number;
	readonly pauses: ReturnType<typeof pausesBetween>;
	readonly items: number;
	readonly message: string;
	readonly description: string;
	readonly effects: Readonly<Record<string, number>>;
	/** Whether it changed nothing because nothing but GET was sent. */
	readonly isRead: boolean;
	/** Whether the struck request is answered with nothing, if it is answered. */
	readonly isAnsweredWithNothing: boolean;
}

export function outcomeOf(run: ObservedRun, operation: CataloguedOperation): Outcome {
	const tries = triesOf(run, operation);
	return {
		tries: tries.length,
		pauses: pausesBetween(tries),
		items: run.items.length,
		...readingOf(run.error),
		effects: comparable(run.effects),
		isRead: run.attempts.every(({ method }) => method === 'GET'),
		isAnsweredWithNothing: tries.some(({ isEmpty }) => isEmpty),
	};
}

/** Mails are counted by the email's id too, which is another one in each run. */
export const comparable = (effects: Readonly<Record<string, number>>): Record<string, number> =>
	Object.fromEntries(Object.entries(effects).filter(([name]) => !name.includes(':')));

/** A failure that strikes so many requests in a row. */
interface Case {
	readonly operation: CataloguedOperation;
	readonly kind: FailureKind;
	readonly times: Times;
}

/** What never heals is tried as it is. */
export const timesOf = ({ baseUrl }: FailureKind): readonly Times[] =>
	baseUrl === undefined ? [1, 3, 'always'] : ['always'];

/** One that begins with two requests at once is about more than what happens to one. */
export const others = allOperations.filter(
	({ name }) => name !== 'seRanking backlink.getAll (all)',
);

/** What may be sent again, as far as it is run under a failure. */
export const repeatableUnder = ({ name }: FailureKind): CataloguedOperation[] =>
	sampled(
		others.filter(({ onlyOnce }) => !onlyOnce),
		name,
	);

/** What may not be sent again blindly, as far as it is run under a failure. */
export const onlyOnceUnder = ({ name }: FailureKind): CataloguedOperation[] =>
	sampled(
		others.filter(({ onlyOnce }) => onlyOnce),
		name,
	);

export type Outcomes = (operation: CataloguedOperation, kind: FailureKind, times: Times) => Outcome;

/** Runs every operation under every failure. */
export async function allOutcomes(sandboxes: Sandboxes, elsewhere: Elsewhere): Promise<Outcomes> {
	const cases = kinds.flatMap((kind) =>
		timesOf(kind).flatMap((times) =>
			[...repeatableUnder(kind), ...onlyOnceUnder(kind)].map(
				(operation): Case => ({ operation, kind, times }),
			),
		),
	);
	const found = new Map<string, Outcome>();
	await severalAtOnce(cases, async (one) => {
		const { operation, kind, times } = one;
		const run = await struckRun(sandboxes, elsewhere, operation, kind, times);
		found.set(keyOf(one), outcomeOf(run, operation));
	});
	return (operation, kind, times) => {
		const outcome = found.get(keyOf({ operation, kind, times }));
		if (outcome === undefined) throw new Error(`${operation.name} did not run`);
		return outcome;
	};
}

const keyOf = ({ operation, kind, times }: Case): string =>
	[operation.name, kind.name, times].join('\n');
