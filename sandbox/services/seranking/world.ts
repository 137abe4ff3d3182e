import { seedOf } from '../../core/random';
import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import { poolsFor } from './pools';
import { SeededBacklinks } from './seededBacklinks';
import { Site, type SiteSnapshot } from './site';
import { type SiteDescription, siteDescriptions } from './sites';

export interface SeRankingSnapshot {
	lastBacklinkId: number;
	lastDisavowId: number;
	sites: Record<string, SiteSnapshot>;
}

/** The account that the sandbox's API key belongs to. */
export class SeRankingWorld implements ServiceWorld {
	/** The biggest first. */
	readonly sites: readonly Site[];
	private lastBacklinkId = 0;
	private lastDisavowId = 0;

	constructor(context: WorldContext, snapshot?: SeRankingSnapshot) {
		const sizes = siteDescriptions.map(({ backlinks }, place) =>
			place === 0 ? context.backlinks : backlinks,
		);
		this.lastBacklinkId = sizes.reduce((sum, size) => sum + size, 0);
		// The biggest site, which is the first, holds the newest ids.
		let firstId = this.lastBacklinkId + 1;
		this.sites = siteDescriptions.map((description, place) => {
			firstId -= sizes[place];
			return this.buildSite(description, firstId, sizes[place], context, snapshot);
		});
		this.lastBacklinkId = snapshot?.lastBacklinkId ?? this.lastBacklinkId;
		this.lastDisavowId = snapshot?.lastDisavowId ?? this.lastDisavowId;
	}

	/** The answer of `GET /sites`. */
	siteList(): Pick<SiteDescription, 'id' | 'title' | 'name'>[] {
		return this.sites.map(({ description: { id, title, name } }) => ({ id, title, name }));
	}

	/** @throws Refusal (403) in the words that every route's "Errors" table has */
	site(id: string | number): Site {
		const found = this.sites.find(({ description }) => String(description.id) === String(id));
		if (!found) throw new Refusal(403, 'Access denied (wrong site_id)');
		return found;
	}

	summary(): Record<string, unknown> {
		return {
			sites: this.sites.map(({ description, backlinks, disavowed, limitLeft, gsc }) => ({
				id: description.id,
				name: description.name,
				backlinks: backlinks.size,
				disavowed: disavowed.size,
				limit: limitLeft,
				gscImports: gsc.all().map(({ token, status }) => ({ token, status })),
			})),
		};
	}

	snapshot(): SeRankingSnapshot {
		return {
			lastBacklinkId: this.lastBacklinkId,
			lastDisavowId: this.lastDisavowId,
			sites: Object.fromEntries(
				this.sites.map((site) => [String(site.description.id), site.snapshot()]),
			),
		};
	}

	private buildSite(
		description: SiteDescription,
		firstId: number,
		size: number,
		context: WorldContext,
		snapshot: SeRankingSnapshot | undefined,
	): Site {
		const seed = seedOf(`${String(context.seed)} ${description.name}`);
		const pools = poolsFor(description, seed);
		const parts = {
			description,
			seeded: new SeededBacklinks(description, pools, seed, context.seededOn, firstId, size),
			firstId,
			size,
			nextBacklinkId: () => (this.lastBacklinkId += 1),
			nextDisavowId: () => (this.lastDisavowId += 1),
			context,
		};
		return new Site(parts, snapshot?.sites[String(description.id)]);
	}
}
