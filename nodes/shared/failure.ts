import { isRecord } from './records';
import type { Refusal, Request, Service } from './service';
import { isRepeatable } from './service';

/** Why a request brought no usable answer. */
export interface Failure {
	readonly reason: 'status' | 'refused' | 'connection' | 'timeout' | 'unreadable' | 'redirect';
	/** The HTTP status, where there was an answer. */
	readonly status?: number;
	/** The code of the network's error, e.g. ECONNRESET. */
	readonly code?: string;
	/** The service's own words. */
	readonly words?: string;
	/** What a validation answer (422 `errors`) says of each field, by the API's field names. */
	readonly fields?: Readonly<Record<string, readonly string[]>>;
	/** Milliseconds that the service asks to wait. */
	readonly retryAfter?: number;
	/** Whether the service can have done what the request asked for. */
	readonly acted: 'no' | 'unknown';
}

/** Thrown where a request failed for good; becomes a NodeApiError where it leaves the engine. */
export class RequestFailed extends Error {
	constructor(
		readonly service: Service,
		readonly request: Request,
		readonly failure: Failure,
		/** How often it was sent. */
		readonly tries: number,
		/** Whether any of the tries can have had its effect although no answer came. */
		readonly effectUnknown: boolean,
		/** When it was sent first, in milliseconds since 1970 by this machine's clock. */
		readonly sentAt?: number,
		/** What the operation found out about it since; takes the place of the operation's `ifLost`. */
		readonly finding?: string,
	) {
		super(`${service.name}: ${failure.reason}`);
	}

	/** The same failure, with what was found out about it. */
	with(finding: string): RequestFailed {
		const { service, request, failure, tries, effectUnknown, sentAt } = this;
		return new RequestFailed(service, request, failure, tries, effectUnknown, sentAt, finding);
	}
}

/**
 * The failure of a list that is sent in several requests, with how much of it went through before.
 * @param ifLost what to check where it is not known whether the service acted
 */
export function afterPart(error: unknown, done: number, all: number, ifLost?: string): unknown {
	if (!(error instanceof RequestFailed) || done === 0) return error;
	const before = `The first ${done.toLocaleString('en')} of ${all.toLocaleString('en')} entries were sent before, and the service took them.`;
	const further = error.finding ?? (error.effectUnknown ? ifLost : undefined);
	return error.with(further === undefined ? before : `${before} ${further}`);
}

/** Thrown by a `confirm` that cannot settle what a lost request did; its message says what it saw. */
export class NotConfirmed extends Error {}

/** Thrown where values given by the user cannot be used; becomes a NodeOperationError. */
export class BadInput extends Error {
	constructor(
		message: string,
		readonly advice?: string,
	) {
		super(message);
	}
}

/** Node's codes for a certificate that does not fit (its page on TLS, "X509 certificate error codes"): nothing was sent. */
const certificateProblem =
	/^(?:ERR_TLS_CERT_|(?!ERR_).*(?:CERT|CRL_|UNABLE_TO_)|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;
/** Those of the encryption itself, which can fail when the request has long been sent. */
const encryptionProblem = /^(?:EPROTO$|ERR_SSL_|ERR_TLS_)/;
const stopped = 'ERR_CANCELED';
const neverReached = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EADDRNOTAVAIL',
]);
const timeouts = new Set(['ETIMEDOUT', 'ECONNABORTED', 'ESOCKETTIMEDOUT']);

/** A failure of the network, by the code of its error. */
export function connectionFailure(code: string): Failure {
	const acted = neverReached.has(code) || certificateProblem.test(code) ? 'no' : 'unknown';
	return { reason: timeouts.has(code) ? 'timeout' : 'connection', code, acted };
}

/** Whether a failure of the network would be the same at every further try. */
export const isLasting = ({ code = '' }: Failure): boolean =>
	code === stopped || certificateProblem.test(code);

/** An answer with a status that reports a failure. */
export function statusFailure(
	status: number,
	body: unknown,
	headers: Readonly<Record<string, unknown>>,
): Failure {
	if (status >= 300 && status < 400) return { reason: 'redirect', status, acted: 'no' };
	return {
		reason: 'status',
		status,
		words: wordsIn(body),
		fields: fieldsIn(body),
		retryAfter: retryAfterOf(headers['retry-after']),
		acted: status >= 500 || status === 408 ? 'unknown' : 'no',
	};
}

/** Whether an answer with a good status reports a failure, in the envelope that many services use. */
export const isRefusal = (body: unknown): boolean => isRecord(body) && body.success === false;

