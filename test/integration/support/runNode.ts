import { ExecuteContext, LoadOptionsContext, PollContext } from 'n8n-core';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { TestCredentials } from './credentialsHelper';

/** A node as a workflow holds it, with the credentials that it may use. */
export interface NodeUnderTest {
	readonly type: INodeType;
	readonly credentialTypes: readonly ICredentialType[];
	readonly credentials: Readonly<Record<string, ICredentialDataDecryptedObject>>;
}

export interface NodeRun {
	readonly items: INodeExecutionData[];
	/** The items' data, in order. */
	readonly json: IDataObject[];
	readonly hints: NodeExecutionHint[];
}

export interface RunOptions {
	/** Parameters as a workflow stores them; what is left out has its default. */
	readonly parameters: INodeParameters;
	/** One item without data by default. */
	readonly input?: ReadonlyArray<IDataObject | INodeExecutionData>;
	readonly continueOnFail?: boolean;
	readonly abortSignal?: AbortSignal;
}

/** Runs a node's `execute` in n8n-core's own execution context, with real HTTP. */
export async function runNode(under: NodeUnderTest, options: RunOptions): Promise<NodeRun> {
	const { type } = under;
	const { workflow, node, additionalData } = workflowWith(under, options);
	const input = (options.input ?? [{}]).map(
		(item) => ('json' in item ? item : { json: item }) as INodeExecutionData,
	);
	const data = { main: [input] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		createRunExecutionData({ resultData: { runData: {} } }),
		0,
		input,
		data,
		{ node, data, source: { main: [{ previousNode: 'Before' }] } },
		[],
		options.abortSignal,
	);
	const output = await type.execute?.call(context);
	const items = (output as INodeExecutionData[][] | undefined)?.[0] ?? [];
	return { items, json: items.map(({ json }) => json), hints: context.hints };
}

/** Loads a "From List" list as the editor does. */
export async function searchList(
	under: NodeUnderTest,
	method: string,
	options: { parameters?: INodeParameters; filter?: string; paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
	const search = under.type.methods?.listSearch?.[method];
	if (search === undefined) throw new Error(`The node has no list search ${method}`);
	const { workflow, node, additionalData } = workflowWith(under, {
		parameters: options.parameters ?? {},
	});
	additionalData.currentNodeParameters = node.parameters;
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await search.call(context, options.filter, options.paginationToken);
}

/** Loads the choices of a field as the editor does. */
export async function loadChoices(
	under: NodeUnderTest,
	method: string,
	parameters: INodeParameters = {},
): Promise<INodePropertyOptions[]> {
	const load = under.type.methods?.loadOptions?.[method];
	if (load === undefined) throw new Error(`The node has no choices ${method}`);
	const { workflow, node, additionalData } = workflowWith(under, { parameters });
	additionalData.currentNodeParameters = node.parameters;
	return await load.call(new LoadOptionsContext(workflow, node, additionalData, ''));
}

export interface PollOptions {
	readonly parameters: INodeParameters;
	/** What n8n keeps for the node; the poll changes it as it would n8n's. */
	readonly staticData?: IDataObject;
	readonly mode?: 'trigger' | 'manual';
	/** Milliseconds that n8n gives the poll: 300,000 with the default engine, fewer with the durable one. */
	readonly budget?: number;
	/** Another one is another workflow. */
	readonly workflowId?: string;
}

/** Runs a trigger's `poll` in n8n-core's own poll context, with real HTTP. Null where it found nothing. */
export async function runPoll(
	under: NodeUnderTest,
	options: PollOptions,
): Promise<IDataObject[] | null> {
	const { mode = 'trigger', staticData = {}, budget = 300_000 } = options;
	const { workflow, node, additionalData } = workflowWith(under, options);
	const unused = (): void => {
		throw new Error('A poll gives its items back');
	};
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		mode === 'manual' ? 'manual' : 'activate',
		unused,
		unused,
		undefined,
		undefined,
		() => staticData,
		() => budget,
	);
	const output = await under.type.poll?.call(context);
	return output?.[0].map(({ json }) => json) ?? null;
}

function workflowWith(
	{ type, credentialTypes, credentials }: NodeUnderTest,
	{
		parameters,
		continueOnFail = false,
		workflowId = 'workflow-under-test',
	}: Omit<RunOptions, 'input'> & { workflowId?: string },
): { workflow: Workflow; node: INode; additionalData: IWorkflowExecuteAdditionalData } {
	const { name, version } = type.description;
	const node: INode = {
		id: '0b6b4b0e-4d1c-4a53-9a46-000000000001',
		name: 'Under Test',
		type: `n8n-nodes-backlinks.${name}`,
		typeVersion: Array.isArray(version) ? version[version.length - 1] : version,
		position: [0, 0],
		parameters,
		...(continueOnFail ? { onError: 'continueRegularOutput' } : {}),
		credentials: Object.fromEntries(
			Object.keys(credentials).map((credential) => [
				credential,
				{ id: credential, name: credential },
			]),
		),
	};
	const nodeTypes: INodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: workflowId,
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	const types = new Map(credentialTypes.map((credential) => [credential.name, credential]));
	const additionalData = {
		credentialsHelper: new TestCredentials(types, credentials),
		executionId: 'execution-under-test',
		currentNodeParameters: node.parameters,
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
		restApiUrl: 'http://localhost:5678/rest',
		instanceBaseUrl: 'http://localhost:5678/',
	} as unknown as IWorkflowExecuteAdditionalData;
	return { workflow, node: workflow.getNode(node.name) ?? node, additionalData };
}

/** A file as an input item carries it. */
export const fileItem = (
	content: string | Buffer,
	{
		field = 'data',
		fileName = 'file.txt',
		json = {},
	}: { field?: string; fileName?: string; json?: IDataObject } = {},
): INodeExecutionData => ({
	json,
	binary: {
		[field]: {
			data: Buffer.from(content).toString('base64'),
			mimeType: 'text/plain',
			fileName,
		},
	},
});

/** The bytes of a file that an output item carries. */
export const contentOf = (file: IBinaryData | undefined): Buffer =>
	Buffer.from(file?.data ?? '', 'base64');

/** The error with which a run ends, as the user reads it. @throws when the run succeeds */
export async function errorOf(run: Promise<unknown>): Promise<{
	name: string;
	message: string;
	description: string;
	httpCode: string | null;
	itemIndex: number | undefined;
}> {
	const outcome = await run.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (!(outcome instanceof Error)) throw new Error('The run succeeded, but an error was expected');
	const { description, httpCode, context } = outcome as Error & {
		description?: string;
		httpCode?: string | null;
		context?: { itemIndex?: number };
	};
	return {
		name: outcome.constructor.name,
		message: outcome.message,
		description: description ?? '',
		httpCode: httpCode ?? null,
		itemIndex: context?.itemIndex,
	};
}
