import type { Sandbox } from '../../../sandbox/server';
import { type Answer, type Call, call } from './client';

export type Fields = Record<string, unknown>;

export interface ListAnswer {
	success: boolean;
	data: (Fields & { id: string })[];
	total: number;
	page: number;
	limit: number;
}

/** LikePion with a valid token. */
export class LikePionClient {
	constructor(private readonly sandbox: Sandbox) {}

	call(path: string, options: Call = {}): Promise<Answer> {
		const { url, credentials } = this.sandbox.services.likePion;
		const headers = { authorization: `Bearer ${credentials.accessToken}`, ...options.headers };
		return call(url + path, { ...options, headers });
	}

	post(path: string, body?: unknown): Promise<Answer> {
		return this.call(path, { method: 'POST', body });
	}

	put(path: string, body: unknown): Promise<Answer> {
		return this.call(path, { method: 'PUT', body });
	}

	delete(path: string): Promise<Answer> {
		return this.call(path, { method: 'DELETE' });
	}

	/** The answer, which has to be one of success. */
	async got(path: string): Promise<Fields> {
		return succeeded(await this.call(path));
	}

	async posted(path: string, body?: unknown): Promise<Fields & { id: string }> {
		return succeeded(await this.post(path, body)) as Fields & { id: string };
	}

	async list(path: string): Promise<ListAnswer> {
		return succeeded(await this.call(path)) as unknown as ListAnswer;
	}

	/** The id of the first item of a list. */
	async firstId(path: string): Promise<string> {
		return (await this.list(path)).data[0].id;
	}

	move(name: string, input: unknown = {}): { ids: string[] } {
		return this.sandbox.control.world('likePion', name, input) as { ids: string[] };
	}

	effects(): Record<string, number> {
		return this.sandbox.services.likePion.effects.all();
	}

	get credits(): unknown {
		return this.sandbox.control.state().likePion.summary.credits;
	}
}

function succeeded({ status, text, json }: Answer): Fields {
	if (status >= 300) throw new Error(`${String(status)} ${text}`);
	return json as Fields;
}
