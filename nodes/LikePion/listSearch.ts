import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';
import { chosenBefore, pagedListSearch } from '../shared/listSearch';
import { textOrNull } from '../shared/output';
import { get, path } from '../shared/service';
import { groupId, requestId, serviceType } from './fields';
import { filled, likePion, pageIn, paging } from './service';

const listOf = (
	address: (context: ILoadOptionsFunctions) => string,
	entry: (record: IDataObject) => INodeListSearchItems,
	query: (context: ILoadOptionsFunctions) => IDataObject = () => ({}),
) =>
	pagedListSearch({
		service: likePion,
		request: (context, search) => get(address(context), filled({ ...query(context), search })),
		paging,
		page: pageIn,
		entry,
	});

/** An entry of what is known of a record, most telling first. */
const entryOf = (id: unknown, ...known: unknown[]): INodeListSearchItems => {
	const parts = known.map(textOrNull).filter((part) => part !== null);
	return { name: parts.join(' – ') || String(id), value: String(id) };
};

const serviceTypeOf = (context: ILoadOptionsFunctions): string =>
	chosenBefore(context, serviceType);

/** "GET /groups"; for a request only the groups of its service type. */
export const searchGroups = listOf(
	() => '/groups',
	({ id, name, service_type: type, result }) => entryOf(id, name, type, result),
	(context) =>
		context.getCurrentNodeParameter('resource') === 'request'
			? { service_type: serviceTypeOf(context) }
			: {},
);

/** "GET /groups/:id/accounts". */
export const searchAccounts = listOf(
	(context) => path`/groups/${chosenBefore(context, groupId)}/accounts`,
	({ id, website, username, email, status }) =>
		entryOf(id, website, textOrNull(username) ?? email, status),
);

/** "GET /:type". */
export const searchRequests = listOf(
	(context) => path`/${serviceTypeOf(context)}`,
	({ id, name, website, status }) => entryOf(id, name, website, status),
);

/** "GET /:type/:id/links". */
export const searchLinks = listOf(
	(context) => path`/${serviceTypeOf(context)}/${chosenBefore(context, requestId)}/links`,
	({ id, site_name: site, username, status, link_post: post }) =>
		entryOf(id, site, username, status, post),
);
