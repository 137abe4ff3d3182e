import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../sandbox/server';

/** A node with what it is told to do; `credential` is a type of ours, or a header of the user's own. */
export interface Entrant {
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: INodeParameters;
	readonly credential: string;
	/** What the header `Authorization` holds, where the credential is one. */
	readonly authorization?: string;
	/** Code that makes the input items; one item without data where there is none. */
	readonly input?: string;
	/** How many items it gives, which shows that it did the whole job. */
	readonly items: number;
	/** Whether n8n's Loop Over Items hands it one input item at a time. */
	readonly oneAtATime?: boolean;
}

/** A job that both sides do. */
export interface Job {
	readonly name: string;
	readonly service: 'seRanking' | 'likePion' | 'leadmetrics';
	/** Milliseconds that the service adds to each answer. */
	readonly latency: number;
	readonly ours: Entrant;
	readonly instead: Entrant;
	/** Our time divided by the other's. */
	readonly atMost: number;
	/** Our peak memory divided by the other's, where it is to be held. */
	readonly memoryAtMost?: number;
	/** How many requests our side may make at most, where it is to be held. */
	readonly requestsAtMost?: number;
}

/** How many requests our nodes make at once unless told. */
export const usualConcurrency = 4;

const siteId = '20481';

/** How many records each long list has. */
export const records = 20_000;

/** The code of a node that gives an item for each of these ids. */
const itemsOf = (ids: readonly unknown[]): string =>
	`return ${JSON.stringify(ids)}.map((id) => ({ json: { id } }));`;

const httpRequest = (
	authorization: string,
	parameters: INodeParameters,
	{ items, input }: Pick<Entrant, 'items' | 'input'>,
): Entrant => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	credential: 'httpHeaderAuth',
	authorization,
	parameters: {
		authentication: 'genericCredentialType',
		genericAuthType: 'httpHeaderAuth',
		...parameters,
	},
	input,
	items,
});

/** The node's own pagination, by a parameter of the query that n8n works out for each page. */
const pagination = (parameter: string, value: string, isComplete: string): INodeParameters => ({
	pagination: {
		pagination: {
			paginationMode: 'updateAParameterInEachRequest',
			parameters: { parameters: [{ type: 'qs', name: parameter, value }] },
			paginationCompleteWhen: 'other',
			completeExpression: isComplete,
			limitPagesFetched: false,
		},
	},
});

const pageSize = (limit: number): INodeParameters => ({
	sendQuery: true,
	queryParameters: { parameters: [{ name: 'limit', value: String(limit) }] },
});

const byId = (value: string): INodeParameters[string] => ({ __rl: true, mode: 'id', value });

const milliseconds = (latency: number): string =>
	latency === 0 ? 'no latency' : `${String(latency)} ms a request`;

/** Every job, for what is in this sandbox. */
export function jobsOn(sandbox: Sandbox): Job[] {
	return [
		backlinksJob(sandbox, 0, 1),
		backlinksJob(sandbox, 50, 0.6),
		backlinksJob(sandbox, 200, 0.4),
		linksJob(sandbox),
		updatesJob(sandbox),
		recheckJob(sandbox),
	];
}

const seRanking = (
	parameters: INodeParameters,
	{ items, input }: Pick<Entrant, 'items' | 'input'>,
): Entrant => ({
	type: 'n8n-nodes-backlinks.seRankingBacklinks',
	typeVersion: 1,
	credential: 'seRankingProjectApi',
	parameters: { siteId: byId(siteId), ...parameters },
	input,
	items,
});

const seRankingToken = ({ services }: Sandbox): string =>
	`Token ${services.seRanking.credentials.apiKey}`;

