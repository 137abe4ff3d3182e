/** Workflows that start with a polling trigger of ours, and what they were told. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Demo } from '../../sandbox/demo/start';
import type { LoggedRequest } from '../../sandbox/core/requestLog';
import type { Execution, N8nClient } from '../../sandbox/n8n/client';
import type { Sandbox, SandboxServices } from '../../sandbox/server';

/** A trigger to be put into a workflow of its own. */
export interface Listening {
	/** As in n8n's node type: "seRankingBacklinksTrigger". */
	node: string;
	credential: string;
	/** The event among them. */
	parameters: INodeParameters & { event: string };
}

/** What one execution was started with. */
export interface Announcement {
	/** Executions count up as they are created. */
	execution: number;
	items: IDataObject[];
}

const triggerName = 'Trigger';
const pauseBetweenLooksMs = 250;

/** n8n lists no more at once. */
const mostExecutions = 100;

/** Seconds between two polls; n8n wants each of a trigger's times to come once a minute at most. */
export const pollInterval = 10;

/** A trigger's poll times, so many seconds apart, the first at this second of each minute. */
export const pollTimesFrom = (second: number, interval = pollInterval): INodeParameters => ({
	item: Array.from({ length: 60 / interval }, (_, turn) => ({
		mode: 'custom',
		cronExpression: `${String(second + turn * interval)} * * * * *`,
	})),
});

/** An n8n to listen in, and its credentials by their types. */
export type Listener = Pick<Demo, 'client' | 'credentials'>;

/**
 * Whether a poll has come after another one that made such requests, so that the first poll of all, which
 * remembers, is over.
 * @param asks path and query of requests that no other trigger makes
 */
export function hasPolledTwice(
	{ control }: Sandbox,
	service: keyof SandboxServices,
	asks: RegExp,
): boolean {
	const requests = control.requests({ service });
	const own = requests.filter(({ path, rawQuery }) => asks.test(`${path}?${rawQuery}`));
	return spanOf(own) > (pollInterval + 1) * 1_000;
}

/** Milliseconds from the first to the last of some requests; NaN where there is none. */
export function spanOf(requests: readonly LoggedRequest[]): number {
	const [first, last] = [requests.at(0), requests.at(-1)].map((request) => request?.time ?? '');
	return Date.parse(last) - Date.parse(first);
}

/** Saves a workflow that starts with the trigger, and publishes it. @returns its id */
export async function publish(
	{ client, credentials }: Listener,
	{ node, credential, parameters }: Listening,
): Promise<string> {
	const { id, name } = credentials.get(credential) ?? { id: '', name: '' };
	const workflow = await client.importWorkflow({
		name: parameters.event,
		nodes: [
			{
				// The durable engine takes no longer one.
				id: randomUUID(),
				name: triggerName,
				type: `n8n-nodes-backlinks.${node}`,
				typeVersion: 1,
				position: [0, 0],
				parameters: { pollTimes: pollTimesFrom(0), ...parameters },
				credentials: { [credential]: { id, name } },
			},
		],
		connections: {},
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'all',
			saveDataErrorExecution: 'all',
		},
	});
	await client.activate(workflow.id);
	return workflow.id;
}

/**
 * What a workflow was told so far, in the order in which it was; executions that n8n's end cut off count.
 * @param known what an earlier call found, to be completed by this one
 */
export async function announcements(
	client: N8nClient,
	workflowId: string,
	known: Announcement[] = [],
): Promise<Announcement[]> {
	const latest = known.at(-1)?.execution ?? 0;
	for (const id of await executionsAfter(client, workflowId, latest)) {
		const items = itemsHandedTo(await client.execution(String(id)));
		known.push({ execution: id, items });
	}
	return known;
}

/** The ids of the executions that were created after one, ascending. @throws Error where there are too many */
async function executionsAfter(
	client: N8nClient,
	workflowId: string,
	latest: number,
): Promise<number[]> {
	const summaries = await client.executions(workflowId, mostExecutions);
	const ids = summaries.map(({ id }) => Number(id)).filter((id) => id > latest);
	if (ids.length < mostExecutions) return ids.sort((one, other) => one - other);
	throw new Error(`Look more often: there were ${String(mostExecutions)} executions or more`);
}

/** The items of all announcements, one after the other. */
export async function announced(client: N8nClient, workflowId: string): Promise<IDataObject[]> {
	return (await announcements(client, workflowId)).flatMap(({ items }) => items);
}

/** An execution that n8n did not bring to its end still holds what it was started with. */
function itemsHandedTo({ data }: Execution): IDataObject[] {
	const runs = new Map(Object.entries(data.resultData.runData));
	const given = runs.get(triggerName)?.at(-1)?.data?.main ?? [];
	const waiting = data.executionData?.nodeExecutionStack ?? [];
	const outputs = given.length > 0 ? given : waiting.flatMap((entry) => entry.data.main);
	return outputs.flatMap((items) => items ?? []).map(({ json }: INodeExecutionData) => json);
}

/** @throws Error with `what` where it does not come true in time */
export async function until(
	what: string,
	isTrue: () => boolean | Promise<boolean>,
	timeoutMs: number,
): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!(await isTrue())) {
		if (Date.now() > deadline) throw new Error(`${what}: not within ${String(timeoutMs)} ms`);
		await pause(pauseBetweenLooksMs);
	}
}
