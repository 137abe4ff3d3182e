import type { IDataObject } from 'n8n-workflow';
import type { Client } from './client';
import { RequestFailed } from './failure';
import { isRecord } from './records';
import type { Request } from './service';

/** One page of a list, as an operation reads it out of an answer. */
export interface Page {
	readonly records: IDataObject[];
	/**
	 * How many records the whole list has, where the answer says so. It tells how many pages can be asked
	 * for at once; it may be wrong, so it ends no list whose last page came full.
	 */
	readonly total?: number;
	/** The page size that the service really used, where the answer echoes it. */
	readonly size?: number;
	/** Cursor paging: what to ask for next; null or undefined at the end. */
	readonly next?: string | null;
}

/** A page on its way to whoever reads a list. */
export interface PageRead extends Page {
	/** Where reading can go on after this page, as a `startAt`; undefined where nothing can follow. */
	readonly resume?: string;
	/** Whether the list ended before as many records came as the service had counted. */
	readonly isShort?: boolean;
}

/** How a service pages a list. */
export type Paging = PositionPaging | CursorPaging | WholeList;

/** Pages that can be asked for in any order, by offset or by number; several are asked for at once. */
export interface PositionPaging {
	readonly by: 'position';
	/** The most records that the service gives at a time (API text). */
	readonly pageSize: number;
	/** The query for `count` records from `start` on; `start` is a multiple of the page size where the service counts pages. */
	query(start: number, count: number): IDataObject;
	/** Whether the last page must be as large as the others, because the service counts pages. */
	readonly fixedSize?: boolean;
	/**
	 * Whether the service may give fewer records at a time than it was asked for without saying so; then
	 * a short page is the end only where the answer says how long the list or the page is.
	 */
	readonly sizeUnsure?: boolean;
	/** How to ask how long the list is, where its pages do not say so. */
	readonly total?: { readonly request: Request; in(data: unknown): number | undefined };
}

/** Pages that lead from one to the next. */
export interface CursorPaging {
	readonly by: 'cursor';
	readonly pageSize: number;
	query(cursor: string | undefined, count: number): IDataObject;
}

/** A list that comes as a whole. */
export interface WholeList {
	readonly by: 'whole';
}

/** What is read: a request for the list, how an answer is a page, and how much is wanted. */
export interface Reading {
	readonly client: Client;
	readonly request: Request;
	readonly paging: Paging;
	page(data: unknown): Page;
	/** How many records are wanted at most; Infinity for all. */
	readonly wanted: number;
	/** The field that names a record, to leave out one that moved onto the next page meanwhile. */
	readonly identity?: string;
	/** Told the length of the whole list as soon as it is known. */
	onTotal?(total: number): void;
	/** Where to begin: a page's `resume`, of the same list; at the beginning by default. */
	readonly startAt?: string;
}

/**
 * Reads a list page by page, in order, each page as it comes; memory holds the pages under way, not
 * the list. No record comes twice, and a service that never ends is stopped.
 * @throws RequestFailed when a page cannot be read, or pages repeat themselves
 */
export async function* pagesOf(reading: Reading): AsyncGenerator<IDataObject[], void, undefined> {
	const seen = new Set<unknown>();
	const progress: Progress = { given: 0, left: reading.wanted };
	for await (const { records } of pagesAsTheyCome(reading, progress)) {
		const fresh = withoutSeen(records, seen, reading.identity);
		const page = fresh.length > progress.left ? fresh.slice(0, progress.left) : fresh;
		progress.given += page.length;
		progress.left -= page.length;
		if (page.length > 0) yield page;
		if (progress.left <= 0) return;
	}
}

/** All records of a list at once, for the lists that are short or needed as a whole. */
export async function allOf(reading: Reading): Promise<IDataObject[]> {
	const records: IDataObject[] = [];
	for await (const page of pagesOf(reading)) records.push(...page);
	return records;
}

/** How many different records a reader was given, by its own count, and how many it still wants. */
export interface Progress {
	given: number;
	left: number;
}

/**
 * The same for a reader that knows by itself which records it has seen: it counts them in `progress`
 * while it has a page, and may get one twice that moved onto the next page meanwhile.
 * @throws RequestFailed when a page cannot be read, or pages repeat themselves
 */
export async function* pagesAsTheyCome(
	reading: Reading,
	progress: Progress,
): AsyncGenerator<PageRead, void, undefined> {
	let pagesWithoutNews = 0;
	let fullPage = 0;
	for await (const page of pagesByKind(reading, progress)) {
		const before = progress.given;
		yield page;
		// One such page can be records that moved, and so can small ones at the end of the list; two full
		// ones in a row are a service that repeats itself.
		fullPage = Math.max(fullPage, page.records.length);
		const isFull = page.records.length > 0 && page.records.length === fullPage;
		const isOld = isFull && progress.given === before;
		pagesWithoutNews = isOld ? pagesWithoutNews + 1 : 0;
		if (pagesWithoutNews > 1) throw endlessList(reading);
	}
}