/** A failure that an answer with a good status reports: the service did nothing. */
export const refusal = (status: number, body: unknown): Failure => ({
	reason: 'refused',
	status,
	words: wordsIn(body) ?? 'It gave no reason.',
	fields: fieldsIn(body),
	acted: 'no',
});

/** Retry-After in milliseconds: seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(header: unknown): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const moment = Date.parse(header);
	return Number.isNaN(moment) ? undefined : Math.max(0, moment - Date.now());
}

/** Words longer than this are cut in messages. */
const wordsShown = 300;

/** The service's words in the body of an error: `message`, `error`, or a short plain text. */
function wordsIn(body: unknown): string | undefined {
	if (typeof body === 'string') {
		const isPage = /<\s*(?:!doctype|html|head|body)/i.test(body);
		return isPage ? undefined : shortened(body);
	}
	if (!isRecord(body)) return undefined;
	for (const key of ['message', 'error', 'error_message', 'detail']) {
		const value = body[key];
		if (typeof value === 'string' && value.trim() !== '') return shortened(value);
		if (isRecord(value)) return wordsIn(value);
	}
	return undefined;
}

/** Words as one line that is not too long; undefined where there are none. */
const shortened = (words: string): string | undefined => {
	const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim();
	if (line === '') return undefined;
	return line.length > wordsShown ? `${line.slice(0, wordsShown)}…` : line;
};

function fieldsIn(body: unknown): Failure['fields'] {
	if (!isRecord(body) || !isRecord(body.errors)) return undefined;
	const fields = Object.entries(body.errors).map(([field, said]) => [
		field,
		(Array.isArray(said) ? said : [said]).filter(
			(line): line is string => typeof line === 'string',
		),
	]);
	return Object.fromEntries(fields) as Failure['fields'];
}

/** What a user reads of a failure: what happened, and how to get unstuck. */
export interface Explanation {
	readonly message: string;
	readonly description: string;
	readonly httpCode?: string;
}

/** Names a parameter of the editor for a field of the API, e.g. `from_url` for "URL". */
export type ParameterNames = Readonly<Record<string, string>>;

/** A field as the editor names it, with those in its box. */
interface NamedField {
	readonly property: { readonly name: string; readonly displayName: string };
	readonly members?: readonly NamedField[];
}

/** How the editor calls the field that an API calls `name`, in whichever case it writes it. */
function displayNameOf(name: string, fields: readonly NamedField[]): string | undefined {
	const comparable = (one: string): string => one.replaceAll('_', '').toLowerCase();
	return fields
		.flatMap((field) => [field, ...(field.members ?? [])])
		.find(({ property }) => comparable(property.name) === comparable(name))?.property.displayName;
}

/** What an operation adds to the explanation of its failures. */
export interface Explaining {
	readonly parameterNames?: ParameterNames;
	/** The operation's fields; where they are called like those of the API, they need no further name. */
	readonly fields?: readonly NamedField[];
	readonly ifLost?: string;
	/** Refusals that mean something of their own in this operation; they come before the service's. */
	readonly refusals?: readonly Refusal[];
}

/**
 * Puts a failure into words, in n8n's style. Where the effect is unknown it says so first, with
 * `ifLost`, the operation's advice on how to find out.
 */
export function explain(
	failed: RequestFailed,
	{ parameterNames = {}, fields = [], ifLost, refusals = [] }: Explaining = {},
): Explanation {
	const { service, failure, tries } = failed;
	const known = [...refusals, ...(service.refusals ?? [])].find(({ when }) =>
		typeof when === 'number'
			? failure.status === when
			: failure.words !== undefined && when.test(failure.words),
	);
	const { message, description } = known
		? {
				message: known.message ?? refusalMessage(service, failure, known.parameter),
				description: known.message === undefined ? known.advice : withWords(known.advice, failure),
			}
		: general(service, failure);
	const named = new Map(Object.entries(parameterNames));
	const details = Object.entries(failure.fields ?? {}).map(
		([field, lines]) =>
			`${named.get(field) ?? displayNameOf(field, fields) ?? field}: ${lines.join(' ')}`,
	);
	const tried = tries > 1 ? `Tried ${tries} times.` : '';
	return {
		message,
		description: [effectInWords(failed, ifLost), description, ...details, tried]
			.filter(Boolean)
			.join(' '),
		...(failure.status === undefined ? {} : { httpCode: String(failure.status) }),
	};
}

