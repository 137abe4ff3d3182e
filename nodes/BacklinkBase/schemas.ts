import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Complaint } from '../shared/fields';
import type { RecordShape, UnifiedBacklink } from '../shared/output';
import { domainOf, textOrNull } from '../shared/output';
import { objectOf } from '../shared/service';

/**
 * What a task or a placement can be. The text has two vocabularies: "queued, running, completed, failed,
 * cancelled" (data model of a task) and "Queued Publishing, Publishing, Published, Cancelled, Failed"
 * (placements, and the tasks of all examples).
 */
export const states = [
	{ name: 'Cancelled', value: 'cancelled' },
	{ name: 'Completed', value: 'completed', description: 'Also called "Published"' },
	{ name: 'Failed', value: 'failed' },
	{ name: 'Queued', value: 'queued', description: 'Also called "Queued Publishing"' },
	{ name: 'Running', value: 'running', description: 'Also called "Publishing"' },
] as const;

const otherWords: ReadonlyMap<string, string> = new Map([
	['queued publishing', 'queued'],
	['publishing', 'running'],
	['published', 'completed'],
	['canceled', 'cancelled'],
]);

/** A status in the one vocabulary of `states`; one that the text does not know stays as it is. */
export function stateOf(status: unknown): string | null {
	const word = textOrNull(status)
		?.trim()
		.toLowerCase()
		.replace(/[\s_]+/g, ' ');
	return word === undefined ? null : (otherWords.get(word) ?? word);
}

/** "Retrieve all tasks", what each of them is. */
const taskFields = [
	'id',
	'name',
	'status',
	'created_at',
	'updated_at',
	'last_run_at',
	'completed_at',
] as const;

/** A task in the list of all tasks; its placements are in `GET /task/show` only. */
export const listedTask: RecordShape = {
	fields: taskFields,
	simplified: taskFields,
	identity: 'id',
	unify: placementsOf,
};

/** A task with its article and its placements ("Data Models"). */
export const task: RecordShape = {
	fields: [...taskFields, 'article', 'sites'],
	simplified: [...taskFields, 'article', 'sites'],
	identity: 'id',
	unify: placementsOf,
};

/** A task's rows, "One row per target website", each with its task and the pages that its article links to. */
export const rowsOf = ({ id, name, article, sites }: IDataObject): IDataObject[] =>
	(Array.isArray(sites) ? sites : [])
		.map(objectOf)
		.map((row) => ({ task_id: id, task_name: name, task_urls: objectOf(article).urls, ...row }));

/** One of these rows. */
export const placement: RecordShape = {
	fields: [],
	simplified: [],
	unify: ({ task_id: id, task_urls: urls, ...row }) =>
		placementsOf({ id, article: { urls }, sites: [row] }),
};

/** A task's placements, "One row per target website", each as a backlink. */
function placementsOf({ id, article, sites }: IDataObject): UnifiedBacklink[] {
	const { urls } = objectOf(article);
	const targets = Array.isArray(urls) ? urls : [];
	return (Array.isArray(sites) ? sites : []).map(objectOf).map((row) => {
		const state = stateOf(row.status);
		return {
			service: 'backlinkBase',
			// The data model has a row id, the examples have none; a site stands in a task once.
			id: textOrNull(row.id) ?? `${String(id)}-${String(row.backlink_website_id)}`,
			sourceUrl: textOrNull(row.result_url),
			sourceDomain: domainOf(row.result_url),
			// An article links to up to five pages; the first is its main one.
			targetUrl: textOrNull(targets[0]),
			anchor: null,
			status: state,
			rel: null,
			indexed: null,
			firstSeen: state === 'completed' ? textOrNull(row.completed_at) : null,
			lostAt: null,
			// A credit, or none in sandbox mode, and a task does not tell which.
			cost: null,
		};
	});
}

