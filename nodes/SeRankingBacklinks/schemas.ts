import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isYes } from '../shared/answers';
import type { RecordShape } from '../shared/output';
import { domainOf, numberOrNull, textOrNull } from '../shared/output';
import { hostName, webAddress } from '../shared/rules';

/** "List of backlinks", response parameters. */
const backlinkFields = [
	'anchor',
	'category',
	'charge_period',
	'charge_start',
	'date_added',
	'date_lost',
	'date_placement',
	'domain',
	'duration',
	'fb_likes',
	'from_domainid',
	'from_url',
	'gin_index',
	'gin_index_check_date',
	'http_status',
	'id',
	'is_blocked_meta',
	'is_blocked_robotstxt',
	'is_disavow',
	'is_forced_status',
	'is_image',
	'is_link_not_found',
	'is_nofollow',
	'is_redir',
	'is_sponsored',
	'last_crawler_visit',
	'link_manager',
	'link_type',
	'mozda',
	'notes',
	'num_links',
	'price',
	'source',
	'src_domain_country',
	'src_domain_inlink_rank',
	'src_domain_ip',
	'src_domain_mozda_date',
	'src_domain_yandex_x',
	'src_domain_yandex_x_date',
	'title',
	'to_url',
	'total_ext_links',
	'ugc',
	'yin_index',
	'yin_index_check_date',
] as const;

export const backlink: RecordShape = {
	fields: backlinkFields,
	simplified: [
		'id',
		'from_url',
		'to_url',
		'anchor',
		'domain',
		'http_status',
		'is_nofollow',
		'is_disavow',
		'date_added',
		'date_lost',
	],
	identity: 'id',
	unify: (record) => ({
		service: 'seRanking',
		id: textOrNull(record.id),
		sourceUrl: textOrNull(record.from_url),
		sourceDomain: textOrNull(record.domain) ?? domainOf(record.from_url),
		targetUrl: textOrNull(record.to_url),
		anchor: textOrNull(record.anchor),
		status: statusOf(record),
		rel: relOf(record),
		indexed:
			record.gin_index === null || record.gin_index === undefined
				? null
				: isIndexed(record.gin_index),
		firstSeen: textOrNull(record.date_added),
		lostAt: textOrNull(record.date_lost),
		cost: numberOrNull(record.price),
	}),
};

/** A backlink's state in one word, worst first. */
export function statusOf(record: IDataObject): string {
	if (isLost(record)) return 'lost';
	if (isYes(record.is_disavow)) return 'disavowed';
	return 'active';
}

/** "date_lost: Date when the backlink was lost"; "is_link_not_found: Page backlink not found". */
export const isLost = ({ date_lost: lost, is_link_not_found: notFound }: IDataObject): boolean =>
	(typeof lost === 'string' && lost !== '') || isYes(notFound);

/** "gin_index: Has the page containing the backlink been indexed by Google"; "0" or empty is no. */
const isIndexed = (index: unknown): boolean => textOrNull(index) !== null && String(index) !== '0';

const relOf = (record: IDataObject): string =>
	[
		isYes(record.is_nofollow) ? 'nofollow' : '',
		isYes(record.is_sponsored) ? 'sponsored' : '',
		isYes(record.ugc) ? 'ugc' : '',
	]
		.filter((value) => value !== '')
		.join(' ');

/** What `GET /sites` gives of a site. */
export const site: RecordShape = {
	fields: ['id', 'title', 'name'],
	simplified: ['id', 'title', 'name'],
	identity: 'id',
};

/** "List of disavowed backlinks", response parameters. */
export const disavowedLink: RecordShape = {
	fields: ['id', 'url', 'type', 'exported', 'yandex_x', 'domain_inlink_rank'],
	simplified: ['id', 'url', 'type', 'exported', 'yandex_x', 'domain_inlink_rank'],
	identity: 'id',
};

/** "Payment (one-time, monthly)" ("Adding a backlink"); its example has "onetime". */
export const chargePeriodsOfOne = [
	{ name: 'Monthly', value: 'monthly' },
	{ name: 'Once', value: 'onetime' },
] as const;

/** "Charging period (onetime, monthly, quarterly, 6months, year)" ("List of backlinks import"). */
export const chargePeriods = [
	{ name: 'Every 6 Months', value: '6months' },
	{ name: 'Every Year', value: 'year' },
	{ name: 'Monthly', value: 'monthly' },
	{ name: 'Once', value: 'onetime' },
	{ name: 'Quarterly', value: 'quarterly' },
] as const;

/** "possible values: status, index" (Running a backlink index/status check). */
export const recheckTypes = [
	{ name: 'Index', value: 'index', description: 'Whether search engines have the page' },
	{
		name: 'Status',
		value: 'status',
		description: 'Whether the link is there and how its page answers',
	},
] as const;

/** What can be disavowed: a page's URL, or a domain, given as `domain:example.com` or `example.com`. */
export const disavowable = z.string().transform((given, context): string => {
	const address = webAddress.safeParse(given);
	if (address.success) return address.data;
	const domain = hostName.safeParse(given.replace(/^domain:/i, '').trim());
	if (domain.success) return `domain:${domain.data}`;
	context.addIssue({
		code: 'custom',
		message:
			'must be an absolute URL or a domain, e.g. https://spam.example/page or domain:spam.example',
	});
	return z.NEVER;
});
