import type { INodeProperties, INodePropertyOptions, NodeParameterValueType } from 'n8n-workflow';
import { z } from 'zod';
import { pathPart } from './rules';

/**
 * A parameter of a node: what the editor shows, and what a value of it must be.
 *
 * `schema` reads whatever n8n hands over (text, the result of an expression, a resource locator's
 * value) and either gives the value in the form that the service takes or says what is wrong with it.
 * Its messages are predicates: they follow the parameter's name ("URL must be …").
 */
export interface Field<Name extends string = string, Value = unknown> {
	readonly property: INodeProperties & { readonly name: Name };
	readonly schema: z.ZodType<Value, z.ZodTypeDef, unknown>;
	/** The fields in a box of optional fields. */
	readonly members?: readonly Field[];
	/**
	 * In a box of optional fields: whether the field is as good as not added, because its expression has no
	 * value. A field without this rule says what it thinks of such a value by its schema.
	 */
	isAbsent?(raw: unknown): boolean;
}

/** The values of a list of fields, by their names. */
export type Values<Fields extends readonly Field[]> = {
	[One in Fields[number] as One['property']['name']]: One extends Field<string, infer Value>
		? Value
		: never;
};

/** What every field says of itself in the editor. */
interface Words<Name extends string> {
	readonly name: Name;
	readonly displayName: string;
	readonly description: string;
	readonly hint?: string;
	readonly placeholder?: string;
}

/** Whether a value is none: what a user left empty, or an expression without a value. */
export const isBlank = (raw: unknown): boolean =>
	raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

/** The same where empty text is a value of its own: to empty a field, for example. */
const isNothing = (raw: unknown): boolean => raw === undefined || raw === null;

/** Text as a person or an expression gives it: trimmed; numbers are taken as their digits. */
const textual = z.unknown().transform((raw, context): string => {
	if (isBlank(raw)) return '';
	if (typeof raw === 'string') return whole(raw.trim(), context);
	if (typeof raw === 'number' && Number.isFinite(raw)) return String(raw);
	if (typeof raw === 'boolean' || typeof raw === 'bigint') return String(raw);
	context.addIssue({ code: 'custom', message: `must be text, not ${kindOf(raw)}` });
	return z.NEVER;
});

/** Text that has an encoding: half of a character, as a cut through an emoji leaves it, has none. */
function whole(given: string, context: z.RefinementCtx): string {
	if (!/\p{Cs}/u.test(given)) return given;
	context.addIssue({ code: 'custom', message: 'must not hold half of a character' });
	return z.NEVER;
}

/** How a wrong value is called in a message. */
function kindOf(raw: unknown): string {
	if (Array.isArray(raw)) return 'a list';
	if (typeof raw === 'number') return String(raw);
	return typeof raw === 'object' ? 'an object' : `a ${typeof raw}`;
}

/** Text as it is given: a password may begin or end with a space. */
const verbatim = z
	.unknown()
	.transform((raw, context): string =>
		typeof raw === 'string' ? whole(raw, context) : textIn(textual.safeParse(raw), context),
	);

function textIn(read: z.SafeParseReturnType<unknown, string>, context: z.RefinementCtx): string {
	if (read.success) return read.data;
	for (const issue of read.error.issues) context.addIssue(issue);
	return z.NEVER;
}

const filled = textual.pipe(z.string().min(1, 'must not be empty'));

const words = <Name extends string>({
	name,
	displayName,
	description,
	hint,
	placeholder,
}: Words<Name>) => ({
	displayName,
	name,
	description,
	...(hint === undefined ? {} : { hint }),
	...(placeholder === undefined ? {} : { placeholder }),
});

/** A line of text that must be there. `rule` says what it must be, for example a URL. */
export function text<Name extends string>(
	field: Words<Name> & {
		default?: string;
		rows?: number;
		rule?: z.ZodType<string, z.ZodTypeDef, string>;
	},
): Field<NoInfer<Name>, string> {
	return {
		property: {
			...words(field),
			type: 'string',
			required: true,
			default: field.default ?? '',
			...(field.rows === undefined ? {} : { typeOptions: { rows: field.rows } }),
		},
		schema: field.rule ? filled.pipe(field.rule) : filled,
	};
}

