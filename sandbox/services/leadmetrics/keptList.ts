import { Refusal } from '../../core/refusal';
import { type Page, type PageRequest, pageBelow } from './paging';
import { unknownCursor } from './refusals';

/** A few dozen records that are kept as they are: directories, HARO queries. Oldest first within, newest first in pages. */
export class KeptList<Item extends { id: string }> {
	private readonly items: Map<string, Item>;
	private readonly changed = new Set<string>();

	/**
	 * @param noun what an item is called in a refusal
	 * @param seeded what is there from the start
	 * @param snapshot what came and changed since
	 */
	constructor(
		private readonly noun: string,
		seeded: readonly Item[],
		snapshot: readonly Item[] = [],
	) {
		this.items = new Map(seeded.map((item) => [item.id, item]));
		for (const item of snapshot) this.put(item);
	}

	get size(): number {
		return this.items.size;
	}

	all(): Item[] {
		return [...this.items.values()];
	}

	/** @throws Refusal (404) */
	get(id: string): Item {
		const item = this.items.get(id);
		if (!item) throw new Refusal(404, `${this.noun} not found`);
		return item;
	}

	/** A new item goes to the front of the list, a known one is replaced where it stands. */
	put(item: Item): void {
		this.items.set(item.id, item);
		this.changed.add(item.id);
	}

	/** Changes an item and returns it. @throws Refusal (404) */
	change(id: string, changes: Partial<Item>): Item {
		const changed = { ...this.get(id), ...changes };
		this.put(changed);
		return changed;
	}

	/** What came and changed since the start. */
	snapshot(): Item[] {
		return this.all().filter(({ id }) => this.changed.has(id));
	}

	/** @throws Refusal (400) for a cursor that no page gave */
	page({ cursor, limit }: PageRequest, chosen: (item: Item) => boolean): Page<Item> {
		const order = this.all();
		const end = cursor === undefined ? order.length : order.findIndex(({ id }) => id === cursor);
		if (end === -1) throw unknownCursor();
		const { keys, nextCursor } = pageBelow(order, end, limit, chosen, ({ id }) => id);
		return { items: keys, nextCursor };
	}
}
