import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { allowanceOf, limiter } from './concurrency';
import type { Failure } from './failure';
import {
	BadInput,
	connectionFailure,
	isLasting,
	isRefusal,
	refusal,
	RequestFailed,
	statusFailure,
} from './failure';
import { isRecord } from './records';
import { webAddress } from './rules';
import { Redaction, secretsIn, withoutSentSecrets } from './secrets';
import type { Answer, Request, Service } from './service';
import { isRepeatable, Upload } from './service';

/** The parts of n8n that send requests. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** How often a request is sent at most, its first time included. */
export const mostTries = 4;
/** Milliseconds before the second try; each further pause is twice as long, give or take a quarter. */
const firstPause = 500;
/** The same where the service said that it receives too many requests. */
const firstPauseWhenBusy = 2_000;
/** A service may ask for a longer wait than this; then the user decides, not the node. */
const longestPause = 5 * 60_000;
const usualTimeout = 60_000;
/** How long a wait goes on at most after the user stopped the execution. */
const sleepStep = 250;
/** Even where time runs out, an answer gets this many milliseconds. */
const shortestTimeout = 1_000;

/** Thrown where a request would have to wait for its turn until after the time that a client has. */
export class OutOfTime extends Error {}

/** Thrown where nobody waits any more for what a request would bring. */
class NotWanted extends Error {}

/**
 * Sends requests to one service with the node's credential, at most `concurrency` at a time: paces and
 * retries them, and turns whatever goes wrong into a `RequestFailed`.
 *
 * Retried are 429 always (the service did not act), and 5xx, timeouts and broken connections where the
 * request may be repeated or certainly never reached the service.
 */
export class Client {
	private readonly inTurn: ReturnType<typeof limiter>;

	/** Until when the service asked everybody to wait. */
	private resumeAt = 0;

	/** The credential's secrets. */
	private secrets: readonly string[] = [];

	/** Keeps them out of whatever the service says. */
	private redaction = new Redaction([]);

	/** How many requests a minute the credential lets this process send. */
	private requestsPerMinute?: number;

	constructor(
		private readonly context: RequestContext,
		readonly service: Service,
		readonly concurrency: number = 1,
		private readonly credential: string = service.credential,
		/** Until when it has time, in milliseconds since 1970: no wait and no answer may take longer. */
		private readonly until: number = Infinity,
	) {
		this.inTurn = limiter(concurrency);
	}

	/** Sends a request and gives the data of its answer, without the service's envelope. */
	async data(request: Request): Promise<unknown> {
		return (await this.send(request)).body;
	}

	/**
	 * Sends a request.
	 * @throws RequestFailed when no try brought a usable answer
	 * @throws OutOfTime when it would have to wait longer than the client has time
	 */
	async send(request: Request): Promise<Answer> {
		const repeatable = isRepeatable(request);
		let effectUnknown = false;
		let sentAt: number | undefined;
		const noteSending = (): void => {
			sentAt ??= Date.now();
		};
		for (let tries = 1; ; tries++) {
			const outcome = await this.inTurn(async () => await this.sendOnce(request, noteSending));
			if ('answer' in outcome) {
				return effectUnknown ? { ...outcome.answer, isRepeat: true } : outcome.answer;
			}

			const { failure } = outcome;
			effectUnknown ||= failure.acted === 'unknown';
			const pause = tries < mostTries ? pauseAfter(failure, tries, repeatable) : undefined;
			if (pause === undefined || Date.now() + pause > this.until) {
				throw new RequestFailed(this.service, request, failure, tries, effectUnknown, sentAt);
			}
			await this.sleep(pause);
		}
	}

	private async sendOnce(
		request: Request,
		noteSending: () => void,
	): Promise<{ answer: Answer } | { failure: Failure }> {
		const options = await this.optionsFor(request);
		const endTurn = await this.takeTurn();
		if (request.isWanted?.() === false) {
			endTurn();
			throw new NotWanted();
		}
		noteSending();
		const outcome = await this.context.helpers.httpRequestWithAuthentication
			.call(this.context, this.credential, options)
			.then(
				(response: IN8nHttpFullResponse) => ({ response }),
				(error: unknown) => ({ failure: this.networkFailure(error) }),
			)
			.finally(endTurn);
		return 'failure' in outcome ? outcome : this.read(request, outcome.response);
	}