/** A line of text that may be left empty; an empty one is sent as it is where a user added the field. */
export function optionalText<Name extends string>(
	field: Words<Name> & {
		rows?: number;
		secret?: boolean;
		rule?: z.ZodType<string, z.ZodTypeDef, string>;
	},
): Field<NoInfer<Name>, string> {
	return {
		property: {
			...words(field),
			type: 'string',
			default: '',
			...(field.rows === undefined ? {} : { typeOptions: { rows: field.rows } }),
			...(field.secret ? { typeOptions: { password: true } } : {}),
		},
		schema: field.rule ? textual.pipe(unlessEmpty(field.rule)) : field.secret ? verbatim : textual,
		isAbsent: isNothing,
	};
}

/** The rule for text that may also be empty. */
const unlessEmpty = (rule: z.ZodType<string, z.ZodTypeDef, string>) =>
	z
		.string()
		.transform((given, context): string =>
			given === '' ? given : textIn(rule.safeParse(given), context),
		);

/** An id that is chosen from a list out of the API, or given. The list comes from `search`. */
export function identifier<Name extends string>(
	field: Words<Name> & {
		search: string;
		rule?: z.ZodType<string, z.ZodTypeDef, string>;
		/**
		 * Paths of the parameters that the list is read for; when one changes, the choice is made anew. That of
		 * another choice ends in `.value`: n8n takes all objects for the same.
		 */
		dependsOn?: readonly string[];
	},
): Field<NoInfer<Name>, string> {
	const { dependsOn = [] } = field;
	return {
		property: {
			...words(field),
			type: 'resourceLocator',
			...(dependsOn.length === 0 ? {} : { typeOptions: { loadOptionsDependsOn: [...dependsOn] } }),
			required: true,
			default: { mode: 'list', value: '' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose…',
					typeOptions: { searchListMethod: field.search, searchable: true },
				},
				{ displayName: 'By ID', name: 'id', type: 'string', placeholder: field.placeholder },
			],
		},
		// Whatever an ID looks like at a service, it becomes a part of a path.
		schema: filled.pipe(field.rule ?? pathPart),
	};
}

/** The same where it may be left empty, for example because it only decides what a list offers. */
export function optionalIdentifier<Name extends string>(
	field: Parameters<typeof identifier<Name>>[0],
): Field<NoInfer<Name>, string> {
	const { property } = identifier(field);
	return {
		property: { ...property, required: false },
		schema: field.rule ? textual.pipe(unlessEmpty(field.rule)) : textual,
		isAbsent: isNothing,
	};
}

/** A field that is there only where another one has one of these values. */
export const shownWhen = <Name extends string, Value>(
	{ property, ...field }: Field<Name, Value>,
	show: Record<string, string[]>,
): Field<Name, Value | undefined> => ({
	...field,
	property: { ...property, displayOptions: { show } },
});

/** A number in the unit that its description names. Digits as text are taken too. */
export function number<Name extends string, Default extends number | undefined = undefined>(
	field: Words<Name> & {
		default?: Default;
		minimum?: number;
		maximum?: number;
		/** For a number that must be more than this, not as much as this. */
		above?: number;
		whole?: boolean;
		decimals?: number;
		/** Whether an empty value is refused in a box of optional fields too, instead of left out. */
		required?: boolean;
	},
): Field<NoInfer<Name>, Default extends number ? number : number | undefined> {
	const { minimum, maximum, above, whole = false, decimals = whole ? 0 : undefined } = field;
	const range = z
		.number()
		.refine((value) => !whole || Number.isSafeInteger(value), 'must be a whole number')
		.refine((value) => above === undefined || value > above, `must be above ${above}`)
		.refine((value) => minimum === undefined || value >= minimum, `must be at least ${minimum}`)
		.refine((value) => maximum === undefined || value <= maximum, `must be at most ${maximum}`);
	const read = z.unknown().transform((raw, context): number | undefined => {
		// An expression without a value does not choose the default, which the service may act on.
		if (isBlank(raw) && !field.required && field.default === undefined) return undefined;
		const value = typeof raw === 'string' && !isBlank(raw) ? Number(raw) : raw;
		if (typeof value === 'number' && Number.isFinite(value)) return value;
		const message = isBlank(raw) ? 'must not be empty' : `must be a number, not ${quote(raw)}`;
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	});
	return {
		property: {
			...words(field),
			type: 'number',
			default: field.default ?? minimum ?? 0,
			typeOptions: {
				...(minimum === undefined ? {} : { minValue: minimum }),
				...(maximum === undefined ? {} : { maxValue: maximum }),
				...(decimals === undefined ? {} : { numberPrecision: decimals }),
			},
		},
		// With a default there is always a number; without one, only where the user gave one.
		schema: read.pipe(range.optional()) as z.ZodType<unknown> as z.ZodType<
			Default extends number ? number : number | undefined
		>,
		...(field.required ? {} : { isAbsent: isBlank }),
	};
}

