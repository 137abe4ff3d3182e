import type { INodeParameters } from 'n8n-workflow';

/** A node with what it is told to do; `credential` is a type of ours, or the sandbox's header. */
export interface Entrant {
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: INodeParameters;
	readonly credential: string;
	/** Code that makes the input items; one item without data where there is none. */
	readonly input?: string;
}

/** A job that both sides do; both must give the same number of items. */
export interface Job {
	readonly name: string;
	readonly service: 'seRanking';
	/** Milliseconds that the service adds to each answer. */
	readonly latency: number;
	readonly items: number;
	readonly ours: Entrant;
	readonly instead: Entrant;
	/** Our time divided by the other's. */
	readonly atMost: number;
}

const siteId = '20481';
const base = "={{ $('Input').first().json.baseUrl }}";

const seRanking = (parameters: INodeParameters, input?: string): Entrant => ({
	type: 'n8n-nodes-backlinks.seRankingBacklinks',
	typeVersion: 1,
	credential: 'seRankingProjectApi',
	parameters: { siteId: { __rl: true, mode: 'id', value: siteId }, ...parameters },
	input,
});

const httpRequest = (parameters: INodeParameters, input?: string): Entrant => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	credential: 'httpHeaderAuth',
	parameters: {
		authentication: 'genericCredentialType',
		genericAuthType: 'httpHeaderAuth',
		...parameters,
	},
	input,
});

const allBacklinks = seRanking({
	resource: 'backlink',
	operation: 'getAll',
	returnAll: true,
	output: 'raw',
});

const allBacklinksByHttp = httpRequest({
	url: `${base}/backlinks/${siteId}`,
	sendQuery: true,
	queryParameters: { parameters: [{ name: 'limit', value: '1000' }] },
	options: {
		pagination: {
			pagination: {
				paginationMode: 'updateAParameterInEachRequest',
				parameters: {
					parameters: [{ type: 'qs', name: 'offset', value: '={{ $pageCount * 1000 }}' }],
				},
				paginationCompleteWhen: 'other',
				completeExpression: '={{ $response.body.length < 1000 }}',
				limitPagesFetched: false,
			},
		},
	},
});

/** The ids of a thousand backlinks of the sandbox, an item each. */
const thousandIds =
	'return Array.from({ length: 1000 }, (_, index) => ({ json: { ...$json, id: 20000 - index } }));';

const recheckAll = seRanking(
	{ resource: 'backlink', operation: 'recheck', backlinkIds: '={{ $json.id }}' },
	thousandIds,
);

const recheckEach = httpRequest(
	{
		method: 'POST',
		url: `${base}/backlinks/${siteId}/recheck`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify({ backlink_ids: [$json.id], recheck_type: "status" }) }}',
		options: { response: { response: { fullResponse: true } } },
	},
	thousandIds,
);

const reading = (latency: number, atMost: number): Job => ({
	name: `20,000 SE Ranking backlinks, Return All, raw, ${latency === 0 ? 'no latency' : `${String(latency)} ms a request`}`,
	service: 'seRanking',
	latency,
	items: 20_000,
	ours: allBacklinks,
	instead: allBacklinksByHttp,
	atMost,
});

export const jobs: readonly Job[] = [
	reading(0, 1),
	reading(50, 0.6),
	reading(200, 0.4),
	{
		name: '1,000 items to recheck, 50 ms a request',
		service: 'seRanking',
		latency: 50,
		items: 1000,
		ours: recheckAll,
		instead: recheckEach,
		atMost: 0.05,
	},
];
