import { Refusal } from '../../core/refusal';

/** Per field: one text (token, credits) or a list (validation), as the text's examples have it. */
export type FieldErrors = Record<string, string | string[]>;

export function errorBody(message: string, errors?: FieldErrors): unknown {
	return { success: false, message, ...(errors === undefined ? {} : { errors }) };
}

/** "Returned when the token is missing, invalid, inactive, or the user is out of credits." */
export function tokenRefusal(words = 'API Token is not a valid'): Refusal {
	const message = 'API Token Verification Error';
	return new Refusal(401, message, errorBody(message, { api_token: words }));
}

/** "Returned when the selected targets exceed the remaining credits." */
export function creditsRefusal(): Refusal {
	const message = 'Out of credits.';
	const words =
		"You don't have enough credits to choose this many targets. Please lower the number of targets to match your credit limit";
	return new Refusal(409, message, errorBody(message, { target_website_ids: words }));
}

/** "Indicates the client sent too many requests in a given time frame (rate limiting)." */
export function rateLimitBody(): unknown {
	const words = 'Rate limit exceeded. Please try again later.';
	return errorBody(words, { api_token: words });
}

/** "task/store" says "Validation failed"; the general example says "Input Fields Validation Error". */
export function invalid(message: string, errors: Record<string, string[]>): Refusal {
	return new Refusal(422, message, errorBody(message, errors));
}
