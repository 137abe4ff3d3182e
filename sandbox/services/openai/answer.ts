import { dayOf, daysBefore } from '../../core/clock';
import { daysIn } from './arguments';
import { isRefusal, type Task, type Tool } from './conversation';
import { type Fields, recordsIn } from './records';
import { meaningOf } from './words';

const mostRows = 20;

/** Fields that say what a record is, and those that say how it is. */
const naming = /^(name|title|subject|sourceUrl|url|from_url|domain|list)$/i;
const telling =
	/lost|reason|why|status|nofollow|redir|not_found|blocked|indexed|^rel$|error|message/i;

/** The model's answer: what each tool gave, a line a record, of the period that was asked for. */
export function summaryOf({ question, done }: Task, tools: readonly Tool[], now: number): string {
	if (done.length === 0) {
		const names = tools.map(({ name }) => name).join(', ');
		return `I found nothing to do for that. I can use: ${names || 'no tools'}.`;
	}
	const since = daysBefore(dayOf(now), daysIn(question));
	const isWanted = meaningOf(question).has('lose') ? wasLostSince(since) : () => true;
	return done.map(({ call, result }) => paragraph(call.name, result, isWanted)).join('\n\n');
}

function paragraph(tool: string, result: string, isWanted: (record: Fields) => boolean): string {
	if (isRefusal(result)) return `${tool}: not done, a person said no.`;
	const records = recordsIn(result).filter(isWanted);
	if (records.length === 0) return `${tool}: ${result.trim().slice(0, 300) || 'done'}`;
	const rows = records.slice(0, mostRows).map((record) => `- ${row(record)}`);
	const rest = records.length - rows.length;
	const more = rest > 0 ? [`- and ${String(rest)} more`] : [];
	return [`${tool}: ${String(records.length)}`, ...rows, ...more].join('\n');
}

/** Whether a record was lost in the period; those that have nothing to do with loss stay. */
const wasLostSince =
	(since: string) =>
	(record: Fields): boolean => {
		const days = Object.entries(record).filter(([name]) => /lost/i.test(name));
		if (days.length === 0) return true;
		return days.some(([, value]) => typeof value === 'string' && value.slice(0, 10) >= since);
	};

function row(record: Fields): string {
	const fields = Object.entries(record).filter(([, value]) => value !== null && value !== '');
	const names = fields.filter(([name]) => naming.test(name)).map(([, value]) => text(value));
	const facts = fields
		.filter(([name]) => telling.test(name))
		.map(([name, value]) => `${name} ${text(value)}`);
	return `${names.at(0) ?? text(record)} (${facts.join(', ') || 'no more known'})`;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
