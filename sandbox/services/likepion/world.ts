import { seedOf } from '../../core/random';
import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import type { Envelope } from './answers';
import type { CheckSettings } from './accountChecks';
import type { ExportFormat } from './exports';
import { Groups, type StoredGroup } from './groups';
import type { LinkCounts } from './link';
import { linkStatuses } from './link';
import {
	LinkRequest,
	type LinkRequestSnapshot,
	type ProgressSettings,
	type RequestInput,
	type RequestStatus,
	requestStatuses,
} from './linkRequest';
import {
	emptySeed,
	Seed,
	seededAccounts,
	type SeededRequest,
	seededGroups,
	seededRequests,
} from './seed';
import { groupsFrom, keptGroups, type KeptGroup } from './keptGroups';
import { SeededLinks } from './seededLinks';
import type { ServiceType } from './serviceTypes';
import { timestamp } from './timestamps';

/** What the account starts with; the text gives no number. */
const startCredits = 20_000;

interface Settings {
	envelope: Envelope;
	exportFormat: ExportFormat;
	progress: ProgressSettings;
	checks: CheckSettings;
}

interface Serials {
	group: number;
	account: number;
	request: number;
}

export interface LikePionSnapshot {
	credits: number;
	settings: Settings;
	serials: Serials;
	groups: KeptGroup[];
	requests: { seeded: SeededRequest; progress: LinkRequestSnapshot }[];
}

/** The account that the sandbox's token belongs to. */
export class LikePionWorld implements ServiceWorld {
	credits: number;
	readonly settings: Settings;
	readonly groups: Groups;
	readonly seed: Seed;
	private readonly serials: Serials;
	/** Oldest first. */
	private requests: LinkRequest[];
	/** Whether there is more to keep than the seed. */
	private hasChanged: boolean;
	private readonly seededAs = new WeakMap<LinkRequest, SeededRequest>();

	constructor(
		readonly context: WorldContext,
		snapshot?: LikePionSnapshot,
	) {
		this.seed = new Seed(context);
		this.hasChanged = snapshot !== undefined;
		this.credits = snapshot?.credits ?? startCredits;
		this.settings = snapshot?.settings ?? defaultSettings();
		this.serials = snapshot?.serials ?? {
			group: seededGroups,
			account: seededAccounts,
			request: seededRequests,
		};
		this.groups = this.buildGroups(
			snapshot ? groupsFrom(snapshot.groups, this.seed) : this.seed.groups(),
		);
		this.requests = snapshot
			? snapshot.requests.map(({ seeded, progress }) => this.buildRequest(seeded, progress))
			: this.seed.requests().map((seeded) => this.buildRequest(seeded));
	}

	now(): number {
		return this.context.clock.now();
	}

	/** To be called after whatever is to be kept. */
	changed(): void {
		this.hasChanged = true;
		this.context.changed();
	}

	/** Brings everything to where the elapsed time has it. To be called before anything is looked at. */
	settle(): void {
		this.groups.settle();
		for (const request of this.requests) request.settle(this.now());
	}

	/** Newest first. */
	allRequests(type?: ServiceType): LinkRequest[] {
		return this.requests
			.filter(({ fields }) => type === undefined || fields.service_type === type)
			.reverse();
	}

	/** @throws Refusal (404) for an id that there is not, or not of this type */
	request(id: string, type?: ServiceType): LinkRequest {
		const found = this.allRequests(type).find(({ fields }) => fields.id === id);
		if (!found) throw new Refusal(404, 'Request not found');
		return found;
	}

	/** "Credits: Trừ auction_price × target credits. Trả 402 nếu không đủ." */
	createRequest(type: ServiceType, input: RequestInput): LinkRequest {
		this.spend(input.auction_price, input.target);
		this.context.effects.count('requestsCreated');
		return this.addRequest(type, input);
	}

	/** Without its price: as if it had been there. */
	addRequest(type: ServiceType, input: RequestInput): LinkRequest {
		const now = timestamp(this.now());
		this.serials.request += 1;
		const request = this.buildRequest(
			emptySeed({
				...input,
				id: this.seed.requestUuids.of(this.serials.request),
				service_type: type,
				status: 'pending',
				started_at: null,
				completed_at: null,
				created_at: now,
				updated_at: now,
			}),
		);
		this.requests.push(request);
		return request;
	}

