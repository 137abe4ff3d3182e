import { z } from 'zod';
import { RequestFailed } from '../shared/failure';
import { entries } from '../shared/fields';
import { textOrNull } from '../shared/output';
import type { Page } from '../shared/paging';
import type { Request } from '../shared/service';
import { isPathPart, objectOf } from '../shared/service';
import type { Listed, Pass } from '../shared/trigger/event';
import { event, inTurn, openStatusMoves, passOver, statusMoves } from '../shared/trigger/event';
import { emailsIn, readCampaign } from './campaigns';
import { campaignId, tenantId, tenantIds } from './fields';
import { listOf as backlinksOf } from './resources/backlink';
import { listOf as haroQueriesOf } from './resources/haroQuery';
import { backlink, campaign, campaignEmail, emailStatuses, haroQuery } from './schemas';
import { credentials, cursorPaging, notOfferedYet, pageOf } from './service';

const campaignIds = entries({
	name: 'campaignIds',
	displayName: 'Campaign IDs',
	description: 'IDs of the campaigns to watch: one or several, between commas or one a line',
	placeholder: 'e.g. cm7q4x1tz0007l508c4mp0a1g',
	keys: ['campaignId', 'id'],
	rule: z.string().refine(isPathPart, 'must be the ID of a campaign'),
});

const sourceType = entries({
	name: 'sourceType',
	displayName: 'Source Type',
	description:
		'Announce only backlinks of these sources, e.g. new opportunities alone: one or several, between commas or one a line',
	placeholder: 'e.g. directory_opportunity, competitor_gap',
	keys: ['sourceType'],
	rule: z.string(),
});

/** A list by cursor of each tenant, one after the other. A record tells whose it is. */
const listed = (
	pass: Pass,
	tenants: readonly string[],
	requestFor: (tenant: string) => Request,
): AsyncIterable<Listed> =>
	inTurn(pass, tenants, async function* (own, tenant) {
		const { client } = own;
		const request = requestFor(tenant);
		const page = (data: unknown) => ofTenant(pageOf(client, request, data), tenant);
		try {
			yield* passOver(own, { client, request, paging: cursorPaging, page });
		} catch (error) {
			throw tenants.length === 1 ? error : withTenant(error, tenant);
		}
	});

const ofTenant = (page: Page, tenant: string): Page => ({
	...page,
	records: page.records.map((record) => ({ tenantId: tenant, ...record })),
});

const withTenant = (error: unknown, id: string): unknown =>
	refused(
		error,
		[403, 404],
		`Leadmetrics does not give out the tenant "${id}": take it out of "Tenant ID", and the others are watched again.`,
	);

/** A refusal of one of several that are watched says which it is, since the others wait for it. */
const refused = (error: unknown, statuses: readonly number[], finding: string): unknown =>
	error instanceof RequestFailed && statuses.includes(error.failure.status ?? 0)
		? error.with(finding)
		: error;

const backlinkCreated = event({
	value: 'backlinkCreated',
	name: 'Backlink Created',
	description: 'A tenant has a backlink, or an opportunity for one, that was not there before',
	kind: 'created',
	credential: credentials.dm,
	fields: [tenantIds],
	narrowing: [campaignId],
	announcing: [sourceType],
	returns: backlink,
	list: (pass, { tenantId: tenants, filters }) =>
		listed(pass, tenants, (tenant) => backlinksOf(tenant, campaignOf(filters))),
	idOf: ({ id }) => id,
	statusIn: ({ outreachStatus }) => outreachStatus ?? null,
	announces: ({ record }, { filters: { sourceType: wanted } }) =>
		wanted === undefined || wanted.includes(String(record.sourceType)),
});

const campaignOf = ({ campaignId: id }: { campaignId?: string }) =>
	id === undefined ? {} : { campaignId: id };

const backlinkStatusChanged = event({
	value: 'backlinkStatusChanged',
	name: 'Backlink Status Changed',
	description: 'The outreach for a backlink went on, or was completed',
	kind: 'changed',
	credential: credentials.dm,
	fields: [tenantIds],
	narrowing: [campaignId],
	announcing: openStatusMoves('e.g. outreach_sent, completed'),
	returns: backlink,
	list: (pass, { tenantId: tenants, filters }) =>
		listed(pass, tenants, (tenant) => backlinksOf(tenant, campaignOf(filters))),
	idOf: ({ id }) => id,
	watched: ({ outreachStatus }) => textOrNull(outreachStatus) ?? '',
});

/** Campaigns one after the other; the API has no list of them. */
const campaigns = (
	pass: Pass,
	tenant: string,
	ids: readonly string[],
	recordsOf: (request: Request, data: unknown, campaign: string) => Listed['records'],
): AsyncIterable<Listed> =>
	inTurn(pass, ids, async function* (_pass, id) {
		const request = readCampaign(tenant, id);
		const data = await pass.client.data(request).catch((error: unknown) => {
			throw withCampaign(error, id);
		});
		yield { records: recordsOf(request, data, id) };
	});

const withCampaign = (error: unknown, id: string): unknown =>
	refused(
		error,
		[404],
		`There is no campaign "${id}": take it out of "Campaign IDs", and the others are watched again.`,
	);

const campaignStatusChanged = event({
	value: 'campaignStatusChanged',
	name: 'Campaign Status Changed',
	description: 'A campaign was sent, or got another status',
	kind: 'changed',
	credential: credentials.dm,
	fields: [tenantId, campaignIds],
	announcing: openStatusMoves('e.g. sent'),
	returns: campaign,
	list: (pass, { tenantId: tenant, campaignIds: ids }) =>
		campaigns(pass, tenant, ids, (_request, data, id) => [{ id, ...objectOf(data) }]),
	idOf: ({ id }) => id,
	watched: ({ status }) => textOrNull(status) ?? '',
});

const campaignEmailStatusChanged = event({
	value: 'campaignEmailStatusChanged',
	name: 'Campaign Email Status Changed',
	description: 'An email of a campaign was approved, skipped or sent',
	kind: 'changed',
	credential: credentials.dm,
	fields: [tenantId, campaignIds],
	announcing: statusMoves(emailStatuses),
	returns: campaignEmail,
	list: (pass, { tenantId: tenant, campaignIds: ids }) =>
		campaigns(pass, tenant, ids, (request, data, id) =>
			emailsIn(pass.client, request, data).map((email) => ({ campaignId: id, ...email })),
		),
	idOf: ({ id }) => id,
	watched: ({ status }) => textOrNull(status) ?? '',
});

/** "List HARO queries with draft responses pending DM review", a planned route. */
const haroQueryCreated = event({
	value: 'haroQueryCreated',
	name: 'HARO Query Created',
	description: 'A journalist’s query came in for which a response was drafted',
	kind: 'created',
	credential: credentials.dm,
	fields: [tenantIds],
	returns: haroQuery,
	refusals: notOfferedYet('HARO queries', false),
	list: (pass, { tenantId: tenants }) => listed(pass, tenants, haroQueriesOf),
	idOf: ({ id }) => id,
	statusIn: ({ status }) => status ?? null,
});

export const events = [
	backlinkStatusChanged,
	backlinkCreated,
	campaignEmailStatusChanged,
	campaignStatusChanged,
	haroQueryCreated,
];
