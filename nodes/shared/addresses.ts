/**
 * The URL that a text is; undefined where it is none. Not asked of `URL.canParse`, which in Node 20 comes to
 * refuse letters beyond ASCII after it was called some thousand times.
 */
export function urlOf(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
