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
}

/** A job that both sides do; both must give the same number of items. */
export interface Job {
	readonly name: string;
	readonly service: 'seRanking' | 'likePion' | 'leadmetrics';
	/** Milliseconds that the service adds to each answer. */
	readonly latency: number;
	readonly items: number;
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
	input?: string,
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

const seRanking = (parameters: INodeParameters, input?: string): Entrant => ({
	type: 'n8n-nodes-backlinks.seRankingBacklinks',
	typeVersion: 1,
	credential: 'seRankingProjectApi',
	parameters: { siteId: byId(siteId), ...parameters },
	input,
});

const seRankingToken = ({ services }: Sandbox): string =>
	`Token ${services.seRanking.credentials.apiKey}`;

function backlinksJob(sandbox: Sandbox, latency: number, atMost: number): Job {
	return {
		name: `20,000 SE Ranking backlinks, Return All, raw, ${milliseconds(latency)}`,
		service: 'seRanking',
		latency,
		items: records,
		ours: seRanking({ resource: 'backlink', operation: 'getAll', returnAll: true, output: 'raw' }),
		instead: httpRequest(seRankingToken(sandbox), {
			url: `${sandbox.services.seRanking.url}/backlinks/${siteId}`,
			...pageSize(1000),
			options: pagination(
				'offset',
				'={{ $pageCount * 1000 }}',
				'={{ $response.body.length < 1000 }}',
			),
		}),
		atMost,
		...(latency === 0 ? { memoryAtMost: 1 } : {}),
	};
}

function linksJob({ services: { likePion } }: Sandbox): Job {
	const latency = 50;
	const [request] = likePion.world.allRequests('entity');
	const { id } = request.fields;
	return {
		name: `20,000 LikePion links, 100 a page, ${milliseconds(latency)}`,
		service: 'likePion',
		latency,
		items: records,
		ours: {
			type: 'n8n-nodes-backlinks.likePion',
			typeVersion: 1,
			credential: 'likePionApi',
			parameters: {
				...{ resource: 'link', operation: 'getAll', returnAll: true, output: 'raw' },
				...{ serviceType: 'entity', requestId: byId(id) },
			},
		},
		instead: {
			...httpRequest(`Bearer ${likePion.credentials.accessToken}`, {
				url: `${likePion.url}/entity/${id}/links`,
				...pageSize(100),
				options: pagination(
					'page',
					'={{ $pageCount + 1 }}',
					'={{ $response.body.data.data.length < 100 }}',
				),
			}),
		},
		atMost: 0.3,
	};
}

/** The other side has one request at a time under way, as a loop over the items has. */
function updatesJob({ services: { leadmetrics } }: Sandbox): Job {
	const latency = 50;
	const [{ backlinks, description: tenant }] = leadmetrics.world.tenants;
	const ids = itemsOf(backlinks.newest(1000));
	return {
		name: `1,000 items, each an update, ${milliseconds(latency)}`,
		service: 'leadmetrics',
		latency,
		items: 1000,
		ours: {
			type: 'n8n-nodes-backlinks.leadmetrics',
			typeVersion: 1,
			credential: 'leadmetricsDmApi',
			parameters: {
				...{ resource: 'backlink', operation: 'update', output: 'raw' },
				...{ tenantId: tenant.id, backlinkId: byId('={{ $json.id }}') },
				updateFields: { notes: 'Seen' },
			},
			input: ids,
		},
		instead: httpRequest(
			`Bearer ${leadmetrics.credentials.dmAccessToken}`,
			{
				method: 'PATCH',
				url: `=${leadmetrics.url}/dm/v1/backlinks/{{ $json.id }}`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: JSON.stringify({ tenantId: tenant.id, notes: 'Seen' }),
				options: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
			},
			ids,
		),
		atMost: 0.3,
	};
}

/** The HTTP Request node has all of its requests under way at once. */
function recheckJob(sandbox: Sandbox): Job {
	const ids = itemsOf(Array.from({ length: 1000 }, (_, index) => records - index));
	return {
		name: '1,000 items to recheck, no latency',
		service: 'seRanking',
		latency: 0,
		items: 1000,
		ours: seRanking(
			{ resource: 'backlink', operation: 'recheck', backlinkIds: '={{ $json.id }}' },
			ids,
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
			ids,
		),
		atMost: 0.05,
		requestsAtMost: 1,
	};
}
