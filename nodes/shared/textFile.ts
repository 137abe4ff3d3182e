/**
 * The text of a file, without a byte order mark; undefined for bytes that are no UTF-8, before they
 * become wrong characters.
 */
export function utf8Text(file: Buffer): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(file);
	} catch {
		return undefined;
	}
}
