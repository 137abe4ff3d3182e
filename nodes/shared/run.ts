import type { IExecuteFunctions } from 'n8n-workflow';
import type { Call, Operation, Output } from './operation';

/** What became of an input item: its output items, or why it failed. */
export type Outcome = { readonly outputs: readonly Output[] } | { readonly error: unknown };

/** A run of one operation over all input items. */
export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	readonly calls: ReadonlyArray<Call | undefined>;
	/** An outcome an input item; undefined where it was not started. */
	readonly outcomes: Array<Outcome | undefined>;
	readonly concurrency: number;
	/** Whether the lists of several items are sent together. */
	readonly combine: boolean;
	/** Whether one item's failure leaves the others alone. */
	readonly continueOnFail: boolean;
}

/** Whether an input item was worked on and failed. */
export const isFailed = (outcome: Outcome | undefined): outcome is { error: unknown } =>
	outcome !== undefined && 'error' in outcome;