/** "List of target sites". */
export const site: RecordShape = {
	fields: ['id', 'url', 'da', 'pa', 'spam_score', 'status', 'limited'],
	simplified: ['id', 'url', 'da', 'pa', 'spam_score', 'status', 'limited'],
	identity: 'id',
};

/** HTML elements that stand within a word; all others separate words. */
const withinWords =
	/<\/?(?:a|abbr|b|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var)(?:\s[^<>]*)?\/?>/gi;
const anyTag = /<(?:\/?[a-z!][^<>]*)>/gi;
const spaces = /(?:\s|&nbsp;|&#160;)+/gi;

/** The words of a text. */
export const countWords = (text: string): number =>
	text.split(spaces).filter((word) => word !== '').length;

/** The text of a page in HTML. */
const textOf = (html: string): string => html.replace(withinWords, '').replace(anyTag, ' ');

/** The words of a page in HTML, whose tags are none. */
export const countWordsOfHtml = (html: string): number => countWords(textOf(html));

/**
 * The letters and digits of a page in HTML, the same however it is marked up ("HTML allowed"): a service
 * may clean what it is given.
 */
export const lettersOfHtml = (html: string): string =>
	textOf(html)
		.replace(/&#?\w+;/g, '')
		.replace(/[^\p{L}\p{N}]+/gu, '');

/** Text of so many words ("must be between 2 and 10 words"). */
export const wordsBetween = (
	least: number,
	most: number,
	wordsOf: (text: string) => number = countWords,
): z.ZodType<string, z.ZodTypeDef, string> =>
	z.string().superRefine((given, context) => {
		const count = wordsOf(given);
		if (count >= least && count <= most) return;
		const message = `must have ${least} to ${most} words, not ${count}`;
		context.addIssue({ code: 'custom', message });
	});

/** A site's id: an integer, so "0388" is 388. */
export const siteNumber = z
	.string()
	.regex(/^0*[1-9]\d{0,14}$/, 'must be a whole number, e.g. 388')
	.transform((given) => String(Number(given)));

export const taskNumber = z
	.string()
	.regex(/^[\w-]{1,64}$/, 'must be a task ID, e.g. 6825f0ba291e7');

/** When a task's placements are to be made, as YYYY-MM-DD. */
export interface Schedule {
	readonly scheduleFrom?: string;
	readonly scheduleTill?: string;
}

/**
 * What is wrong with a schedule: it starts between today and a month on, and ends not before it starts
 * and within a month of today. Today is the day in UTC, as all of the service's times are.
 */
export function wrongSchedule(
	{ scheduleFrom, scheduleTill }: Schedule,
	now: Date = new Date(),
): Complaint[] {
	const today = now.toISOString().slice(0, 10);
	const last = monthAfter(today);
	const complaints: Complaint[] = [];
	const range = `must be between ${today} and ${last} (today and a month on, in UTC)`;
	const isOutside = (day: string): boolean => day < today || day > last;
	if (scheduleFrom !== undefined && isOutside(scheduleFrom)) {
		complaints.push({ parameter: 'Schedule From', message: `${range}, not ${scheduleFrom}` });
	}
	if (scheduleTill !== undefined && isOutside(scheduleTill)) {
		complaints.push({ parameter: 'Schedule Till', message: `${range}, not ${scheduleTill}` });
	}
	if (scheduleFrom !== undefined && scheduleTill !== undefined && scheduleTill < scheduleFrom) {
		const message = `must not be before "Schedule From" (${scheduleFrom}), as ${scheduleTill} is`;
		complaints.push({ parameter: 'Schedule Till', message });
	}
	return complaints;
}

/** The same day of the next month, or that month's last day where it is shorter. */
export function monthAfter(day: string): string {
	const [year, month, dayOfMonth] = day.split('-').map(Number);
	const lastOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
	const next = new Date(Date.UTC(year, month, Math.min(dayOfMonth, lastOfNext)));
	return next.toISOString().slice(0, 10);
}
