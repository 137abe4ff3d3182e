import type { Backlink } from '../../../sandbox/services/seranking/backlink';
import type { Sandbox } from '../../../sandbox/server';

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** Parsed where it is JSON; undefined otherwise. */
	json: unknown;
}

export interface Call {
	method?: string;
	body?: unknown;
	headers?: Record<string, string>;
}

/** Plain HTTP, nothing of the nodes: what a stranger to this project would see. */
export async function call(
	url: string,
	{ method = 'GET', body, headers = {} }: Call = {},
): Promise<Answer> {
	const response = await fetch(url, {
		method,
		headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
		redirect: 'manual',
		signal: AbortSignal.timeout(60_000),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** SE Ranking with a valid key. */
export class SeRankingClient {
	constructor(private readonly sandbox: Sandbox) {}

	get firstSite(): number {
		return this.sandbox.services.seRanking.world.sites[0].description.id;
	}

	call(path: string, options: Call = {}): Promise<Answer> {
		const { url, credentials } = this.sandbox.services.seRanking;
		const headers = { authorization: `Token ${credentials.apiKey}`, ...options.headers };
		return call(url + path, { ...options, headers });
	}

	/** Below `/backlinks/<first site>`. */
	onSite(path = '', options: Call = {}): Promise<Answer> {
		return this.call(`/backlinks/${String(this.firstSite)}${path}`, options);
	}

	/** Below `/backlink-disavow/<first site>`. */
	onDisavow(path = '', options: Call = {}): Promise<Answer> {
		return this.call(`/backlink-disavow/${String(this.firstSite)}${path}`, options);
	}

	async page(query = ''): Promise<Backlink[]> {
		const { json } = await this.onSite(query);
		return json as Backlink[];
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
