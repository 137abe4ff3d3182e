import type { IDataObject } from 'n8n-workflow';
import { countIn } from '../shared/answers';
import type { Client } from '../shared/client';
import { RequestFailed } from '../shared/failure';
import { isRecord } from '../shared/records';
import type { Page, PositionPaging } from '../shared/paging';
import { recordsIn } from '../shared/paging';
import type { Request, Service } from '../shared/service';
import { secretFields } from './schemas';

/**
 * LikePion's Backlink API, as its text "Backlink API (User)" describes it: JSON, in the text's examples
 * with and without the envelope `{ "success": true, "data": … }`; lists by page number, with `total` and
 * the `limit` that was used beside `data`; 402 where the credits do not suffice.
 */
export const likePion: Service = {
	name: 'LikePion',
	credential: 'likePionApi',
	secret: 'access token',
	secretFields,
	// A request has a field called "data" itself, so only `success` tells the envelope. A list keeps it,
	// since it holds the list's length.
	unwrap: (body) =>
		isRecord(body) && typeof body.success === 'boolean' && isRecord(body.data) ? body.data : body,
	refusals: [
		{
			when: 402,
			message: 'LikePion refused the request: the account has not enough credits',
			advice:
				'Nothing was created. Buy credits in LikePion, or lower "Auction Price" or "Target", and run the item again.',
		},
		{
			when: 404,
			message: 'LikePion has nothing under this ID',
			advice:
				'Check the ID and, where there is one, that "Service Type" is its own; it may also have been deleted.',
		},
	],
};

/** The text names no maximum; an answer echoes the `limit` that was really used. */
const pageSize = 100;

/** "Query: page (default 1), limit (default 20)". */
export const paging: PositionPaging = {
	by: 'position',
	pageSize,
	fixedSize: true,
	sizeUnsure: true,
	query: (start, count) => ({ page: Math.floor(start / count) + 1, limit: count }),
};

/** A list as a page; without the envelope it is the bare list. */
export function pageIn(client: Client, request: Request, data: unknown): Page {
	if (!isRecord(data)) return { records: recordsIn(client, request, data) };
	const total = countIn(data.total);
	const size = countIn(data.limit);
	return {
		records: recordsIn(client, request, data.data),
		...(total === undefined ? {} : { total }),
		...(size === undefined || size === 0 ? {} : { size }),
	};
}

/** Everything in a list, page by page. */
export const reading = (client: Client, request: Request) => ({
	client,
	request,
	paging,
	page: (data: unknown) => pageIn(client, request, data),
	wanted: Infinity,
	identity: 'id',
});

/** An answer as an object; `{}` where the service answered with nothing, or with words only. */
export function objectOf(data: unknown): IDataObject {
	if (!isRecord(data)) return {};
	const { success, ...rest } = data as IDataObject;
	return typeof success === 'boolean' ? rest : ({ ...data } as IDataObject);
}

/** What is to be sent: without what was not given. */
export const given = (fields: Record<string, unknown>): IDataObject =>
	Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined),
	) as IDataObject;

/** The same for queries and new records, where an empty text is as good as none. */
export const filled = (fields: Record<string, unknown>): IDataObject =>
	Object.fromEntries(Object.entries(given(fields)).filter(([, value]) => value !== ''));

/**
 * What several answers to parts of one list say together, e.g. "{"imported": 50, …, "failed": 0}" of
 * "POST /groups/:id/accounts/import": each count added up, or null where one of the answers does not
 * know it. Of what is no count, the last answer's holds.
 */
export function sumOf(answers: readonly IDataObject[]): IDataObject {
	const names = new Set(answers.flatMap((answer) => Object.keys(answer)));
	return Object.fromEntries(
		[...names].map((name) => [name, together(answers.map((answer) => answer[name]))]),
	);
}

function together(values: ReadonlyArray<IDataObject[string]>): IDataObject[string] {
	if (values.every(isNumber)) return values.reduce((sum, count) => sum + count, 0);
	if (values.some(isNumber)) return null;
	return values.filter((value) => value !== undefined).at(-1) ?? null;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Whether there is nothing at an address. */
export async function isGone(client: Client, request: Request): Promise<boolean> {
	return await client.send(request).then(
		() => false,
		(error: unknown) => error instanceof RequestFailed && error.failure.status === 404,
	);
}

/** "Service types: entity, social, blog20, podcast, stacking, indexing". */
export const serviceTypes = [
	{ name: 'Blog 2.0', value: 'blog20' },
	{ name: 'Entity', value: 'entity' },
	{ name: 'Indexing', value: 'indexing' },
	{ name: 'Podcast', value: 'podcast' },
	{ name: 'Social', value: 'social' },
	{ name: 'Stacking', value: 'stacking' },
] as const;

export type ServiceType = (typeof serviceTypes)[number]['value'];
