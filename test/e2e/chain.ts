import type {
	IConnections,
	IDataObject,
	INode,
	INodeParameters,
	INodeProperties,
} from 'n8n-workflow';
import type { Demo } from '../../sandbox/demo/start';
import { tokensOf } from '../support/secrets/demoSecrets';
import { startNode } from './support/operationWorkflow';
import { resultOf, type Choice, type Credential, type Execution } from '../../sandbox/n8n/client';

/** A node of a workflow in which each node follows the one before. */
export interface Step {
	readonly name: string;
	readonly parameters: INodeParameters;
	/** Whether it runs once, whatever the step before gives; otherwise it gets all those items. */
	readonly executeOnce: boolean;
	/** Which node it is, where it is not the one under test. */
	readonly node?: Pick<INode, 'type' | 'typeVersion'>;
	/** Where it is not the demo's. */
	readonly credential?: Credential;
}

/** Which node is under test. */
export interface TestedNode {
	/** Its name in the package, without the package's. */
	readonly type: string;
	/** The type of the only credential that a step with these parameters gets. */
	readonly credential: (parameters: INodeParameters) => string;
	/** What all steps have in common. */
	readonly parameters?: () => INodeParameters;
}

/** The demo's n8n, as far as it is about one node. */
export interface NodeInN8n {
	/** Every operation of the node, as "resource.operation". */
	readonly operations: () => Promise<Set<string>>;
	/** Saves a workflow of these steps, runs it and waits for its end. */
	readonly run: (workflow: string, steps: readonly Step[]) => Promise<Execution>;
	/** One page of a From List. */
	readonly search: (
		method: string,
		parameters: INodeParameters,
		more?: { filter?: string; paginationToken?: string },
	) => Promise<{ results: Choice[]; paginationToken?: unknown }>;
	/** The choices of a dropdown that the node fills itself. */
	readonly options: (method: string, parameters: INodeParameters) => Promise<Choice[]>;
	/** A credential of a user's own; the base URL is the one given. */
	readonly credential: (type: string, baseUrl: string, fields: IDataObject) => Promise<Credential>;
	/** What the credential dialog says of the demo's credential, or of this one. */
	readonly test: (credential: string | Credential) => Promise<{ status: string; message: string }>;
}

/** A resource locator with an ID, or an expression for one. */
export const byId = (value: unknown): INodeParameters[string] => ({
	__rl: true,
	mode: 'id',
	value: String(value),
});

/** A step of the node under test that runs once, whatever the step before gives. */
export const once = (
	name: string,
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
): Step => ({ name, parameters: { resource, operation, ...parameters }, executeOnce: true });

/** A step of the node under test that gets all items of the step before. */
export const forItems = (...given: Parameters<typeof once>): Step => ({
	...once(...given),
	executeOnce: false,
});

