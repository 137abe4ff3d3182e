/** What an example leaves open to choose: the demo takes the first entry of each list. */
import type {
	INode,
	INodeParameterResourceLocator,
	INodeProperties,
	INodeTypeDescription,
} from 'n8n-workflow';
import type { Credential, N8nClient } from '../n8n/client';

const packagePrefix = 'n8n-nodes-backlinks.';

/**
 * Chooses, where a file has a resource locator of our nodes at "From List" and nothing chosen, the first
 * entry of that list, as the user of the demo could. Lists that depend on an earlier choice see it.
 * @param credentials by their types
 */
export async function withFirstChoices(
	client: N8nClient,
	node: INode,
	types: readonly INodeTypeDescription[],
	credentials: ReadonlyMap<string, Credential>,
): Promise<INode> {
	if (!node.type.startsWith(packagePrefix)) return node;
	const type = types.find(({ name }) => name === node.type);
	let chosen = node;
	for (const property of type?.properties ?? []) {
		const method = listMethodOf(property);
		if (method === undefined || !isLeftOpen(chosen.parameters[property.name])) continue;
		const { results } = await client.resourceLocatorResults({
			type: node.type,
			typeVersion: node.typeVersion,
			method,
			path: `parameters.${property.name}`,
			parameters: chosen.parameters,
			credentials: idsOf(credentials, type),
		});
		const first = results.at(0);
		if (first === undefined) continue;
		const value = { __rl: true, mode: 'list', value: first.value, cachedResultName: first.name };
		const parameters = { ...chosen.parameters, [property.name]: value };
		chosen = { ...chosen, parameters: parameters as INode['parameters'] };
	}
	return chosen;
}

function listMethodOf({ modes = [] }: INodeProperties): string | undefined {
	return modes.find(({ name }) => name === 'list')?.typeOptions?.searchListMethod;
}

function isLeftOpen(value: unknown): boolean {
	if (typeof value !== 'object' || value === null || !('__rl' in value)) return false;
	const { mode, value: chosen } = value as INodeParameterResourceLocator;
	return mode === 'list' && chosen === '';
}

function idsOf(
	available: ReadonlyMap<string, Credential>,
	{ credentials = [] }: Partial<INodeTypeDescription> = {},
): Record<string, { id: string; name: string }> {
	return Object.fromEntries(
		credentials.flatMap(({ name: type }) => {
			const credential = available.get(type);
			return credential ? [[type, { id: credential.id, name: credential.name }]] : [];
		}),
	);
}
