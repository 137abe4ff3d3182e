/** What a tool is called with: each parameter's value is looked for in the request and in earlier results. */
import { dayOf, daysBefore } from '../../core/clock';
import type { ParameterSchema, Task } from './conversation';
import { recordsIn } from './records';
import { meaningOf } from './words';

type Finder = (name: string, schema: ParameterSchema, task: Task, now: number) => unknown;

/** Values for all that is required, and for the rest where the talk has something. */
export function argumentsFor(
	schema: ParameterSchema,
	task: Task,
	now: number,
	given: Record<string, unknown> = {},
): Record<string, unknown> {
	const required = schema.required ?? [];
	const values = Object.entries(schema.properties ?? {}).map(([name, property]) => {
		if (property.properties) return [name, argumentsFor(property, task, now, given)];
		const value = given[name] ?? valueOf(name, property, task, now);
		return [name, value ?? (required.includes(name) ? fallback(property, task) : undefined)];
	});
	return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<
		string,
		unknown
	>;
}

function valueOf(name: string, schema: ParameterSchema, task: Task, now: number): unknown {
	for (const find of finders) {
		const value = find(name, schema, task, now);
		if (value !== undefined) return asList(value, schema);
	}
	return undefined;
}

function asList(value: unknown, { type }: ParameterSchema): unknown {
	return type === 'array' && !Array.isArray(value) ? [value] : value;
}

const choice: Finder = (_name, { enum: choices, default: usual }, { question }) => {
	if (!choices) return undefined;
	const asked = meaningOf(question);
	const named = choices.find((one) => [...meaningOf(String(one))].some((word) => asked.has(word)));
	return named ?? usual ?? choices.at(0);
};

/** A day of the period that the request names: its first, or today for what says "to". */
const day: Finder = (name, { description = '', format }, { question }, now) => {
	const isDay = format === 'date' || /YYYY-MM-DD|\bISO 8601\b/i.test(description);
	if (!isDay) return undefined;
	const today = dayOf(now);
	if (/(^|_)(to|until|till|end)(_|$)|(To|Until|Till|End)/.test(name)) return today;
	return daysBefore(today, daysIn(question));
};

const email: Finder = (name, { description = '', format }, { question }) =>
	format === 'email' ||
	/^to$|e-?mail|recipient/i.test(name) ||
	/\be-?mail address/i.test(description)
		? /[\w.+-]+@[\w-]+(\.[\w-]+)+/.exec(question)?.[0]
		: undefined;

const address: Finder = (name, { description = '', format }, { question }) => {
	if (format !== 'uri' && !/url|domain|website|page/i.test(`${name} ${description}`)) {
		return undefined;
	}
	const url = /https?:\/\/[^\s"',]+/.exec(question)?.[0];
	return url ?? /\b(?<!@)(?:[a-z0-9-]+\.)+[a-z]{2,}\b/i.exec(question)?.[0];
};

const count: Finder = (name, { type, default: usual }, { question }) => {
	if (type !== 'number' && type !== 'integer') return undefined;
	if (/days?$/i.test(name)) return daysIn(question);
	const number = /\b\d+\b/.exec(question)?.[0];
	return number === undefined ? usual : Number(number);
};

const yesOrNo: Finder = (name, { type, default: usual }, { question }) => {
	if (type !== 'boolean') return undefined;
	const asked = meaningOf(question);
	return usual ?? [...meaningOf(name)].some((word) => asked.has(word));
};

/** A value that an earlier result has under the same name, or the id of what it is called after. */
const fromResults: Finder = (name, _schema, { done, question }) => {
	const records = done.flatMap(({ result }) => recordsIn(result));
	const named = records.find((record) =>
		Object.values(record).some((value) => typeof value === 'string' && isNamed(value, question)),
	);
	const record = named ?? records.at(0);
	return record?.[name] ?? (/id$/i.test(name) ? record?.id : undefined);
};

/** What stands in quotes. */
const quoted: Finder = (_name, { type }, { question }) =>
	type === 'string' ? /["“]([^"”]+)["”]/.exec(question)?.[1] : undefined;

const finders: readonly Finder[] = [
	choice,
	day,
	email,
	address,
	count,
	yesOrNo,
	fromResults,
	quoted,
];

function isNamed(value: string, question: string): boolean {
	return value.length > 3 && question.toLowerCase().includes(value.toLowerCase());
}

/** "this week" and "the last 7 days" are seven. */
export function daysIn(question: string): number {
	const number = /(\d+)\s+days?/i.exec(question)?.[1];
	if (number !== undefined) return Number(number);
	if (/\bmonth\b/i.test(question)) return 30;
	return /\b(today|day)\b/i.test(question) ? 1 : 7;
}

/** Something of the right type, where nothing is known. */
function fallback({ type }: ParameterSchema, { question }: Task): unknown {
	const words: Record<string, unknown> = { number: 0, integer: 0, boolean: false, array: [] };
	const [first] = [type ?? 'string'].flat();
	return words[first] ?? (first === 'object' ? {} : question);
}
