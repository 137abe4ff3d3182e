import { daysBefore, isCalendarDay } from '../../core/clock';
import { fieldsOf } from '../../core/fields';
import { isWebUrl } from '../../core/urls';
import { invalid } from './answers';
import { monthAfter } from './timestamps';

/** What "task/store" was asked for. */
export interface NewTask {
	name: string;
	articleTitle: string;
	articleBody: string;
	articleUrls: string[];
	targetWebsiteIds: number[];
	/** Days. */
	scheduleFrom: string;
	scheduleTill: string;
	sandbox: boolean;
}

/** What has to be known to judge a request. */
export interface Circumstances {
	today: string;
	/** undefined: there is no such site. */
	isEnabled: (siteId: number) => boolean | undefined;
}

type Errors = Record<string, string[]>;

const mostBodyWords = 400;
const mostUrls = 5;
const mostIdCharacters = 40;

/** "task/store". @throws Refusal (422) that names every broken rule */
export function newTask(body: unknown, circumstances: Circumstances): NewTask {
	const fields = fieldsOf(body);
	const errors: Errors = {};
	const task: NewTask = {
		name: words(fields, 'name', 2, 10, errors),
		articleTitle: words(fields, 'article_title', 4, 50, errors),
		articleBody: articleBody(fields, errors),
		articleUrls: articleUrls(fields, errors),
		targetWebsiteIds: targetWebsiteIds(fields, circumstances, errors),
		...schedule(fields, circumstances.today, errors),
		sandbox: flag(fields, 'sandbox', errors),
	};
	if (Object.keys(errors).length > 0) throw invalid('Validation failed', errors);
	return task;
}

/** "task/show": the id, in the query or (as its POST examples have it) in the body. "422: id field missing/invalid" */
export function taskIdIn(query: unknown, body: unknown): string {
	const id = fieldsOf(query).id ?? fieldsOf(body).id;
	const message = 'Input Fields Validation Error';
	if (id === undefined || id === '') throw invalid(message, { id: ['The id field is required.'] });
	if (typeof id !== 'string' || !/^[\w-]+$/.test(id) || id.length > mostIdCharacters) {
		throw invalid(message, { id: ['The id is invalid.'] });
	}
	return id;
}

/** "The article_title must be between 4 and 50 words. You have 2 words." */
function words(
	fields: Record<string, unknown>,
	field: string,
	least: number,
	most: number,
	errors: Errors,
): string {
	const text = requiredText(fields, field, errors);
	const count = wordCount(text);
	if (text !== '' && (count < least || count > most)) {
		const range = `between ${String(least)} and ${String(most)} words`;
		add(errors, field, `The ${field} must be ${range}. You have ${String(count)} words.`);
	}
	return text;
}

/** "≤400 words (HTML allowed)" (data model "Article"): tags are no words. */
function articleBody(fields: Record<string, unknown>, errors: Errors): string {
	const text = requiredText(fields, 'article_body', errors);
	const count = wordCount(text.replace(/<[^>]*>/g, ' '));
	if (count > mostBodyWords) {
		const rule = `may not be greater than ${String(mostBodyWords)} words`;
		add(errors, 'article_body', `The article_body ${rule}. You have ${String(count)} words.`);
	}
	return text;
}

/** "1-5 absolute URLs", comma-separated. */
function articleUrls(fields: Record<string, unknown>, errors: Errors): string[] {
	const field = 'article_urls';
	const urls = parts(requiredText(fields, field, errors));
	if (urls.length > mostUrls) {
		add(errors, field, `The ${field} must have between 1 and ${String(mostUrls)} URLs.`);
	}
	const wrong = urls.filter((url) => !isWebUrl(url));
	if (wrong.length > 0) {
		add(errors, field, `The ${field} must be absolute URLs: ${wrong.join(', ')}.`);
	}
	return urls;
}

/** "The target_website_ids must be a comma-separated list of integers." Each counts once. */
function targetWebsiteIds(
	fields: Record<string, unknown>,
	{ isEnabled }: Circumstances,
	errors: Errors,
): number[] {
	const field = 'target_website_ids';
	const value = fields[field];
	const texts = typeof value === 'string' ? parts(value) : [];
	if (value === undefined || value === '') {
		add(errors, field, `The ${field} field is required.`);
		return [];
	}
	if (texts.length === 0 || !texts.every((text) => /^\d{1,9}$/.test(text))) {
		add(errors, field, `The ${field} must be a comma-separated list of integers.`);
		return [];
	}
	const ids = [...new Set(texts.map(Number))];
	const unknown = ids.filter((id) => isEnabled(id) === undefined);
	const disabled = ids.filter((id) => isEnabled(id) === false);
	if (unknown.length > 0) add(errors, field, `The ${field} do not exist: ${unknown.join(', ')}.`);
	if (disabled.length > 0) add(errors, field, `The ${field} are disabled: ${disabled.join(', ')}.`);
	return ids;
}

/** From today on, till from or later ("Default 1 Day"), both at most a month from today. */
function schedule(
	fields: Record<string, unknown>,
	today: string,
	errors: Errors,
): Pick<NewTask, 'scheduleFrom' | 'scheduleTill'> {
	const latest = monthAfter(today);
	const from = day(fields, 'schedule_from', today, errors);
	const defaultTill = min(daysBefore(from, -1), latest);
	const till = day(fields, 'schedule_till', defaultTill, errors);
	const within = (field: string, value: string, least: string, leastWords: string): void => {
		if (value < least) add(errors, field, `The ${field} must be ${leastWords} or later.`);
		if (value > latest) add(errors, field, `The ${field} must be at most a month from today.`);
	};
	within('schedule_from', from, today, 'today');
	// What nobody sent is not to blame.
	if (till !== defaultTill) within('schedule_till', till, from, 'schedule_from');
	return { scheduleFrom: from, scheduleTill: till };
}

function day(
	fields: Record<string, unknown>,
	field: string,
	otherwise: string,
	errors: Errors,
): string {
	const value = fields[field];
	if (value === undefined || value === null || value === '') return otherwise;
	if (typeof value === 'string' && isCalendarDay(value)) return value;
	add(errors, field, `The ${field} is not a valid date (YYYY-MM-DD).`);
	return otherwise;
}

function flag(fields: Record<string, unknown>, field: string, errors: Errors): boolean {
	const value = fields[field] ?? false;
	if (typeof value === 'boolean') return value;
	if (value === 1 || value === '1' || value === 'true') return true;
	if (value !== 0 && value !== '0' && value !== 'false') {
		add(errors, field, `The ${field} field must be true or false.`);
	}
	return false;
}

function requiredText(fields: Record<string, unknown>, field: string, errors: Errors): string {
	const value = fields[field];
	if (value === undefined || value === null || value === '') {
		add(errors, field, `The ${field} field is required.`);
		return '';
	}
	if (typeof value === 'string') return value;
	add(errors, field, `The ${field} must be a string.`);
	return '';
}

function add(errors: Errors, field: string, words: string): void {
	(errors[field] ??= []).push(words);
}

function parts(text: string): string[] {
	return text === '' ? [] : text.split(',').map((part) => part.trim());
}

function wordCount(text: string): number {
	return text.split(/\s+/).filter((word) => word !== '').length;
}

function min(one: string, other: string): string {
	return one < other ? one : other;
}
