import type { INode } from 'n8n-workflow';
import type { Demo } from '../sandbox/demo/start';
import type { Credential, Workflow } from '../sandbox/n8n/client';
import type { Entrant } from './jobs';

/** A workflow that is ready to run, and the node of it that is measured. */
export interface Contestant {
	readonly workflow: Workflow;
	readonly node: string;
}

const measured = 'Measured';

/** Brings an entrant into n8n: a trigger, its input items, and the node that is measured. */
export async function prepare(demo: Demo, entrant: Entrant): Promise<Contestant> {
	const { id, name } = await credentialFor(demo, entrant.credential);
	const baseUrl = demo.sandbox.services.seRanking.url;
	const nodes = [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		node('Input', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ baseUrl }),
			options: {},
		}),
		...(entrant.input === undefined
			? []
			: [node('Items', 'n8n-nodes-base.code', 2, { jsCode: entrant.input })]),
		{
			...node(measured, entrant.type, entrant.typeVersion, entrant.parameters),
			credentials: { [entrant.credential]: { id, name } },
		},
	].map((one, index): INode => ({ ...one, position: [200 * index, 0] }));
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map((one, index) => [
				one.name,
				{ main: [[{ node: nodes[index + 1].name, type: 'main' as const, index: 0 }]] },
			]),
	);
	const workflow = await demo.client.importWorkflow({
		name: `Bench: ${entrant.type}`,
		nodes,
		connections,
		settings: { executionOrder: 'v1', saveManualExecutions: true },
	});
	return { workflow, node: measured };
}

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
): INode => ({ id: name, name, type, typeVersion, position: [0, 0], parameters });

/** One of the demo's credentials, or the header that a user of the HTTP Request node would set. */
async function credentialFor(
	{ client, credentials, sandbox }: Demo,
	type: string,
): Promise<Credential> {
	const known = credentials.get(type) ?? (await client.findCredentials(type)).at(0);
	if (known) return known;
	const { apiKey } = sandbox.services.seRanking.credentials;
	return await client.createCredential('Header', type, {
		name: 'Authorization',
		value: `Token ${apiKey}`,
	});
}
