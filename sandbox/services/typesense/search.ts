import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import { checked } from '../../core/service';
import type { Collection } from './collection';
import { filterOf } from './filter';
import type { StoredDocument } from './values';

const queryShape = z
	.object({
		q: z.string().default('*'),
		query_by: z.string().default(''),
		filter_by: z.string().default(''),
		sort_by: z.string().default(''),
		page: z.coerce.number().int().positive().default(1),
		per_page: z.coerce.number().int().min(0).max(250).default(10),
	})
	.passthrough();

type Query = z.infer<typeof queryShape>;

/**
 * "Search": every word of `q` begins a word of one of the fields `query_by`. Neither typos nor ranking;
 * the order is that of `sort_by` or in which the documents came.
 * @throws Refusal (400, 404) in Typesense's words
 */
export function search(collection: Collection, sent: unknown): Record<string, unknown> {
	const query = checked(queryShape, sent);
	const found = sorted(matching(collection, query), query.sort_by);
	const start = (query.page - 1) * query.per_page;
	const hits = found.slice(start, start + query.per_page);
	return {
		facet_counts: [],
		found: found.length,
		hits: hits.map((document) => ({ document, highlight: {}, highlights: [] })),
		out_of: collection.documents.length,
		page: query.page,
		request_params: {
			collection_name: collection.schema.name,
			per_page: query.per_page,
			q: query.q,
		},
		search_cutoff: false,
		search_time_ms: 0,
	};
}

/** The documents for which `filter_by` holds; all without one. */
export function filtered(collection: Collection, filterBy: string): StoredDocument[] {
	if (filterBy === '') return collection.documents;
	return collection.documents.filter(filterOf(filterBy, collection.schema));
}

function matching(collection: Collection, { q, query_by, filter_by }: Query): StoredDocument[] {
	const documents = filtered(collection, filter_by);
	if (q === '*') return documents;
	const fields = query_by.split(',').filter((name) => name !== '');
	if (fields.length === 0) throw new Refusal(400, 'No search fields specified for the query.');
	for (const name of fields) {
		if (collection.schema.fields.some((field) => field.name === name)) continue;
		throw new Refusal(404, `Could not find a field named \`${name}\` in the schema.`);
	}
	const wanted = wordsOf(q);
	return documents.filter((document) => {
		const words = fields.flatMap((name) => textsIn(document[name]).flatMap(wordsOf));
		return wanted.every((want) => words.some((word) => word.startsWith(want)));
	});
}

function textsIn(value: unknown): string[] {
	return [value].flat().filter((one) => typeof one === 'string');
}

function wordsOf(text: string): string[] {
	return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function sorted(documents: StoredDocument[], sortBy: string): StoredDocument[] {
	if (sortBy === '') return documents;
	const [name, direction = 'desc'] = sortBy.split(':');
	const sign = direction === 'asc' ? 1 : -1;
	const rank = (document: StoredDocument): number => Number(document[name] ?? -Infinity);
	return [...documents].sort((one, other) => sign * (rank(one) - rank(other)));
}
