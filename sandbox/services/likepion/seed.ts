import { RandomStream, seedOf } from '../../core/random';
import type { WorldContext } from '../../core/service';
import { type Account, secretMark } from './account';
import type { StoredGroup } from './groups';
import type { RequestFields, RequestStatus } from './linkRequest';
import { type Pools, poolsFor } from './pools';
import type { LinkShares } from './seededLinks';
import type { ServiceType } from './serviceTypes';
import { timestamp } from './timestamps';
import { Uuids } from './uuids';

const day = 86_400_000;

/** A group that is there from the start. */
const groupSeeds: readonly { name: string; type: ServiceType; accounts: number }[] = [
	{ name: 'Entity profiles A', type: 'entity', accounts: 120 },
	{ name: 'Entity profiles B', type: 'entity', accounts: 64 },
	{ name: 'Social network', type: 'social', accounts: 90 },
	{ name: 'Blog authors', type: 'blog20', accounts: 48 },
	{ name: 'Podcast hosts', type: 'podcast', accounts: 20 },
	{ name: 'Stacking spare', type: 'stacking', accounts: 32 },
];

interface RequestSeed {
	name: string;
	type: ServiceType;
	status: RequestStatus;
	/** Created so far; the first request takes the sandbox's size instead. */
	links: number;
	target: number;
	price: number;
	daysAgo: number;
}

/** The requests that are there from the start, the oldest last. */
const requestSeeds: readonly RequestSeed[] = [
	{
		name: 'Bluebird Coffee: brand profiles',
		type: 'entity',
		status: 'running',
		links: 0,
		target: 0,
		price: 20,
		daysAgo: 60,
	},
	{
		name: 'Northwind Cycles: spring bikes',
		type: 'entity',
		status: 'completed',
		links: 50,
		target: 50,
		price: 25,
		daysAgo: 70,
	},
	{
		name: 'Fern & Hollow: studio opening',
		type: 'entity',
		status: 'pending',
		links: 0,
		target: 30,
		price: 15,
		daysAgo: 74,
	},
	{
		name: 'Lanternfish: courses',
		type: 'entity',
		status: 'failed',
		links: 12,
		target: 40,
		price: 10,
		daysAgo: 81,
	},
	{
		name: 'Bluebird Coffee: social',
		type: 'social',
		status: 'running',
		links: 36,
		target: 60,
		price: 12,
		daysAgo: 90,
	},
	{
		name: 'Northwind Cycles: social',
		type: 'social',
		status: 'completed',
		links: 40,
		target: 40,
		price: 12,
		daysAgo: 96,
	},
	{
		name: 'Bluebird Coffee: guest posts',
		type: 'blog20',
		status: 'running',
		links: 14,
		target: 20,
		price: 80,
		daysAgo: 103,
	},
	{
		name: 'Fern & Hollow: guest posts',
		type: 'blog20',
		status: 'stopped',
		links: 8,
		target: 25,
		price: 60,
		daysAgo: 111,
	},
	{
		name: 'Lanternfish: interviews',
		type: 'podcast',
		status: 'completed',
		links: 10,
		target: 10,
		price: 90,
		daysAgo: 124,
	},
	{
		name: 'Bluebird Coffee: second tier',
		type: 'stacking',
		status: 'running',
		links: 45,
		target: 80,
		price: 8,
		daysAgo: 137,
	},
	{
		name: 'Northwind Cycles: second tier',
		type: 'stacking',
		status: 'failed',
		links: 20,
		target: 45,
		price: 8,
		daysAgo: 151,
	},
	{
		name: 'All brands: index everything',
		type: 'indexing',
		status: 'completed',
		links: 60,
		target: 60,
		price: 3,
		daysAgo: 170,
	},
];

const sharesOf: Readonly<Record<RequestStatus, LinkShares>> = {
	pending: { pending: 1, queued: 0, running: 0, failed: 0 },
	running: { pending: 0.05, queued: 0.03, running: 0.02, failed: 0.06 },
	stopped: { pending: 0.25, queued: 0, running: 0, failed: 0.1 },
	completed: { pending: 0, queued: 0, running: 0, failed: 0.06 },
	failed: { pending: 0, queued: 0, running: 0, failed: 0.85 },
};

/** What a request starts with, besides its fields. */
export interface SeededRequest {
	fields: RequestFields;
	shares: LinkShares;
	size: number;
	from: number;
	until: number;
}

/** A request that has no seeded links. */
export function emptySeed(fields: RequestFields): SeededRequest {
	const created = Date.parse(fields.created_at);
	return { fields, shares: sharesOf.pending, size: 0, from: created, until: created };
}

