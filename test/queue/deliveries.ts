/** Workflows that start with a webhook, and the calls that they get. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Credential, N8nClient } from '../../sandbox/n8n/client';
import type { Sandbox } from '../../sandbox/server';
import { byId } from '../e2e/chain';

/** A node of ours or of n8n's after the webhook, fed by the one before it. */
type Step = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & { credential?: string };

/** A call of a webhook. */
export interface Call {
	/** The webhook's path, and the workflow's name. */
	path: string;
	/** Unlike that of any other call. */
	key: string;
	body: Record<string, string>;
}

const pauseBetweenTriesMs = 500;
const seRankingSite = '20736';

const ours = (
	name: string,
	type: string,
	credential: string,
	parameters: INodeParameters,
): Step => ({ name, type: `n8n-nodes-backlinks.${type}`, typeVersion: 1, credential, parameters });

const given = (field: string): string => `={{ $('Webhook').first().json.body.${field} }}`;

const campaign = { tenantId: given('tenantId'), campaignId: byId(given('campaignId')) };

/**
 * A workflow for each of our nodes, by its webhook's path. The one that mails asks first which emails are
 * still to be sent, so that it can be run again after a crash.
 */
const workflows: Record<string, readonly Step[]> = {
	mail: [
		ours('Emails', 'leadmetrics', 'leadmetricsDmApi', {
			resource: 'campaignEmail',
			operation: 'getAll',
			...campaign,
			returnAll: true,
			filters: { status: 'approved' },
		}),
		{
			name: 'Not Sent Yet',
			type: 'n8n-nodes-base.filter',
			typeVersion: 2,
			parameters: {
				conditions: {
					combinator: 'and',
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
					conditions: [
						{
							id: randomUUID(),
							leftValue: '={{ $json.id }}',
							rightValue: given('key'),
							operator: { type: 'string', operation: 'equals' },
						},
					],
				},
			},
		},
		ours('Send', 'leadmetrics', 'leadmetricsDmApi', {
			resource: 'campaignEmail',
			operation: 'send',
			...campaign,
			emailId: byId('={{ $json.id }}'),
		}),
	],
	disavow: [
		ours('Disavow', 'seRankingBacklinks', 'seRankingProjectApi', {
			resource: 'disavow',
			operation: 'add',
			siteId: byId(seRankingSite),
			list: `=domain:{{ $('Webhook').first().json.body.key }}`,
		}),
	],
	account: [
		ours('Account', 'likePion', 'likePionApi', {
			resource: 'account',
			operation: 'update',
			accountId: byId(given('key')),
			updateFields: { note: '=Checked {{ $json.body.key }}' },
		}),
	],
	credits: [
		ours('Credits', 'backlinkBase', 'backlinkBaseApi', {
			resource: 'account',
			operation: 'getCredits',
		}),
	],
};

/** Saves and publishes the workflows. @returns their ids by their webhooks' paths */
export async function publishWebhooks(
	client: N8nClient,
	credentials: ReadonlyMap<string, Credential>,
): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	for (const [path, steps] of Object.entries(workflows)) {
		const nodes = [
			webhookNode(path),
			...steps.map((step, place) => nodeOf(step, place, credentials)),
		];
		const connections = Object.fromEntries(
			nodes
				.slice(1)
				.map(({ name }, place) => [
					nodes[place].name,
					{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
				]),
		);
		const settings = { executionOrder: 'v1' as const };
		const { id } = await client.importWorkflow({ name: path, nodes, connections, settings });
		await client.activate(id);
		ids.set(path, id);
	}
	return ids;
}

function webhookNode(path: string): INode {
	return {
		id: randomUUID(),
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	};
}

function nodeOf(
	{ credential, ...step }: Step,
	place: number,
	credentials: ReadonlyMap<string, Credential>,
): INode {
	const used = credential === undefined ? undefined : credentials.get(credential);
	return {
		id: randomUUID(),
		position: [200 * (place + 1), 0],
		...step,
		...(used ? { credentials: { [used.type]: { id: used.id, name: used.name } } } : {}),
	};
}

/**
 * So many calls, of all workflows in turn, each with something of its own to do. Where the sandbox has no
 * more emails or accounts, the others get more.
 */
export function callsFor(sandbox: Sandbox, count: number): Call[] {
	const sources = [mailCalls(sandbox), disavowCalls(), accountCalls(sandbox), creditCalls()];
	const calls: Call[] = [];
	while (calls.length < count) {
		for (const source of sources) {
			const { value, done } = source.next();
			if (done !== true && calls.length < count) calls.push(value);
		}
	}
	return calls;
}

/**
 * Emails of campaigns that no trigger's scene is about, approved now. Only the first tenant's first and
 * third campaign and the last tenant's are such.
 */
function* mailCalls(sandbox: Sandbox): Generator<Call, undefined> {
	const { tenants } = sandbox.services.leadmetrics.world;
	const [first, last] = [tenants[0], tenants[tenants.length - 1]];
	const chosen = [
		...[0, 2].map((place) => ({ tenant: first, campaign: first.campaigns.all()[place] })),
		...last.campaigns.all().map((one) => ({ tenant: last, campaign: one })),
	];
	for (const { tenant, campaign: one } of chosen) {
		for (const { id, recipientEmail, sentAt } of tenant.campaigns.emailsOf(one.id)) {
			if (recipientEmail === null || sentAt !== null) continue;
			tenant.setEmailStatus([id], 'approved');
			const tenantId = tenant.description.id;
			yield { path: 'mail', key: id, body: { tenantId, campaignId: one.id, key: id } };
		}
	}
}

function* disavowCalls(): Generator<Call, undefined> {
	for (let place = 0; ; place++) {
		const key = `toxic-${String(place)}.example`;
		yield { path: 'disavow', key, body: { key } };
	}
}

function* accountCalls({ services }: Sandbox): Generator<Call, undefined> {
	for (const { account } of services.likePion.world.groups.all().at(-1)?.accounts ?? []) {
		yield { path: 'account', key: account.id, body: { key: account.id } };
	}
}

function* creditCalls(): Generator<Call, undefined> {
	for (let place = 0; ; place++) {
		const key = `look ${String(place)}`;
		yield { path: 'credits', key, body: { key } };
	}
}

/** Calls a webhook until it says that it took the call. */
export async function deliver(url: string, { path, body }: Call): Promise<void> {
	for (;;) {
		const isTaken = await fetch(`${url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}).then(
			({ ok }) => ok,
			() => false,
		);
		if (isTaken) return;
		await pause(pauseBetweenTriesMs);
	}
}

/** What the calls should have led to, and did not. */
export function undone({ services }: Sandbox, calls: readonly Call[]): Call[] {
	const { seRanking, leadmetrics, likePion } = services;
	const disavowed = seRanking.world.site(seRankingSite).disavowed.all();
	const accounts = likePion.world.groups.all().flatMap((group) => group.accounts);
	const isDone: Record<string, (key: string) => boolean> = {
		mail: (key) => leadmetrics.effects.of(`mailSent:${key}`) === 1,
		disavow: (key) => disavowed.filter(({ url }) => url === key).length === 1,
		account: (key) =>
			accounts.some(({ account }) => account.id === key && account.note === `Checked ${key}`),
		// Reading leaves nothing behind; that it was done is seen in n8n.
		credits: () => true,
	};
	return calls.filter(({ path, key }) => !isDone[path](key));
}
