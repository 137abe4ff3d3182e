import { RecordList, type RecordListSnapshot } from '../../core/recordList';
import { Refusal } from '../../core/refusal';
import type { Page } from './answers';
import { isUnfinished, type Link, type LinkCounts, type LinkStatus, linkStatuses } from './link';
import {
	fits,
	inOrder,
	isFound,
	isNewestFirst,
	type ListQuery,
	type Order,
	type SortKey,
	sortKey,
} from './lists';
import type { SeededLinks } from './seededLinks';

export interface LinkListSnapshot {
	records: RecordListSnapshot<Link>;
	lastSerial: number;
}

interface Kept<Value> {
	version: number;
	of: string;
	value: Value;
}

/** One request's links. */
export class LinkList {
	private readonly records: RecordList<Link>;
	private lastSerial: number;
	/** A list is read page by page: what was counted or chosen holds until something changes. */
	private counted: Kept<LinkCounts> | undefined;
	private chosen: Kept<readonly number[]> | undefined;

	constructor(
		readonly seeded: SeededLinks,
		size: number,
		snapshot?: LinkListSnapshot,
	) {
		const parts = { firstSerial: 1, size, draw: (serial: number) => seeded.link(serial) };
		this.records = new RecordList<Link>(parts, snapshot?.records);
		this.lastSerial = snapshot?.lastSerial ?? size;
	}

	get size(): number {
		return this.records.size;
	}

	record(serial: number): Link {
		return this.records.record(serial);
	}

	/** Without building the record. */
	statusOf(serial: number): LinkStatus {
		return this.records.changesOf(serial)?.status ?? this.seeded.status(serial);
	}

	/** @throws Refusal (404) for an id that is not on the list */
	serialOf(id: string): number {
		const serial = this.seeded.uuids.serialOf(id);
		if (serial === undefined || !this.records.has(serial)) throw new Refusal(404, 'Link not found');
		return serial;
	}

	page(query: ListQuery): Page<Link> {
		const { page, limit } = query;
		const offset = (page - 1) * limit;
		const all = isNewestFirst(query) && !query.status && !query.search;
		const serials = all
			? this.records.page(limit, offset)
			: this.select(query).slice(offset, offset + limit);
		const total = all ? this.size : this.select(query).length;
		return { items: serials.map((serial) => this.record(serial)), total, page, limit };
	}

	/** Newest first. */
	all(): Link[] {
		return this.records.newest(this.size).map((serial) => this.record(serial));
	}

	newest(count: number, chosen?: (serial: number) => boolean): number[] {
		return this.records.newest(count, chosen);
	}

	inStatus(...statuses: LinkStatus[]): number[] {
		return this.records.all().filter((serial) => statuses.includes(this.statusOf(serial)));
	}

	unfinished(): number[] {
		return this.records.all().filter((serial) => isUnfinished(this.statusOf(serial)));
	}

	counts(): LinkCounts {
		if (this.counted?.version === this.records.version) return this.counted.value;
		const value = Object.fromEntries(linkStatuses.map((status) => [status, 0])) as LinkCounts;
		for (const serial of this.records.all()) value[this.statusOf(serial)] += 1;
		this.counted = { version: this.records.version, of: '', value };
		return value;
	}

	/** At the front of the list. */
	create(changes: Partial<Link>): number {
		this.lastSerial += 1;
		this.records.add(this.lastSerial, changes);
		return this.lastSerial;
	}

	change(serial: number, changes: Partial<Link>): void {
		this.records.change(serial, changes);
	}

	remove(serials: readonly number[]): void {
		this.records.remove(new Set(serials));
	}

	snapshot(): LinkListSnapshot {
		return { records: this.records.snapshot(), lastSerial: this.lastSerial };
	}

	/** The serial numbers of what a query asks for, in its order. */
	private select({ status, search, sort, order }: ListQuery): readonly number[] {
		const { version } = this.records;
		const key = JSON.stringify([status, search, sort, order]);
		if (this.chosen?.version === version && this.chosen.of === key) return this.chosen.value;
		const fitting = this.records.newest(this.size, (serial) => this.fits(serial, status, search));
		const value = this.sorted(fitting, { sort, order });
		this.chosen = { version, of: key, value };
		return value;
	}

	private fits(serial: number, status: string | undefined, search: string | undefined): boolean {
		if (!fits(status, this.statusOf(serial))) return false;
		if (!search) return true;
		const { site_name, username, email, link_profile, link_post } = this.record(serial);
		return isFound(search, site_name, username, email, link_profile, link_post);
	}

	/** The newest have the highest serial numbers, so nothing has to be looked at to sort by age. */
	private sorted(newestFirst: number[], { sort, order }: Order): number[] {
		if (sort === 'created_at') return order === 'desc' ? newestFirst : newestFirst.reverse();
		const keyOf = (serial: number): SortKey => sortKey(this.record(serial), sort);
		return inOrder(
			newestFirst,
			sort === 'status' ? (serial) => this.statusOf(serial) : keyOf,
			order,
		);
	}
}