/** Everything of the account that is there before anything happens. */
export class Seed {
	readonly pools: Pools;
	readonly groupUuids: Uuids;
	readonly accountUuids: Uuids;
	readonly requestUuids: Uuids;
	readonly userId: string;
	private readonly start: number;

	constructor(private readonly context: WorldContext) {
		const { seed, seededOn } = context;
		const uuids = (what: string): Uuids => new Uuids(seedOf(`${String(seed)} ${what}`));
		this.pools = poolsFor(seed);
		this.groupUuids = uuids('groups');
		this.accountUuids = uuids('accounts');
		this.requestUuids = uuids('requests');
		this.userId = uuids('users').of(1);
		this.start = Date.parse(seededOn);
	}

	/** Oldest first. */
	groups(): StoredGroup[] {
		let serial = 0;
		return groupSeeds.map(({ name, type, accounts }, place) => {
			const created = timestamp(this.start - (300 - place * 20) * day);
			const updated = timestamp(this.start - (20 - place) * day);
			const group = {
				id: this.groupUuids.of(place + 1),
				user_id: this.userId,
				name,
				service_type: type,
				status: 'active',
				created_at: created,
				updated_at: updated,
			};
			const stored = Array.from({ length: accounts }, () => {
				serial += 1;
				return { serial, account: this.account(serial, group.id, type), checkedAt: null };
			});
			return { group, accounts: stored };
		});
	}

	/** Oldest first. */
	requests(): SeededRequest[] {
		return requestSeeds
			.map((seed, place) => this.request(seed, place, requestSeeds.length - place))
			.reverse();
	}

	/** An account that the seed stands for, whether it is there from the start or comes by a move. */
	account(serial: number, groupId: string, type: ServiceType): Account {
		const random = new RandomStream(
			seedOf(`${String(this.context.seed)} account ${String(serial)}`),
		);
		const sites = this.pools.sites[type];
		const user = `${random.pick(this.pools.users)}${String(serial)}`;
		const secret = (kind: string): string => `${secretMark}-${kind}-${String(serial)}`;
		return {
			id: this.accountUuids.of(serial),
			group_id: groupId,
			service_type: type,
			website: random.pick(sites),
			username: user,
			email: `${user}@example.com`,
			password: secret('password'),
			app_password: random.chance(0.3) ? secret('app-password') : '',
			pass_mail: secret('mail-password'),
			twofa: random.chance(0.4) ? secret('twofa') : '',
			cookies: random.chance(0.5) ? `session=${secret('cookie')}` : '',
			note: '',
			status: random.chance(0.12) ? 'inactive' : 'active',
			is_indexed: random.chance(0.4),
			created_at: timestamp(this.start - random.integer(30, 300) * day),
		};
	}

	private request(seed: RequestSeed, place: number, serial: number): SeededRequest {
		const { name, type, status, price, daysAgo } = seed;
		const isFirst = place === 0;
		const size = isFirst ? this.context.backlinks : seed.links;
		const created = this.start - daysAgo * day;
		const started = status === 'pending' ? null : timestamp(created + day);
		const isOver = status === 'completed' || status === 'failed';
		const until = isOver ? created + 8 * day : this.start - day;
		return {
			fields: {
				id: this.requestUuids.of(serial),
				service_type: type,
				group_id: this.groupIdFor(type),
				name,
				website: `https://${hostFor(name)}`,
				auction_price: price,
				target: isFirst ? Math.max(50, Math.ceil(size * 1.25)) : seed.target,
				priority: 5,
				type_request: 'normal',
				config: {},
				data: {},
				folder_urls: {},
				status,
				started_at: started,
				completed_at: isOver ? timestamp(until + day) : null,
				created_at: timestamp(created),
				updated_at: timestamp(until + day),
			},
			shares: sharesOf[status],
			size,
			from: created + day,
			until,
		};
	}

	private groupIdFor(type: ServiceType): string | null {
		const place = groupSeeds.findIndex((group) => group.type === type);
		return place === -1 ? null : this.groupUuids.of(place + 1);
	}
}

/** `Fern & Hollow: guest posts` is of `fernandhollow.example`. */
function hostFor(name: string): string {
	const brand = name.split(':')[0].toLowerCase().replaceAll('&', 'and');
	return `${brand.replace(/[^a-z]/g, '')}.example`;
}

export const seededGroups = groupSeeds.length;
export const seededAccounts = groupSeeds.reduce((sum, { accounts }) => sum + accounts, 0);
export const seededRequests = requestSeeds.length;
