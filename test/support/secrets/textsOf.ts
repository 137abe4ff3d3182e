import { types } from 'node:util';

/**
 * Every text that a value holds, however deep: strings, the names of properties, numbers as text and
 * bytes. Looks at all own properties, listed or not, at the entries of maps and sets, and once at each
 * object. What a getter gives is not looked at, since it is made only when it is asked for.
 */
export function* textsOf(value: unknown, seen = new Set<unknown>()): Generator<string> {
	if (typeof value === 'string') yield value;
	if (typeof value === 'number' || typeof value === 'bigint') yield String(value);
	if (typeof value === 'symbol') yield String(value);
	if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
	if (seen.has(value)) return;
	seen.add(value);

	if (ArrayBuffer.isView(value)) {
		yield Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
		return;
	}
	if (value instanceof Map || value instanceof Set) {
		for (const entry of value) yield* textsOf(entry, seen);
	}
	// Where the engine gives it through a getter, a look at the properties would pass over it.
	if (types.isNativeError(value)) yield String(value.stack);
	for (const key of Reflect.ownKeys(value)) {
		yield String(key);
		yield* textsOf(Reflect.getOwnPropertyDescriptor(value, key)?.value, seen);
	}
}
