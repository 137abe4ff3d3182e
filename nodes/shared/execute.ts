import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Client } from './client';
import { forEachAtOnce } from './concurrency';
import { combineItems, concurrency, includeSecrets, limit, returnAll } from './describe';
import type { Complaint, Field } from './fields';
import { fallbackOf, readFields } from './fields';
import { BadInput } from './failure';
import { toNodeError } from './nodeError';
import type { Call, ItemByItem, Operation, Output, Resource } from './operation';
import type { OutputChoice } from './output';
import { hasOutputChoice, presenter } from './output';
import { runBatches } from './batches';
import { runGroups } from './groups';
import type { Service } from './service';

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
	/** Whether one item's failure leaves the others alone. */
	readonly continueOnFail: boolean;
}

/**
 * Runs the chosen operation over all input items, several at a time, and gives their output items in
 * input order. All items' values are checked before the first request, so that a mistake in the last
 * item leaves nothing half done.
 * @throws NodeOperationError for values that cannot be used, NodeApiError for what a service refuses
 */
export async function execute(
	context: IExecuteFunctions,
	service: Service,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(context, resources);
	const run = prepare(context, service, operation);
	if (run.continueOnFail || !run.outcomes.some(isFailed)) await work(run);

	const failed = run.outcomes.findIndex(isFailed);
	if (failed >= 0 && !run.continueOnFail) throw stoppingError(run, failed);
	return [run.outcomes.flatMap((outcome, itemIndex) => itemsOf(run, outcome, itemIndex))];
}

function chosenOperation(context: IExecuteFunctions, resources: readonly Resource[]): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const chosen = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (chosen) return chosen;
	throw toNodeError(
		context,
		new BadInput(
			`There is no operation "${String(operation)}" of the resource "${String(resource)}"`,
			'Choose the resource and the operation from their lists.',
		),
	);
}

function prepare(context: IExecuteFunctions, service: Service, operation: Operation): Run {
	const items = context.getInputData();
	const atOnce = optionOf(context, concurrency, 0) ?? 1;
	const client = new Client(context, service, atOnce, operation.credential);
	const outcomes: Array<Outcome | undefined> = items.map(() => undefined);
	const calls = items.map((_item, itemIndex) => {
		try {
			return callFor(context, operation, client, itemIndex);
		} catch (error) {
			outcomes[itemIndex] = { error };
			return undefined;
		}
	});
	return {
		context,
		operation,
		calls,
		outcomes,
		concurrency: operation.oneAtATime ? 1 : atOnce,
		continueOnFail: context.continueOnFail(),
	};
}

async function work(run: Run): Promise<void> {
	const { operation } = run;
	if (operation.work.kind === 'batch') {
		await runBatches(run, operation.work, optionOfBatch(run));
		return;
	}
	if (operation.work.kind === 'group') {
		await runGroups(run, operation.work);
		return;
	}
	await runItems(run, operation.work);
}

async function runItems(run: Run, { run: perform }: ItemByItem): Promise<void> {
	let stopped = false;
	await forEachAtOnce(
		run.calls,
		run.concurrency,
		async (call, itemIndex) => {
			if (call === undefined) return;
			run.outcomes[itemIndex] = await perform(call).then(
				(outputs) => ({ outputs }),
				(error: unknown) => ({ error }),
			);
			stopped ||= isFailed(run.outcomes[itemIndex]) && !run.continueOnFail;
		},
		() => !stopped,
	);
}

function optionOfBatch({ context }: Run): boolean {
	return readFields([combineItems], ({ property }) =>
		context.getNodeParameter(property.name, 0, property.default),
	).values.combineItems;
}

/** Reads an input item's values. @throws BadInput with every rule that they break */
function callFor(
	context: IExecuteFunctions,
	operation: Operation,
	client: Client,
	itemIndex: number,
): Call {
	const { values, complaints, unreadable } = readShown(operation.fields, (field) =>
		context.getNodeParameter(field.property.name, itemIndex, fallbackOf(field), {
			extractValue: true,
		}),
	);
	const { wanted, complaints: aboutLimit } = readWanted(context, operation, itemIndex);
	const broken = [...complaints, ...aboutLimit, ...brokenRules(operation, values, unreadable)];
	if (broken.length > 0) throw complain(broken);
	const choice = outputChoiceOf(context, operation, itemIndex);
	return {
		values,
		itemIndex,
		client,
		context,
		wanted,
		present: presenter(operation.returns, choice),
		unified: choice.output === 'unified',
		includeSecrets: choice.includeSecrets,
		hint: (message) => showHint(context, message),
	};
}

/** Reads the fields that the values before them leave shown; the others are not the user's wish. */
function readShown(
	fields: readonly Field[],
	rawValueOf: (field: Field) => unknown,
): { values: Record<string, unknown>; complaints: Complaint[]; unreadable: string[] } {
	const values: Record<string, unknown> = {};
	const complaints: Complaint[] = [];
	const unreadable: string[] = [];
	for (const field of fields) {
		if (!isShown(field, values)) continue;
		const read = readFields([field], rawValueOf);
		Object.assign(values, read.values);
		complaints.push(...read.complaints);
		if (read.complaints.length > 0) unreadable.push(field.property.name);
	}
	return { values, complaints, unreadable };
}

