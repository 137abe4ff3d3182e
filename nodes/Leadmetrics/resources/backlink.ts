import type { IDataObject } from 'n8n-workflow';
import { text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { filters, listing, single, updateFields } from '../../shared/operation';
import type { Request } from '../../shared/service';
import { get as read, objectOf, path } from '../../shared/service';
import { backlinkId, campaignId, notes, tenantId } from '../fields';
import { backlink, mention } from '../schemas';
import { credentials, cursorPaging, notOfferedYet, pageOf } from '../service';
import { somethingToChange } from '../rules';

const outreachStatus = text({
	name: 'outreachStatus',
	displayName: 'Outreach Status',
	description: 'How far the outreach for the backlink is; Leadmetrics takes any status',
	placeholder: 'e.g. outreach_sent',
});

export const listOf = (tenant: string, filter: IDataObject = {}): Request =>
	read('/dm/v1/backlinks', { tenantId: tenant, ...filter });

/** "List backlinks for a tenant with optional filtering and cursor pagination." */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many backlinks',
	description: 'Get the backlinks of a tenant, all or those with a status or of a campaign',
	credential: credentials.dm,
	fields: [tenantId, filters(outreachStatus, campaignId)],
	returns: backlink,
	request: ({ tenantId: tenant, filters: chosen }) => listOf(tenant, chosen),
	paging: cursorPaging,
	page: (data, { tenantId: tenant }, { client }) => pageOf(client, listOf(tenant), data),
});

/** "Get a single backlink with its related campaign and campaign email." */
const get = single({
	value: 'get',
	name: 'Get',
	action: 'Get a backlink',
	description: 'Get a backlink with its campaign and its email',
	credential: credentials.dm,
	fields: [tenantId, backlinkId],
	returns: backlink,
	request: ({ tenantId: tenant, backlinkId: id }) =>
		read(path`/dm/v1/backlinks/${id}`, { tenantId: tenant }),
	output: objectOf,
});

/** "Update a backlink’s outreach status or notes." `tenantId` "must be in the request body, not the querystring". */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update a backlink',
	description: 'Change the outreach status or the notes of a backlink',
	credential: credentials.dm,
	fields: [
		tenantId,
		backlinkId,
		updateFields(
			text({
				name: 'outreachStatus',
				displayName: 'Outreach Status',
				placeholder: 'e.g. completed',
				description:
					'How far the outreach for the backlink is; any status. With "completed" Leadmetrics sets the time of completion; it clears that time with any other change, of the notes too.',
			}),
			notes,
		),
	],
	rules: [somethingToChange],
	returns: backlink,
	request: ({ tenantId: tenant, backlinkId: id, updateFields: changes }) => ({
		method: 'PATCH',
		path: path`/dm/v1/backlinks/${id}`,
		body: { tenantId: tenant, ...changes },
	}),
	output: (data, { tenantId: tenant, backlinkId: id, updateFields: changes }) => ({
		id,
		tenantId: tenant,
		...changes,
		...objectOf(data),
	}),
});

const mentionsOf = (tenant: string): Request =>
	read('/dm/v1/backlinks/unlinked-mentions', { tenantId: tenant });

/** "List web mentions without a link (feeds mention-monitor output)", a planned route. */
const getUnlinkedMentions = listing({
	value: 'getUnlinkedMentions',
	name: 'Get Unlinked Mentions',
	action: 'Get unlinked mentions',
	description: 'Get the pages that name the tenant without a link',
	credential: credentials.dm,
	fields: [tenantId],
	returns: mention,
	request: ({ tenantId: tenant }) => mentionsOf(tenant),
	paging: cursorPaging,
	page: (data, { tenantId: tenant }, { client }) => pageOf(client, mentionsOf(tenant), data),
	// A server without the route takes its last part for the ID of a backlink, which it does not find.
	refusals: notOfferedYet('unlinked mentions', false),
});

export const backlinkResource: Resource = {
	value: 'backlink',
	name: 'Backlink',
	description: 'A link to a tenant’s site, or a chance for one',
	operations: [get, getAll, getUnlinkedMentions, update],
};
