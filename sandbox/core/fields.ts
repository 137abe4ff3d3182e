/** The fields of a body or a query; none where it is no object. */
export function fieldsOf(value: unknown): Record<string, unknown> {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? { ...value } : {};
}
