/** Workflows that run operations of the catalogue in the demo's n8n. */
import { randomUUID } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import type { Demo } from '../../../sandbox/demo/start';
import type { WorkflowFile } from '../../../sandbox/n8n/client';
import { type CataloguedOperation, mostPlaces } from '../../support/operations';

/** Changes the parameters with which the catalogue runs an operation. */
export type Change = (
	operation: CataloguedOperation,
	parameters: INodeParameters,
) => INodeParameters;

/** The first node of a workflow that somebody starts by hand. */
export const startNode: INode = {
	id: 'start',
	name: 'When Executed',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * A workflow that runs operations one after the other, each in a node that is called as the catalogue
 * calls it. The sandbox is as seeded then, and prepared for them.
 * @param onError of all nodes: whether the execution goes on after an error
 */
export function workflowOf(
	{ sandbox, credentials }: Demo,
	name: string,
	operations: readonly CataloguedOperation[],
	change: Change,
	onError: INode['onError'],
): WorkflowFile {
	sandbox.control.reset();
	for (const operation of operations) operation.prepare(sandbox, mostPlaces);
	const nodes = operations.map((operation, turn) => {
		const under = operation.node(sandbox);
		const parameters = operation.parameters(sandbox, turn % mostPlaces);
		return {
			...nodeCalled(operation.name, `n8n-nodes-backlinks.${under.type.description.name}`, 1),
			parameters: change(operation, parameters),
			credentials: Object.fromEntries(
				Object.keys(under.credentials).map((type) => {
					const { id, name: title } = credentials.get(type) ?? { id: null, name: type };
					return [type, { id, name: title }];
				}),
			),
			onError,
		};
	});
	const files = new Map(
		operations
			.filter(({ hasFile }) => hasFile)
			.map((operation) => [operation.name, fileNodeFor(operation)]),
	);
	return {
		name,
		nodes: [startNode, ...files.values(), ...nodes],
		connections: {
			[startNode.name]: leadingTo(nodes.map((node) => files.get(node.name)?.name ?? node.name)),
			...Object.fromEntries([...files].map(([node, file]) => [file.name, leadingTo([node])])),
		},
		settings: { executionOrder: 'v1' },
	};
}

/** A node that hands on the file that an operation reads. */
function fileNodeFor({ name, file }: CataloguedOperation): INode {
	const data = {
		data: Buffer.from(file?.(0) ?? '').toString('base64'),
		mimeType: 'text/csv',
		fileName: 'file.csv',
	};
	const jsCode = `return ${JSON.stringify([{ json: {}, binary: { data } }])};`;
	return {
		...nodeCalled(`File for ${name}`, 'n8n-nodes-base.code', 2),
		parameters: { jsCode },
	};
}

const nodeCalled = (name: string, type: string, typeVersion: number): INode => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [400, 0],
	parameters: {},
});

const leadingTo = (names: readonly string[]): IConnections[string] => ({
	main: [names.map((node) => ({ node, type: 'main', index: 0 }))],
});
