import { isYes } from '../shared/answers';
import { get, path } from '../shared/service';
import { event, openStatusMoves, passOver } from '../shared/trigger/event';
import { groupId, requestId, search, serviceType } from './fields';
import { accountsOf } from './resources/account';
import { linksOf } from './resources/link';
import { account, link, linkRequest, project } from './schemas';
import { filled, reading } from './service';

/** The text lists no statuses; these are of its examples. */
const progressMoves = openStatusMoves('e.g. completed, failed');

const requestStatusChanged = event({
	value: 'requestStatusChanged',
	name: 'Request Status Changed',
	description: 'A request for links was started, stopped, completed or failed',
	kind: 'changed',
	fields: [serviceType],
	narrowing: [search],
	announcing: progressMoves,
	returns: linkRequest,
	list: (pass, { serviceType: type, filters }) =>
		passOver(pass, reading(pass.client, get(path`/${type}`, filled({ search: filters.search })))),
	idOf: ({ id }) => id,
	watched: ({ status }) => String(status),
});

const linkStatusChanged = event({
	value: 'linkStatusChanged',
	name: 'Link Status Changed',
	description: 'A link of a request was placed, or failed',
	kind: 'changed',
	fields: [serviceType, requestId],
	announcing: progressMoves,
	returns: link,
	list: (pass, { serviceType: type, requestId: request }) =>
		passOver(pass, reading(pass.client, linksOf(type, request))),
	idOf: ({ id }) => id,
	watched: ({ status }) => String(status),
});

const linkIndexed = event({
	value: 'linkIndexed',
	name: 'Link Indexed',
	description: 'A search engine took a link of a request into its index',
	kind: 'changed',
	fields: [serviceType, requestId],
	returns: link,
	list: (pass, { serviceType: type, requestId: request }) =>
		passOver(pass, reading(pass.client, linksOf(type, request))),
	idOf: ({ id }) => id,
	watched: ({ is_indexed: indexed }) => String(isYes(indexed)),
	statusOf: (text) => text === 'true',
	announces: ({ after }) => after === 'true',
});

const accountStatusChanged = event({
	value: 'accountStatusChanged',
	name: 'Account Status Changed',
	description: 'A check found an account of a group otherwise than before',
	kind: 'changed',
	fields: [groupId],
	announcing: openStatusMoves('e.g. active, failed'),
	returns: account,
	list: (pass, { groupId: group }) => passOver(pass, reading(pass.client, accountsOf(group))),
	idOf: ({ id }) => id,
	watched: ({ status }) => String(status),
});

const projectStatusChanged = event({
	value: 'projectStatusChanged',
	name: 'Project Status Changed',
	description: 'A request of any service type was started, stopped, completed or failed',
	kind: 'changed',
	fields: [],
	narrowing: [search],
	announcing: progressMoves,
	returns: project,
	list: (pass, { filters }) =>
		passOver(pass, reading(pass.client, get('/projects', filled({ search: filters.search })))),
	idOf: ({ id }) => id,
	watched: ({ status }) => String(status),
});

export const events = [
	linkStatusChanged,
	accountStatusChanged,
	linkIndexed,
	projectStatusChanged,
	requestStatusChanged,
];
