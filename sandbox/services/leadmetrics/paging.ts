/** What a list's query asks for. */
export interface PageRequest {
	/** The `nextCursor` of the page before. */
	cursor?: string;
	limit: number;
}

/** "Response: { items: Backlink[], nextCursor: string | null }"; the other lists are answered alike. */
export interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/**
 * The page that begins below place `end` of `order`, downwards: lists are newest first, and the newest
 * stands at the end. `nextCursor` is the id of the page's last item.
 */
export function pageBelow<Key>(
	order: readonly Key[],
	end: number,
	limit: number,
	chosen: (key: Key) => boolean,
	idOf: (key: Key) => string,
): { keys: Key[]; nextCursor: string | null } {
	const found: Key[] = [];
	// One more than asked for tells whether there is a next page.
	for (let place = end - 1; place >= 0 && found.length <= limit; place -= 1) {
		if (chosen(order[place])) found.push(order[place]);
	}
	const keys = found.slice(0, limit);
	const last = keys.at(-1);
	const hasMore = found.length > limit && last !== undefined;
	return { keys, nextCursor: hasMore ? idOf(last) : null };
}