/** The same where it must be there. */
export function requiredNumber<Name extends string>(
	field: Parameters<typeof number<Name>>[0],
): Field<NoInfer<Name>, number> {
	const { property, schema, ...others } = number<Name>(field);
	return {
		...others,
		property: { ...property, required: true },
		schema: schema.transform((value, context): number => {
			if (value !== undefined) return value;
			context.addIssue({ code: 'custom', message: 'must not be empty' });
			return z.NEVER;
		}),
	};
}

/** A switch. The words "true" and "false" of an expression are taken too, nothing else. */
export function toggle<Name extends string>(
	field: Words<Name> & { default: boolean },
): Field<NoInfer<Name>, boolean> {
	return {
		property: { ...words(field), type: 'boolean', default: field.default },
		schema: z.unknown().transform((raw, context): boolean => {
			if (typeof raw === 'boolean') return raw;
			if (raw === 'true' || raw === 1) return true;
			if (raw === 'false' || raw === 0) return false;
			const message = isBlank(raw)
				? 'must not be empty'
				: `must be true or false, not ${quote(raw)}`;
			context.addIssue({ code: 'custom', message });
			return z.NEVER;
		}),
		isAbsent: isBlank,
	};
}

/** One of a fixed set of values; an expression may give it too. */
export function choice<Name extends string, Value extends string>(
	field: Words<Name> & {
		default: NoInfer<Value> | '';
		options: ReadonlyArray<{ name: string; value: Value; description?: string }>;
	},
): Field<NoInfer<Name>, Value> {
	return {
		property: {
			...words(field),
			type: 'options',
			default: field.default,
			options: field.options.map((option): INodePropertyOptions => ({ ...option })),
		},
		schema: filled.pipe(oneOf(field.options.map(({ value }) => value))),
		isAbsent: isBlank,
	};
}

/** Any number of a fixed set of values; an expression may give a list or text with commas. */
export function choices<Name extends string, Value extends string>(
	field: Words<Name> & {
		default: readonly Value[];
		options: ReadonlyArray<{ name: string; value: Value; description?: string }>;
	},
): Field<NoInfer<Name>, Value[]> {
	return {
		property: {
			...words(field),
			type: 'multiOptions',
			default: [...field.default],
			options: field.options.map((option): INodePropertyOptions => ({ ...option })),
		},
		schema: listed.pipe(z.array(oneOf(field.options.map(({ value }) => value)))),
		isAbsent: isBlank,
	};
}

function oneOf<Value extends string>(
	allowed: readonly Value[],
): z.ZodType<Value, z.ZodTypeDef, string> {
	return z.string().transform((given, context): Value => {
		const found = allowed.find((value) => value === given);
		if (found !== undefined) return found;
		context.addIssue({
			code: 'custom',
			message: `must be one of ${allowed.join(', ')}, not ${quote(given)}`,
		});
		return z.NEVER;
	});
}

