/** A host name of at least two labels. */
const hostPattern = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/** The URL that a text is; `URL.canParse` of Node 20 forgets about letters beyond ASCII after some thousand calls. */
function urlOf(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/** Whether a text is an absolute http(s) URL with a host name of at least two labels. */
export function isWebUrl(text: string): boolean {
	if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return false;
	return isHostName(urlOf(text)?.hostname ?? '');
}

export function isHostName(text: string): boolean {
	return hostPattern.test(text);
}

export function hostOf(url: string): string {
	return new URL(url).hostname.replace(/^www\./, '');
}

/** Two spellings of the same address (host in capitals, bare host with and without a slash) compare equal. */
export function comparableUrl(url: string): string {
	return urlOf(url)?.href ?? url;
}
