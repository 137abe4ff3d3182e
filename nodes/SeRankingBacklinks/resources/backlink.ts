import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/client';
import type { RequestFailed } from '../../shared/failure';
import { choice, optionalText, quote, text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { additionalFields, batch, listing, single } from '../../shared/operation';
import { allOf, pagesOf, recordsIn } from '../../shared/paging';
import type { Candidate } from '../../shared/readBack';
import { comparable, createdOf, differences, readBackMark } from '../../shared/readBack';
import type { Request } from '../../shared/service';
import { get, objectOf, path, post } from '../../shared/service';
import { digits, webAddress } from '../../shared/rules';
import {
	backlinkIds,
	backlinkUrls,
	chargePeriod,
	chargePeriodOfOne,
	chargeStart,
	currency,
	price,
	siteId,
} from '../fields';
import { backlink, recheckTypes } from '../schemas';
import { backlinkPaging } from '../service';

const listOf = (site: string): Request => get(path`/backlinks/${site}`);

/** Everything that is known of a site's backlinks, page by page. */
export const backlinksOf = (client: Client, site: string) => {
	const request = listOf(site);
	return {
		client,
		request,
		paging: backlinkPaging(site),
		page: (data: unknown) => ({ records: recordsIn(client, request, data) }),
		wanted: Infinity,
		identity: 'id',
	};
};

/** "List of backlinks". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many backlinks',
	description: 'Get the backlinks that are monitored for a site',
	fields: [siteId],
	returns: backlink,
	request: ({ siteId: site }) => listOf(site),
	paging: ({ siteId: site }) => backlinkPaging(site),
	page: (data, { siteId: site }, { client }) => ({
		records: recordsIn(client, listOf(site), data),
	}),
});

/** "Adding a backlink". */
const create = single({
	value: 'create',
	name: 'Create',
	action: 'Create a backlink',
	description: 'Add a backlink to those that are monitored for a site',
	fields: [
		siteId,
		text({
			name: 'url',
			displayName: 'URL',
			description: 'Address of the page that links to the site',
			placeholder: 'e.g. https://blog.example/post',
			rule: webAddress,
		}),
		additionalFields(price, currency, chargePeriodOfOne, chargeStart),
	],
	request: ({ siteId: site, url, additionalFields: more }) =>
		post(path`/backlinks/${site}`, { url, ...paymentOf(more) }),
	output: (data, { url }) => ({ ...objectOf(data), url }),
	// The service takes an address once: one that was there before would have been refused.
	confirm: async ({ client, values }, failed) => {
		const { siteId: site, url, additionalFields: more } = values;
		const candidates = await candidatesAt(client, site, url, (record) =>
			against(record, paymentOf(more), failed),
		);
		if (candidates.length === 0) return undefined;
		return { id: createdOf('backlink', candidates).id, answerLost: true };
	},
	ifLost: 'Backlink > Get Many shows whether the backlink was added.',
});

/** The site's backlinks with an address, as far as one that nothing speaks against. */
async function candidatesAt(
	client: Client,
	site: string,
	address: string,
	againstIt: (record: IDataObject) => string[],
): Promise<Candidate[]> {
	const wanted = comparable(address);
	const found: Candidate[] = [];
	for await (const page of pagesOf(backlinksOf(client, site))) {
		const same = page.filter(({ from_url: from }) => comparable(from) === wanted);
		found.push(...same.map((record) => ({ record, against: againstIt(record) })));
		if (found.some(({ against: reasons }) => reasons.length === 0)) break;
	}
	return found;
}

/**
 * What speaks against a backlink's being the one that a lost request added: its "date_added", or
 * payment fields that are not as sent, of those that "List of backlinks" gives: the currency it does not.
 */
function against(record: IDataObject, sent: IDataObject, failed: RequestFailed): string[] {
	const { date_added: added } = record;
	const isNew = typeof added === 'string' && added >= earliestDay(failed);
	const listed = Object.entries(sent).filter(([field]) => Object.hasOwn(record, field));
	return [
		...(isNew ? [] : [`date_added is ${quote(added ?? '')}, before the request`]),
		...differences(Object.fromEntries(listed), record),
	];
}

/** The day on which a request was sent, where it was earliest then: no time zone is further behind UTC. */
const earliestDay = ({ sentAt = Date.now() }: RequestFailed): string =>
	new Date(sentAt - 12 * 3_600_000).toISOString().slice(0, 10);

/** "List of backlinks import". */
const importList = batch({
	value: 'import',
	name: 'Import',
	action: 'Import a list of backlinks',
	description:
		'Add many backlinks at once; those that are monitored already are counted, not added again',
	fields: [
		siteId,
		backlinkUrls,
		additionalFields(
			price,
			currency,
			chargePeriod,
			chargeStart,
			optionalText({
				name: 'manager',
				displayName: 'Manager',
				description: 'Who looks after these backlinks',
				placeholder: 'e.g. Maria Novak',
			}),
			optionalText({
				name: 'groupId',
				displayName: 'Group ID',
				description: 'ID of the group of backlinks to put them into',
				placeholder: 'e.g. 12',
				rule: digits,
			}),
		),
	],
	entries: 'list',
	request: ({ siteId: site, additionalFields: more }, list) =>
		post(path`/backlinks/${site}/list`, {
			list: [...list],
			...paymentOf(more),
			...(more.manager ? { manager: more.manager } : {}),
			...(more.groupId ? { group_id: Number(more.groupId) } : {}),
		}),
	answer: (answers) => {
		const sumOf = (name: string): number | null => sum(answers.map((one) => objectOf(one)[name]));
		return {
			added: sumOf('added'),
			duplicates: sumOf('duplicates'),
			total: sumOf('total'),
			...readBackMark(answers),
		};
	},
	// All of them are there; how many were new went with the lost answer.
	confirm: async ({ client, values }, list) => {
		const known = await allOf(backlinksOf(client, values.siteId));
		const addresses = new Set(known.map(({ from_url: from }) => comparable(from)));
		if (!list.every((url) => addresses.has(comparable(url)))) return undefined;
		return { answerLost: true };
	},
	ifLost: 'Running it again is safe: what was added already is only counted as a duplicate.',
});

/** "Deleting a backlink list". */
const deleteMany = batch({
	value: 'delete',
	name: 'Delete',
	action: 'Delete backlinks',
	description: 'Stop monitoring backlinks and remove them from the site',
	fields: [siteId, backlinkIds],
	entries: 'backlinkIds',
	request: ({ siteId: site }, list) =>
		post(
			path`/backlinks/${site}/delete`,
			{ backlink_ids: list.map(Number) },
			{ repeatable: true, expects: 'nothing' },
		),
	// A repeated deletion is refused with "Invalid ids" where the first one was carried out.
	confirm: async ({ client, values }, list) => {
		const left = new Set(
			(await allOf(backlinksOf(client, values.siteId))).map(({ id }) => String(id)),
		);
		return list.some((id) => left.has(id)) ? undefined : {};
	},
});

/** "Running a backlink index/status check". */
const recheck = batch({
	value: 'recheck',
	name: 'Recheck',
	action: 'Recheck backlinks',
	description: 'Have SE Ranking check backlinks now, instead of at its next visit',
	fields: [
		siteId,
		backlinkIds,
		choice({
			name: 'recheckType',
			displayName: 'Check',
			description: 'What SE Ranking is to look at',
			default: 'status',
			options: recheckTypes,
		}),
	],
	entries: 'backlinkIds',
	request: ({ siteId: site, recheckType }, list) =>
		post(
			path`/backlinks/${site}/recheck`,
			{ backlink_ids: list.map(Number), recheck_type: recheckType },
			{ repeatable: true, expects: 'nothing' },
		),
});

/** "Backlink statistics". */
const getStats = single({
	value: 'getStats',
	name: 'Get Statistics',
	action: 'Get backlink statistics',
	description:
		'Count a site’s backlinks, domains, IP addresses and anchors, and what may still be added today',
	fields: [siteId],
	request: ({ siteId: site }) => get(path`/backlinks/${site}/stat`),
	output: (data, { siteId: site }) => ({ siteId: site, ...objectOf(data) }),
});

/** The sum of what several answers count; null where one of them does not know. */
const sum = (counts: readonly unknown[]): number | null =>
	counts.every((count) => typeof count === 'number')
		? counts.reduce((all, count) => all + count, 0)
		: null;

/** The payment fields as the API names them. */
const paymentOf = (given: {
	price?: number;
	currency?: string;
	chargePeriod?: string;
	chargeStart?: string;
}): IDataObject => ({
	...(given.price === undefined ? {} : { price: given.price }),
	...(given.currency ? { currency: given.currency } : {}),
	...(given.chargePeriod === undefined ? {} : { charge_period: given.chargePeriod }),
	...(given.chargeStart === undefined ? {} : { charge_start: given.chargeStart }),
});

export const backlinkResource: Resource = {
	value: 'backlink',
	name: 'Backlink',
	description: 'A link to one of your sites',
	operations: [create, deleteMany, getAll, getStats, importList, recheck],
};