/** A day, sent as YYYY-MM-DD. Takes that form, ISO 8601 with a time, and dates out of expressions. */
export function day<Name extends string>(field: Words<Name>): Field<NoInfer<Name>, string> {
	return {
		property: { ...words(field), type: 'dateTime', default: '', typeOptions: { dateOnly: true } },
		schema: z.unknown().transform((raw, context): string => {
			const given = dateText(raw);
			if (isRealDay(given.slice(0, 10)) && !Number.isNaN(Date.parse(given)))
				return given.slice(0, 10);
			context.addIssue({
				code: 'custom',
				message: `must be a date such as 2026-01-31, not ${quote(raw)}`,
			});
			return z.NEVER;
		}),
		isAbsent: isBlank,
	};
}

/** ISO text of a value; luxon dates, which expressions give, write themselves so. */
function dateText(raw: unknown): string {
	if (typeof raw === 'string') return raw.trim();
	if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? '' : raw.toISOString();
	if (
		typeof raw === 'object' &&
		raw !== null &&
		'toISO' in raw &&
		typeof raw.toISO === 'function'
	) {
		return String(raw.toISO());
	}
	return '';
}

function isRealDay(given: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(given)) return false;
	const read = new Date(`${given}T00:00:00Z`);
	return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(given);
}

/** A JSON object, typed in or out of an expression. */
export function jsonObject<Name extends string>(
	field: Words<Name>,
): Field<NoInfer<Name>, Record<string, unknown>> {
	return {
		property: { ...words(field), type: 'json', default: '{}' },
		schema: parsedJson.pipe(
			z.record(z.unknown(), { message: 'must be a JSON object, e.g. {"key": "value"}' }),
		),
		isAbsent: isNothing,
	};
}

/** A JSON list, typed in or out of an expression. */
export function jsonList<Name extends string>(field: Words<Name>): Field<NoInfer<Name>, unknown[]> {
	return {
		property: { ...words(field), type: 'json', default: '[]' },
		schema: parsedJson.pipe(
			z.array(z.unknown(), { message: 'must be a JSON list, e.g. ["one", "two"]' }),
		),
		isAbsent: isNothing,
	};
}

/** Whatever JSON says, given as text or as the value itself, of which what JSON has no form for is left out. */
export const parsedJson = z.unknown().transform((raw, context): unknown => {
	try {
		const json = typeof raw === 'string' ? raw : JSON.stringify(raw);
		return json === undefined ? undefined : (JSON.parse(json) as unknown);
	} catch {
		context.addIssue({ code: 'custom', message: 'must be valid JSON' });
		return z.NEVER;
	}
});

/**
 * Several values in one field: text with a value a line or between commas, a list from an expression,
 * or a list of whole items, out of which `keys` names the values, first match first.
 * Blank entries and repetitions are left out; at least one must stay. With `load`, a method of the
 * node, the editor offers values to choose; an expression gives them as before.
 */
export function entries<Name extends string>(
	field: Words<Name> & {
		keys: readonly string[];
		rule: z.ZodType<string, z.ZodTypeDef, string>;
		/** What stands between the values of a text, or how it is taken apart; commas and lines by default. */
		separator?: RegExp | ((text: string) => string[]);
		/** How many there may be. */
		most?: number;
		load?: string;
	},
): Field<NoInfer<Name>, string[]> {
	const { load, most = Infinity } = field;
	return {
		property: {
			...words(field),
			required: true,
			...(load === undefined
				? { type: 'string', default: '', typeOptions: { rows: 3 } }
				: { type: 'multiOptions', default: [], typeOptions: { loadOptionsMethod: load } }),
		},
		schema: z
			.unknown()
			.transform((raw, context) => splitEntries(raw, field.keys, field.separator, context))
			.pipe(z.array(z.string()).nonempty('must not be empty'))
			.pipe(eachEntry(field.rule, most)),
	};
}

/** What stands between URLs: they may hold commas, so only a comma before the next URL separates. */
export const betweenUrls = /\n|(?<![,;\s])[,;\s]+(?=https?:\/\/)|[,;]\s*$/i;

const betweenCommasOrLines = /[\n,;]/;
const listed = z
	.unknown()
	.transform((raw, context) => splitEntries(raw, [], betweenCommasOrLines, context));

