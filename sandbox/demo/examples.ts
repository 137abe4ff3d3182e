/** The example workflows, brought into n8n. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import type { Credential, N8nClient, WorkflowFile } from '../n8n/client';
import { projectFolder } from '../n8n/install';

const examplesFolder = path.join(projectFolder, 'examples');

/** An example as it is in n8n now. */
export interface Example {
	id: string;
	/** The user may have renamed it. */
	name: string;
	/** Where the editor opens it. */
	url: string;
}

/** What is known of the examples: by file name, the id that n8n gave. */
export type KnownExamples = Record<string, string>;

/**
 * Imports the examples that are missing, each node with a credential where it needs one. Those that are
 * there, under whatever name, stay as the user has made them.
 * @param known ids of the examples that an earlier run imported; completed by this one
 * @param credentials by their types
 */
export async function provideExamples(
	client: N8nClient,
	known: KnownExamples,
	credentials: Map<string, Credential>,
): Promise<Example[]> {
	const existing = await client.listWorkflows();
	const credentialTypes = await credentialTypesByNode(client);
	const examples: Example[] = [];
	for (const [file, workflow] of await readExamples()) {
		const kept = existing.find(({ id, name }) => id === known[file] || name === workflow.name);
		const nodes = workflow.nodes.map((node) => withCredentials(node, credentialTypes, credentials));
		const { id, name } = kept ?? (await client.importWorkflow({ ...workflow, nodes }));
		known[file] = id;
		examples.push({ id, name, url: `${client.url}/workflow/${id}` });
	}
	return examples;
}

/** The example files by their names, in the order of their names. */
async function readExamples(): Promise<[string, WorkflowFile][]> {
	const files = (await fs.readdir(examplesFolder)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file): Promise<[string, WorkflowFile]> => {
			const text = await fs.readFile(path.join(examplesFolder, file), 'utf8');
			return [file, JSON.parse(text) as WorkflowFile];
		}),
	);
}

type CredentialTypes = Map<string, string[]>;

async function credentialTypesByNode(client: N8nClient): Promise<CredentialTypes> {
	const types = await client.nodeTypes();
	return new Map(types.map((type) => [type.name, namesOfCredentials(type)]));
}

function namesOfCredentials({ credentials = [] }: INodeTypeDescription): string[] {
	return credentials.map(({ name }) => name);
}

/** Fills in what an example leaves to choose: files name no credential, or one of another n8n. */
function withCredentials(
	node: INode,
	typesByNode: CredentialTypes,
	available: Map<string, Credential>,
): INode {
	const { nodeCredentialType: chosenType } = node.parameters;
	const wanted = [...(typesByNode.get(node.type) ?? []), chosenType];
	const given = wanted.flatMap((type) => {
		const credential = typeof type === 'string' ? available.get(type) : undefined;
		return credential ? [[credential.type, { id: credential.id, name: credential.name }]] : [];
	});
	if (given.length === 0) return node;
	const chosen = Object.fromEntries(given) as INode['credentials'];
	return { ...node, credentials: { ...node.credentials, ...chosen } };
}
