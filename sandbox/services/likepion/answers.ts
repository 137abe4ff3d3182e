import { Refusal } from '../../core/refusal';

/**
 * Where answers are wrapped in `{ success, data }`. `text`: as the API text shows, which is lists, stats
 * and exports wrapped, single objects and counts bare. `always` and `never`: every route.
 */
export const envelopes = ['text', 'always', 'never'] as const;
export type Envelope = (typeof envelopes)[number];

export interface Page<Item> {
	items: Item[];
	/** Of all pages. */
	total: number;
	page: number;
	/** The one that was really used. */
	limit: number;
}

/** The response of "GET /projects"; without envelope nothing but the records is left. */
export function listAnswer<Item>(
	envelope: Envelope,
	{ items, total, page, limit }: Page<Item>,
): unknown {
	return envelope === 'never' ? items : { success: true, data: items, total, page, limit };
}

/** The response of "Stats", and of the exports. */
export function dataAnswer(envelope: Envelope, data: unknown): unknown {
	return envelope === 'never' ? data : { success: true, data };
}

/** The response of "POST /groups", "POST /:type" and the imports. */
export function objectAnswer(envelope: Envelope, object: unknown): unknown {
	return envelope === 'always' ? { success: true, data: object } : object;
}

export type FieldErrors = Record<string, string[]>;

/** `{ success: false, message, errors? }`; the text shows no error, and names only 402. */
export function errorBody(message: string, errors?: FieldErrors): unknown {
	return { success: false, message, ...(errors === undefined ? {} : { errors }) };
}

export function invalid(errors: FieldErrors): Refusal {
	const words = Object.values(errors).flat().join('; ');
	const message = `Validation failed: ${words}`;
	return new Refusal(400, message, errorBody(message, errors));
}
