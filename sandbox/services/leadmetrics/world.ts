import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import { Directories } from './directories';
import type { Directory } from './directory';
import { type SentMail, Tenant, type TenantSnapshot } from './tenant';
import { tenantDescriptions } from './tenants';

/** Whether this server has the routes that the text calls planned, or still to build. */
export interface OfferedRoutes {
	/** "Planned Routes". */
	plannedRoutes: boolean;
	/** "Opportunity Routes (To Build)". */
	toBuildRoutes: boolean;
}

export interface LeadmetricsSnapshot {
	directories: Directory[];
	tenants: Record<string, TenantSnapshot>;
	offered: OfferedRoutes;
}

/** All that Leadmetrics keeps: the tenants, and the directories that are common to them. */
export class LeadmetricsWorld implements ServiceWorld {
	/** The biggest first. */
	readonly tenants: readonly Tenant[];
	readonly directories: Directories;
	readonly offered: OfferedRoutes;

	constructor(
		private readonly context: WorldContext,
		snapshot?: LeadmetricsSnapshot,
	) {
		this.directories = new Directories(context, snapshot?.directories);
		this.tenants = tenantDescriptions.map((description, place) => {
			const size = place === 0 ? context.backlinks : description.backlinks;
			const saved = snapshot?.tenants[description.id];
			return new Tenant(description, context, this.directories, size, saved);
		});
		this.offered = snapshot?.offered ?? { plannedRoutes: true, toBuildRoutes: true };
	}

	/** Every mail that went out. */
	get outbox(): SentMail[] {
		return this.tenants.flatMap(({ outbox }) => outbox);
	}

	/** @throws Refusal (403) for a tenant that the token is not for, which is any other */
	tenant(id: string): Tenant {
		const found = this.tenants.find(({ description }) => description.id === id);
		if (!found) throw new Refusal(403, 'No access to this tenant');
		return found;
	}

	offer(changes: Partial<OfferedRoutes>): void {
		Object.assign(this.offered, changes);
		this.context.changed();
	}

	summary(): Record<string, unknown> {
		return {
			tenants: this.tenants.map((tenant) => ({
				id: tenant.description.id,
				name: tenant.description.name,
				backlinks: tenant.backlinks.size,
				campaigns: tenant.campaigns.all().map(({ id, name, status, totalEmails }) => ({
					id,
					name,
					status,
					totalEmails,
				})),
				haroQueries: tenant.haroQueries.size,
				matcherJobs: tenant.matcher.all().map(({ id, status }) => ({ id, status })),
				mailsSent: tenant.outbox.length,
			})),
			directories: this.directories.all().length,
			...this.offered,
		};
	}

	snapshot(): LeadmetricsSnapshot {
		return {
			directories: this.directories.snapshot(),
			tenants: Object.fromEntries(
				this.tenants.map((tenant) => [tenant.description.id, tenant.snapshot()]),
			),
			offered: this.offered,
		};
	}
}
