/** n8n's own API, as its editor uses it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parse as parseFlatted } from 'flatted';
import type {
	IBinaryData,
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeTypeDescription,
	IPinData,
	IRunExecutionData,
	IWorkflowSettings,
} from 'n8n-workflow';
import { z } from 'zod';
import { type Edition, editionOf } from './editions';

const unfinished = ['new', 'running', 'waiting', 'unknown'];
const pauseBetweenLooksMs = 50;
const defaultTimeoutMs = 60_000;

/** Who owns an n8n: the first, and here the only, user. */
export interface Owner {
	email: string;
	/** At least eight characters, with a digit and a capital letter. */
	password: string;
	firstName: string;
	lastName: string;
}

/** A workflow as a file, or as the editor saves it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/** A workflow as n8n keeps it. */
export interface Workflow extends WorkflowFile {
	id: string;
	/** Changes with every change of the workflow. */
	versionId: string;
	active: boolean;
}

/** A credential without its secrets. */
export type Credential = z.infer<typeof credentialShape>;

/** One run of a workflow, without its data. */
export type ExecutionSummary = z.infer<typeof executionShape>;

/** One run of a workflow with its data. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

/** A choice of a dropdown or of a resource locator's list. */
export type Choice = z.infer<typeof choiceShape>;

/** A field of a node in the editor, whose choices are asked for. */
export interface NodeField {
	/** `<package>.<node>`. */
	type: string;
	typeVersion: number;
	/** The node's method that finds the choices. */
	method: string;
	/** The field's path; default `parameters.<nothing>`, which only methods that read their own path mind. */
	path?: string;
	/** The node's parameters as the user filled them in so far. */
	parameters?: IDataObject;
	/** Which credential to use, by its type. */
	credentials?: Record<string, { id: string; name: string }>;
}

/** What a node gave and how it went, of one execution. */
export interface NodeResult {
	/** By output, then by item. */
	outputs: INodeExecutionData[][];
	/** The node's error, where it ended in one. */
	error?: { message: string; description?: string | null };
}

const credentialShape = z.object({ id: z.string(), name: z.string(), type: z.string() });
const executionShape = z.object({
	id: z.coerce.string(),
	workflowId: z.string(),
	status: z.string(),
	mode: z.string(),
	startedAt: z.string().nullish(),
	stoppedAt: z.string().nullish(),
});
const choiceShape = z.object({
	name: z.string(),
	value: z.union([z.string(), z.number(), z.boolean()]),
	description: z.string().optional(),
	url: z.string().optional(),
});
const workflowShape = z.custom<Workflow>(
	(value) => typeof value === 'object' && value !== null && 'id' in value && 'nodes' in value,
);
/** Every route of n8n's API answers so. */
const answerShape = z.object({ data: z.unknown() });
const credentialWithDataShape = credentialShape.extend({ data: z.record(z.unknown()) });

/** An answer that says no; names the route, the status and what the body says. */
export class N8nApiError extends Error {
	constructor(
		readonly route: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`${route} answered ${String(status)}: ${body.slice(0, 2_000)}`);
		this.name = 'N8nApiError';
	}
}

/** Talks to one n8n as one user. */
export class N8nClient {
	private cookie = '';
	/** n8n ties a login to the browser that it was made in. */
	private readonly browserId = randomUUID();
	private edition?: Edition;

	/** @param url where n8n's editor is, without a slash at its end */
	constructor(readonly url: string) {}