	/** Ids that there are not are passed over; nothing is refunded. @returns how many were removed */
	removeRequests(ids: readonly string[]): number {
		const before = this.requests.length;
		this.requests = this.requests.filter(({ fields }) => !ids.includes(fields.id));
		return before - this.requests.length;
	}

	/** At the front of the group's list, as if somebody had added them elsewhere. */
	addAccounts(stored: StoredGroup, count: number): string[] {
		return Array.from({ length: count }, () => {
			this.serials.account += 1;
			const { id, service_type } = stored.group;
			const account = this.seed.account(this.serials.account, id, service_type);
			account.created_at = timestamp(this.now());
			stored.accounts.push({ serial: this.serials.account, account, checkedAt: null });
			return account.id;
		});
	}

	/** "Stats": its requests have four statuses, so stopped ones are in none of them. */
	stats(type?: ServiceType): { requests: Record<string, number>; links: LinkCounts } {
		const chosen = this.allRequests(type);
		const counted = requestStatuses.filter((status) => status !== 'stopped');
		const withStatus = (status: RequestStatus): number =>
			chosen.filter(({ fields }) => fields.status === status).length;
		const links = chosen.map((request) => request.links.counts());
		const linksWith = (status: keyof LinkCounts): number =>
			links.reduce((sum, counts) => sum + counts[status], 0);
		return {
			requests: Object.fromEntries(counted.map((status) => [status, withStatus(status)])),
			links: Object.fromEntries(
				linkStatuses.map((status) => [status, linksWith(status)]),
			) as LinkCounts,
		};
	}

	summary(): Record<string, unknown> {
		this.settle();
		return {
			credits: this.credits,
			groups: this.groups.all().map(({ group, accounts }) => ({
				id: group.id,
				name: group.name,
				accounts: accounts.length,
			})),
			requests: this.allRequests().map(({ fields, links }) => ({
				id: fields.id,
				name: fields.name,
				type: fields.service_type,
				status: fields.status,
				links: links.size,
			})),
		};
	}

	/** undefined: the seed is all there is. */
	snapshot(): LikePionSnapshot | undefined {
		if (!this.hasChanged) return undefined;
		return {
			credits: this.credits,
			settings: this.settings,
			serials: this.serials,
			groups: keptGroups(this.groups.snapshot(), this.seed),
			requests: this.requests.map((request) => ({
				seeded: { ...this.seededOf(request), fields: request.fields },
				progress: request.snapshot(),
			})),
		};
	}

	private spend(price: number, target: number): void {
		const cost = price * target;
		if (cost > this.credits) {
			const sum = `${String(price)} × ${String(target)} = ${String(cost)}`;
			throw new Refusal(
				402,
				`Not enough credits: ${sum} credits are needed, ${String(this.credits)} are left`,
			);
		}
		this.credits -= cost;
		this.context.effects.count('spendings');
		this.context.effects.count('creditsSpent', cost);
	}

	private buildGroups(stored: StoredGroup[]): Groups {
		const { seed, serials, settings, context } = this;
		return new Groups(
			{
				userId: seed.userId,
				groupId: () => seed.groupUuids.of((serials.group += 1)),
				nextAccountSerial: () => (serials.account += 1),
				accountUuids: seed.accountUuids,
				now: () => this.now(),
				effects: context.effects,
				checks: settings.checks,
			},
			stored,
		);
	}

	private buildRequest(seeded: SeededRequest, progress?: LinkRequestSnapshot): LinkRequest {
		const { fields, size } = seeded;
		const { pools } = this.seed;
		const links = new SeededLinks({
			...seeded,
			pools,
			type: fields.service_type,
			seed: seedOf(fields.id),
		});
		const request = new LinkRequest(fields, links, size, this.settings.progress, progress);
		this.seededAs.set(request, seeded);
		return request;
	}

	private seededOf(request: LinkRequest): SeededRequest {
		return this.seededAs.get(request) ?? emptySeed(request.fields);
	}
}

function defaultSettings(): Settings {
	return {
		envelope: 'text',
		exportFormat: 'json',
		progress: { stepMilliseconds: 2_000, outcome: 'drawn', indexed: 'drawn' },
		checks: { stepMilliseconds: 2_000, outcome: 'drawn' },
	};
}
