import { RecordList, type RecordListSnapshot } from '../../core/recordList';
import { Refusal } from '../../core/refusal';
import type { Backlink, BacklinkChanges, SourceType } from './backlink';
import { type Cuids, mostSerials } from './cuids';
import { type Page, type PageRequest, pageBelow } from './paging';
import { unknownCursor } from './refusals';
import type { SeededBacklinks } from './seededBacklinks';

/** Which backlinks a list shows; all of the given have to hold. */
export interface BacklinkFilter {
	outreachStatus?: string;
	/** Backlinks of another status. */
	notOutreachStatus?: string;
	campaignId?: string;
	sourceType?: SourceType;
}

export interface BacklinkListSnapshot {
	lastSerial: number;
	list: RecordListSnapshot<Backlink>;
	moved: MovedSerials;
}

/** What no longer stands where its serial number has it. */
interface MovedSerials {
	/** Newer than all others, the newest last. */
	toFront: number[];
	/** Older than all others, the oldest first. */
	toBack: number[];
}

interface BacklinkListParts {
	seeded: SeededBacklinks;
	size: number;
	cuids: Cuids;
	now: () => number;
}

/** One tenant's backlinks, newest first in every page. */
export class BacklinkList {
	private readonly list: RecordList<Backlink>;
	private readonly moved: MovedSerials;
	private lastSerial: number;
	/** The order with what was moved, and the list's version that it is true for. */
	private ordered: { serials: readonly number[]; version: number } | undefined;

	constructor(
		private readonly parts: BacklinkListParts,
		snapshot?: BacklinkListSnapshot,
	) {
		const { size, seeded } = parts;
		this.list = new RecordList(
			{ firstSerial: 1, size, draw: (serial) => seeded.backlink(serial) },
			snapshot?.list,
		);
		this.moved = snapshot?.moved ?? { toFront: [], toBack: [] };
		this.lastSerial = snapshot?.lastSerial ?? size;
	}

	get size(): number {
		return this.list.size;
	}

	/**
	 * "List backlinks for a tenant with optional filtering and cursor pagination". A cursor stays good when
	 * its backlink is gone. @throws Refusal (400) for a cursor that is none
	 */
	page(filter: BacklinkFilter, { cursor, limit }: PageRequest): Page<Backlink> {
		const order = this.order();
		const end = cursor === undefined ? order.length : this.placeOf(cursor);
		const { keys, nextCursor } = pageBelow(
			order,
			end,
			limit,
			(serial) => this.matches(serial, filter),
			(serial) => this.idOf(serial),
		);
		return { items: keys.map((serial) => this.list.record(serial)), nextCursor };
	}

	has(id: string): boolean {
		return this.serialOf(id) !== undefined;
	}

	/** @throws Refusal (404) for an id that is not on the list, such as another tenant's */
	get(id: string): Backlink {
		return this.list.record(this.mustHave(id));
	}

	/** The `count` newest ids that match. */
	newest(count: number, filter: BacklinkFilter = {}): string[] {
		return this.page(filter, { limit: count }).items.map(({ id }) => id);
	}

	/** The `count` oldest ids, the oldest first. */
	oldest(count: number): string[] {
		return this.order()
			.slice(0, count)
			.map((serial) => this.idOf(serial));
	}

	/** Adds a backlink that nobody has worked on, at the front. @returns the record */
	add(changes: BacklinkChanges): Backlink {
		const now = this.parts.now();
		const time = new Date(now).toISOString();
		if (this.lastSerial + 1 >= mostSerials) throw new Refusal(400, 'There is no room for more');
		this.lastSerial += 1;
		this.list.add(this.lastSerial, {
			outreachStatus: 'new',
			notes: null,
			outreachSentAt: null,
			completedAt: null,
			createdAt: time,
			updatedAt: time,
			...changes,
			id: this.parts.cuids.make(this.lastSerial, now),
		});
		return this.list.record(this.lastSerial);
	}