/** A step that gives these items. */
export const itemsStep = (name: string, items: readonly IDataObject[]): Step => ({
	name,
	parameters: { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))};` },
	executeOnce: true,
	node: { type: 'n8n-nodes-base.code', typeVersion: 2 },
});

/** A step that makes a CSV file, in the field "data", of all items of the step before. */
export const csvStep = (name: string, fileName: string): Step => ({
	name,
	parameters: { operation: 'csv', options: { fileName } },
	executeOnce: false,
	node: { type: 'n8n-nodes-base.convertToFile', typeVersion: 1.1 },
});

/** The node in the demo's n8n, for the tests of a file. */
export function nodeInN8n(demo: () => Demo, tested: TestedNode): NodeInN8n {
	const ofDemo = (type: string): Credential => {
		const credential = demo().credentials.get(type);
		if (credential === undefined) throw new Error(`The demo made no credential ${type}`);
		return credential;
	};
	const field = (method: string, given: INodeParameters) => {
		const parameters = { ...tested.parameters?.(), ...given };
		const credentials = credentialsOf(ofDemo(tested.credential(parameters)));
		return { type: fullName(tested.type), typeVersion: 1, method, parameters, credentials };
	};
	return {
		operations: async () => {
			const types = await demo().client.nodeTypes();
			const description = types.find(({ name }) => name === fullName(tested.type));
			return new Set((description?.properties ?? []).flatMap(operationsIn));
		},
		run: async (name, steps) => {
			const { client } = demo();
			const nodes = [startNode, ...steps.map((step, place) => nodeOf(step, place, tested, ofDemo))];
			const workflow = await client.importWorkflow({
				name,
				nodes,
				connections: connected(nodes),
				settings: { executionOrder: 'v1' },
			});
			return await client.runWorkflow(workflow);
		},
		search: async (method, parameters, more) =>
			await demo().client.resourceLocatorResults(field(method, parameters), more),
		options: async (method, parameters) =>
			await demo().client.nodeParameterOptions(field(method, parameters)),
		credential: async (type, baseUrl, fields) =>
			await demo().client.createCredential(`${type} at ${baseUrl}`, type, { ...fields, baseUrl }),
		test: async (credential) =>
			await demo().client.testCredential(
				typeof credential === 'string' ? ofDemo(credential) : credential,
			),
	};
}

/** The operations that these steps run, as "resource.operation". */
export const operationsOf = (steps: readonly Step[]): Set<string> =>
	new Set(
		steps
			.filter(({ node }) => node === undefined)
			.map(
				({ parameters }) => `${parameters.resource as string}.${parameters.operation as string}`,
			),
	);

/** The error that a step of an execution ended in, as the user reads it. */
export function failureOf(
	execution: Execution,
	step: string,
): { status: string; message?: string; description?: string | null } {
	const { error } = resultOf(execution, step);
	return {
		status: execution.status,
		message: error?.message,
		description: error?.description,
	};
}

/** What n8n stored of an execution, as text. */
export const storedData = (execution: Execution): string => JSON.stringify(execution);

/** None of the sandbox's tokens may be in what n8n stored of an execution. */
export function expectNoToken({ sandbox }: Demo, execution: Execution): void {
	const stored = storedData(execution);
	for (const token of Object.values(tokensOf(sandbox))) expect(stored).not.toContain(token);
}

/** n8n adds this one to the operations of each resource. */
const customCall = '__CUSTOM_API_CALL__';

/** What a dropdown of operations offers, for the resource that it is shown for. */
function operationsIn({ name, displayOptions, options = [] }: INodeProperties): string[] {
	if (name !== 'operation') return [];
	const [resource] = (displayOptions?.show?.resource ?? []) as string[];
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	return values
		.filter((value) => value !== customCall)
		.map((value) => `${resource}.${String(value)}`);
}

const fullName = (type: string): string => `n8n-nodes-backlinks.${type}`;

const credentialsOf = ({
	type,
	id,
	name,
}: Credential): Record<string, { id: string; name: string }> => ({
	[type]: { id, name },
});

function nodeOf(
	{ name, parameters: own, executeOnce, node, credential }: Step,
	place: number,
	tested: TestedNode,
	ofDemo: (type: string) => Credential,
): INode {
	const common = { id: `step-${String(place)}`, name, position: positionOf(place), executeOnce };
	if (node) return { ...common, ...node, parameters: own };
	const parameters = { ...tested.parameters?.(), ...own };
	const used = credential ?? ofDemo(tested.credential(parameters));
	return {
		...common,
		type: fullName(tested.type),
		typeVersion: 1,
		parameters,
		credentials: credentialsOf(used),
	};
}

const positionOf = (place: number): [number, number] => [200 * (place + 1), 0];

function connected(nodes: readonly INode[]): IConnections {
	return Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name }, place) => [
				name,
				{ main: [[{ node: nodes[place + 1].name, type: 'main', index: 0 }]] },
			]),
	);
}
