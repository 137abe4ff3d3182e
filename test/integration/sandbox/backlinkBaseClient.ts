import type { Sandbox } from '../../../sandbox/server';
import { type Answer, call } from './client';

export interface SiteAnswer {
	id: number;
	url: string;
	da: number;
	pa: number;
	spam_score: number;
	status: 0 | 1;
	limited: boolean;
}

export interface TaskItem {
	id: string;
	name: string;
	status: string;
	updated_at: string;
	created_at: string;
	last_run_at: string | null;
	completed_at: string | null;
}

export interface TaskDetails extends TaskItem {
	article: { title: string; body: string; urls: string[] };
	sites: {
		backlink_website_id: number;
		status: string;
		result_url: string | null;
		schedule_at: string;
		last_run_at: string | null;
		completed_at: string | null;
	}[];
}

/** BacklinkBase with a valid token: in the query of what is read, in the body of what is stored. */
export class BacklinkBaseClient {
	constructor(private readonly sandbox: Sandbox) {}

	get url(): string {
		return this.sandbox.services.backlinkBase.url;
	}

	get token(): string {
		return this.sandbox.services.backlinkBase.credentials.apiToken;
	}

	get(path: string, query = ''): Promise<Answer> {
		return call(`${this.url}${path}?api_token=${this.token}${query}`);
	}

	post(path: string, body: Record<string, unknown>): Promise<Answer> {
		return call(this.url + path, { method: 'POST', body: { ...body, api_token: this.token } });
	}

	async sites(): Promise<SiteAnswer[]> {
		return await this.message<SiteAnswer[]>('/task/sites');
	}

	async tasks(): Promise<TaskItem[]> {
		return await this.message<TaskItem[]>('/tasks');
	}

	async task(id: string): Promise<TaskDetails> {
		return await this.message<TaskDetails>('/task/show', `&id=${id}`);
	}

	async credits(): Promise<number> {
		const { json } = await this.get('/credits');
		return (json as { credits: number }).credits;
	}

	move(name: string, input: unknown = {}): unknown {
		return this.sandbox.control.world('backlinkBase', name, input);
	}

	effects(): Record<string, number> {
		return this.sandbox.services.backlinkBase.effects.all();
	}

	private async message<Message>(path: string, query = ''): Promise<Message> {
		const { status, json, text } = await this.get(path, query);
		if (status !== 200) throw new Error(`${String(status)} ${text}`);
		return (json as { message: Message }).message;
	}
}
