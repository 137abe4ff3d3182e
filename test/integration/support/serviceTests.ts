import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../../sandbox/core/faults';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import type { NodeRun, NodeUnderTest, RunOptions } from './runNode';
import { runNode } from './runNode';
import { useSandbox } from './useSandbox';

export { byId } from '../../support/operations/catalogue';

export type RunSettings = Omit<RunOptions, 'parameters'>;

/** Runs an operation of the node. */
export type RunOperation = (
	resource: string,
	operation: string,
	parameters?: INodeParameters,
	settings?: RunSettings,
) => Promise<NodeRun>;

/** What the tests of every service's node need. */
export interface ServiceTests {
	readonly sandbox: () => Sandbox;
	/** The node with its credentials. */
	readonly under: () => NodeUnderTest;
	readonly run: RunOperation;
	/** What arrived, oldest first. */
	readonly requests: () => LoggedRequest[];
	/** What arrived to change something. */
	readonly writes: () => LoggedRequest[];
	readonly move: (name: string, input?: IDataObject) => unknown;
	readonly strike: (fault: Omit<Fault, 'service'>) => void;
	/** How often each of the service's side effects happened. */
	readonly effects: () => Record<string, number>;
}

/**
 * A service's node against the sandbox, for the tests of a file.
 * @param under the node, with credentials for the sandbox that runs
 * @param usual parameters that every run has unless it gives others
 */
export function serviceTests(
	service: keyof Sandbox['services'],
	under: (sandbox: Sandbox) => NodeUnderTest,
	{ usual = {}, ...options }: SandboxOptions & { usual?: INodeParameters } = {},
): ServiceTests {
	const sandbox = useSandbox(options);
	const requests = (): LoggedRequest[] => sandbox().control.requests({ service });
	return {
		sandbox,
		under: () => under(sandbox()),
		run: async (resource, operation, parameters = {}, settings = {}) =>
			await runNode(under(sandbox()), {
				parameters: { resource, operation, ...usual, ...parameters },
				...settings,
			}),
		requests,
		writes: () => requests().filter(({ method }) => method !== 'GET'),
		move: (name, input = {}) => sandbox().control.world(service, name, input),
		strike: (fault) => {
			sandbox().control.addFault({ service, ...fault });
		},
		effects: () => sandbox().services[service].effects.all(),
	};
}
