import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { isRecord } from './records';

/** How a service speaks. The engine asks this; it knows no service by name. */
export interface Service {
	/** The name that users know, as it stands in messages: "SE Ranking". */
	readonly name: string;
	/** The credential type that carries the base URL and the secret. */
	readonly credential: string;
	/** What the credential holds, as its form calls it: "API key", "access token". */
	readonly secret: string;
	/** Fields of the credential that are no secrets and may stand in messages, beside the base URL. */
	readonly publicFields?: readonly string[];
	/** Fields of requests and answers that hold secrets, such as a password. */
	readonly secretFields?: readonly string[];
	/**
	 * What is really sent for a request, given the credential's values: for services that can be reached
	 * in several ways. @throws BadInput where the request cannot be sent that way
	 */
	route?(request: Request, credentials: Readonly<IDataObject>): Request;
	/** Takes the data out of the envelope that the service wraps answers in. */
	unwrap?(body: unknown): unknown;
	/** What known words of the service mean to a user; the first that matches is used. */
	readonly refusals?: readonly Refusal[];
	/**
	 * Requests a minute that the service allows a token; the engine keeps to it, or to what the credential's
	 * own field `requestsPerMinute` says.
	 */
	readonly requestsPerMinute?: number;
}

/** Words with which a service refuses something, and what a user can do. */
export interface Refusal {
	/** Compared with the service's words, or with the status where it sends none. */
	readonly when: RegExp | number;
	/** The parameter's name in the editor, where one is to blame. */
	readonly parameter?: string;
	/** What happened, in the user's terms; the service's own words are added. */
	readonly message?: string;
	/** How to get unstuck. */
	readonly advice: string;
}

/** One request of an operation, relative to the credential's base URL. */
export interface Request {
	readonly method: IHttpRequestMethods;
	/** Made with the `path` tag, which encodes what it is given. */
	readonly path: string;
	readonly query?: IDataObject;
	readonly body?: IDataObject | Upload;
	/**
	 * Whether sending it twice does what sending it once does. By default every method but POST may be
	 * repeated. What may not is sent again only when the service certainly did not act on it.
	 */
	readonly repeatable?: boolean;
	/**
	 * What the answer holds: JSON (default), nothing that matters, the bytes of a file, or either JSON or
	 * a file, as the service likes.
	 */
	readonly expects?: 'json' | 'nothing' | 'file' | 'jsonOrFile';
	/** Milliseconds until the request is given up; 60,000 by default. */
	readonly timeout?: number;
	/** Asked before each sending: what nobody waits for any more is not sent, nor sent again. */
	isWanted?(): boolean;
}

/** Whether a request may be sent again although it may have been carried out. */
export const isRepeatable = ({ method, repeatable }: Request): boolean =>
	repeatable ?? method !== 'POST';

/** A body that is no JSON, such as an uploaded file. Text, since every version of n8n sends text as it is. */
export class Upload {
	constructor(
		readonly contentType: string,
		readonly content: string,
	) {}
}

/** What a service answered. `body` is unwrapped JSON, or a Buffer where a file was expected. */
export interface Answer {
	readonly status: number;
	readonly body: unknown;
	readonly headers: Readonly<Record<string, unknown>>;
	/** Whether an earlier try, whose answer was lost, may have done what this one was to do. */
	readonly isRepeat?: boolean;
}

/** An answer as an object; `{}` where the service answered with nothing (204) or something else. */
export const objectOf = (data: unknown): IDataObject =>
	isRecord(data) ? (data as IDataObject) : {};

/**
 * Builds a path out of fixed text and encoded parts: path`/backlinks/${siteId}/list`.
 * No part can lead to another route: separators are encoded, and "." and ".." are refused.
 */
export function path(fixed: TemplateStringsArray, ...parts: string[]): string {
	const encoded = parts.map((part) => {
		if (!isPathPart(part)) throw new RangeError(`${JSON.stringify(part)} cannot be part of a path`);
		return encodeURIComponent(part);
	});
	return String.raw({ raw: fixed.raw }, ...encoded);
}

/** Whether a value can be a part of a path once it is encoded. */
export const isPathPart = (part: string): boolean =>
	part !== '' && !/^\.{1,2}$/.test(part) && !/\p{Cc}|\p{Cs}/u.test(part);

export const get = (to: string, query?: IDataObject): Request => ({
	method: 'GET',
	path: to,
	query,
});

export const post = (to: string, body?: IDataObject, more: Partial<Request> = {}): Request => ({
	method: 'POST',
	path: to,
	body,
	...more,
});