	/** Makes the owner of a new n8n and logs in as them. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.ask(z.unknown(), 'POST', '/rest/owner/setup', owner);
	}

	/** Logs in; other calls need that. */
	async login({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		const names = { emailOrLdapLoginId: email, password };
		await this.ask(z.unknown(), 'POST', '/rest/login', names);
	}

	/** Logs in as the owner, whom it makes where n8n has none yet. */
	async signIn(owner: Owner): Promise<void> {
		const shape = z.object({
			userManagement: z.object({ showSetupOnFirstLoad: z.boolean().optional() }),
		});
		const { userManagement } = await this.ask(shape, 'GET', '/rest/settings');
		if (userManagement.showSetupOnFirstLoad) await this.setUpOwner(owner);
		else await this.login(owner);
	}

	/** The cookie of this login, for a browser that shall not have to log in. */
	get loginCookie(): { name: string; value: string } {
		const [name = '', value = ''] = this.cookie.split('=', 2);
		return { name, value };
	}

	/** @param data the credential's fields by their names */
	async createCredential(name: string, type: string, data: IDataObject): Promise<Credential> {
		return await this.ask(credentialShape, 'POST', '/rest/credentials', { name, type, data });
	}

	/** @returns credentials of that type, or all, without their secrets */
	async findCredentials(type?: string): Promise<Credential[]> {
		const all = await this.ask(z.array(credentialShape), 'GET', '/rest/credentials');
		return all.filter((credential) => type === undefined || credential.type === type);
	}

	/** @returns a credential's fields; n8n blanks out the secret ones */
	async credentialData(id: string): Promise<Record<string, unknown>> {
		const route = `/rest/credentials/${id}?includeData=true`;
		return (await this.ask(credentialWithDataShape, 'GET', route)).data;
	}

	/** @param data all of the credential's fields; secret ones that were blanked out keep their value */
	async updateCredential({ id, name, type }: Credential, data: IDataObject): Promise<Credential> {
		const route = `/rest/credentials/${id}`;
		return await this.ask(credentialShape, 'PATCH', route, { name, type, data });
	}

	/** Does what the credential dialog does after saving. */
	async testCredential(credential: Credential): Promise<{ status: string; message: string }> {
		const shape = z.object({ status: z.string(), message: z.string() });
		const data = await this.credentialData(credential.id);
		const credentials = { ...credential, data };
		return await this.ask(shape, 'POST', '/rest/credentials/test', { credentials });
	}

	/** @returns the id of the tag of that name, which is made where n8n has none yet */
	async provideTag(name: string): Promise<string> {
		const shape = z.object({ id: z.string(), name: z.string() });
		const known = await this.ask(z.array(shape), 'GET', '/rest/tags');
		const tag = known.find((one) => one.name === name);
		return (tag ?? (await this.ask(shape, 'POST', '/rest/tags', { name }))).id;
	}

	/** Saves a new workflow. @param tags ids of its tags */
	async importWorkflow(file: WorkflowFile, tags: readonly string[] = []): Promise<Workflow> {
		const { name, nodes, connections, settings = {}, pinData } = file;
		const pinned = pinData ? { pinData } : {};
		const body = { name, nodes, connections, settings, tags, active: false, ...pinned };
		return await this.ask(workflowShape, 'POST', '/rest/workflows', body);
	}

	/** Saves changes to a workflow; one that is active has to be activated again to use them. */
	async updateWorkflow(id: string, changes: Partial<WorkflowFile>): Promise<Workflow> {
		return await this.ask(workflowShape, 'PATCH', `/rest/workflows/${id}`, changes);
	}

	/** @returns the workflow's names and ids, not their nodes */
	async listWorkflows(): Promise<{ id: string; name: string; active: boolean }[]> {
		const shape = z.array(z.object({ id: z.string(), name: z.string(), active: z.boolean() }));
		return await this.ask(shape, 'GET', '/rest/workflows?take=250');
	}

	async getWorkflow(id: string): Promise<Workflow> {
		return await this.ask(workflowShape, 'GET', `/rest/workflows/${id}`);
	}

	/** Publishes a workflow as it is now; its triggers are live a moment later, not at once. */
	async activate(id: string): Promise<Workflow> {
		const { versionId } = await this.getWorkflow(id);
		const body = { versionId, name: versionId, description: '' };
		return await this.ask(workflowShape, 'POST', `/rest/workflows/${id}/activate`, body);
	}

	async deactivate(id: string): Promise<Workflow> {
		return await this.ask(workflowShape, 'POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/**
	 * Does what the editor's Execute button does, and waits for the end.
	 * @param trigger name of the trigger to start from; default: the workflow's first
	 * @throws when there is no trigger, or when it is not over within `timeoutMs` (60 s by default)
	 */
	async runWorkflow(
		workflow: Workflow,
		{ trigger, timeoutMs }: { trigger?: string; timeoutMs?: number } = {},
	): Promise<Execution> {
		const edition = await this.findEdition();
		const body = edition.runBody(workflow, trigger ?? triggerOf(workflow));
		return await this.waitForExecution(await this.start(workflow, body), timeoutMs);
	}

	/**
	 * Does what the editor's chat does with a message, on n8n 2.
	 * @returns the id of the execution
	 */
	async sendChatMessage(
		workflow: Workflow,
		message: { chatInput: string; sessionId: string },
	): Promise<string> {
		const json = { action: 'sendMessage', ...message };
		const data = {
			startTime: Date.now(),
			executionTime: 0,
			executionIndex: 0,
			executionStatus: 'success',
			source: [null],
			data: { main: [[{ json }]] },
		};
		const triggerToStartFrom = { name: triggerOf(workflow), data };
		return await this.start(workflow, { triggerToStartFrom });
	}

	/** @returns the id of the execution */
	private async start({ id }: Workflow, body: unknown): Promise<string> {
		const shape = z.object({ executionId: z.coerce.string() });
		return (await this.ask(shape, 'POST', `/rest/workflows/${id}/run`, body)).executionId;
	}

	/**
	 * Does what "Retry" in the list of executions does: runs one that failed or crashed again, from the node
	 * that it did not get over, and waits for the end.
	 */
	async retryExecution(id: string, timeoutMs?: number): Promise<Execution> {
		const shape = z.object({ id: z.coerce.string() });
		const route = `/rest/executions/${id}/retry`;
		const retry = await this.ask(shape, 'POST', route, { loadWorkflow: false });
		return await this.waitForExecution(retry.id, timeoutMs);
	}

	/** @throws when the execution is not over within `timeoutMs` */
	async waitForExecution(id: string, timeoutMs = defaultTimeoutMs): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.execution(id);
			if (!unfinished.includes(execution.status)) return execution;
			if (Date.now() > deadline) {
				const { status } = execution;
				throw new Error(`Execution ${id} is still "${status}" after ${String(timeoutMs)} ms`);
			}
			await pause(pauseBetweenLooksMs);
		}
	}

	/** @returns the latest executions of a workflow, newest first */
	async executions(workflowId: string, limit = 100): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const shape = z.object({ results: z.array(executionShape) });
		const route = `/rest/executions?filter=${filter}&limit=${String(limit)}`;
		return (await this.ask(shape, 'GET', route)).results;
	}

