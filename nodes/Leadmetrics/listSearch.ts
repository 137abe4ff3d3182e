import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';
import { chosenBefore, listSearch } from '../shared/listSearch';
import { domainOf, textOrNull } from '../shared/output';
import { get, objectOf, path } from '../shared/service';
import { campaignId, tenantId } from './fields';
import { opportunitySources } from './schemas';
import { credentials, cursorPaging, leadmetrics, nextOf, recordsOf } from './service';

/** As many backlinks are looked through for the campaigns that they belong to. */
const mostBacklinksForCampaigns = 5_000;

const tenantOf = (context: ILoadOptionsFunctions): string => chosenBefore(context, tenantId);

/** An entry of a list: what is known of the record, between dashes, or its ID. */
function entryOf({ id }: IDataObject, ...parts: unknown[]): INodeListSearchItems {
	const known = parts.map(textOrNull).filter((part) => part !== null);
	return { name: known.join(' – ') || String(id), value: String(id) };
}

const backlinkEntry = (record: IDataObject): INodeListSearchItems =>
	entryOf(
		record,
		textOrNull(record.sourceUrl) ?? record.sourceDomain,
		record.prospectType,
		record.outreachStatus,
	);

const backlinks = {
	service: leadmetrics,
	request: (context: ILoadOptionsFunctions) =>
		get('/dm/v1/backlinks', { tenantId: tenantOf(context) }),
	paging: cursorPaging,
	records: recordsOf,
	next: nextOf,
};

/** The tenant's backlinks. */
export const searchBacklinks = listSearch({
	...backlinks,
	credential: credentials.dm,
	entry: backlinkEntry,
});

/** Those of the tenant's backlinks whose opportunity status a client may change. */
export const searchOpportunities = listSearch({
	...backlinks,
	credential: credentials.tenant,
	entry: (record) =>
		opportunitySources.includes(record.sourceType) ? backlinkEntry(record) : undefined,
});

/** The API has no list of campaigns, so they come out of the backlinks that belong to one. */
export const searchCampaigns = listSearch({
	...backlinks,
	credential: credentials.dm,
	most: mostBacklinksForCampaigns,
	summarize: campaignsOf,
	entry: ({ id, name, backlinks: count }) =>
		entryOf({ id }, name ?? id, `${String(count)} backlink${count === 1 ? '' : 's'}`),
});

function campaignsOf(records: readonly IDataObject[]): IDataObject[] {
	const campaigns = new Map<string, { id: string; name: string | null; backlinks: number }>();
	for (const { campaignId, campaign } of records) {
		const { id: nestedId, name } = objectOf(campaign);
		const id = textOrNull(campaignId) ?? textOrNull(nestedId);
		if (id === null) continue;
		const known = campaigns.get(id) ?? { id, name: textOrNull(name), backlinks: 0 };
		known.backlinks += 1;
		campaigns.set(id, known);
	}
	return [...campaigns.values()];
}

/** The emails of the campaign that was chosen before. */
export const searchCampaignEmails = listSearch({
	service: leadmetrics,
	credential: credentials.dm,
	request: (context) => {
		const tenant = tenantOf(context);
		return get(path`/dm/v1/campaigns/${chosenBefore(context, campaignId)}`, { tenantId: tenant });
	},
	records: (data) => objectOf(data).emails,
	entry: (record) => entryOf(record, record.recipientEmail, record.subject, record.status),
});

/** All directories, inactive ones included. */
export const searchDirectories = listSearch({
	service: leadmetrics,
	credential: credentials.admin,
	request: () => get('/admin/v1/backlink-directories'),
	paging: cursorPaging,
	records: recordsOf,
	next: nextOf,
	entry: (record) =>
		entryOf(
			record,
			record.name,
			domainOf(record.url),
			record.isActive === false ? 'inactive' : null,
		),
});

/** The HARO queries whose drafted answers wait for a review. */
export const searchHaroQueries = listSearch({
	service: leadmetrics,
	credential: credentials.tenant,
	request: (context) => get('/dm/v1/haro-queries', { tenantId: tenantOf(context) }),
	paging: cursorPaging,
	records: recordsOf,
	next: nextOf,
	entry: (record) =>
		entryOf(
			record,
			textOrNull(record.subject) ?? textOrNull(record.title) ?? record.query,
			record.outlet,
			record.status,
		),
});
