import { choices } from '../shared/fields';
import { event, passOver } from '../shared/trigger/event';
import { changesOf, textOf, valuesIn } from '../shared/trigger/several';
import { siteId } from './fields';
import { backlinksOf } from './resources/backlink';
import { disavowListOf, entryOf } from './resources/disavow';
import { backlink, disavowedLink, isLost, statusOf } from './schemas';

/** What can change about a backlink without its being lost ("List of backlinks", response parameters). */
const checkedFields = [
	{ name: 'Blocked by Meta Robots', value: 'is_blocked_meta' },
	{ name: 'Blocked by Robots.txt', value: 'is_blocked_robotstxt' },
	{ name: 'HTTP Status', value: 'http_status' },
	{ name: 'Link Not Found', value: 'is_link_not_found' },
	{ name: 'Nofollow', value: 'is_nofollow' },
	{ name: 'Redirect', value: 'is_redir' },
] as const;

const indexFields = ['gin_index', 'yin_index'] as const;

const watchedFields = choices({
	name: 'fields',
	displayName: 'Fields',
	description: 'Which fields of a backlink to watch',
	default: checkedFields.map(({ value }) => value),
	options: checkedFields,
});

const backlinkFound = event({
	value: 'backlinkFound',
	name: 'Backlink Found',
	description: 'A backlink is monitored that was not there before',
	kind: 'created',
	fields: [siteId],
	returns: backlink,
	list: (pass, { siteId: site }) => passOver(pass, backlinksOf(pass.client, site)),
	idOf: ({ id }) => id,
	statusIn: statusOf,
});

/** "date_lost: Date when the backlink was lost"; "is_link_not_found: Page backlink not found". */
const backlinkLost = event({
	value: 'backlinkLost',
	name: 'Backlink Lost',
	description: 'A backlink is lost, or its page no longer holds the link',
	kind: 'changed',
	fields: [siteId],
	returns: backlink,
	list: (pass, { siteId: site }) => passOver(pass, backlinksOf(pass.client, site)),
	idOf: ({ id }) => id,
	watched: (record) => (isLost(record) ? 'lost' : 'active'),
	announces: ({ after }) => after === 'lost',
});

const backlinkStatusChanged = event({
	value: 'backlinkStatusChanged',
	name: 'Backlink Status Changed',
	description:
		'A check found a backlink otherwise than before, e.g. nofollow, redirected or blocked',
	kind: 'changed',
	fields: [siteId, watchedFields],
	returns: backlink,
	list: (pass, { siteId: site }) => passOver(pass, backlinksOf(pass.client, site)),
	idOf: ({ id }) => id,
	watched: (record, { fields }) => textOf(record, fields),
	statusOf: (text, { fields }) => valuesIn(text, fields),
	extra: (move, { fields }) => ({ changes: changesOf(move, fields) }),
});

/** "gin_index, yin_index: Has the page containing the backlink been indexed by Google, by Yandex". */
const indexStatusChanged = event({
	value: 'indexStatusChanged',
	name: 'Index Status Changed',
	description: 'Google or Yandex took the page of a backlink into its index, or dropped it',
	kind: 'changed',
	fields: [siteId],
	returns: backlink,
	list: (pass, { siteId: site }) => passOver(pass, backlinksOf(pass.client, site)),
	idOf: ({ id }) => id,
	watched: (record) => textOf(record, indexFields),
	statusOf: (text) => valuesIn(text, indexFields),
	extra: (move) => ({ changes: changesOf(move, indexFields) }),
});

/**
 * An entry that has left the list can be told by nothing but what is remembered of it, so this event
 * keeps the entries' addresses too.
 */
const disavowChanged = event({
	value: 'disavowChanged',
	name: 'Disavow List Changed',
	description: 'A link or domain was added to the disavow list, or removed from it',
	kind: 'listed',
	fields: [siteId],
	returns: disavowedLink,
	list: (pass, { siteId: site }) => passOver(pass, disavowListOf(pass.client, site)),
	idOf: ({ id }) => id,
	nameOf: entryOf,
	departed: (id, entry) => ({
		id: id === undefined ? null : Number(id),
		url: entry.replace(/^domain:/, ''),
		type: entry.startsWith('domain:') ? 'domain' : 'url',
	}),
});

export const events = [
	backlinkFound,
	backlinkLost,
	backlinkStatusChanged,
	disavowChanged,
	indexStatusChanged,
];
