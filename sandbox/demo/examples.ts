/** The example workflows, brought into n8n. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import type { Credential, N8nClient, WorkflowFile } from '../n8n/client';
import { projectFolder } from '../n8n/install';
import { withFirstChoices } from './choices';

const examplesFolder = path.join(projectFolder, 'examples');

/** An example as it is in n8n now. */
export interface Example {
	id: string;
	/** Its file in `examples/`. */
	file: string;
	/** The user may have renamed it. */
	name: string;
	/** Where the editor opens it. */
	url: string;
}

/** What is known of the examples: by file name, the id that n8n gave. */
export type KnownExamples = Record<string, string>;

/**
 * Imports the examples that are missing, each node with a credential where it needs one and a choice where
 * it leaves one open, and tagged with the nodes of this package that it uses. Those that are there, under
 * whatever name, stay as the user has made them. n8n lists what was changed last first, so the last one
 * of the files is imported first.
 * @param known ids of the examples that an earlier run imported; completed by this one
 * @param credentials by their types
 * @returns in the order of the files
 */
export async function provideExamples(
	client: N8nClient,
	known: KnownExamples,
	credentials: Map<string, Credential>,
): Promise<Example[]> {
	const existing = await client.listWorkflows();
	const types = await client.nodeTypes();
	const tags = new Tags(client, types);
	const importExample = async (workflow: WorkflowFile) => {
		const nodes = await Promise.all(
			workflow.nodes
				.map((node) => withCredentials(node, types, credentials))
				.map(async (node) => await withFirstChoices(client, node, types, credentials)),
		);
		return await client.importWorkflow({ ...workflow, nodes }, await tags.of(nodes));
	};
	const examples: Example[] = [];
	for (const [file, workflow] of (await readExamples()).reverse()) {
		const kept = existing.find(({ id, name }) => id === known[file] || name === workflow.name);
		const { id, name } = kept ?? (await importExample(workflow));
		known[file] = id;
		examples.unshift({ file, id, name, url: `${client.url}/workflow/${id}` });
	}
	return examples;
}

/** Tags of workflows: the names of our nodes, those of triggers and tools without that word. */
class Tags {
	private readonly names: Map<string, string>;
	private readonly ids = new Map<string, Promise<string>>();

	constructor(
		private readonly client: N8nClient,
		types: readonly INodeTypeDescription[],
	) {
		const ours = types.filter(({ name }) => name.startsWith('n8n-nodes-backlinks.'));
		this.names = new Map(
			ours.map(({ name, displayName }) => [name, displayName.replace(/ (Trigger|Tool)$/, '')]),
		);
	}

	/** The ids of the tags for a workflow with these nodes; tags that n8n has not yet are made. */
	async of(nodes: readonly INode[]): Promise<string[]> {
		const names = new Set(nodes.flatMap(({ type }) => this.names.get(type) ?? []));
		return await Promise.all([...names].sort().map(async (name) => await this.idOf(name)));
	}

	private async idOf(name: string): Promise<string> {
		const id = this.ids.get(name) ?? this.client.provideTag(name);
		this.ids.set(name, id);
		return await id;
	}
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

/** n8n has several versions of a node, and each its own description. */
function credentialTypesOf(
	{ type, typeVersion }: INode,
	types: readonly INodeTypeDescription[],
): string[] {
	const description = types.find(
		({ name, version }) => name === type && [version].flat().includes(typeVersion),
	);
	return (description?.credentials ?? []).map(({ name }) => name);
}

/** Fills in what an example leaves to choose: files name no credential, or one of another n8n. */
function withCredentials(
	node: INode,
	types: readonly INodeTypeDescription[],
	available: Map<string, Credential>,
): INode {
	const { nodeCredentialType: chosenType } = node.parameters;
	const wanted = [...credentialTypesOf(node, types), chosenType];
	const given = wanted.flatMap((type) => {
		const credential = typeof type === 'string' ? available.get(type) : undefined;
		return credential ? [[credential.type, { id: credential.id, name: credential.name }]] : [];
	});
	if (given.length === 0) return node;
	const chosen = Object.fromEntries(given) as INode['credentials'];
	return { ...node, credentials: { ...node.credentials, ...chosen } };
}
