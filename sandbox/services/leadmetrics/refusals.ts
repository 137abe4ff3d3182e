import { Refusal } from '../../core/refusal';

/** The broken rules of a request, by field. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/**
 * A refusal that names fields. The text is silent on the form of errors: everywhere it is
 * `{ message, errors?: { field: [words] } }`.
 */
export function fieldRefusal(status: number, message: string, errors: FieldErrors): Refusal {
	return new Refusal(status, message, { message, errors });
}

/** A request that breaks the rules of its route (400). */
export function invalid(errors: FieldErrors): Refusal {
	return fieldRefusal(400, 'Validation failed', errors);
}

export function unknownCursor(): Refusal {
	return invalid({ cursor: ['Is not a cursor of this list'] });
}
