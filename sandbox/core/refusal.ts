/**
 * A service's refusal of a request. Thrown anywhere beneath a route; the core answers with the status and
 * the body, or, without a body, with the message in the service's own error shape.
 */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	constructor(
		readonly status: number,
		message: string,
		readonly body?: unknown,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}
}
