import type { FastifyRequest } from 'fastify';

/** Ways in which a careless service may write down what it was told. */
const spellings: ReadonlyArray<(text: string) => string> = [
	(text) => text,
	encodeURIComponent,
	(text) => encodeURIComponent(encodeURIComponent(text)),
	(text) => JSON.stringify(JSON.stringify(text)),
	(text) => Buffer.from(text).toString('base64'),
	(text) => Buffer.from(text).toString('hex'),
];

/**
 * The answer of a service that says everything that it was told, secrets included: in its words, in the
 * details of single fields, in their names, as a whole, and in a header.
 */
export function echoOf({ headers, url, query, body }: FastifyRequest): {
	body: object;
	headers: Record<string, string>;
} {
	const { authorization = '', cookie = '' } = headers;
	const told = [authorization, cookie, url, ...textsIn(query), ...textsIn(body)].filter(
		(text) => text !== '',
	);
	const words = `Cannot handle ${[...told].reverse().join(' ')}`;
	return {
		body: {
			success: false,
			message: words,
			error: words,
			errors: {
				...Object.fromEntries(told.map((text) => [text, [text]])),
				told: told.flatMap((text) => spellings.map((spelt) => spelt(text))),
				whole: [Buffer.from(JSON.stringify({ headers, url, body })).toString('base64')],
			},
			request: { headers, url, body },
		},
		headers: { 'x-echo': encodeURIComponent(authorization || url) },
	};
}

/** The texts that a value holds, at any depth. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}