function pagesByKind(
	reading: Reading,
	progress: Progress,
): AsyncGenerator<PageRead, void, undefined> {
	const { paging } = reading;
	switch (paging.by) {
		case 'position':
			return positionPages(reading, paging, progress);
		case 'cursor':
			return cursorPages(reading, paging, progress);
		case 'whole':
			return wholeList(reading);
	}
}

async function* wholeList(reading: Reading): AsyncGenerator<PageRead, void, undefined> {
	const page = await pageFor(reading, {});
	reading.onTotal?.(page.records.length);
	yield page;
}

/** So many pages without a record in a row, each with a new cursor, lead nowhere. */
const mostEmptyPages = 100;

async function* cursorPages(
	reading: Reading,
	paging: CursorPaging,
	progress: Progress,
): AsyncGenerator<PageRead, void, undefined> {
	const used = new Set<string>();
	let emptyPages = 0;
	let cursor = reading.startAt;
	for (;;) {
		const page = await pageFor(
			reading,
			paging.query(cursor, Math.min(paging.pageSize, progress.left)),
		);
		if (page.next === undefined || page.next === null || page.next === '') {
			yield page;
			return;
		}
		yield { ...page, resume: page.next };
		emptyPages = page.records.length === 0 ? emptyPages + 1 : 0;
		if (used.has(page.next) || emptyPages === mostEmptyPages) throw endlessList(reading);
		used.add(page.next);
		cursor = page.next;
	}
}

async function* positionPages(
	reading: Reading,
	paging: PositionPaging,
	progress: Progress,
): AsyncGenerator<PageRead, void, undefined> {
	const begin = beginningOf(reading, paging);
	const before = progress.given - begin.start;
	let counted: number | undefined;
	const onTotal = (total: number): void => {
		counted = total;
		reading.onTotal?.(total);
	};
	const given = (): number => progress.given - before;
	// Whoever stops reading early must not leave requests behind that are sent, or sent again, for nothing.
	let isRead = true;
	const request = { ...reading.request, isWanted: () => isRead };
	try {
		yield* pagesFrom({ ...reading, request, onTotal }, paging, progress, begin);
		const isShort = counted !== undefined && progress.left > 0 && given() < counted;
		if (isShort) yield { records: [], isShort };
	} finally {
		isRead = false;
	}
}

/** Where a list by position begins, and how many records are asked for at a time. */
interface Beginning {
	readonly start: number;
	readonly size: number;
}

/**
 * Reading goes on a page before the one that comes next, because records that left the list meanwhile
 * have moved the others forward.
 */
function beginningOf({ startAt, wanted }: Reading, { pageSize }: PositionPaging): Beginning {
	const [end = 0, size = 0] = (startAt ?? '').split('/').map(Number);
	if (!(end > 0 && size > 0)) return { start: 0, size: Math.min(pageSize, wanted) };
	return { start: Math.max(0, end - size), size };
}

/** A page by position, and where the one after it begins. */
const placed = (page: Page, next: number, size: number): PageRead => ({
	...page,
	resume: `${String(next)}/${String(size)}`,
});

/**
 * The first page comes alone, together with the question how long the list is. Where that is known,
 * the others are asked for several at a time; where it is not, one after the other. What the service
 * counts can be less than it has, so the list is over only where a page comes short.
 */
async function* pagesFrom(
	reading: Reading,
	paging: PositionPaging,
	progress: Progress,
	begin: Beginning,
): AsyncGenerator<PageRead, void, undefined> {
	const { wanted } = reading;
	const { start: first, size: asked } = begin;
	const askedTotal = wanted > paging.pageSize ? totalOf(reading, paging) : undefined;

	const page = await pageFor(reading, paging.query(first, asked));
	const given = page.records.length;
	const isEnd = given > 0 && given < asked;
	const counted = page.total ?? (isEnd ? undefined : await askedTotal);
	// A count of fewer than have come already says nothing.
	const total = counted !== undefined && counted >= first + given ? counted : undefined;
	if (total !== undefined) reading.onTotal?.(total);

	// A service may give fewer at a time than it was asked for; then its own size counts.
	const full = Math.min(asked, page.size ?? asked);
	const mayGoOn = paging.sizeUnsure === true && page.size === undefined;
	const isAll = total === undefined ? given > asked || !mayGoOn : first + given >= total;
	// One that gives more at a time than it was asked for gives all at once.
	const isLast = given === 0 || ((given < full || given > asked) && isAll);
	const size = given < full && !isLast ? given : Math.max(full, given);
	yield placed(page, first + size, size);
	if (isLast) return;

	let start = first + size;
	if (total !== undefined) {
		let isFull = true;
		for await (const ahead of pagesAhead(reading, paging, { start, size, total })) {
			yield ahead;
			if (ahead.records.length === 0) return;
			const count = countFrom(start, size, wanted, paging);
			isFull = ahead.records.length >= count;
			start += count;
		}
		if (!isFull) return;
	}
	for (; progress.left > 0; start += size) {
		const count = paging.fixedSize ? size : Math.min(size, progress.left);
		const last = await pageFor(reading, paging.query(start, count));
		yield placed(last, start + size, size);
		if (last.records.length < size) return;
	}
}

