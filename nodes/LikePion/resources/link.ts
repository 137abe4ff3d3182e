import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/client';
import { NotConfirmed } from '../../shared/failure';
import type { Resource } from '../../shared/operation';
import { filters, listing, operation, single } from '../../shared/operation';
import { allOf, pagesOf } from '../../shared/paging';
import { isSince } from '../../shared/readBack';
import type { Request } from '../../shared/service';
import { get, path, post } from '../../shared/service';
import { exported } from '../exports';
import { linkId, order, requestId, search, serviceType, sort, statusFilter } from '../fields';
import { earliestEffect } from '../readBack';
import { anyAnswer, link } from '../schemas';
import type { ServiceType } from '../service';
import { filled, objectOf, pageIn, paging, reading } from '../service';

export const linksOf = (type: ServiceType, request: string, query?: IDataObject): Request =>
	get(path`/${type}/${request}/links`, query);

/** "GET /:type/:id/links". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many links',
	description: 'Get the links that are placed, or to be placed, for a request',
	fields: [
		serviceType,
		requestId,
		filters(statusFilter('pending, queued, running, completed, failed'), search, sort, order),
	],
	returns: link,
	request: ({ serviceType: type, requestId: request, filters: chosen }) =>
		linksOf(type, request, filled(chosen)),
	paging,
	page: (data, { serviceType: type, requestId: request }, { client }) =>
		pageIn(client, linksOf(type, request), data),
});

/** "GET /:type/:id/links/export". */
const exportLinks = operation({
	value: 'export',
	name: 'Export',
	action: 'Export the links of a request',
	description: 'Get all links of a request at once',
	fields: [serviceType, requestId],
	returns: link,
	async run(call) {
		const { serviceType: type, requestId: request } = call.values;
		const answer = await call.client.data({
			...get(path`/${type}/${request}/links/export`),
			expects: 'jsonOrFile',
		});
		return await exported(call, answer, 'links');
	},
});

const retryNotice = 'LikePion places the links again, which can cost credits.';

/** "POST /:type/:id/links/:linkId/retry". */
const retry = single({
	value: 'retry',
	name: 'Retry',
	action: 'Retry a link',
	description: 'Have LikePion try once more to place a link',
	notice: retryNotice,
	fields: [serviceType, requestId, linkId],
	oncePer: 'linkId',
	returns: anyAnswer,
	request: ({ serviceType: type, requestId: request, linkId: id }) =>
		post(path`/${type}/${request}/links/${id}/retry`),
	output: (data, { serviceType: type, requestId: request, linkId: id }) => ({
		...objectOf(data),
		serviceType: type,
		requestId: request,
		linkId: id,
		success: true,
	}),
	confirm: async ({ client, values }, failed) => {
		const since = await earliestEffect(client, failed);
		const now = await findLink(
			client,
			linksOf(values.serviceType, values.requestId),
			values.linkId,
		);
		if (now !== undefined && (isUnderWay(now) || isTriedSince(now, since))) return now;
		throw new NotConfirmed(stateOf(now));
	},
	ifLost: 'Link > Get Many shows the status of the link.',
});

async function findLink(
	client: Client,
	listed: Request,
	id: string,
): Promise<IDataObject | undefined> {
	for await (const page of pagesOf(reading(client, listed))) {
		const found = page.find((record) => record.id === id);
		if (found) return found;
	}
	return undefined;
}

/** Only a link that failed is retried; one that waits or runs has been. */
const isUnderWay = ({ status }: IDataObject): boolean =>
	['pending', 'queued', 'running'].includes(String(status));

const isTriedSince = (
	{ started_at: started, completed_at: completed }: IDataObject,
	since: number,
): boolean => isSince(started, since) || isSince(completed, since);

const stateOf = (now: IDataObject | undefined): string =>
	now === undefined
		? 'The link is not in the list any more.'
		: `The link is ${String(now.status)} now, with ${String(now.retry_count)} of ${String(now.max_retries)} retries used.`;

/** "POST /:type/:id/links/retry-all". */
const retryAll = single({
	value: 'retryAll',
	name: 'Retry All',
	action: 'Retry all failed links of a request',
	description: 'Have LikePion try once more to place all links of a request that failed',
	notice: retryNotice,
	fields: [serviceType, requestId],
	oncePer: 'requestId',
	returns: anyAnswer,
	request: ({ serviceType: type, requestId: request }) =>
		post(path`/${type}/${request}/links/retry-all`),
	output: (data, { serviceType: type, requestId: request }) => ({
		...objectOf(data),
		serviceType: type,
		requestId: request,
		success: true,
	}),
	confirm: async ({ client, values }) => {
		const failed = linksOf(values.serviceType, values.requestId, { status: 'failed' });
		const left = await allOf(reading(client, failed));
		const retriable = left.filter(
			({ retry_count: used, max_retries: most }) => Number(used) < Number(most),
		).length;
		if (retriable === 0) return { retried: null, failed: left.length };
		throw new NotConfirmed(
			`${retriable} links are failed now and can be retried; so none, or not all, were retried.`,
		);
	},
	ifLost: 'Link > Get Many with the status "failed" shows what was not retried.',
});

/** "DELETE /:type/:id/links/:linkId". */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a link',
	description: 'Delete a link of a request for good',
	fields: [serviceType, requestId, linkId],
	request: ({ serviceType: type, requestId: request, linkId: id }) => ({
		method: 'DELETE',
		path: path`/${type}/${request}/links/${id}`,
	}),
	output: (_data, { serviceType: type, requestId: request, linkId: id }) => ({
		serviceType: type,
		requestId: request,
		linkId: id,
		deleted: true,
	}),
	// A repeated deletion is refused where the first one was carried out.
	confirm: async ({ client, values }) => {
		const listed = linksOf(values.serviceType, values.requestId);
		return (await findLink(client, listed, values.linkId)) === undefined ? {} : undefined;
	},
});

export const linkResource: Resource = {
	value: 'link',
	name: 'Link',
	description: 'A link that is placed for a request',
	operations: [deleteOne, exportLinks, getAll, retry, retryAll],
};
