import type { Sandbox } from '../../../sandbox/server';
import type { Backlink } from '../../../sandbox/services/leadmetrics/backlink';
import type { Campaign, EmailWithBacklink } from '../../../sandbox/services/leadmetrics/campaign';
import type { Tenant } from '../../../sandbox/services/leadmetrics/tenant';
import { type Answer, call, type Call } from './client';

export type Page<Item> = { items: Item[]; nextCursor: string | null };
export type CampaignAnswer = Campaign & { emails: EmailWithBacklink[] };

/** Leadmetrics with a valid token of each audience. */
export class LeadmetricsClient {
	constructor(private readonly sandbox: Sandbox) {}

	get url(): string {
		return this.sandbox.services.leadmetrics.url;
	}

	get tenants(): readonly Tenant[] {
		return this.sandbox.services.leadmetrics.world.tenants;
	}

	/** The first one's id. */
	get tenantId(): string {
		return this.tenants[0].description.id;
	}

	get tokens(): Record<'dm' | 'tenant' | 'admin', string> {
		const { credentials } = this.sandbox.services.leadmetrics;
		return {
			dm: credentials.dmAccessToken,
			tenant: credentials.tenantAccessToken,
			admin: credentials.adminAccessToken,
		};
	}

	dm(path: string, options?: Call): Promise<Answer> {
		return this.withToken(this.tokens.dm, `/dm/v1${path}`, options);
	}

	tenant(path: string, options?: Call): Promise<Answer> {
		return this.withToken(this.tokens.tenant, `/tenant/v1${path}`, options);
	}

	admin(path: string, options?: Call): Promise<Answer> {
		return this.withToken(this.tokens.admin, `/admin/v1${path}`, options);
	}

	withToken(token: string, path: string, options: Call = {}): Promise<Answer> {
		const headers = { authorization: `Bearer ${token}`, ...options.headers };
		return call(this.url + path, { ...options, headers });
	}

	withCookie(cookie: string, path: string, options: Call = {}): Promise<Answer> {
		return call(this.url + path, { ...options, headers: { cookie, ...options.headers } });
	}

	async backlinks(query = ''): Promise<Page<Backlink>> {
		const { json } = await this.dm(`/backlinks?tenantId=${this.tenantId}${query}`);
		return json as Page<Backlink>;
	}

	async campaign(id: string): Promise<CampaignAnswer> {
		const { json } = await this.dm(`/campaigns/${id}?tenantId=${this.tenantId}`);
		return json as CampaignAnswer;
	}

	/** Its id, by its name. */
	campaignNamed(wanted: string): string {
		const found = this.tenants[0].campaigns.all().find(({ name }) => name === wanted);
		if (!found) throw new Error(`There is no campaign ${wanted}`);
		return found.id;
	}
}
