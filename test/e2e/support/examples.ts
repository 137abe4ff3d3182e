/** The example workflows in the demo's n8n, and what a user does with them. */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { INode, NodeParameterValueType } from 'n8n-workflow';
import type { Demo } from '../../../sandbox/demo/start';
import {
	errorOf,
	type Execution,
	type N8nClient,
	type Workflow,
	type WorkflowFile,
} from '../../../sandbox/n8n/client';
import { projectFolder } from '../../../sandbox/n8n/install';
import { pollInterval, pollTimesFrom, until } from '../listening';

/** Values of a "Settings" node by their names. */
export type Settings = Record<string, NodeParameterValueType>;

/**
 * The demo's own import of an example, as it is in n8n now.
 * @param file its name in `examples/`, without `.json`
 */
export async function exampleIn({ client, examples }: Demo, file: string): Promise<Workflow> {
	const example = examples.find((one) => one.file === `${file}.json`);
	if (example === undefined) throw new Error(`The demo has no example ${file}`);
	return await client.getWorkflow(example.id);
}

/** Types values into an example's "Settings" node and saves. @throws Error for a setting that it has not */
export async function set(
	client: N8nClient,
	{ id }: Workflow,
	values: Settings,
): Promise<Workflow> {
	const { nodes } = await client.getWorkflow(id);
	return await client.updateWorkflow(id, {
		nodes: nodes.map((node) => (node.name === 'Settings' ? withValues(node, values) : node)),
	});
}

/** Runs an example from one of its triggers, with the settings of its file but for these. */
export async function runExample(
	demo: Demo,
	file: string,
	values: Settings = {},
	trigger?: string,
): Promise<Execution> {
	const text = await fs.readFile(path.join(projectFolder, 'examples', `${file}.json`), 'utf8');
	const { nodes } = JSON.parse(text) as WorkflowFile;
	const own = nodes.filter(({ name }) => name === 'Settings').flatMap(assignmentsOf);
	const settings = Object.fromEntries(own.map(({ name, value }) => [name, value]));
	const changed = await set(demo.client, await exampleIn(demo, file), { ...settings, ...values });
	return await demo.client.runWorkflow(changed, { trigger });
}

// An interface would have no index signature, which n8n's parameters want.
type Assignment = { name: string; value: NodeParameterValueType };

const assignmentsOf = ({ parameters }: INode): Assignment[] =>
	(parameters.assignments as { assignments: Assignment[] }).assignments;

function withValues(node: INode, values: Settings): INode {
	const assignments = assignmentsOf(node);
	const missing = Object.keys(values).filter(
		(name) => !assignments.some((one) => one.name === name),
	);
	if (missing.length > 0) throw new Error(`"Settings" has no ${missing.join(', ')}`);
	const changed = assignments.map((one) =>
		one.name in values ? { ...one, value: values[one.name] } : one,
	);
	return {
		...node,
		parameters: { ...node.parameters, assignments: { assignments: changed } },
	} as INode;
}

/**
 * Publishes a workflow, its polling triggers looking every few seconds instead of as the file says, one
 * after the other: n8n 2.41.1 lets a poll fail while another one of the same workflow comes to its end
 * ("No bridge acquired for this context"), and looks again at the next time.
 */
export async function publishQuickly(client: N8nClient, { id }: Workflow): Promise<void> {
	const { nodes } = await client.getWorkflow(id);
	const polling = nodes.filter(({ parameters }) => 'pollTimes' in parameters);
	const quick = nodes.map((node): INode => {
		const place = polling.indexOf(node);
		if (place < 0) return node;
		const pollTimes = pollTimesFrom(Math.floor((place * pollInterval) / polling.length));
		return { ...node, parameters: { ...node.parameters, pollTimes } };
	});
	await client.updateWorkflow(id, { nodes: quick });
	await client.activate(id);
}

/**
 * The executions of a workflow that are over, oldest first, each with its data; not those that only say
 * that a poll failed.
 */
export async function ended(client: N8nClient, { id }: Workflow): Promise<Execution[]> {
	const over = (await client.executions(id)).filter(({ stoppedAt }) => Boolean(stoppedAt));
	const executions = await Promise.all(over.map(async (one) => await client.execution(one.id)));
	return executions
		.filter(({ data }) => Object.keys(data.resultData.runData).length > 1)
		.sort((one, other) => Number(one.id) - Number(other.id));
}

/** Waits for the next execution to end after those that `before` lists. @throws Error where there is none in time */
export async function nextOf(
	client: N8nClient,
	workflow: Workflow,
	before: readonly Execution[],
	timeoutMs = 90_000,
): Promise<Execution> {
	const known = new Set(before.map(({ id }) => id));
	let found: Execution | undefined;
	await until(
		'an execution',
		async () => {
			found = (await ended(client, workflow)).find(({ id }) => !known.has(id));
			return found !== undefined;
		},
		timeoutMs,
	);
	if (found === undefined) throw new Error('There is no such execution');
	return found;
}

/** What a node of an execution handed on; nothing where it did not run. */
export function givenBy(
	execution: Execution,
	node: string,
	output = 0,
): Array<Record<string, unknown>> {
	const runs = new Map(Object.entries(execution.data.resultData.runData));
	return (runs.get(node) ?? []).flatMap((run) =>
		(run.data?.main[output] ?? []).map(({ json }) => json),
	);
}

/** How an execution went, in one word or its error's. */
export const outcomeOf = (execution: Execution): string =>
	execution.status === 'success' ? 'success' : (errorOf(execution) ?? execution.status);

const liveWithinMs = 60_000;

/**
 * Publishes a workflow that starts with a form or a webhook which asks who is there, and waits until it
 * does: it is live a moment later.
 * @param path of the form or the webhook, with `/form/` or `/webhook/` before it
 * @returns its address
 */
export async function publishAt(
	{ client, url }: Demo,
	workflow: Workflow,
	path: string,
): Promise<string> {
	const address = `${url}${path}`;
	const method = path.startsWith('/form/') ? 'GET' : 'POST';
	await publishQuickly(client, workflow);
	const isLive = async () => [401, 403].includes((await fetch(address, { method })).status);
	await until(`${path} is live`, isLive, liveWithinMs);
	return address;
}