	/** @returns an execution with everything that its nodes gave */
	async execution(id: string): Promise<Execution> {
		const shape = executionShape.extend({ data: z.string() });
		const { data, ...summary } = await this.ask(shape, 'GET', `/rest/executions/${id}`);
		return { ...summary, data: parseFlatted(data) as IRunExecutionData };
	}

	/** @returns the bytes of a file that a node gave */
	async binaryOf({ id, data }: IBinaryData): Promise<Buffer> {
		if (!id) return Buffer.from(data, 'base64');
		const route = `/rest/binary-data?action=download&id=${encodeURIComponent(id)}`;
		return Buffer.from(await (await this.call('GET', route)).arrayBuffer());
	}

	/** @returns one page of a resource locator's From List, and where the next one starts */
	async resourceLocatorResults(
		field: NodeField,
		{ filter, paginationToken }: { filter?: string; paginationToken?: string } = {},
	): Promise<{ results: Choice[]; paginationToken?: unknown }> {
		const shape = z.object({ results: z.array(choiceShape), paginationToken: z.unknown() });
		const route = '/rest/dynamic-node-parameters/resource-locator-results';
		return await this.ask(shape, 'POST', route, { ...asked(field), filter, paginationToken });
	}

	/** @returns the choices of a dropdown that the node fills itself */
	async nodeParameterOptions(field: NodeField): Promise<Choice[]> {
		const route = '/rest/dynamic-node-parameters/options';
		return await this.ask(z.array(choiceShape), 'POST', route, asked(field));
	}