/** How many records are asked for from a place on, where `wanted` in all are wanted. */
const countFrom = (
	start: number,
	size: number,
	wanted: number,
	{ fixedSize }: PositionPaging,
): number => (fixedSize ? size : Math.min(size, wanted - start));

/** How many records the list has, as far as the service tells. */
async function totalOf(
	{ client, request: { isWanted } }: Reading,
	{ total }: PositionPaging,
): Promise<number | undefined> {
	if (total === undefined) return undefined;
	return await client.data({ ...total.request, isWanted }).then(total.in, () => undefined);
}

/** How many pages are held or asked for, for each request that the client sends at once. */
const pagesForARequest = 2;

/**
 * Pages in order, up to the one that must come short if the list is as long as the service counts. More
 * are asked for than the client sends at once, so that one that is late holds up those after it in this
 * list but not the requests for them.
 */
async function* pagesAhead(
	reading: Reading,
	paging: PositionPaging,
	{ start, size, total }: { start: number; size: number; total: number },
): AsyncGenerator<PageRead, void, undefined> {
	const underWay: Array<Promise<PageRead>> = [];
	const most = pagesForARequest * reading.client.concurrency;
	const { wanted } = reading;
	const end = Math.min(wanted, total + 1);
	let next = start;
	const askFurther = (): void => {
		while (next < end && underWay.length < most) {
			const after = next + size;
			const query = paging.query(next, countFrom(next, size, wanted, paging));
			const asked = pageFor(reading, query);
			const page = (next < total ? asked : asked.catch(emptyIfNoSuchPage)).then((read) =>
				placed(read, after, size),
			);
			// Whoever stops reading early must not leave a failure behind that nobody handles.
			page.catch(() => undefined);
			underWay.push(page);
			next += size;
		}
	};
	askFurther();
	while (underWay.length > 0) {
		const page = await underWay[0];
		underWay.shift();
		askFurther();
		yield page;
	}
}

/** A service may refuse the page after the last one; by its own count nothing is there. */
function emptyIfNoSuchPage(error: unknown): Page {
	if (isGonePlace(error)) return { records: [] };
	throw error;
}

/** Whether a service does not know, or no longer knows, a place in a list: a page or a cursor. */
export const isGonePlace = (error: unknown): boolean =>
	error instanceof RequestFailed && [400, 404, 410, 416, 422].includes(error.failure.status ?? 0);

/** One page of a list. */
export async function pageFor(
	{ client, request, page }: Pick<Reading, 'client' | 'request' | 'page'>,
	query: IDataObject,
): Promise<Page> {
	return page(await client.data({ ...request, query: { ...request.query, ...query } }));
}

function withoutSeen(
	records: IDataObject[],
	seen: Set<unknown>,
	identity: string | undefined,
): IDataObject[] {
	if (identity === undefined) return records;
	return records.filter((record) => {
		const id = record[identity];
		if (id === undefined || id === null) return true;
		if (seen.has(id)) return false;
		seen.add(id);
		return true;
	});
}

function endlessList({ client, request }: Reading): RequestFailed {
	const words = 'It gave the same page of the list again, so reading was stopped.';
	return new RequestFailed(
		client.service,
		request,
		{ reason: 'unreadable', words, acted: 'no' },
		1,
		false,
	);
}

/**
 * The records in an answer, checked to be what the API text says: a list of objects.
 * @throws RequestFailed where it is something else, so that no half-read answer passes for an empty list
 */
export function recordsIn(client: Client, request: Request, value: unknown): IDataObject[] {
	if (Array.isArray(value) && value.every(isRecord)) return value as IDataObject[];
	throw new RequestFailed(
		client.service,
		request,
		{ reason: 'unreadable', words: 'It holds no list of records.', acted: 'no' },
		1,
		false,
	);
}
