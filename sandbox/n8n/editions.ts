/** What differs between n8n's major versions: their settings and some bodies of their API. */
import type { INode } from 'n8n-workflow';

/** A workflow as n8n's API gives it, as far as running it needs. */
interface RunnableWorkflow {
	id: string;
	nodes: INode[];
}

/** One major version of n8n. */
export interface Edition {
	/** What a quiet n8n of this edition needs beyond what all of them take. */
	readonly settings: Readonly<Record<string, string>>;
	/** Whether polling triggers can keep their memory in step with their executions: the durable engine. */
	readonly hasDurableEngine: boolean;
	/** Whether the test of a credential answers with the words that the credential's own rules have for a status. */
	readonly hasCredentialWords: boolean;
	/** Whether n8n's own log, at debug, holds what a service answers to the test of a credential. */
	readonly logsCredentialTests: boolean;
	/** What the editor's Execute button sends to `/rest/workflows/:id/run`. */
	runBody(workflow: RunnableWorkflow, triggerName: string): unknown;
}

const two: Edition = {
	settings: {
		// The directory of MCP servers is fetched at every start; the assistant would be what a user sees
		// first after logging in, in place of their workflows.
		N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents,agent-evals,chat-hub',
	},
	hasDurableEngine: true,
	hasCredentialWords: true,
	logsCredentialTests: false,
	runBody: (_workflow, name) => ({ triggerToStartFrom: { name } }),
};

const one: Edition = {
	settings: {
		N8N_DISABLED_MODULES: 'chat-hub',
		// 2.x has them on; without them code would run in n8n's own process.
		N8N_RUNNERS_ENABLED: 'true',
		// 2.x has no other.
		DB_SQLITE_POOL_SIZE: '3',
	},
	hasDurableEngine: false,
	hasCredentialWords: false,
	logsCredentialTests: true,
	runBody: (workflowData, name) => ({ workflowData, triggerToStartFrom: { name } }),
};

/** @param version such as `2.41.1` */
export function editionOf(version: string): Edition {
	return Number.parseInt(version, 10) >= 2 ? two : one;
}
