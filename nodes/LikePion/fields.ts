import { z } from 'zod';
import {
	choice,
	entries,
	identifier,
	optionalIdentifier,
	optionalText,
	text,
} from '../shared/fields';
import { webAddress } from '../shared/rules';
import { recordId } from './schemas';
import { serviceTypes } from './service';

const idPlaceholder = 'e.g. 3f2b8c1e-5d47-4a90-8f6e-2b1c9d7e4a55';

/** "Service types: entity, social, blog20, podcast, stacking, indexing". */
export const serviceType = choice({
	name: 'serviceType',
	displayName: 'Service Type',
	description: 'The kind of links that are placed; every kind has its own requests',
	default: 'entity',
	options: serviceTypes,
});

export const groupId = identifier({
	name: 'groupId',
	displayName: 'Group',
	description: 'The accounts that are kept together under one name',
	placeholder: idPlaceholder,
	search: 'searchGroups',
	rule: recordId,
});

/** For an account's own routes, which do not name its group. */
export const groupOfAccount = optionalIdentifier({
	name: 'groupId',
	displayName: 'Group',
	description:
		'The group whose accounts the list below offers. It is not sent, and may stay empty where the account is given by its ID.',
	placeholder: idPlaceholder,
	search: 'searchGroups',
	rule: recordId,
});

export const accountId = identifier({
	name: 'accountId',
	displayName: 'Account',
	description: 'One of the group’s logins',
	placeholder: idPlaceholder,
	search: 'searchAccounts',
	dependsOn: ['groupId.value'],
	rule: recordId,
});

export const requestId = identifier({
	name: 'requestId',
	displayName: 'Request',
	description: 'An order of links; the list holds those of the service type above',
	placeholder: idPlaceholder,
	search: 'searchRequests',
	dependsOn: ['serviceType'],
	rule: recordId,
});

export const linkId = identifier({
	name: 'linkId',
	displayName: 'Link',
	description: 'One of the links of the request above',
	placeholder: idPlaceholder,
	search: 'searchLinks',
	dependsOn: ['serviceType', 'requestId.value'],
	rule: recordId,
});

/** The body of the bulk routes is `{ ids }`. */
export const idsOf = (what: string, source: string) =>
	entries({
		name: 'ids',
		displayName: `${what} IDs`,
		description: `IDs of ${what.toLowerCase()}s: one or several, between commas or one a line, or an expression that gives a list. Drag the field "id" of ${source} here to take it from each input item.`,
		placeholder: idPlaceholder,
		keys: ['id'],
		rule: recordId,
	});

export const search = optionalText({
	name: 'search',
	displayName: 'Search',
	description: 'Only what LikePion finds for these words',
	placeholder: 'e.g. spring campaign',
});

/** The text lists no statuses; `known` are those of its examples and statistics. */
export const statusFilter = (known: string) =>
	optionalText({
		name: 'status',
		displayName: 'Status',
		description: `Only those with this status. Known are: ${known}.`,
		placeholder: `e.g. ${known.split(', ')[0]}`,
	});

export const sort = optionalText({
	name: 'sort',
	displayName: 'Sort By',
	description: 'A field of the records, as LikePion calls it',
	placeholder: 'e.g. created_at',
});

export const order = choice({
	name: 'order',
	displayName: 'Order',
	description: 'Whether the lowest or the highest value of Sort By comes first',
	default: 'desc',
	options: [
		{ name: 'Ascending', value: 'asc' },
		{ name: 'Descending', value: 'desc' },
	],
});

export const nameField = (description: string, placeholder: string) =>
	text({ name: 'name', displayName: 'Name', description, placeholder });

/** A website as accounts have it: "example.com", or an address. */
export const website = z
	.string()
	.refine(
		(site) =>
			webAddress.safeParse(/^https?:\/\//i.test(site) ? site : `https://${site}`).success &&
			/^(?:https?:\/\/)?[^/]+\.[^/]+/i.test(site),
		'must be a domain or URL, e.g. example.com',
	);

/** A change of nothing is no change. */
export const somethingToUpdate = {
	between: ['updateFields'] as const,
	broken: ({ updateFields }: { updateFields: object }) =>
		Object.keys(updateFields).length > 0
			? []
			: [{ parameter: 'Update Fields', message: 'must hold at least one field' }],
};
