/** What a document's values must be, and what is made of those that are something else. */
import { Refusal } from '../../core/refusal';
import { type Field, type PlainType, typeOf } from './schema';

/** A document as it is kept; the id is among its fields. */
export type StoredDocument = Record<string, unknown> & { id: string };

/** What happens to a value of another type ("Dealing with dirty data"). */
export const dirtyValues = ['reject', 'drop', 'coerce_or_reject', 'coerce_or_drop'] as const;
export type DirtyValues = (typeof dirtyValues)[number];

const noValue = Symbol('no value');

/**
 * The document as the schema wants it.
 * @param isPartial whether fields may be missing, as they may in an update
 * @throws Refusal (400) in Typesense's words
 */
export function fitted(
	document: Record<string, unknown>,
	fields: readonly Field[],
	{ isPartial, dirty }: { isPartial: boolean; dirty: DirtyValues },
): Record<string, unknown> {
	const result = { ...document };
	for (const field of fields) {
		const value = document[field.name];
		if (value === undefined || (value === null && field.optional)) {
			if (value === undefined && !field.optional && !isPartial) throw missing(field);
			if (value === null && !isPartial) result[field.name] = undefined;
			continue;
		}
		const fit = fittedValue(value, field, dirty);
		result[field.name] = fit === noValue ? undefined : fit;
	}
	return withoutGaps(result);
}

/** Without the fields that have no value. */
export function withoutGaps(document: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}

function fittedValue(value: unknown, field: Field, dirty: DirtyValues): unknown {
	const { plain, isArray } = typeOf(field);
	if (!isArray) return fittedOne(value, field, plain, dirty, article(plain));
	const list = value ?? [];
	if (!Array.isArray(list)) {
		if (field.optional && dirty.endsWith('drop')) return noValue;
		throw new Refusal(400, `Field \`${field.name}\` must be an array.`);
	}
	return list
		.map((one: unknown) => fittedOne(one, field, plain, dirty, 'an array of'))
		.filter((one) => one !== noValue);
}

function fittedOne(
	value: unknown,
	field: Field,
	type: PlainType,
	dirty: DirtyValues,
	articleWords: string,
): unknown {
	if (isOfType[type](value)) {
		if (type !== 'int32' || Math.abs(Number(value)) <= mostInt32) return value;
		throw new Refusal(400, `Field \`${field.name}\` exceeds maximum value of int32.`);
	}
	const coerced = dirty.startsWith('coerce') ? coerce[type](value) : undefined;
	if (coerced !== undefined) return coerced;
	if (dirty.endsWith('drop') && field.optional) return noValue;
	const words = type === 'object' ? 'an object' : `${articleWords} ${type}`;
	throw new Refusal(400, `Field \`${field.name}\` must be ${words}.`);
}

const mostInt32 = 2_147_483_647;

const isObject = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfType: Record<PlainType, (value: unknown) => boolean> = {
	string: (value) => typeof value === 'string',
	int32: Number.isInteger,
	int64: Number.isInteger,
	float: (value) => typeof value === 'number',
	bool: (value) => typeof value === 'boolean',
	object: isObject,
	auto: (value) => value !== null,
};

const wholeNumber = (value: unknown): number | undefined => {
	if (typeof value === 'number') return Math.trunc(value);
	if (typeof value === 'boolean') return Number(value);
	return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
};

const coerce: Record<PlainType, (value: unknown) => unknown> = {
	string: (value) =>
		typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined,
	int32: wholeNumber,
	int64: wholeNumber,
	float: (value) => {
		if (typeof value === 'boolean') return Number(value);
		const isNumber = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
		return isNumber ? Number(value) : undefined;
	},
	bool: (value) => {
		if (value === 1 || value === 0) return value === 1;
		const isWord = typeof value === 'string' && /^(true|false)$/i.test(value);
		return isWord ? value.toLowerCase() === 'true' : undefined;
	},
	object: () => undefined,
	auto: () => undefined,
};

function article(type: PlainType): string {
	return type.startsWith('int') ? 'an' : 'a';
}

function missing({ name }: Field): Refusal {
	return new Refusal(
		400,
		`Field \`${name}\` has been declared in the schema, but is not found in the document.`,
	);
}
