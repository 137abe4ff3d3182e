import { z } from 'zod';
import { urlOf } from './addresses';
import { isPathPart } from './service';

const hasHost = (given: string): boolean =>
	/^https?:\/\/[^/?#\s]/i.test(given) && urlOf(given) !== undefined;

/**
 * An absolute URL of a web page. Control characters and spaces are refused, not encoded; letters beyond
 * ASCII become what a browser sends, because services take nothing else.
 */
export const webAddress = z
	.string()
	.refine(
		(given) => hasHost(given) && !/[\s\p{Cc}]/u.test(given),
		'must be an absolute URL, e.g. https://example.com/page',
	)
	.transform((given) => (isAscii(given) ? given : new URL(given).href));

/** A host name such as example.com, without protocol, port or path; in lower case, in ASCII. */
export const hostName = z
	.string()
	.regex(
		/^(?=.{4,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u,
		'must be a domain, e.g. example.com',
	)
	.refine((given) => urlOf(`http://${given}`) !== undefined, 'must be a domain, e.g. example.com')
	.transform((given) => new URL(`http://${given}`).hostname);

const isAscii = (given: string): boolean => /^[\x21-\x7e]*$/.test(given);

/** An id that can be a part of a path once it is encoded. */
export const pathPart = z
	.string()
	.refine(isPathPart, 'must not be "." or ".." and must hold no control characters');

/** An id of digits only, as services with numeric keys have them. */
export const digits = z.string().regex(/^\d{1,15}$/, 'must be a number, e.g. 1234');

/** A currency code of ISO 4217: three letters, sent in capitals. */
export const currencyCode = z
	.string()
	.regex(/^[a-z]{3}$/i, 'must be a currency code of three letters, e.g. USD')
	.transform((code) => code.toUpperCase());

/** An address that mail can be sent to. */
export const mailAddress = z.string().email('must be an email address, e.g. editor@blog.example');

/** The name of a field of an object, or of a file of an item; the one that names an object's kind is refused. */
export const fieldName = z
	.string()
	.refine((name) => name !== '__proto__', 'must be the name of a field, not "__proto__"');
