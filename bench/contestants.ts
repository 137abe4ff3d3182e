import type { INode, INodeConnections } from 'n8n-workflow';
import type { Demo } from '../sandbox/demo/start';
import type { Credential, Workflow } from '../sandbox/n8n/client';
import type { Entrant } from './jobs';

/** A workflow that is ready to run, and the node of it that is measured. */
export interface Contestant {
	readonly workflow: Workflow;
	readonly node: string;
	/** How many items it must give. */
	readonly items: number;
}

const measured = 'Measured';
const loop = 'Loop Over Items';

/** Brings an entrant into n8n: a trigger, its input items, and the node that is measured. */
export async function prepare(demo: Demo, entrant: Entrant): Promise<Contestant> {
	const { id, name } = await credentialFor(demo, entrant);
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		...(entrant.input === undefined
			? []
			: [node('Items', 'n8n-nodes-base.code', 2, { jsCode: entrant.input })]),
		...(entrant.oneAtATime ? [node(loop, 'n8n-nodes-base.splitInBatches', 3, {})] : []),
		{
			...node(measured, entrant.type, entrant.typeVersion, entrant.parameters),
			credentials: { [entrant.credential]: { id, name } },
		},
	].map((one, index): INode => ({ ...one, position: [200 * index, 0] }));
	const connections = Object.fromEntries(
		nodes.slice(0, -1).map((one, index) => [one.name, leadingTo(nodes[index + 1])]),
	);
	if (entrant.oneAtATime) {
		connections[loop] = leadingTo(undefined, nodes[nodes.length - 1]);
		connections[measured] = leadingTo(nodes[nodes.length - 2]);
	}
	const workflow = await demo.client.importWorkflow({
		name: `Bench: ${entrant.type}`,
		nodes,
		connections,
		settings: { executionOrder: 'v1', saveManualExecutions: true },
	});
	return { workflow, node: measured, items: entrant.items };
}

/** A node's way on, from each of its outputs. */
const leadingTo = (...next: ReadonlyArray<INode | undefined>): INodeConnections => ({
	main: next.map((one) => (one ? [{ node: one.name, type: 'main', index: 0 }] : [])),
});

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
): INode => ({ id: name, name, type, typeVersion, position: [0, 0], parameters });

/** One of the demo's credentials, or the header that a user of the HTTP Request node would set. */
async function credentialFor(
	{ client, credentials }: Demo,
	{ credential: type, authorization }: Entrant,
): Promise<Credential> {
	const ofDemo = credentials.get(type);
	if (authorization === undefined && ofDemo) return ofDemo;
	const header = { name: 'Authorization', value: authorization ?? '' };
	return await client.createCredential('Header', type, header);
}
