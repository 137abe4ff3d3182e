import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { Client } from './client';
import { BadInput } from './failure';
import type { Field } from './fields';
import { isBlank, readField } from './fields';
import { toNodeError } from './nodeError';
import type { CursorPaging, Page, Paging, PositionPaging, Reading } from './paging';
import { allOf, pageFor, recordsIn } from './paging';
import { complain } from './parameters';
import type { Request, Service } from './service';

/** As many entries are shown at a time; the editor asks for more as the user scrolls. */
const entriesAtOnce = 100;

/** As many pages are looked through for a search before what was found is shown. */
const pagesAtOnce = 20;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

type Entry = (record: IDataObject) => INodeListSearchItems | undefined;

/**
 * A "From List" list: every record that `request` lists, as `entry` words it, with those that match
 * what the user typed, in the order of the service.
 */
export function listSearch({
	service,
	credential,
	request,
	paging = { by: 'whole' },
	records = (data) => data,
	next = () => undefined,
	summarize,
	entry,
	most = Infinity,
}: {
	service: Service;
	credential?: string;
	request(context: ILoadOptionsFunctions): Request;
	paging?: Paging;
	/** Where the records are in an answer. */
	records?(data: unknown): unknown;
	/** Cursor paging: where the next cursor is in an answer. */
	next?(data: unknown): string | null | undefined;
	/** What is listed where that is not the records themselves but something that all of them tell. */
	summarize?(records: readonly IDataObject[]): IDataObject[];
	/** How a record is listed; undefined where it cannot be chosen. */
	entry: Entry;
	/** How many records are looked through at most. */
	most?: number;
}): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken) {
		try {
			const client = new Client(this, service, undefined, credential);
			const asked = request(this);
			const reading: Reading = {
				client,
				request: asked,
				paging,
				page: (data) => ({
					records: recordsIn(client, asked, records(data)),
					next: next(data),
				}),
				wanted: most,
			};
			if (paging.by === 'cursor' && summarize === undefined) {
				return await fromCursor(reading, paging, entry, filter, paginationToken);
			}
			const all = await allOf(reading);
			const entries = entriesOf(summarize?.(all) ?? all, entry);
			return pageOf(matching(entries, filter), Number(paginationToken ?? 0));
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

const entriesOf = (records: readonly IDataObject[], entry: Entry): INodeListSearchItems[] =>
	records.map(entry).filter((found) => found !== undefined);

/** Reads on from where the editor stopped, until there is enough to show. */
async function fromCursor(
	reading: Reading,
	{ query, pageSize }: CursorPaging,
	entry: Entry,
	filter: string,
	start: string | undefined,
): Promise<INodeListSearchResult> {
	const results: INodeListSearchItems[] = [];
	let cursor = start;
	for (let pages = 0; pages < pagesAtOnce && results.length < entriesAtOnce; pages++) {
		const page = await pageFor(reading, query(cursor, pageSize));
		results.push(...matching(entriesOf(page.records, entry), filter));
		if (!page.next || page.next === cursor) return { results };
		cursor = page.next;
	}
	return { results, paginationToken: cursor };
}

/**
 * A "From List" list of records that the service searches itself: `request` carries what the user typed,
 * and a page is read at a time, as the user scrolls.
 */
export function pagedListSearch({
	service,
	credential,
	request,
	paging,
	page,
	entry,
}: {
	service: Service;
	credential?: string;
	request(context: ILoadOptionsFunctions, filter: string): Request;
	paging: PositionPaging;
	page(client: Client, request: Request, data: unknown): Page;
	entry(record: IDataObject): INodeListSearchItems;
}): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken = '') {
		try {
			const client = new Client(this, service, undefined, credential);
			// Half of a character, as it can be there while somebody types, has no encoding.
			const asked = request(this, filter.replace(/\p{Cs}/gu, '').trim());
			// Where the next page begins, and how many records the service gives at a time.
			const [start = 0, size = entriesAtOnce] = paginationToken
				.split('/')
				.filter((part) => part !== '')
				.map(Number);
			const query = { ...asked.query, ...paging.query(start, size) };
			const {
				records,
				total,
				size: given,
			} = page(client, asked, await client.data({ ...asked, query }));
			const used = Math.min(given ?? size, size);
			const end = start + used;
			// A total may be too low, so it ends no list whose page came full.
			const isShort = records.length < used;
			const isLast = records.length === 0 || (isShort && (total === undefined || end >= total));
			return {
				results: records.map(entry),
				...(isLast ? {} : { paginationToken: `${String(end)}/${String(used)}` }),
			};
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

/** The entries that hold every word of `filter`. */
function matching(
	entries: readonly INodeListSearchItems[],
	filter: string,
): INodeListSearchItems[] {
	const wanted = filter.toLowerCase().split(/\s+/);
	return entries.filter(({ name, value }) => {
		const text = `${name} ${String(value)}`.toLowerCase();
		return wanted.every((word) => text.includes(word));
	});
}

function pageOf(entries: readonly INodeListSearchItems[], start: number): INodeListSearchResult {
	const end = start + entriesAtOnce;
	return {
		results: entries.slice(start, end),
		...(end < entries.length ? { paginationToken: String(end) } : {}),
	};
}

/**
 * The value of a parameter that a list depends on, as it stands in the editor.
 * @throws BadInput where the user has not chosen it yet, or where it cannot be used
 */
export function chosenBefore<Value>(
	context: ILoadOptionsFunctions,
	field: Field<string, Value>,
): Value {
	const { name, displayName } = field.property;
	const given: unknown = context.getCurrentNodeParameter(name, { extractValue: true });
	if (isNotChosen(given)) {
		throw new BadInput(
			`Choose "${displayName}" first`,
			typeof given === 'string' && given.startsWith('=')
				? `The list depends on it, and its expression has no value yet. Run the nodes before this one, or give the ID yourself.`
				: `The list depends on it. Fill in "${displayName}", or give the ID yourself.`,
		);
	}
	const { value, complaints } = readField(field, () => given);
	if (complaints.length === 0) return value as Value;
	throw complain(complaints, 'The list depends on it. Correct it, or give the ID yourself.');
}

const isNotChosen = (given: unknown): boolean =>
	isBlank(given) || (typeof given === 'string' && given.startsWith('='));
