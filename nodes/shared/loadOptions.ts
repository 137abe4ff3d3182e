import type { IDataObject, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { Client } from './client';
import { toNodeError } from './nodeError';
import { allOf, recordsIn } from './paging';
import type { Request, Service } from './service';

type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/**
 * The choices of a field of which several can be chosen: the records of a whole list, those for which
 * `choice` gives one, in the order of `before`.
 */
export function choicesOf({
	service,
	request,
	records = (data) => data,
	choice,
	before = () => 0,
}: {
	service: Service;
	request: Request;
	/** Where the records are in an answer. */
	records?(data: unknown): unknown;
	/** How a record is listed; undefined where it cannot be chosen. */
	choice(record: IDataObject): INodePropertyOptions | undefined;
	/** Compares two records as `sort` does; the service's order by default. */
	before?(one: IDataObject, other: IDataObject): number;
}): LoadOptions {
	return async function (this: ILoadOptionsFunctions) {
		try {
			const client = new Client(this, service);
			const all = await allOf({
				client,
				request,
				paging: { by: 'whole' },
				page: (data) => ({ records: recordsIn(client, request, records(data)) }),
				wanted: Infinity,
			});
			return all
				.sort(before)
				.map(choice)
				.filter((found) => found !== undefined);
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}
