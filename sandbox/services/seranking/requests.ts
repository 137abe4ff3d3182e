import { z, type ZodType, type ZodTypeDef } from 'zod';
import { isCalendarDay } from '../../core/clock';
import { fieldsOf } from '../../core/fields';
import { Refusal } from '../../core/refusal';
import type { BacklinkChanges } from './backlink';
import { type DisavowTarget, disavowTarget } from './disavowList';
import { isWebUrl } from '../../core/urls';

/** "Max number of links – 1000" ("List of backlinks"). */
const mostBacklinksAPage = 1_000;
const defaultLimit = 100;

const calendarDate = z.string().refine(isCalendarDay);

/** The parameters that both ways of adding have in common, each with its own words of refusal. */
const price = z.number().finite().nonnegative().optional();
const currency = z
	.string()
	.regex(/^[A-Z]{3}$/)
	.optional();
/** "onetime, monthly, quarterly, 6months, year" ("List of backlinks import"). */
const chargePeriods = ['onetime', 'monthly', 'quarterly', '6months', 'year'] as const;
const chargePeriod = z.enum(chargePeriods).optional();
/** "Payment (one-time, monthly)" ("Adding a backlink"); the example spells the first of them "onetime". */
const chargePeriodOfOne = z
	.enum(['onetime', 'one-time', 'monthly'])
	.transform((period) => (period === 'one-time' ? 'onetime' : period))
	.optional();

const ids = z.array(z.number().int().positive()).nonempty();

export interface Page {
	limit: number;
	offset: number;
}

/** "List of backlinks": limit, at most 1000, and offset. */
export function backlinkPage(query: unknown): Page {
	const page = disavowPage(query);
	if (page.limit > mostBacklinksAPage) {
		throw new Refusal(400, `Invalid limit: the maximum is ${String(mostBacklinksAPage)}`);
	}
	return page;
}

/** "List of disavowed backlinks": limit and offset; no maximum is stated. */
export function disavowPage(query: unknown): Page {
	const { limit, offset } = fieldsOf(query);
	return {
		limit: wholeNumber(limit, defaultLimit, 1, 'Invalid limit'),
		offset: wholeNumber(offset, 0, 0, 'Invalid offset'),
	};
}

/** "Adding a backlink". */
export function newBacklink(body: unknown): { url: string; changes: BacklinkChanges } {
	const fields = fieldsOf(body);
	const { url } = fields;
	if (!isText(url) || !isWebUrl(url)) throw new Refusal(400, 'Invalid URL');
	return { url, changes: placementTerms(fields, chargePeriodOfOne) };
}

/** "List of backlinks import". Its text lists no errors; these are worded like the other routes'. */
export function newBacklinks(body: unknown): { urls: string[]; changes: BacklinkChanges } {
	const fields = fieldsOf(body);
	const { list } = fields;
	if (!isFilled(list) || !list.every(isText) || !list.every(isWebUrl)) {
		throw new Refusal(400, 'Invalid list');
	}
	const manager = parameter(z.string().optional(), fields, 'manager');
	const group = parameter(z.number().int().optional(), fields, 'group_id');
	const changes: BacklinkChanges = {
		...placementTerms(fields, chargePeriod),
		...(manager === undefined ? {} : { link_manager: manager }),
		// The only grouping that a backlink shows is its category.
		...(group === undefined ? {} : { category: String(group) }),
	};
	return { urls: list, changes };
}

/** "Updating settings for running backlink import": true or false, required. */
export function gscAutoimport(body: unknown): boolean {
	return parameter(z.boolean(), fieldsOf(body), 'gsc_autoimport');
}

/** The "backlink_ids" of "Deleting a backlink list" and "Running a backlink index/status check", which word the refusal differently. */
export function backlinkIds(body: unknown, words: string): number[] {
	const result = ids.safeParse(fieldsOf(body).backlink_ids);
	if (!result.success) throw new Refusal(400, words);
	return result.data;
}

/** "possible values: status, index. If you do not pass the parameter, recheck_type=status will be used". */
export function recheckType(body: unknown): 'status' | 'index' {
	const types = z.enum(['status', 'index']).default('status');
	return parameter(types, fieldsOf(body), 'recheck_type');
}

/** "Adding a disavowed backlink list". All entries or none. */
export function disavowTargets(body: unknown): DisavowTarget[] {
	const { list } = fieldsOf(body);
	if (!isFilled(list)) throw new Refusal(400, 'Invalid list');
	return list.map((entry) => {
		const target = disavowTarget(entry);
		if (!target) throw new Refusal(400, 'Invalid list');
		return target;
	});
}

/** "Deleting a disavowed backlink"; the spelling is the service's. */
export function disavowLinkId(query: unknown): number {
	return wholeNumber(fieldsOf(query).id, NaN, 1, 'Invalid disawov link ID');
}

/** "Getting a backlink import status": the token is required. */
export function importToken(query: unknown): string {
	return parameter(z.string().min(1), fieldsOf(query), 'token');
}

function placementTerms(
	fields: Record<string, unknown>,
	periods: typeof chargePeriod | typeof chargePeriodOfOne,
): BacklinkChanges {
	const cost = parameter(price, fields, 'price');
	// Checked, though no answer of the API ever shows it.
	parameter(currency, fields, 'currency');
	return {
		price: cost === undefined ? null : String(cost),
		charge_period: parameter(periods, fields, 'charge_period') ?? null,
		charge_start: parameter(calendarDate.optional(), fields, 'charge_start') ?? null,
	};
}

function parameter<Value>(
	schema: ZodType<Value, ZodTypeDef, unknown>,
	fields: Record<string, unknown>,
	name: string,
): Value {
	const result = schema.safeParse(fields[name]);
	if (!result.success) throw new Refusal(400, `Invalid ${name}`);
	return result.data;
}

/** A query's digits. NaN as `otherwise` makes the parameter required. */
function wholeNumber(value: unknown, otherwise: number, least: number, words: string): number {
	if (value === undefined && !Number.isNaN(otherwise)) return otherwise;
	const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : NaN;
	if (!(number >= least)) throw new Refusal(400, words);
	return number;
}

function isFilled(value: unknown): value is unknown[] {
	return Array.isArray(value) && value.length > 0;
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