	/** @returns the record as it is then. @throws Refusal (404) */
	change(id: string, changes: BacklinkChanges): Backlink {
		const serial = this.mustHave(id);
		const updatedAt = new Date(this.parts.now()).toISOString();
		this.list.change(serial, { updatedAt, ...changes });
		return this.list.record(serial);
	}

	/** @throws Refusal (404) */
	remove(ids: readonly string[]): void {
		const serials = new Set(ids.map((id) => this.mustHave(id)));
		this.unmove(serials);
		this.list.remove(serials);
	}

	/** As lists do that are ordered by something that changes; among themselves they keep their order. @throws Refusal (404) */
	move(ids: readonly string[], to: 'front' | 'back'): void {
		const serials = ids.map((id) => this.mustHave(id)).sort((one, other) => one - other);
		this.unmove(new Set(serials));
		if (to === 'front') this.moved.toFront.push(...serials);
		else this.moved.toBack.unshift(...serials);
		this.ordered = undefined;
	}

	snapshot(): BacklinkListSnapshot {
		return { lastSerial: this.lastSerial, list: this.list.snapshot(), moved: this.moved };
	}

	private matches(serial: number, filter: BacklinkFilter): boolean {
		const { outreachStatus, notOutreachStatus, campaignId, sourceType } = filter;
		const { seeded } = this.parts;
		const changes = this.list.changesOf(serial);
		if (campaignId !== undefined) {
			if ((changes?.campaignId ?? seeded.campaignId(serial)) !== campaignId) return false;
		}
		if (sourceType !== undefined) {
			if ((changes?.sourceType ?? seeded.sourceType(serial)) !== sourceType) return false;
		}
		if (outreachStatus === undefined && notOutreachStatus === undefined) return true;
		const status = changes?.outreachStatus ?? seeded.outreachStatus(serial);
		return status === (outreachStatus ?? status) && status !== notOutreachStatus;
	}

	private idOf(serial: number): string {
		return this.list.changesOf(serial)?.id ?? this.parts.seeded.id(serial);
	}

	private serialOf(id: string): number | undefined {
		const serial = this.parts.cuids.serialIn(id);
		if (serial === undefined || !this.list.has(serial)) return undefined;
		return this.idOf(serial) === id ? serial : undefined;
	}

	private mustHave(id: string): number {
		const serial = this.serialOf(id);
		if (serial === undefined) throw new Refusal(404, 'Backlink not found');
		return serial;
	}

	private get isInOrder(): boolean {
		return this.moved.toFront.length === 0 && this.moved.toBack.length === 0;
	}

	/** Oldest first. */
	private order(): readonly number[] {
		if (this.isInOrder) return this.list.all();
		const { version } = this.list;
		if (this.ordered?.version !== version) {
			const { toFront, toBack } = this.moved;
			const moved = new Set([...toFront, ...toBack]);
			const others = this.list.all().filter((serial) => !moved.has(serial));
			this.ordered = { serials: [...toBack, ...others, ...toFront], version };
		}
		return this.ordered.serials;
	}

	/** Where a cursor's backlink stands in the order, or stood before it was removed. */
	private placeOf(cursor: string): number {
		const serial = this.parts.cuids.serialIn(cursor);
		if (serial === undefined || serial > this.lastSerial) throw unknownCursor();
		const order = this.order();
		if (this.isInOrder) return firstPlaceFrom(order, serial);
		const place = order.indexOf(serial);
		if (place !== -1) return place;
		const newer = order.findIndex((other) => other > serial);
		return newer === -1 ? order.length : newer;
	}

	private unmove(serials: ReadonlySet<number>): void {
		const stays = (serial: number): boolean => !serials.has(serial);
		this.moved.toFront = this.moved.toFront.filter(stays);
		this.moved.toBack = this.moved.toBack.filter(stays);
		this.ordered = undefined;
	}
}

/** The first place of an ascending list whose number is `least` or more. */
function firstPlaceFrom(ascending: readonly number[], least: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (ascending[middle] < least) low = middle + 1;
		else high = middle;
	}
	return low;
}
