import type { Page } from './answers';

/** What all lists have in common: "page, limit, status, search", and "sort, order" of some. */
export interface ListQuery {
	page: number;
	limit: number;
	status?: string;
	search?: string;
	/** A field of the item; `created_at` unless told. */
	sort: string;
	order: 'asc' | 'desc';
}

export type SortKey = string | number;

export type Order = Pick<ListQuery, 'sort' | 'order'>;

/** One page of `items`, which stand newest first and are filtered already. */
export function pageOf<Item extends object>(items: readonly Item[], query: ListQuery): Page<Item> {
	const { page, limit } = query;
	const start = (page - 1) * limit;
	const sorted = isNewestFirst(query)
		? items
		: inOrder(items, (item) => sortKey(item, query.sort), query.order);
	return { items: sorted.slice(start, start + limit), total: items.length, page, limit };
}

export function isNewestFirst({ sort, order }: Order): boolean {
	return sort === 'created_at' && order === 'desc';
}

/** Of what compares equal, the newest is first, and with `asc` the last; `items` stand newest first. */
export function inOrder<Item>(
	items: readonly Item[],
	keyOf: (item: Item) => SortKey,
	order: 'asc' | 'desc',
): Item[] {
	const keyed = items.map((item) => ({ item, key: keyOf(item) }));
	keyed.sort((one, other) => compare(other.key, one.key));
	const sorted = keyed.map(({ item }) => item);
	return order === 'desc' ? sorted : sorted.reverse();
}

/** Whether one of the texts holds what was searched for, capitals or not. */
export function isFound(search: string | undefined, ...texts: (string | null)[]): boolean {
	if (search === undefined || search === '') return true;
	const wanted = search.toLowerCase();
	return texts.some((text) => text?.toLowerCase().includes(wanted));
}

export function fits(wanted: string | undefined, value: string): boolean {
	return wanted === undefined || wanted === '' || wanted === value;
}

/** The value that a list sorts by: dates are texts that sort as they are, nothing comes before everything. */
export function sortKey(item: object, field: string): SortKey {
	const value: unknown = (item as Record<string, unknown>)[field];
	if (typeof value === 'number') return value;
	if (typeof value === 'boolean') return Number(value);
	return typeof value === 'string' ? value : '';
}

function compare(one: SortKey, other: SortKey): number {
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	const [first, second] = [String(one), String(other)];
	return first < second ? -1 : Number(first > second);
}