function splitEntries(
	raw: unknown,
	keys: readonly string[],
	separator: RegExp | ((text: string) => string[]) = betweenCommasOrLines,
	context: z.RefinementCtx,
): string[] {
	const found = new Set<string>();
	const wholeText = parsedIfList(raw);
	const parts = Array.isArray(wholeText)
		? wholeText
		: typeof wholeText === 'string'
			? separator instanceof RegExp
				? wholeText.split(separator)
				: separator(wholeText)
			: [wholeText];
	for (const part of parts) {
		const read = textual.safeParse(entryOf(part, keys));
		if (!read.success) {
			context.addIssue({
				code: 'custom',
				message: `must hold text${keys.length > 0 ? ` or objects with ${keys.join(' or ')}` : ''}, not ${kindOf(part)}`,
			});
			return z.NEVER;
		}
		if (read.data !== '') found.add(read.data);
	}
	return [...found];
}

/** Text that is a JSON list, as an AI agent or a drop into a text field gives it, is that list. */
function parsedIfList(raw: unknown): unknown {
	if (typeof raw !== 'string' || !raw.trimStart().startsWith('[')) return raw;
	const parsed = parsedJson.safeParse(raw);
	return parsed.success ? parsed.data : raw;
}

function entryOf(part: unknown, keys: readonly string[]): unknown {
	if (typeof part !== 'object' || part === null) return part;
	const holder =
		'json' in part && typeof part.json === 'object' && part.json !== null ? part.json : part;
	const key = keys.find((name) => Object.hasOwn(holder, name));
	return key === undefined ? holder : (holder as Record<string, unknown>)[key];
}

/** Up to this many wrong entries are named in one message; more are counted. */
const namedEntries = 5;

function eachEntry(
	rule: z.ZodType<string, z.ZodTypeDef, string>,
	most: number,
): z.ZodType<string[], z.ZodTypeDef, string[]> {
	return z.array(z.string()).transform((given, context): string[] => {
		const read = given.map((entry) => ({ entry, result: rule.safeParse(entry) }));
		const wrong = read.filter(({ result }) => !result.success);
		const usable = new Set(read.flatMap(({ result }) => (result.success ? [result.data] : [])));
		const count = usable.size + wrong.length;
		if (count > most) {
			const message = `must hold at most ${most} entries, not ${count}`;
			context.addIssue({ code: 'custom', message });
		}
		if (wrong.length > 0) {
			const named = wrong.slice(0, namedEntries).map(({ entry }) => quote(entry));
			const more = wrong.length > namedEntries ? ` and ${wrong.length - namedEntries} more` : '';
			const why = wrong[0].result.error?.issues[0]?.message ?? 'must be valid';
			context.addIssue({
				code: 'custom',
				message: `has entries that are not usable: each ${why}; not ${named.join(', ')}${more}`,
			});
		}
		return [...usable];
	});
}

/**
 * A box of optional fields; a value is there only where the user added its field, and where what it was
 * given is a value: an expression without one changes nothing and chooses no default.
 */
export function collection<Name extends string, const Members extends readonly Field[]>(
	name: Name,
	displayName: string,
	members: Members,
): Field<NoInfer<Name>, Partial<Values<Members>>> {
	const placeholder =
		name === 'filters' ? 'Add Filter' : name === 'options' ? 'Add Option' : 'Add Field';
	const sorted = [...members].sort((a, b) =>
		a.property.displayName.localeCompare(b.property.displayName, 'en'),
	);
	return {
		property: {
			displayName,
			name,
			type: 'collection',
			placeholder,
			default: {},
			options: sorted.map(({ property }) => ({ ...property, required: undefined })),
		},
		schema: z.unknown().transform((raw, context): Partial<Values<Members>> => {
			const { value, complaints } = readBox(name, displayName, members, raw);
			for (const { parameter, message } of complaints) {
				context.addIssue({ code: 'custom', message, path: [parameter] });
			}
			return value as Partial<Values<Members>>;
		}),
		members,
	};
}

/** What became of reading a field. */
export interface Reading {
	/** The value; of a box as much of it as is right; undefined where nothing is. */
	readonly value: unknown;
	readonly complaints: readonly Complaint[];
	/** What has no right value: the field's name, or for a member of a box "additionalFields.target". */
	readonly unreadable: readonly string[];
}