	private async optionsFor(request: Request): Promise<IHttpRequestOptions> {
		const credentials = await this.context.getCredentials(this.credential);
		const secrets = secretsOf(credentials, this.service.publicFields);
		this.keepSecret(secrets);
		this.requestsPerMinute = paceOf(credentials) ?? this.service.requestsPerMinute;
		const baseUrl = baseUrlIn(credentials);
		if (!secrets.every(isPlain)) {
			throw new BadInput(
				`The ${this.service.secret} of the credential must be plain characters on one line`,
				'It holds a line break, or a character that cannot stand in a request. Open the credential and enter it again. Nothing was sent.',
			);
		}
		const { method, path, query, body } = this.service.route?.(request, credentials) ?? request;
		return {
			method,
			url: `${baseUrl}${path}`,
			...(query === undefined ? {} : { qs: query }),
			...bodyOf(body),
			json: true,
			encoding: /file/i.test(request.expects ?? '') ? 'arraybuffer' : undefined,
			timeout: Math.min(
				request.timeout ?? usualTimeout,
				Math.max(this.until - Date.now(), shortestTimeout),
			),
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
	}

	/** A credential may change while a node runs; usually it is the same at every request. */
	private keepSecret(secrets: readonly string[]): void {
		if (secrets.join('\n') === this.secrets.join('\n')) return;
		this.secrets = secrets;
		this.redaction = new Redaction(secrets);
	}

	/**
	 * Waits until the service's wish to be left alone has passed, and for a place in its allowance a
	 * minute. @returns what to call when the request has its answer
	 */
	private async takeTurn(): Promise<() => void> {
		await this.waitForTurn(this.resumeAt - Date.now());
		if (this.requestsPerMinute === undefined) return () => undefined;

		const token = [this.service.name, ...this.secrets].join('\n');
		const allowance = allowanceOf(token, this.requestsPerMinute);
		for (;;) {
			const wait = allowance.take();
			if (wait === 0) return () => allowance.end();
			await this.waitForTurn(wait);
		}
	}

	private async waitForTurn(milliseconds: number): Promise<void> {
		if (milliseconds > 0 && Date.now() + milliseconds > this.until) throw new OutOfTime();
		await this.sleep(milliseconds);
	}

	private read(
		request: Request,
		{ body: received, headers, statusCode }: IN8nHttpFullResponse,
	): { answer: Answer } | { failure: Failure } {
		const { expects = 'json' } = request;
		if (statusCode >= 300) {
			const said = this.withoutSecrets(request, parsedBytes(received));
			const failure = statusFailure(statusCode, said, headers);
			if (failure.retryAfter !== undefined) {
				this.resumeAt = Math.max(
					this.resumeAt,
					Date.now() + Math.min(failure.retryAfter, longestPause),
				);
			}
			return { failure };
		}
		const body = expects === 'jsonOrFile' ? jsonOrFile(received, headers) : received;
		if (expects === 'file' || (expects === 'jsonOrFile' && Buffer.isBuffer(body))) {
			return { answer: { status: statusCode, body, headers } };
		}
		// 204 says itself that nothing follows; any other empty answer may be a lost one.
		const mayBeEmpty = expects === 'nothing' || statusCode === 204;
		if (!isJson(body) && !(mayBeEmpty && !isText(body))) {
			return { failure: unreadable(statusCode, body) };
		}

		const { service } = this;
		const { secretFields = [] } = service;
		if (isRefusal(body)) {
			return { failure: refusal(statusCode, this.withoutSecrets(request, body)) };
		}
		const said = this.redaction.json(body, secretFields);
		const answer = withoutSentSecrets(said, request.body, secretFields);
		return { answer: { status: statusCode, body: service.unwrap?.(answer) ?? answer, headers } };
	}

	/**
	 * @throws BadInput with n8n's own words where the request did not fail in the network; the error itself
	 *   may hold the whole request
	 */
	private networkFailure(error: unknown): Failure {
		const code = networkCode(error);
		if (code !== undefined) return connectionFailure(code);
		const { message, description } = error as { message?: unknown; description?: unknown };
		const words = [message, description].map((text) => this.redaction.text(String(text ?? '')));
		throw new BadInput(words[0], words[1]);
	}

	/** What a service said of a request, without the credential's secrets and those of the request. */
	private withoutSecrets({ body }: Request, said: unknown): unknown {
		const { secretFields = [] } = this.service;
		return new Redaction([...this.secrets, ...secretsIn(body, secretFields)]).json(said);
	}

	/** Waits without holding anything up, and stops at once when the user stops the execution. */
	async sleep(milliseconds: number): Promise<void> {
		const signal =
			'getExecutionCancelSignal' in this.context
				? this.context.getExecutionCancelSignal()
				: undefined;
		const end = Date.now() + milliseconds;
		for (let left = milliseconds; left > 0; left = end - Date.now()) {
			if (signal?.aborted)
				throw new BadInput('The execution was stopped while the node was waiting');
			await sleep(Math.min(left, sleepStep));
		}
	}
}

function bodyOf(body: Request['body']): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	if (body === undefined) return {};
	if (!(body instanceof Upload)) return { body };
	return { body: body.content, headers: { 'Content-Type': body.contentType } };
}

