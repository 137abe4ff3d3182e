import { Refusal } from '../../core/refusal';
import { type Backlink, type BacklinkChanges, uncrawledBacklink } from './backlink';
import type { DisavowList } from './disavowList';
import type { SeededBacklinks } from './seededBacklinks';
import { comparableUrl, hostOf } from '../../core/urls';

/** How a backlink came onto the list. */
export type Origin = 'seed' | 'person' | 'crawler';

/** What has to be kept of a list, beyond its seed. */
export interface BacklinkListSnapshot {
	removed: number[];
	added: [id: number, origin: Origin][];
	changes: [id: number, changes: BacklinkChanges][];
}

/** The answer of "Backlink statistics", save the limit. */
export interface BacklinkCounts {
	total: number;
	anchors: number;
	ip: number;
	domains: number;
	dofollow: number;
	nofollow: number;
}

interface BacklinkListParts {
	siteName: string;
	seeded: SeededBacklinks;
	disavowed: DisavowList;
	firstId: number;
	size: number;
	nextId: () => number;
	today: () => string;
}

/** One site's backlinks: the ids in order, and only what differs from what the ids stand for. */
export class BacklinkList {
	/** Ascending, which is oldest first: the newest is at the end, where adding is cheap. */
	private ids: number[];
	private readonly removed = new Set<number>();
	private readonly added = new Map<number, Origin>();
	private readonly changes = new Map<number, BacklinkChanges>();
	/** The ids of those whose URL is not the one that their id stands for. */
	private readonly idsByUrl = new Map<string, number>();
	private counted: BacklinkCounts | undefined;

	constructor(
		private readonly parts: BacklinkListParts,
		snapshot?: BacklinkListSnapshot,
	) {
		this.ids = Array.from({ length: parts.size }, (_, position) => parts.firstId + position);
		if (snapshot) this.restore(snapshot);
	}

	get size(): number {
		return this.ids.length;
	}

	/** A page, newest first: the order of the ids, downwards. */
	page(limit: number, offset: number): Backlink[] {
		const end = Math.max(0, this.ids.length - offset);
		const page = this.ids.slice(Math.max(0, end - limit), end);
		return page.reverse().map((id) => this.record(id));
	}

	has(id: number): boolean {
		let low = 0;
		let high = this.ids.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			if (this.ids[middle] === id) return true;
			if (this.ids[middle] < id) low = middle + 1;
			else high = middle - 1;
		}
		return false;
	}

	/** @throws Refusal (404) for an id that is not on the list */
	get(id: number): Backlink {
		if (!this.has(id)) throw new Refusal(404, `There is no backlink ${String(id)} on this site`);
		return this.record(id);
	}

	hasUrl(url: string): boolean {
		const known = this.idsByUrl.get(comparableUrl(url));
		if (known !== undefined) return true;
		const id = this.parts.seeded.idOf(comparableUrl(url));
		return id !== undefined && this.has(id) && this.changes.get(id)?.from_url === undefined;
	}

	/** The `count` newest ids for which `chosen` holds. */
	newest(count: number, chosen: (backlink: Backlink) => boolean = () => true): number[] {
		const found: number[] = [];
		for (let place = this.ids.length - 1; place >= 0 && found.length < count; place -= 1) {
			if (chosen(this.record(this.ids[place]))) found.push(this.ids[place]);
		}
		return found;
	}

	/** Adds what a person entered; nothing of it is crawled yet. */
	addByPerson(url: string, changes: BacklinkChanges): number {
		return this.add('person', {
			...changes,
			from_url: url,
			domain: hostOf(url),
			date_added: this.parts.today(),
		});
	}

	/** Adds a backlink that a crawler found today: at the front of the list, alive. */
	addByCrawler(): number {
		const today = this.parts.today();
		return this.add('crawler', {
			date_added: today,
			date_placement: today,
			date_lost: null,
			is_link_not_found: '0',
			http_status: '200',
			last_crawler_visit: today,
		});
	}

	change(id: number, changes: BacklinkChanges): void {
		this.get(id);
		this.keepChanges(id, { ...this.changes.get(id), ...changes });
		this.counted = undefined;
	}

	/** Ids that are not on the list are passed over. */
	remove(ids: ReadonlySet<number>): void {
		this.ids = this.ids.filter((id) => !ids.has(id));
		for (const id of ids) {
			const url = this.changes.get(id)?.from_url;
			if (url !== undefined) this.idsByUrl.delete(comparableUrl(url));
			this.changes.delete(id);
			if (!this.added.delete(id)) this.removed.add(id);
		}
		this.counted = undefined;
	}

	/** Counted over the whole list, once between two changes. */
	counts(): BacklinkCounts {
		this.counted ??= this.count();
		return this.counted;
	}

	snapshot(): BacklinkListSnapshot {
		return {
			removed: [...this.removed],
			added: [...this.added],
			changes: [...this.changes],
		};
	}

	private restore({ removed, added, changes }: BacklinkListSnapshot): void {
		this.remove(new Set(removed));
		for (const [id, origin] of added) {
			this.added.set(id, origin);
			this.ids.push(id);
		}
		for (const [id, change] of changes) this.keepChanges(id, change);
	}

	private add(origin: Origin, changes: BacklinkChanges): number {
		const id = this.parts.nextId();
		this.ids.push(id);
		this.added.set(id, origin);
		this.keepChanges(id, changes);
		this.counted = undefined;
		return id;
	}

	private keepChanges(id: number, changes: BacklinkChanges): void {
		const formerUrl = this.changes.get(id)?.from_url;
		if (formerUrl !== undefined) this.idsByUrl.delete(comparableUrl(formerUrl));
		this.changes.set(id, changes);
		if (changes.from_url !== undefined) this.idsByUrl.set(comparableUrl(changes.from_url), id);
	}

	private record(id: number): Backlink {
		const drawn =
			this.added.get(id) === 'person'
				? uncrawledBacklink(id, this.parts.siteName)
				: this.parts.seeded.backlink(id);
		const changes = this.changes.get(id);
		const backlink = changes ? Object.assign(drawn, changes) : drawn;
		// A drawn URL is comparable as it is; one that somebody gave may not be.
		const url = changes?.from_url === undefined ? drawn.from_url : comparableUrl(changes.from_url);
		backlink.is_disavow = this.parts.disavowed.covers(url) ? '1' : '0';
		return backlink;
	}

	private count(): BacklinkCounts {
		const { seeded } = this.parts;
		const anchors = new Set<string>();
		const addresses = new Set<string>();
		const domains = new Set<string>();
		let nofollow = 0;
		for (const id of this.ids) {
			// Whole records would be built for four fields; only changed ones need that.
			const record = this.changes.has(id) ? this.record(id) : undefined;
			anchors.add(record ? record.anchor : seeded.anchor(id));
			domains.add(record ? record.domain : seeded.domain(id));
			const address = record ? record.src_domain_ip : seeded.address(id);
			if (address !== null) addresses.add(address);
			if (record ? record.is_nofollow === '1' : seeded.isNoFollow(id)) nofollow += 1;
		}
		return {
			total: this.ids.length,
			anchors: anchors.size,
			ip: addresses.size,
			domains: domains.size,
			dofollow: this.ids.length - nofollow,
			nofollow,
		};
	}
}