/** Reads a field, and of a box every member, so that one mistake hides none of the others. */
export function readField(field: Field, rawValueOf: (field: Field) => unknown): Reading {
	const { property, schema, members } = field;
	try {
		const raw = rawValueOf(field);
		if (members) return readBox(property.name, property.displayName, members, raw);
		const read = schema.safeParse(raw);
		return read.success
			? { value: read.data, complaints: [], unreadable: [] }
			: notRead(property.name, complaintsOf(field, read.error));
	} catch (error) {
		return notRead(property.name, [withoutValue(property.displayName, error)]);
	}
}

const notRead = (name: string, complaints: readonly Complaint[]): Reading => ({
	value: undefined,
	complaints,
	unreadable: [name],
});

/** An expression that fails, or gives something that cannot even be looked at. */
function withoutValue(parameter: string, error: unknown): Complaint {
	const { message, description } = error as { message?: unknown; description?: unknown };
	return {
		parameter,
		message: `has no usable value: ${String(message)}`,
		...(typeof description === 'string' ? { advice: description } : {}),
	};
}

function readBox(
	box: string,
	displayName: string,
	members: readonly Field[],
	raw: unknown,
): Reading {
	if (isBlank(raw)) return { value: {}, complaints: [], unreadable: [] };
	if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
		const message = `must be a set of fields, not ${kindOf(raw)}`;
		return notRead(box, [{ parameter: displayName, message }]);
	}
	const given = raw as Record<string, unknown>;
	const value: Record<string, unknown> = {};
	const complaints: Complaint[] = [];
	const unreadable: string[] = [];
	for (const member of members) {
		const { name } = member.property;
		if (!Object.hasOwn(given, name)) continue;
		let isGiven = true;
		const read = readField(member, () => {
			const inner = locatorValue(given[name]);
			isGiven = member.isAbsent?.(inner) !== true;
			return inner;
		});
		if (!isGiven) continue;
		complaints.push(...read.complaints);
		if (read.unreadable.length > 0) unreadable.push(`${box}.${name}`);
		else value[name] = read.value;
	}
	return { value, complaints, unreadable };
}

/** n8n takes the value out of a resource locator at the top, not inside a collection. */
function locatorValue(raw: unknown): unknown {
	return typeof raw === 'object' && raw !== null && '__rl' in raw && 'value' in raw
		? raw.value
		: raw;
}

/** A value as a message shows it: short, on one line, in quotes. */
export function quote(raw: unknown): string {
	const written = typeof raw === 'string' ? raw : writtenAsJson(raw);
	const shown = written.length > 60 ? `${written.slice(0, 57)}…` : written;
	return `"${shown.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\uFFFD')}"`;
}

/** A value as JSON; one that JSON has no form for, such as an object within itself, by its kind. */
function writtenAsJson(raw: unknown): string {
	if (typeof raw === 'bigint') return String(raw);
	try {
		return JSON.stringify(raw) ?? String(raw);
	} catch {
		return kindOf(raw);
	}
}

/** A field's value as n8n uses it when the workflow does not hold one. */
export const fallbackOf = ({ property }: Field): NodeParameterValueType => property.default;

/** What is wrong with a value: the parameter as the editor names it, and the rule that it broke. */
export interface Complaint {
	readonly parameter: string;
	readonly message: string;
	/** How to get unstuck, where the rule does not say it. */
	readonly advice?: string;
}

/** Reads the raw values of `fields`. All complaints come at once. */
export function readFields<Fields extends readonly Field[]>(
	fields: Fields,
	rawValueOf: (field: Field) => unknown,
): { values: Values<Fields>; complaints: Complaint[] } {
	const values: Record<string, unknown> = {};
	const complaints: Complaint[] = [];
	for (const field of fields) {
		const read = readField(field, rawValueOf);
		if (read.complaints.length === 0) values[field.property.name] = read.value;
		else complaints.push(...read.complaints);
	}
	return { values: values as Values<Fields>, complaints };
}

function complaintsOf({ property }: Field, error: z.ZodError): Complaint[] {
	return error.issues.map(({ path, message }) => ({
		parameter: path.length > 0 && typeof path[0] === 'string' ? path[0] : property.displayName,
		message,
	}));
}
