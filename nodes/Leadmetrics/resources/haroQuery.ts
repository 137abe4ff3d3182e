import { NotConfirmed } from '../../shared/failure';
import { identifier } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { listing, single } from '../../shared/operation';
import type { Request } from '../../shared/service';
import { get, objectOf, path, post } from '../../shared/service';
import { allOf } from '../../shared/paging';
import { tenantId } from '../fields';
import { recordId } from '../rules';
import { haroQuery } from '../schemas';
import { credentials, cursorPaging, notOfferedYet, pageOf } from '../service';

export const listOf = (tenant: string): Request => get('/dm/v1/haro-queries', { tenantId: tenant });

/** "List HARO queries with draft responses pending DM review", a planned route. */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many HARO queries',
	description: 'Get the journalists’ queries whose drafted responses wait for a review',
	credential: credentials.dm,
	fields: [tenantId],
	returns: haroQuery,
	request: ({ tenantId: tenant }) => listOf(tenant),
	paging: cursorPaging,
	page: (data, { tenantId: tenant }, { client }) => pageOf(client, listOf(tenant), data),
	refusals: notOfferedYet('HARO queries', false),
});

/** "Submit a drafted HARO response", a planned route. */
const respond = single({
	value: 'respond',
	name: 'Respond',
	action: 'Respond to a HARO query',
	description: 'Submit the drafted response to a journalist’s query',
	notice: 'This answers a journalist: the response goes out as it was drafted.',
	credential: credentials.tenant,
	fields: [
		tenantId,
		identifier({
			name: 'haroQueryId',
			displayName: 'HARO Query',
			description: 'The query to respond to',
			placeholder: 'e.g. cm7q4x1tz0009l508h4r0q1ry',
			search: 'searchHaroQueries',
			rule: recordId,
			dependsOn: ['tenantId'],
		}),
	],
	oncePer: 'haroQueryId',
	refusals: [
		...notOfferedYet('responses to HARO queries', true),
		{
			when: 409,
			message: 'Leadmetrics did not submit the response',
			advice: 'It may have been submitted already. HARO Query > Get Many lists those that wait.',
		},
	],
	request: ({ tenantId: tenant, haroQueryId }) =>
		post(path`/tenant/v1/haro-queries/${haroQueryId}/respond`, { tenantId: tenant }),
	output: (data, { haroQueryId }) => ({ haroQueryId, success: true, ...objectOf(data) }),
	// The list holds what waits for a response. It can be read only with a token of the DM portal.
	confirm: async ({ client, values }) => {
		const request = listOf(values.tenantId);
		const waiting = await allOf({
			client,
			request,
			paging: cursorPaging,
			page: (data) => pageOf(client, request, data),
			wanted: Infinity,
			identity: 'id',
		});
		throw new NotConfirmed(
			waiting.some(({ id }) => String(id) === values.haroQueryId)
				? 'Afterwards the query was still among those that wait for a response. Look at HARO Query > Get Many before you respond again.'
				: 'Afterwards the query was no longer among those that wait for a response; so the response was submitted, if the query waited before.',
		);
	},
	ifLost:
		'HARO Query > Get Many lists the queries that wait; where this one is missing, the response was submitted.',
});

export const haroQueryResource: Resource = {
	value: 'haroQuery',
	name: 'HARO Query',
	description: 'A journalist’s query that a response was drafted for',
	operations: [getAll, respond],
};
