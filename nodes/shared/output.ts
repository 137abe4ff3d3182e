import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { urlOf } from './addresses';
import type { Field } from './fields';
import { choice, choices, entries } from './fields';
import { fieldName } from './rules';

/** What a service's object holds, and how an operation hands it on. */
export interface RecordShape {
	/** All fields that the API text documents, in its order. */
	readonly fields: readonly string[];
	/** The fields of the simplified output: at most ten, most used first. */
	readonly simplified: readonly string[];
	/** The field that names an object among others. */
	readonly identity?: string;
	/** Fields that are left out unless the user asks for secrets. */
	readonly secrets?: readonly string[];
	/** Where the object is a backlink, or holds several: what it is in the shape that all services share. */
	unify?(record: IDataObject): UnifiedBacklink | readonly UnifiedBacklink[];
}

/** A backlink in the one shape that all four services share; null where a service does not know. */
export interface UnifiedBacklink extends IDataObject {
	service: string;
	id: string | null;
	sourceUrl: string | null;
	sourceDomain: string | null;
	targetUrl: string | null;
	anchor: string | null;
	status: string | null;
	/** The link's rel values as HTML writes them ("nofollow sponsored"); empty for a plain link. */
	rel: string | null;
	indexed: boolean | null;
	/** ISO 8601 date or time. */
	firstSeen: string | null;
	lostAt: string | null;
	cost: number | null;
}

/** The form in which a user wants records. */
export interface OutputChoice {
	readonly output: 'simplified' | 'raw' | 'selectedFields' | 'unified';
	readonly outputFields: readonly string[];
	readonly includeSecrets: boolean;
}

/** Objects of up to this many fields are handed on whole, unless they are backlinks. */
const fieldsWorthChoosing = 10;

export const hasOutputChoice = (shape: RecordShape | undefined): shape is RecordShape =>
	shape !== undefined && (shape.fields.length > fieldsWorthChoosing || shape.unify !== undefined);

/**
 * How a record of `shape` is handed on: as one object, or as several where it holds several backlinks
 * and these are wanted. The record itself is used where nothing has to change; it belongs to the
 * operation that read it, so secrets are deleted in place.
 */
export function presenter(
	shape: RecordShape | undefined,
	choice: OutputChoice,
): (record: IDataObject) => readonly IDataObject[] {
	if (choice.output === 'unified' && shape?.unify) {
		const { unify } = shape;
		return (record) => [unify(record)].flat();
	}
	const present = wholePresenter(shape, choice);
	return (record) => [present(record)];
}

/** The same, where a record stays one object. */
function wholePresenter(
	shape: RecordShape | undefined,
	{ output, outputFields, includeSecrets }: OutputChoice,
): (record: IDataObject) => IDataObject {
	if (shape === undefined) return (record) => record;
	const hidden = includeSecrets ? [] : (shape.secrets ?? []);
	const withoutHidden = (record: IDataObject): IDataObject => {
		if (hidden.length > 0) strike(record, hidden);
		return record;
	};
	if (!hasOutputChoice(shape) || output === 'raw') return withoutHidden;

	const wanted = output === 'selectedFields' ? outputFields : shape.simplified;
	const shown = wanted.filter((field) => !hidden.includes(field));
	return (record) => {
		withoutHidden(record);
		return Object.fromEntries(shown.map((field) => [field, ownValue(record, field)]));
	};
}

/** A field of the record itself, whatever an expression calls the fields that it wants. */
const ownValue = (record: IDataObject, field: string): IDataObject[string] =>
	Object.hasOwn(record, field) ? (record[field] ?? null) : null;

/** Deletes fields in place, also from whatever the record holds. */
export function strike(value: unknown, fields: readonly string[]): void {
	if (typeof value !== 'object' || value === null) return;
	if (!Array.isArray(value)) {
		for (const field of fields) Reflect.deleteProperty(value, field);
	}
	for (const inner of Object.values(value)) strike(inner, fields);
}

/** The fields with which a user chooses the form of records. */
export interface OutputForm {
	readonly output: Field<'output', OutputChoice['output']>;
	readonly outputFields: Field<'outputFields', string[]>;
}

/** The form for records of a shape; undefined where there is nothing to choose. */
export function outputForm(shape: RecordShape | undefined): OutputForm | undefined {
	if (!hasOutputChoice(shape)) return undefined;
	const unified = {
		name: 'Unified Backlink',
		value: 'unified',
		description:
			'One shape for the backlinks of all services, for example for one sheet or search index',
	} as const;
	const output = choice({
		name: 'output',
		displayName: 'Output',
		description: 'Which fields of each record to return',
		default: 'simplified',
		options: [
			{ name: 'Raw', value: 'raw', description: 'Every field, as the service sends it' },
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'The fields that you choose',
			},
			{
				name: 'Simplified',
				value: 'simplified',
				description: `The fields that are used most: ${shape.simplified.join(', ')}`,
			},
			...(shape.unify ? [unified] : []),
		],
	});
	return { output, outputFields: outputFields(shape) };
}

/** An expression may name a field that the API text does not know. */
function outputFields({ fields }: RecordShape): OutputForm['outputFields'] {
	const words = {
		name: 'outputFields',
		displayName: 'Output Fields',
		description: 'The fields to return, in this order',
	} as const;
	const { property } = choices({
		...words,
		default: [],
		options: [...fields]
			.sort((a, b) => a.localeCompare(b, 'en'))
			.map((field) => ({ name: field, value: field })),
	});
	return { property, schema: entries({ ...words, keys: [], rule: fieldName }).schema };
}

/** The parameters of the form, for the operations in `show`. */
export function outputProperties(
	shape: RecordShape | undefined,
	show: Record<string, string[]>,
): INodeProperties[] {
	const form = outputForm(shape);
	if (form === undefined) return [];
	return [
		{ ...form.output.property, displayOptions: { show } },
		{
			...form.outputFields.property,
			displayOptions: { show: { ...show, output: ['selectedFields'] } },
		},
	];
}

/** Text as a unified backlink holds it: null for what is missing or empty. */
export const textOrNull = (value: unknown): string | null =>
	typeof value === 'string' && value !== ''
		? value
		: typeof value === 'number'
			? String(value)
			: null;

/** A number as a unified backlink holds it. */
export function numberOrNull(value: unknown): number | null {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string' || value.trim() === '') return null;
	const read = Number(value);
	return Number.isFinite(read) ? read : null;
}

/** The host of a URL, without `www.`. */
export function domainOf(url: unknown): string | null {
	if (typeof url !== 'string') return null;
	const absolute = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`;
	return urlOf(absolute)?.hostname.replace(/^www\./, '') || null;
}
