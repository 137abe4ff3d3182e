import type { IDataObject } from 'n8n-workflow';
import type { Client } from './client';
import { isRecord, RequestFailed } from './failure';
import type { Request } from './service';

/** One page of a list, as an operation reads it out of an answer. */
export interface Page {
	readonly records: IDataObject[];
	/** How many records the whole list has, where the answer says so. */
	readonly total?: number;
	/** The page size that the service really used, where the answer echoes it. */
	readonly size?: number;
	/** Cursor paging: what to ask for next; null or undefined at the end. */
	readonly next?: string | null;
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
	/** Asks how long the list is, where its pages do not say so. */
	total?(client: Client): Promise<number | undefined>;
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
}

/**
 * Reads a list page by page, in order, each page as it comes; memory holds the pages under way, not
 * the list. No record comes twice, and a service that never ends is stopped.
 * @throws RequestFailed when a page cannot be read, or pages repeat themselves
 */
export async function* pagesOf(reading: Reading): AsyncGenerator<IDataObject[], void, undefined> {
	const seen = new Set<unknown>();
	const progress: Progress = { given: 0, left: reading.wanted };
	let pagesWithoutNews = 0;
	for await (const { records } of rawPages(reading, progress)) {
		const fresh = withoutSeen(records, seen, reading.identity);
		// One such page can be records that moved; two in a row are a service that repeats itself.
		pagesWithoutNews = fresh.length === 0 && records.length > 0 ? pagesWithoutNews + 1 : 0;
		if (pagesWithoutNews > 1) throw endlessList(reading);
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

/** How many records were handed on, and how many are still wanted. */
interface Progress {
	given: number;
	left: number;
}

function rawPages(reading: Reading, progress: Progress): AsyncGenerator<Page, void, undefined> {
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

async function* wholeList(reading: Reading): AsyncGenerator<Page, void, undefined> {
	const page = await pageFor(reading, {});
	reading.onTotal?.(page.records.length);
	yield page;
}

async function* cursorPages(
	reading: Reading,
	paging: CursorPaging,
	progress: Progress,
): AsyncGenerator<Page, void, undefined> {
	const used = new Set<string>();
	let cursor: string | undefined;
	for (;;) {
		const page = await pageFor(
			reading,
			paging.query(cursor, Math.min(paging.pageSize, progress.left)),
		);
		yield page;
		if (page.next === undefined || page.next === null || page.next === '') return;
		if (used.has(page.next)) throw endlessList(reading);
		used.add(page.next);
		cursor = page.next;
	}
}

/**
 * The first page comes alone, together with the question how long the list is. Where that is known,
 * the others are asked for several at a time; where it is not, one after the other until one is short.
 */
async function* positionPages(
	reading: Reading,
	paging: PositionPaging,
	progress: Progress,
): AsyncGenerator<Page, void, undefined> {
	const { client, wanted } = reading;
	const asked = Math.min(paging.pageSize, wanted);
	const wantsMore = wanted > paging.pageSize;
	const askedTotal = wantsMore ? paging.total?.(client).catch(() => undefined) : undefined;

	const first = await pageFor(reading, paging.query(0, asked));
	const given = first.records.length;
	const total = first.total ?? (given < asked ? undefined : await askedTotal);
	if (total !== undefined) reading.onTotal?.(total);
	yield first;

	// A service may give fewer at a time than it was asked for; then its own size counts.
	const full = Math.min(asked, first.size ?? asked);
	const mayGoOn = paging.sizeUnsure === true && first.size === undefined;
	const isAll = total === undefined ? given > asked || (given < full && !mayGoOn) : given >= total;
	if (given === 0 || isAll) return;
	const size = given < full ? given : Math.max(full, given);

	let start = size;
	if (total !== undefined) {
		const end = Math.min(wanted, total);
		for await (const page of pagesAhead(reading, paging, { start, end, size })) {
			yield page;
			if (page.records.length === 0) return;
		}
		start = Math.max(start, paging.fixedSize ? Math.ceil(end / size) * size : end);
		// What the service counted is all there is, unless records moved or were added meanwhile.
		if (progress.left <= 0 || (end === total && progress.given >= total)) return;
	}
	for (; progress.left > 0; start += size) {
		const page = await pageFor(
			reading,
			paging.query(start, paging.fixedSize ? size : Math.min(size, progress.left)),
		);
		yield page;
		if (page.records.length < size) return;
	}
}

/** Pages in order, asked for as many at a time as the client sends at once. */
async function* pagesAhead(
	reading: Reading,
	paging: PositionPaging,
	{ start, end, size }: { start: number; end: number; size: number },
): AsyncGenerator<Page, void, undefined> {
	const underWay: Array<Promise<Page>> = [];
	let next = start;
	const askFurther = (): void => {
		while (next < end && underWay.length < reading.client.concurrency) {
			const count = paging.fixedSize ? size : Math.min(size, end - next);
			const page = pageFor(reading, paging.query(next, count));
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
