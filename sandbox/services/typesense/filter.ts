import { Refusal } from '../../core/refusal';
import type { Schema } from './schema';
import type { StoredDocument } from './values';

type Holds = (document: StoredDocument) => boolean;

const condition = /^\s*([\w.]+)\s*:\s*(!=|:=|=|>=|<=|>|<|)\s*(.+?)\s*$/s;

/**
 * "Filter parameters": `field:=value`, `field:value`, `field:!=value`, `field:[a,b]`, `field:>=5`, joined
 * by `&&`. Values may stand in backticks.
 * @throws Refusal (400, 404) in Typesense's words
 */
export function filterOf(text: string, schema: Schema): Holds {
	const conditions = text.split('&&').map((part) => conditionOf(part, schema));
	return (document) => conditions.every((holds) => holds(document));
}

function conditionOf(text: string, schema: Schema): Holds {
	const parts = condition.exec(text);
	if (!parts) throw new Refusal(400, 'Could not parse the filter query.');
	const [, name, operator, value] = parts;
	if (name !== 'id' && !schema.fields.some((field) => field.name === name)) {
		throw new Refusal(404, `Could not find a filter field named \`${name}\` in the schema.`);
	}
	const wanted = listOf(value);
	return (document) => {
		const values = [document[name] ?? []].flat();
		if (operator === '!=') return !values.some((one) => wanted.some((want) => isEqual(one, want)));
		return values.some((one) => wanted.some((want) => compare[operator](one, want)));
	};
}

function listOf(text: string): string[] {
	const isList = text.startsWith('[') && text.endsWith(']');
	const parts = isList ? text.slice(1, -1).split(',') : [text];
	return parts.map((part) => part.trim().replace(/^`|`$/g, ''));
}

const isEqual = (value: unknown, wanted: string): boolean => String(value) === wanted;

/** Without an operator a string matches by its words. */
const hasWords = (value: unknown, wanted: string): boolean => {
	if (typeof value !== 'string') return isEqual(value, wanted);
	return value.toLowerCase().includes(wanted.toLowerCase());
};

const compare: Record<string, (value: unknown, wanted: string) => boolean> = {
	'': hasWords,
	'=': isEqual,
	':=': isEqual,
	'>': (value, wanted) => Number(value) > Number(wanted),
	'>=': (value, wanted) => Number(value) >= Number(wanted),
	'<': (value, wanted) => Number(value) < Number(wanted),
	'<=': (value, wanted) => Number(value) <= Number(wanted),
};
