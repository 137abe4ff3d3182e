import type { IDataObject } from 'n8n-workflow';
import type { Move } from './event';

/** Stands between the values of several fields in one text; no value holds it. */
const separator = '\t';

/** Several fields of a record as the one text that an event remembers. */
export const textOf = (record: IDataObject, fields: readonly string[]): string =>
	fields.map((field) => record[field] ?? '').join(separator);

/** The values in such a text by their fields; null for what the service does not know. */
export function valuesIn(text: string, fields: readonly string[]): Record<string, string | null> {
	const values = text.split(separator);
	return Object.fromEntries(fields.map((field, place) => [field, values[place] || null]));
}

/** The fields that are different now, with what they held before. */
export function changesOf({ before, after }: Move, fields: readonly string[]): IDataObject[] {
	if (before === undefined || after === undefined) return [];
	const from = valuesIn(before, fields);
	const to = valuesIn(after, fields);
	return fields
		.filter((field) => from[field] !== to[field])
		.map((field) => ({ field, from: from[field], to: to[field] }));
}
