import { Draws } from '../../core/random';
import { secretMark } from './account';
import type { Link, LinkStatus } from './link';
import { errorMessages, type Pools, serverCount } from './pools';
import type { ServiceType } from './serviceTypes';
import { timestamp } from './timestamps';
import { Uuids } from './uuids';

/** The parts of chance in a link; each is drawn on its own. */
enum Trait {
	Failed,
	Indexed,
	Site,
	User,
	Server,
	Bio,
	Error,
	Retries,
	Wait,
	Outcome,
}

/** How far a request's seeded links have come, newest to oldest; the rest is finished. */
export interface LinkShares {
	pending: number;
	queued: number;
	running: number;
	/** Of the finished ones. */
	failed: number;
}

interface SeededLinksParts {
	type: ServiceType;
	seed: number;
	pools: Pools;
	shares: LinkShares;
	/** How many are there from the start. */
	size: number;
	/** When the first was created and when the last, in milliseconds since 1970. */
	from: number;
	until: number;
}

export const maxRetries = 3;
const indexedShare = 0.7;
const newLinkFails = 0.1;
const minute = 60_000;

/**
 * The links of a request that were there before anything happened, and what is by chance in those that
 * it will create. A link is drawn from its serial number (from 1) each time, so a million cost little.
 */
export class SeededLinks {
	readonly uuids: Uuids;
	private readonly draws: Draws;
	private readonly servers: Uuids;
	private readonly sites: Uuids;

	constructor(private readonly parts: SeededLinksParts) {
		this.uuids = new Uuids(parts.seed);
		this.draws = new Draws(parts.seed);
		this.servers = new Uuids(1);
		this.sites = new Uuids(2);
	}

	/** The newest are those that are not finished yet. */
	status(serial: number): LinkStatus {
		const { size, shares } = this.parts;
		const newer = (size - serial) / Math.max(1, size);
		if (newer < shares.pending) return 'pending';
		if (newer < shares.pending + shares.queued) return 'queued';
		if (newer < shares.pending + shares.queued + shares.running) return 'running';
		return this.draws.chance(serial, Trait.Failed, shares.failed) ? 'failed' : 'completed';
	}

	/** Whether search engines take a link of this number up, once it is completed. */
	isIndexable(serial: number): boolean {
		return this.draws.chance(serial, Trait.Indexed, indexedShare);
	}

	/** Whether a link that runs now fails; a retry is a new chance. */
	fails(serial: number, retries: number): boolean {
		return this.draws.chance(serial, Trait.Outcome + retries, newLinkFails);
	}

	errorMessage(serial: number): string {
		return this.draws.pick(serial, Trait.Error, errorMessages);
	}

	/** Where a completed link stands. */
	addresses(serial: number): Pick<Link, 'link_profile' | 'link_post'> {
		const site = this.site(serial).name;
		return {
			link_profile: `https://${site}/profile/${this.user(serial)}`,
			link_post: `https://${site}/post/${String(serial)}`,
		};
	}

	link(serial: number): Link {
		const { type, pools } = this.parts;
		const status = this.status(serial);
		const server = this.draws.integer(serial, Trait.Server, 1, serverCount);
		const site = this.site(serial);
		const user = this.user(serial);
		const failed = status === 'failed';
		const completed = status === 'completed';
		return {
			id: this.uuids.of(serial),
			service_type: type,
			server_id: this.servers.of(server),
			server_name: `server-${String(server).padStart(2, '0')}`,
			site_id: this.sites.of(site.index),
			site_name: site.name,
			email: `${user}@example.com`,
			username: user,
			password: `${secretMark}-link-password-${String(serial)}`,
			about: this.draws.pick(serial, Trait.Bio, pools.bios),
			...(completed ? this.addresses(serial) : { link_profile: '', link_post: '' }),
			status,
			note: '',
			error_message: failed ? this.errorMessage(serial) : '',
			retry_count: failed ? this.draws.integer(serial, Trait.Retries, 0, maxRetries) : 0,
			max_retries: maxRetries,
			is_indexed: completed && this.isIndexable(serial),
			...this.times(serial, status),
		};
	}

	private times(
		serial: number,
		status: LinkStatus,
	): Pick<Link, 'started_at' | 'completed_at' | 'created_at'> {
		const { from, until, size } = this.parts;
		const created = from + Math.floor(((until - from) * Math.min(serial, size)) / (size + 1));
		const started = created + this.draws.integer(serial, Trait.Wait, 1, 30) * minute;
		const waits = status === 'pending' || status === 'queued';
		return {
			started_at: waits ? null : timestamp(started),
			completed_at: waits || status === 'running' ? null : timestamp(started + minute),
			created_at: timestamp(created),
		};
	}

	private site(serial: number): { index: number; name: string } {
		const sites = this.parts.pools.sites[this.parts.type];
		const index = this.draws.integer(serial, Trait.Site, 0, sites.length - 1);
		return { index, name: sites[index] };
	}

	private user(serial: number): string {
		return this.draws.pick(serial, Trait.User, this.parts.pools.users);
	}
}