/** What is broken of the rules between fields, as far as the fields themselves are right. */
function brokenRules(
	{ rules = [] }: Operation,
	values: Record<string, unknown>,
	unreadable: readonly string[],
): readonly Complaint[] {
	if (typeof rules === 'function') return unreadable.length === 0 ? rules(values as never) : [];
	return rules
		.filter(({ between }) => !between.some((name) => unreadable.includes(name)))
		.flatMap((rule) => rule.broken(values as never));
}

const isShown = ({ property }: Field, values: Record<string, unknown>): boolean =>
	Object.entries(property.displayOptions?.show ?? {}).every(
		([name, allowed]) =>
			!(name in values) || (allowed ?? []).some((value) => value === values[name]),
	);

/** One message that names every parameter and the rule that it breaks. */
export function complain(complaints: readonly Complaint[]): BadInput {
	const lines = complaints.map(({ parameter, message }) => `"${parameter}" ${message}`);
	return new BadInput(
		lines.join('; '),
		'Nothing was sent for this item. Correct it and run again.',
	);
}

function readWanted(
	context: IExecuteFunctions,
	{ work: { kind } }: Operation,
	itemIndex: number,
): { wanted: number; complaints: Complaint[] } {
	if (kind !== 'list') return { wanted: 1, complaints: [] };
	const raw = ({ property }: Field): unknown =>
		context.getNodeParameter(property.name, itemIndex, property.default);
	const all = readFields([returnAll], raw);
	if (all.complaints.length > 0 || all.values.returnAll) {
		return { wanted: Infinity, complaints: all.complaints };
	}
	const some = readFields([limit], raw);
	return { wanted: some.values.limit, complaints: some.complaints };
}

function outputChoiceOf(
	context: IExecuteFunctions,
	{ returns }: Operation,
	itemIndex: number,
): OutputChoice {
	const secrets =
		returns?.secrets !== undefined && optionOf(context, includeSecrets, itemIndex) === true;
	if (!hasOutputChoice(returns)) {
		return { output: 'raw', outputFields: [], includeSecrets: secrets };
	}
	const output = context.getNodeParameter('output', itemIndex, 'simplified');
	const known = ['simplified', 'raw', 'selectedFields', ...(returns.unify ? ['unified'] : [])];
	if (typeof output !== 'string' || !known.includes(output)) {
		throw complain([{ parameter: 'Output', message: `must be one of ${known.join(', ')}` }]);
	}
	const outputFields = output === 'selectedFields' ? selectedFields(context, itemIndex) : [];
	return { output: output as OutputChoice['output'], outputFields, includeSecrets: secrets };
}

function selectedFields(context: IExecuteFunctions, itemIndex: number): string[] {
	const given = context.getNodeParameter('outputFields', itemIndex, []);
	const names = Array.isArray(given) ? given : String(given).split(',');
	const fields = names.map((name) => String(name).trim()).filter((name) => name !== '');
	if (fields.length > 0) return fields;
	throw complain([
		{
			parameter: 'Output Fields',
			message: 'must name at least one field, or choose another output',
		},
	]);
}

/** A member of the options box, where the user added it, or its default. */
function optionOf<Value>(
	context: IExecuteFunctions,
	field: Field<string, Value>,
	itemIndex: number,
): Value | undefined {
	const { name } = field.property;
	const box = context.getNodeParameter('options', itemIndex, {});
	const raw =
		typeof box === 'object' && box !== null && name in box ? (box as never)[name] : undefined;
	const read = field.schema.safeParse(raw ?? field.property.default);
	if (read.success) return read.data;
	throw toNodeError(
		context,
		complain([{ parameter: field.property.displayName, message: read.error.issues[0].message }]),
		itemIndex,
	);
}

/** Execution hints came with n8n 1.x; where they are absent, nothing is shown. */
function showHint(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints?.({ message, location: 'outputPane', type: 'info' });
}

export const isFailed = (outcome: Outcome | undefined): outcome is { error: unknown } =>
	outcome !== undefined && 'error' in outcome;

/** The error that ends the run, with what was done before it. */
function stoppingError(run: Run, failed: number): Error {
	const { context, operation, outcomes } = run;
	const { error } = outcomes[failed] as { error: unknown };
	const done = outcomes.filter((outcome) => outcome !== undefined && !isFailed(outcome)).length;
	const nothingSent = run.calls.some((call) => call === undefined);
	const summary =
		outcomes.length === 1
			? ''
			: nothingSent
				? `No item was sent, because item ${failed} is not usable.`
				: `${done} of ${outcomes.length} items were done before the run stopped at item ${failed}.`;
	return toNodeError(context, error, failed, operation, summary);
}

function itemsOf(
	{ context, operation }: Run,
	outcome: Outcome | undefined,
	itemIndex: number,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	if (outcome === undefined) return [];
	if ('outputs' in outcome) {
		return outcome.outputs.map((output) =>
			Object.assign(output as INodeExecutionData, { pairedItem }),
		);
	}
	const { message, description, httpCode } = toNodeError(
		context,
		outcome.error,
		itemIndex,
		operation,
	) as Error & { description?: string | null; httpCode?: string | null };
	// n8n sends an item of exactly this form to the error output, where the node has one.
	const details = { description: description ?? null, httpCode: httpCode ?? null };
	return [{ json: { error: message, details }, pairedItem }];
}
