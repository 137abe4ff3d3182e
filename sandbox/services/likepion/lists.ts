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

export type Order = Pick<ListQuery, 'sort' | 'order'>;

/** One page of `items`, which stand newest first and are filtered already. */
export function pageOf<Item extends object>(items: readonly Item[], query: ListQuery): Page<Item> {
	const { page, limit } = query;
	const start = (page - 1) * limit;
	const sorted = isNewestFirst(query) ? items : inOrder(items, query);
	return { items: sorted.slice(start, start + limit), total: items.length, page, limit };
}

export function isNewestFirst({ sort, order }: Order): boolean {
	return sort === 'created_at' && order === 'desc';
}

/** What compares equal stays in its order. */
export function inOrder<Item extends object>(items: readonly Item[], query: Order): Item[] {
	const keyed = items.map((item) => ({ item, key: sortKey(item, query.sort) }));
	const direction = query.order === 'asc' ? 1 : -1;
	return keyed
		.sort((one, other) => direction * compare(one.key, other.key))
		.map(({ item }) => item);
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

function sortKey(item: object, field: string): string | number {
	const value: unknown = Object.entries(item).find(([name]) => name === field)?.[1];
	if (typeof value === 'number') return value;
	if (typeof value === 'boolean') return Number(value);
	return typeof value === 'string' ? value : '';
}

function compare(one: string | number, other: string | number): number {
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	const [first, second] = [String(one), String(other)];
	return first < second ? -1 : Number(first > second);
}