/** What is known of what the request did, where that is not plain; its advice is `ifLost` unless something was found out. */
function effectInWords(
	{ service, request, failure, effectUnknown, finding = '' }: RequestFailed,
	ifLost = `Check in ${service.name} before you run it again.`,
): string {
	if (!effectUnknown) return finding;
	if (!isRepeatable(request)) {
		return `It is not known whether ${service.name} carried out the request, because no usable answer came, so it was not sent again. ${finding || ifLost}`;
	}
	if (failure.acted === 'unknown' || request.method === 'GET') return finding;
	return `An earlier try, whose answer was lost, may have been carried out. ${finding}`.trim();
}

const refusalMessage = (service: Service, { words = '' }: Failure, parameter?: string): string =>
	parameter === undefined
		? `${service.name} refused the request: ${words}`
		: `${service.name} refused the parameter "${parameter}": ${words}`;

const withWords = (advice: string, { words }: Failure): string =>
	words === undefined ? advice : `${advice} ${saying(words)}`;

const saying = (words: string): string => `The service said: "${words}".`;

function general(service: Service, failure: Failure): { message: string; description: string } {
	const said = failure.words === undefined ? '' : ` ${saying(failure.words)}`;
	switch (failure.reason) {
		case 'redirect':
			return {
				message: `${service.name} sent the request on to another address`,
				description:
					'Redirects are not followed, so that the credential never reaches another server. Put the final address into the "Base URL" of the credential.',
			};
		case 'timeout':
			return {
				message: `${service.name} took too long to answer`,
				description: 'Try again later, or ask for less at a time.',
			};
		case 'connection':
			return connectionTrouble(service, failure.code ?? '');
		case 'unreadable':
			return {
				message: `${service.name} sent an answer that cannot be read`,
				description: `${failure.words ?? 'It is not the JSON that the API documents.'} Check the "Base URL" of the credential; if it is right, try again later.`,
			};
		case 'refused':
			return {
				message: refusalMessage(service, failure),
				description: 'Nothing was changed.',
			};
		case 'status':
			return statusTrouble(service, failure.status ?? 0, said);
	}
}

function connectionTrouble(
	service: Service,
	code: string,
): { message: string; description: string } {
	if (certificateProblem.test(code)) {
		return {
			message: `The connection to ${service.name} is not secure, so nothing was sent`,
			description: `The server's certificate does not fit (${code}). Check the "Base URL" of the credential.`,
		};
	}
	if (encryptionProblem.test(code)) {
		return {
			message: `The encrypted connection to ${service.name} failed`,
			description: `The network reported ${code}. Check that the "Base URL" of the credential is an address where the service answers by HTTPS, then try again.`,
		};
	}
	if (code === stopped) {
		return {
			message: `The execution was stopped before ${service.name} answered`,
			description: '',
		};
	}
	return {
		message: neverReached.has(code)
			? `${service.name} cannot be reached`
			: `The connection to ${service.name} broke off`,
		description: `The network reported ${code === '' ? 'an error' : code}. Check the "Base URL" of the credential and that the service is up, then try again.`,
	};
}

function statusTrouble(
	service: Service,
	status: number,
	said: string,
): { message: string; description: string } {
	const trouble: Record<number, { message: string; description: string }> = {
		400: {
			message: `${service.name} refused the request as not valid`,
			description: 'Check the values of this item.',
		},
		401: {
			message: `${service.name} did not accept the ${service.secret}`,
			description: `Open the credential and check the ${service.secret} and the "Base URL".`,
		},
		403: {
			message: `${service.name} denied access`,
			description: 'Check that this account may use what was asked for.',
		},
		404: {
			message: `${service.name} has nothing under this ID or address`,
			description: 'Check the ID; it may have been deleted.',
		},
		409: {
			message: `${service.name} refused the request because of a conflict`,
			description: 'Check the state of what you want to change.',
		},
		422: {
			message: `${service.name} refused the values`,
			description: 'Correct these values and run the item again.',
		},
		429: {
			message: `${service.name} is receiving too many requests`,
			description: 'Lower "Concurrency" under Options, or run the workflow less often.',
		},
	};
	const known = trouble[status] ?? {
		message:
			status >= 500
				? `${service.name} failed to answer (HTTP ${status})`
				: `${service.name} refused the request (HTTP ${status})`,
		description: status >= 500 ? 'The fault is on the side of the service. Try again later.' : '',
	};
	return { message: known.message, description: `${known.description}${said}`.trim() };
}
