import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { Client } from './client';
import { toNodeError } from './nodeError';
import type { Paging } from './paging';
import { allOf, recordsIn } from './paging';
import type { Request, Service } from './service';

/** As many entries are shown at a time; the editor asks for more as the user scrolls. */
const entriesAtOnce = 100;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

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
	entry,
	most = Infinity,
}: {
	service: Service;
	credential?: string;
	request(context: ILoadOptionsFunctions): Request;
	paging?: Paging;
	/** Where the records are in an answer. */
	records?(data: unknown): unknown;
	entry(record: IDataObject): INodeListSearchItems;
	/** How many records are looked through at most. */
	most?: number;
}): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken = '0') {
		try {
			const client = new Client(this, service, undefined, credential);
			const asked = request(this);
			const all = await allOf({
				client,
				request: asked,
				paging,
				page: (data) => ({ records: recordsIn(client, asked, records(data)) }),
				wanted: most,
			});
			return pageOf(all.map(entry), filter, Number(paginationToken));
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

/** The entries that hold every word of `filter`, from `start` on. */
function pageOf(
	entries: readonly INodeListSearchItems[],
	filter: string,
	start: number,
): INodeListSearchResult {
	const wanted = filter.toLowerCase().split(/\s+/);
	const matching = entries.filter(({ name, value }) => {
		const text = `${name} ${String(value)}`.toLowerCase();
		return wanted.every((word) => text.includes(word));
	});
	const end = start + entriesAtOnce;
	return {
		results: matching.slice(start, end),
		...(end < matching.length ? { paginationToken: String(end) } : {}),
	};
}
