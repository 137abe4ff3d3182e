import { isRecord } from './records';

/**
 * A parameter that does nothing but name a field of its input item, as `={{ $json.id }}` does; by far the
 * most frequent expression, and the one that n8n writes when a field is dragged into a parameter. Reading
 * the field itself gives the same without n8n's evaluation, which is most of the time that a thousand items
 * take.
 */
const plainExpression = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\['[^'\\]+'\]|\["[^"\\]+"\])+)\s*\}\}$/;
const step = /\.(\w+)|\['([^']+)'\]|\["([^"]+)"\]/g;

/** The names that lead to the field, from the item inwards; undefined where a parameter is anything else. */
export function pathInItem(parameter: unknown): readonly string[] | undefined {
	const text = isChosenById(parameter) ? parameter.value : parameter;
	const steps = typeof text === 'string' ? plainExpression.exec(text)?.[1] : undefined;
	if (steps === undefined) return undefined;
	return [...steps.matchAll(step)].map((parts) => parts.slice(1).find(Boolean) ?? '');
}

/**
 * Text, a number or a boolean of an item; undefined for whatever else is there, and for names that every
 * object has, which n8n refuses to read. n8n's own evaluation decides on those.
 */
export function plainValueAt(
	item: unknown,
	path: readonly string[],
): string | number | boolean | undefined {
	let value = item;
	for (const name of path) {
		if (!isRecord(value) || !Object.hasOwn(value, name) || name in Object.prototype)
			return undefined;
		value = value[name];
	}
	return isPlain(value) ? value : undefined;
}

/** A resource locator whose ID is given, instead of chosen from a list or found in a URL. */
const isChosenById = (parameter: unknown): parameter is { value: unknown } =>
	isRecord(parameter) && parameter.__rl === true && parameter.mode === 'id';

const isPlain = (value: unknown): value is string | number | boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
