export type Fields = Record<string, unknown>;

/** The records in a tool's result: every object that holds no list of objects, at any depth. */
export function recordsIn(result: string): Fields[] {
	try {
		return recordsOf(JSON.parse(result));
	} catch {
		return [];
	}
}

function recordsOf(value: unknown): Fields[] {
	if (typeof value === 'string') return recordsIn(value);
	if (Array.isArray(value)) return value.flatMap(recordsOf);
	if (typeof value !== 'object' || value === null) return [];
	const inner = Object.values(value)
		.filter((one) => Array.isArray(one))
		.flatMap(recordsOf);
	return inner.length > 0 ? inner : [{ ...value }];
}
