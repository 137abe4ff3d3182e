/** Whether one of a service's flags says yes: 1, "1" or true. */
export const isYes = (flag: unknown): boolean => flag === '1' || flag === 1 || flag === true;

/**
 * How many there are, by a number or its digits as text; undefined where an answer does not say it, for
 * example with null.
 */
export function countIn(value: unknown): number | undefined {
	const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/**
 * The moment that a service's text means, in milliseconds since 1970; undefined where it means none.
 * A time without a zone is taken as UTC.
 */
export function momentOf(text: unknown): number | undefined {
	if (typeof text !== 'string') return undefined;
	const iso = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
	const hasZone = !iso.includes('T') || /(?:Z|[+-]\d{2}:?\d{2})$/i.test(iso);
	const moment = Date.parse(hasZone ? iso : `${iso}Z`);
	return Number.isNaN(moment) ? undefined : moment;
}
