import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/client';
import type { RequestFailed } from '../shared/failure';
import { NotConfirmed } from '../shared/failure';
import { settled } from '../shared/operation';
import { earliestEffect as earliestEffectBy, isSince } from '../shared/readBack';
import type { Request } from '../shared/service';
import { get } from '../shared/service';
import { objectOf, pageIn } from './service';

/** The earliest time of what a lost request did, by the clock that an answer to "GET /stats" shows. */
export const earliestEffect = async (client: Client, failed: RequestFailed): Promise<number> =>
	earliestEffectBy(await client.send(get('/stats')), failed);

/** What this run is known to have created, so that no lost request passes for a twin of it. */
const createdBy = new WeakMap<Client, Set<unknown>>();

export function rememberCreated(client: Client, id: unknown): void {
	const known = createdBy.get(client) ?? new Set();
	createdBy.set(client, known.add(id));
}

/** What was asked for: where such records are listed, and how to know them. */
export interface Wanted {
	/** What it is called in messages, e.g. `request "Campaign A"`. */
	readonly name: string;
	readonly listed: Request;
	isSame(record: IDataObject): boolean;
}

/**
 * The one record that a lost request created.
 * @throws NotConfirmed where there is none, or several that it could be
 */
export async function findCreated(
	client: Client,
	failed: RequestFailed,
	{ name, listed, isSame }: Wanted,
): Promise<IDataObject> {
	const since = await earliestEffect(client, failed);
	const query = { ...listed.query, page: 1, limit: 100 };
	const { records } = pageIn(client, listed, await client.data({ ...listed, query }));
	const found = records.filter(
		(record) =>
			isSame(record) &&
			isSince(record.created_at, since) &&
			createdBy.get(client)?.has(record.id) !== true,
	);
	if (found.length === 1) return found[0];
	throw new NotConfirmed(
		found.length === 0
			? `No new ${name} is listed so far. Look once more in LikePion before you run the item again.`
			: `${found.length} new records could be the ${name}, so it was not chosen between them.`,
	);
}

/**
 * Creates a record with one request that is never repeated. Where its answer is lost, `find` reads what
 * it created out of a list.
 */
export async function createOnce(
	client: Client,
	request: Request,
	find: (failed: RequestFailed) => Promise<IDataObject>,
): Promise<IDataObject> {
	const answer = objectOf(await settled(client.data(request), find));
	rememberCreated(client, objectOf(answer.group).id ?? answer.id);
	return answer;
}
