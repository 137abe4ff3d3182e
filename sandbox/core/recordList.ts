/** What has to be kept of a list, beyond what is drawn. */
export interface RecordListSnapshot<Fields> {
	removed: number[];
	added: number[];
	changes: [serial: number, changes: Partial<Fields>][];
}

interface RecordListParts<Fields> {
	/** The serial number of the oldest record that is there from the start. */
	firstSerial: number;
	/** How many are there from the start. */
	size: number;
	/** The record that a serial number stands for; a new object each time. */
	draw: (serial: number) => Fields;
}

/**
 * Records that are drawn from their serial numbers whenever they are asked for: kept are the numbers in
 * order and what differs, so a million records cost little more than their numbers.
 */
export class RecordList<Fields extends object> {
	/** Ascending, which is oldest first: the newest is at the end, where adding is cheap. */
	private serials: number[];
	private readonly removed = new Set<number>();
	private readonly added = new Set<number>();
	private readonly changes = new Map<number, Partial<Fields>>();
	private changesSoFar = 0;

	constructor(
		private readonly parts: RecordListParts<Fields>,
		snapshot?: RecordListSnapshot<Fields>,
	) {
		const { size, firstSerial } = parts;
		this.serials = Array.from({ length: size }, (_, position) => firstSerial + position);
		if (snapshot) this.restore(snapshot);
	}

	get size(): number {
		return this.serials.length;
	}

	/** Goes up with each change, so that what was counted or sorted before can be told from what is true. */
	get version(): number {
		return this.changesSoFar;
	}

	/** Oldest first; to be read only. */
	all(): readonly number[] {
		return this.serials;
	}

	has(serial: number): boolean {
		let low = 0;
		let high = this.serials.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			if (this.serials[middle] === serial) return true;
			if (this.serials[middle] < serial) low = middle + 1;
			else high = middle - 1;
		}
		return false;
	}

	record(serial: number): Fields {
		return Object.assign(this.parts.draw(serial), this.changes.get(serial));
	}

	/** What differs from what the serial number stands for. */
	changesOf(serial: number): Partial<Fields> | undefined {
		return this.changes.get(serial);
	}

	/** The `limit` records after the `offset` newest. */
	page(limit: number, offset: number): number[] {
		const end = Math.max(0, this.serials.length - offset);
		return this.serials.slice(Math.max(0, end - limit), end).reverse();
	}

	/** The `count` newest for which `chosen` holds. */
	newest(count: number, chosen: (serial: number) => boolean = () => true): number[] {
		const found: number[] = [];
		for (let place = this.serials.length - 1; place >= 0 && found.length < count; place -= 1) {
			if (chosen(this.serials[place])) found.push(this.serials[place]);
		}
		return found;
	}

	/** `serial` has to be above all that the list has or ever had. */
	add(serial: number, changes: Partial<Fields>): void {
		this.serials.push(serial);
		this.added.add(serial);
		this.change(serial, changes);
	}

	change(serial: number, changes: Partial<Fields>): void {
		this.changes.set(serial, { ...this.changes.get(serial), ...changes });
		this.changesSoFar += 1;
	}

	/** Those that are not on the list are passed over. */
	remove(serials: ReadonlySet<number>): void {
		const leaving = new Set([...serials].filter((serial) => this.has(serial)));
		this.serials = this.serials.filter((serial) => !leaving.has(serial));
		for (const serial of leaving) {
			this.changes.delete(serial);
			if (!this.added.delete(serial)) this.removed.add(serial);
		}
		this.changesSoFar += 1;
	}

	snapshot(): RecordListSnapshot<Fields> {
		return {
			removed: [...this.removed],
			added: [...this.added],
			changes: [...this.changes],
		};
	}

	private restore({ removed, added, changes }: RecordListSnapshot<Fields>): void {
		this.remove(new Set(removed));
		for (const serial of added) {
			this.serials.push(serial);
			this.added.add(serial);
		}
		for (const [serial, change] of changes) this.changes.set(serial, change);
	}
}
