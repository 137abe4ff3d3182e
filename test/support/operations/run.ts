import { randomUUID } from 'node:crypto';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	NodeExecutionHint,
} from 'n8n-workflow';
import { isRecord } from '../../../nodes/shared/records';
import type { Fault } from '../../../sandbox/core/faults';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Latency } from '../../../sandbox/core/runningService';
import type { Sandbox } from '../../../sandbox/server';
import { fileItem, type NodeUnderTest, runNode } from '../../integration/support/runNode';
import type { CredentialChanges } from '../nodes';
import type { CataloguedOperation } from './catalogue';

/** How to run an operation of the catalogue. */
export interface HowToRun {
	/** How many input items, each with a target of its own; 1 by default, at most `mostPlaces`. */
	readonly places?: number;
	readonly continueOnFail?: boolean;
	/** Parameters beside the catalogue's, or in place of them. */
	readonly parameters?: INodeParameters;
	/** Members of the box "Options" beside the catalogue's. */
	readonly options?: INodeParameters;
	/** Fields of the credentials that are others than the sandbox's. */
	readonly credentials?: CredentialChanges;
	/** What strikes the requests, in the order in which it is tried. */
	readonly faults?: ReadonlyArray<Omit<Fault, 'service'>>;
	/** How long the service takes to answer. */
	readonly latency?: Latency;
	/** Changes the node before it runs. */
	readonly under?: (node: NodeUnderTest) => NodeUnderTest;
	readonly abortSignal?: AbortSignal;
}

/** What became of a run. */
export interface OperationRun {
	/** None where the run stopped with an error. */
	readonly items: readonly INodeExecutionData[];
	readonly error?: Error;
	readonly hints: readonly NodeExecutionHint[];
	/** What arrived at the sandbox, oldest first. */
	readonly requests: readonly LoggedRequest[];
	/** How often each of the service's side effects happened during the run. */
	readonly effects: Readonly<Record<string, number>>;
}

/**
 * Runs an operation as the catalogue describes it, through n8n-core's own execution context and real
 * HTTP. The sandbox's service must be as seeded.
 */
export async function runOperation(
	sandbox: Sandbox,
	operation: CataloguedOperation,
	how: HowToRun = {},
): Promise<OperationRun> {
	const { places = 1, faults = [], under = (node) => node } = how;
	const service = sandbox.services[operation.service];
	operation.prepare(sandbox, places);
	const { parameters, input } = inputFor(sandbox, operation, places);
	const before = service.effects.all();
	service.clearRequests();
	if (how.latency !== undefined) service.latency = how.latency;
	for (const fault of faults) service.addFault({ service: operation.service, ...fault });

	const outcome = await runNode(under(operation.node(sandbox, withOwnAllowance(how.credentials))), {
		...how,
		parameters: {
			...parameters,
			...how.parameters,
			options: { ...(parameters.options as INodeParameters), ...how.options },
		},
		input,
	}).then(
		({ items, hints }) => ({ items, hints }),
		(error: unknown) => ({ items: [], hints: [], error: asError(error) }),
	);
	return {
		...outcome,
		requests: service.requests,
		effects: difference(service.effects.all(), before),
	};
}

/** BacklinkBase's 60 requests a minute belong to a credential, so each run brings its own. */
const withOwnAllowance = (changes: CredentialChanges = {}): CredentialChanges => ({
	...changes,
	backlinkBaseApi: { ...changes.backlinkBaseApi, allowance: randomUUID() },
});

/**
 * One set of parameters for several input items: what differs between them is read out of the item by
 * an expression, as users do it.
 */
export function inputFor(
	sandbox: Sandbox,
	operation: CataloguedOperation,
	places: number,
): { parameters: INodeParameters; input: INodeExecutionData[] } {
	const each = Array.from({ length: places }, (_, place) => operation.parameters(sandbox, place));
	const data: IDataObject[] = each.map(() => ({}));
	const parameters = merged(each as IDataObject[], '', data) as INodeParameters;
	const input = data.map((json, place) => {
		const file = operation.file?.(place);
		return file === undefined ? { json } : fileItem(file, { json });
	});
	return { parameters, input };
}

function merged(each: readonly unknown[], path: string, data: IDataObject[]): unknown {
	const [first] = each;
	if (each.every((one) => JSON.stringify(one) === JSON.stringify(first))) return first;
	if (isRecord(first)) {
		return Object.fromEntries(
			Object.keys(first).map((key) => {
				const values = each.map((one) => (one as IDataObject)[key]);
				return [key, merged(values, path === '' ? key : `${path}.${key}`, data)];
			}),
		);
	}
	each.forEach((value, place) => (data[place][path] = value as string));
	return `={{ $json[${JSON.stringify(path)}] }}`;
}

const asError = (error: unknown): Error =>
	error instanceof Error ? error : new Error(String(error));

const difference = (
	after: Readonly<Record<string, number>>,
	before: Readonly<Record<string, number>>,
): Record<string, number> =>
	Object.fromEntries(
		Object.entries(after)
			.map(([name, count]): [string, number] => [name, count - (before[name] ?? 0)])
			.filter(([, count]) => count !== 0),
	);