	/** @returns what the editor knows about every version of every node */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const response = await this.call('GET', '/types/nodes.json');
		return (await response.json()) as INodeTypeDescription[];
	}

	/** @returns the names of the credential types that n8n and its packages bring */
	async credentialTypes(): Promise<string[]> {
		const response = await this.call('GET', '/types/credentials.json');
		const types = z.array(z.object({ name: z.string() })).parse(await response.json());
		return types.map(({ name }) => name);
	}

	/** @returns what Settings > Community nodes shows; n8n asks npm for updates meanwhile */
	async communityPackages(): Promise<z.infer<typeof communityPackageShape>[]> {
		return await this.ask(z.array(communityPackageShape), 'GET', '/rest/community-packages');
	}

	/** Of the n8n that this client talks to. */
	private async findEdition(): Promise<Edition> {
		if (this.edition) return this.edition;
		const shape = z.object({ versionCli: z.string() });
		const { versionCli } = await this.ask(shape, 'GET', '/rest/settings');
		this.edition = editionOf(versionCli);
		return this.edition;
	}

	/** Calls a route that answers `{ data }`, and checks the shape of that. */
	private async ask<Data>(
		shape: z.ZodType<Data, z.ZodTypeDef, unknown>,
		method: string,
		route: string,
		body?: unknown,
	): Promise<Data> {
		const response = await this.call(method, route, body);
		const { data } = answerShape.parse(await response.json());
		const answer = shape.safeParse(data);
		if (answer.success) return answer.data;
		throw new Error(`${method} ${route} answered something else: ${answer.error.message}`);
	}

	private async call(method: string, route: string, body?: unknown): Promise<Response> {
		const send = async () => await this.send(method, route, body);
		// After it was busy for long, n8n closes connections on which it has not read the request yet.
		const response = method === 'GET' ? await send().catch(send) : await send();
		if (!response.ok) {
			throw new N8nApiError(`${method} ${route}`, response.status, await response.text());
		}
		this.keepCookie(response);
		return response;
	}

	private async send(method: string, route: string, body: unknown): Promise<Response> {
		return await fetch(`${this.url}${route}`, {
			method,
			headers: {
				'browser-id': this.browserId,
				cookie: this.cookie,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	}

	private keepCookie(response: Response): void {
		const login = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';', 1)[0] ?? '';
	}
}

const communityPackageShape = z.object({
	packageName: z.string(),
	installedVersion: z.string(),
	installedNodes: z.array(z.object({ name: z.string(), type: z.string() })),
	failedLoading: z.boolean().optional(),
});

/**
 * What a node gave in its last run of an execution.
 * @throws when the node did not run
 */
export function resultOf(execution: Execution, nodeName: string): NodeResult {
	const runs = new Map(Object.entries(execution.data.resultData.runData));
	const run = runs.get(nodeName)?.at(-1);
	if (!run) {
		const why = errorOf(execution) ?? execution.status;
		throw new Error(`"${nodeName}" did not run in execution ${execution.id}: ${why}`);
	}
	const outputs = (run.data?.main ?? []).map((items) => items ?? []);
	return { outputs, ...(run.error ? { error: run.error } : {}) };
}

/**
 * The JSON items of a node's output.
 * @param output which of the node's outputs, the first by default
 * @throws when the node did not run or ended in an error
 */
export function itemsOf(execution: Execution, nodeName: string, output = 0): IDataObject[] {
	const { outputs, error } = resultOf(execution, nodeName);
	if (error) {
		const words = [error.message, error.description].filter(Boolean).join(' — ');
		throw new Error(`"${nodeName}" failed in execution ${execution.id}: ${words}`);
	}
	return (outputs[output] ?? []).map(({ json }) => json);
}

/** The message of the error that an execution ended in, if it did. */
export function errorOf(execution: Execution): string | undefined {
	return execution.data.resultData.error?.message;
}

function triggerOf(workflow: Workflow): string {
	const trigger = workflow.nodes.find(({ type }) => /trigger/i.test(type));
	if (!trigger) throw new Error(`The workflow "${workflow.name}" has no trigger to start from`);
	return trigger.name;
}

function asked({ type, typeVersion, method, path, parameters, credentials }: NodeField) {
	return {
		nodeTypeAndVersion: { name: type, version: typeVersion },
		methodName: method,
		path: path ?? 'parameters',
		currentNodeParameters: parameters ?? {},
		credentials: credentials ?? {},
	};
}