/** Milliseconds until the next try, or undefined where there must be none. */
function pauseAfter(failure: Failure, tries: number, repeatable: boolean): number | undefined {
	const { reason, status = 0, retryAfter, acted } = failure;
	const isBusy = status === 429;
	const mayHeal =
		reason === 'connection' ||
		reason === 'timeout' ||
		reason === 'unreadable' ||
		status >= 500 ||
		status === 408;
	if (!isBusy && !(mayHeal && (repeatable || acted === 'no'))) return undefined;
	if (isLasting(failure)) return undefined;
	if (retryAfter !== undefined) return retryAfter <= longestPause ? retryAfter : undefined;
	const growing = (isBusy ? firstPauseWhenBusy : firstPause) * 2 ** (tries - 1);
	return growing * (0.75 + Math.random() / 2);
}

/** The code of an error of the network, wherever n8n put it; undefined for any other error. */
function networkCode(error: unknown): string | undefined {
	for (
		let seen = error;
		isRecord(seen) || seen instanceof Error;
		seen = (seen as { cause?: unknown }).cause
	) {
		const { code, httpCode, isAxiosError } = seen as Record<string, unknown>;
		if (typeof code === 'string' && code !== '') return code;
		// n8n 1.x hands on an error of its own, which has the network's code where others have a status.
		if (typeof httpCode === 'string' && /^[A-Z][A-Z\d_]+$/.test(httpCode)) return httpCode;
		if (isAxiosError === true) return 'UNKNOWN';
	}
	return undefined;
}

const isJson = (body: unknown): boolean =>
	typeof body === 'object' && body !== null && !Buffer.isBuffer(body);

/** Text where nothing is due is a page of something in between, not the service's answer. */
const isText = (body: unknown): boolean => typeof body === 'string' && body.trim() !== '';

function unreadable(status: number, body: unknown): Failure {
	const words =
		typeof body === 'string' && /<\s*(?:!doctype|html|body)/i.test(body)
			? 'It is a web page instead of data.'
			: body === '' || body === undefined || body === null
				? 'It is empty.'
				: 'It is not complete or not JSON.';
	return { reason: 'unreadable', status, words, acted: 'unknown' };
}

/** What tells a file from an answer that went wrong: a type that is no text, CSV, or the word itself. */
function isFile(headers: Readonly<Record<string, unknown>>): boolean {
	const type = String(headers['content-type'] ?? '');
	const disposition = String(headers['content-disposition'] ?? '');
	if (/json|html/i.test(type)) return false;
	return /csv|octet-stream|zip|spreadsheet|excel/i.test(type) || /attachment/i.test(disposition);
}

/** Bytes as the JSON that they are, as they are where they are a file, and as text otherwise. */
function jsonOrFile(body: unknown, headers: Readonly<Record<string, unknown>>): unknown {
	const parsed = parsedBytes(body);
	return isJson(parsed) || parsed === '' || !isFile(headers) ? parsed : body;
}

/** Where a file was expected, the body of an error comes as bytes. */
function parsedBytes(body: unknown): unknown {
	if (!Buffer.isBuffer(body)) return body;
	const text = body.toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/**
 * Requests a minute, where the credential says so: each n8n process paces itself alone, so with several
 * of them the user gives each its share. An expression may make it a text.
 */
function paceOf({ requestsPerMinute }: IDataObject): number | undefined {
	const pace = Math.floor(Number(requestsPerMinute));
	return pace >= 1 ? pace : undefined;
}

/** Fields of any credential that hold no secret; all but the first are n8n's own. */
const neverSecret = ['baseUrl', 'allowedHttpRequestDomains', 'allowedDomains'];

const secretsOf = (credentials: IDataObject, publicFields: readonly string[] = []): string[] =>
	Object.entries(credentials).flatMap(([field, value]) =>
		![...neverSecret, ...publicFields].includes(field) && typeof value === 'string' ? [value] : [],
	);

/**
 * Whether a secret can stand in a header as it is. A line break would begin another header (RFC 9110,
 * 5.5), and n8n leaves out of a header what has no place there, so that the service would get another one.
 */
const isPlain = (secret: string): boolean => /^[\x20-\x7e]*$/.test(secret);

/** The address that all paths follow. @throws BadInput where a path after it would lead elsewhere */
function baseUrlIn({ baseUrl }: IDataObject): string {
	const read = webAddress.safeParse(typeof baseUrl === 'string' ? baseUrl.trim() : '');
	if (read.success && !/[?#]/.test(read.data)) return read.data.replace(/\/+$/, '');
	throw new BadInput(
		'The "Base URL" of the credential must be an address such as https://api.example.com',
		'Open the credential and correct it. Nothing was sent.',
	);
}
