import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runBatches } from './batches';
import { callFor } from './call';
import { Client } from './client';
import { forEachAtOnce } from './concurrency';
import { combineItems, concurrency, usualConcurrency } from './describe';
import { BadInput } from './failure';
import { quote } from './fields';
import { runGroups } from './groups';
import { toNodeError } from './nodeError';
import type { ItemByItem, Operation, Resource } from './operation';
import { outputForm } from './output';
import { Parameters } from './parameters';
import type { Outcome, Run } from './run';
import { isFailed } from './run';
import type { Service } from './service';
import { byTarget, contradictions, copyOf } from './targets';

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
	const run = prepare(context, service, resources);
	if (run.continueOnFail || !run.outcomes.some(isFailed)) await work(run);

	const failed = run.outcomes.findIndex(isFailed);
	if (failed >= 0 && !run.continueOnFail) throw stoppingError(run, failed);
	return [run.outcomes.flatMap((outcome, itemIndex) => itemsOf(run, outcome, itemIndex))];
}

function chosenOperation(context: IExecuteFunctions, resources: readonly Resource[]): Operation {
	const [resource, operation] = ['resource', 'operation'].map((name) =>
		context.getNodeParameter(name, 0),
	);
	const chosen = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (chosen) return chosen;
	throw new BadInput(
		`There is no operation ${quote(operation)} of the resource ${quote(resource)}`,
		'Choose the resource and the operation from their lists.',
	);
}

function prepare(
	context: IExecuteFunctions,
	service: Service,
	resources: readonly Resource[],
): Run {
	try {
		const operation = chosenOperation(context, resources);
		return prepareOperation(context, service, operation);
	} catch (error) {
		throw toNodeError(context, error, 0);
	}
}

function prepareOperation(context: IExecuteFunctions, service: Service, operation: Operation): Run {
	const parameters = new Parameters(context);
	// What holds for the run as a whole, so that an expression in it is taken for the first item.
	const { value: atOnce = usualConcurrency } = parameters.readOption(concurrency, 0);
	const { value: combine = true } = parameters.read(combineItems, 0);
	const client = new Client(context, service, atOnce as number, operation.credential);
	const form = outputForm(operation.returns);
	const items = context.getInputData();
	const outcomes: Array<Outcome | undefined> = items.map(() => undefined);
	const calls = items.map((_item, itemIndex) => {
		try {
			return callFor({ context, parameters, operation, client, form }, itemIndex);
		} catch (error) {
			outcomes[itemIndex] = { error };
			return undefined;
		}
	});
	for (const { error, itemIndexes } of contradictions(operation, calls)) {
		for (const itemIndex of itemIndexes) {
			outcomes[itemIndex] = { error };
			calls[itemIndex] = undefined;
		}
	}
	return {
		context,
		operation,
		calls,
		outcomes,
		concurrency: operation.oneAtATime ? 1 : client.concurrency,
		combine: combine === true,
		continueOnFail: context.continueOnFail(),
	};
}

async function work(run: Run): Promise<void> {
	const { operation } = run;
	if (operation.work.kind === 'batch') {
		await runBatches(run, operation.work, run.combine);
		return;
	}
	if (operation.work.kind === 'group') {
		await runGroups(run, operation.work);
		return;
	}
	await runItems(run, operation.work);
}

async function runItems(run: Run, { run: perform, oncePer }: ItemByItem): Promise<void> {
	let stopped = false;
	await forEachAtOnce(
		byTarget(run.calls, oncePer),
		run.concurrency,
		async ([call, ...others]) => {
			const outcome: Outcome = await perform(call).then(
				(outputs) => ({ outputs }),
				(error: unknown) => ({ error }),
			);
			run.outcomes[call.itemIndex] = outcome;
			for (const { itemIndex } of others) run.outcomes[itemIndex] = copyOf(outcome);
			stopped ||= isFailed(outcome) && !run.continueOnFail;
		},
		() => !stopped,
	);
}

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
	const nodeError = toNodeError(context, outcome.error, itemIndex, operation);
	const { message, description, httpCode } = nodeError as Error & {
		description?: string | null;
		httpCode?: string | null;
	};
	// n8n 2 sends an item of exactly this form to the error output, where the node has one.
	const details = { description: description ?? null, httpCode: httpCode ?? null };
	const item = { json: { error: message, details }, pairedItem };
	if (context.getNode().onError === 'continueErrorOutput') markFailed(item, nodeError);
	return [item];
}

/**
 * n8n 1.x takes an item for failed by its `error`, and would put that in place of the item's data later.
 * It copies the item into the error output first, and a property that is not enumerable stays behind.
 */
function markFailed(item: INodeExecutionData, error: Error): void {
	Object.defineProperty(item, 'error', { value: error, enumerable: false });
}