function backlinksJob(sandbox: Sandbox, latency: number, atMost: number): Job {
	return {
		name: `20,000 SE Ranking backlinks, Return All, raw, ${milliseconds(latency)}`,
		service: 'seRanking',
		latency,
		ours: seRanking(
			{ resource: 'backlink', operation: 'getAll', returnAll: true, output: 'raw' },
			{ items: records },
		),
		instead: httpRequest(
			seRankingToken(sandbox),
			{
				url: `${sandbox.services.seRanking.url}/backlinks/${siteId}`,
				...pageSize(1000),
				options: pagination(
					'offset',
					'={{ $pageCount * 1000 }}',
					'={{ $response.body.length < 1000 }}',
				),
			},
			{ items: records },
		),
		atMost,
		...(latency === 0 ? { memoryAtMost: 1 } : {}),
	};
}

/** The other side gives a page as one item, which a user would yet have to split. */
function linksJob({ services: { likePion } }: Sandbox): Job {
	const latency = 50;
	const links = 100;
	const [request] = likePion.world.allRequests('entity');
	const { id } = request.fields;
	return {
		name: `20,000 LikePion links, 100 a page, ${milliseconds(latency)}`,
		service: 'likePion',
		latency,
		ours: {
			type: 'n8n-nodes-backlinks.likePion',
			typeVersion: 1,
			credential: 'likePionApi',
			parameters: {
				...{ resource: 'link', operation: 'getAll', returnAll: true, output: 'raw' },
				...{ serviceType: 'entity', requestId: byId(id) },
			},
			items: records,
		},
		instead: httpRequest(
			`Bearer ${likePion.credentials.accessToken}`,
			{
				url: `${likePion.url}/entity/${id}/links`,
				...pageSize(links),
				options: pagination(
					'page',
					'={{ $pageCount + 1 }}',
					`={{ $response.body.page * ${String(links)} >= $response.body.total }}`,
				),
			},
			{ items: records / links },
		),
		atMost: 0.3,
	};
}

/**
 * The HTTP Request node has all of its requests under way at once, so a user who must not flood a service
 * puts it into a loop.
 */
function updatesJob({ services: { leadmetrics } }: Sandbox): Job {
	const latency = 50;
	const [{ backlinks, description: tenant }] = leadmetrics.world.tenants;
	const input = { items: 1000, input: itemsOf(backlinks.newest(1000)) };
	return {
		name: `1,000 items, each an update, ${milliseconds(latency)}`,
		service: 'leadmetrics',
		latency,
		ours: {
			type: 'n8n-nodes-backlinks.leadmetrics',
			typeVersion: 1,
			credential: 'leadmetricsDmApi',
			parameters: {
				...{ resource: 'backlink', operation: 'update', output: 'raw' },
				...{ tenantId: tenant.id, backlinkId: byId('={{ $json.id }}') },
				updateFields: { notes: 'Seen' },
			},
			...input,
		},
		instead: {
			...httpRequest(
				`Bearer ${leadmetrics.credentials.dmAccessToken}`,
				{
					method: 'PATCH',
					url: `=${leadmetrics.url}/dm/v1/backlinks/{{ $json.id }}`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: JSON.stringify({ tenantId: tenant.id, notes: 'Seen' }),
				},
				input,
			),
			oneAtATime: true,
		},
		atMost: 0.3,
	};
}

/** The HTTP Request node has all of its requests under way at once. */
function recheckJob(sandbox: Sandbox): Job {
	const ids = Array.from({ length: 1000 }, (_, index) => records - index);
	const input = { items: ids.length, input: itemsOf(ids) };
	return {
		name: '1,000 items to recheck, no latency',
		service: 'seRanking',
		latency: 0,
		ours: seRanking(
			{ resource: 'backlink', operation: 'recheck', backlinkIds: '={{ $json.id }}' },
			input,
		),
		instead: httpRequest(
			seRankingToken(sandbox),
			{
				method: 'POST',
				url: `${sandbox.services.seRanking.url}/backlinks/${siteId}/recheck`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify({ backlink_ids: [$json.id], recheck_type: "status" }) }}',
				options: { response: { response: { fullResponse: true } } },
			},
			input,
		),
		atMost: 0.05,
		requestsAtMost: 1,
	};
}
