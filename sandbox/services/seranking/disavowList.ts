import { comparableUrl, isHostName, isWebUrl } from '../../core/urls';

/** An entry as "List of disavowed backlinks" shows it. */
export interface DisavowEntry {
	id: number;
	url: string;
	type: 'url' | 'domain';
	exported: number;
	yandex_x: number | null;
	domain_inlink_rank: number | null;
}

/** What a client names for disavowal. */
export type DisavowTarget = Pick<DisavowEntry, 'url' | 'type'>;

/**
 * Reads one entry of the "list" parameter: a URL, `domain:example.com`, or a bare host name, which is a
 * domain too. The text only shows URLs, and a `type` in the answer.
 * @returns undefined for anything else
 */
export function disavowTarget(entry: unknown): DisavowTarget | undefined {
	if (typeof entry !== 'string') return undefined;
	if (isWebUrl(entry)) return { url: entry, type: 'url' };
	const host = entry.replace(/^domain:/i, '').toLowerCase();
	return isHostName(host) ? { url: host, type: 'domain' } : undefined;
}

/** One site's disavow list, in the order of its ids, as the text's example has it. */
export class DisavowList {
	private readonly entries = new Map<number, DisavowEntry>();
	private readonly urls = new Map<string, number>();
	private readonly domains = new Map<string, number>();

	constructor(entries: readonly DisavowEntry[] = []) {
		for (const entry of entries) this.keep(entry);
	}

	get size(): number {
		return this.entries.size;
	}

	all(): DisavowEntry[] {
		return [...this.entries.values()];
	}

	hasTarget({ url, type }: DisavowTarget): boolean {
		return type === 'url' ? this.urls.has(comparableUrl(url)) : this.domains.has(url);
	}

	add(id: number, target: DisavowTarget, rank: number | null): void {
		this.keep({ id, ...target, exported: 0, yandex_x: null, domain_inlink_rank: rank });
	}

	/** @returns whether there was such an entry */
	delete(id: number): boolean {
		const entry = this.entries.get(id);
		if (!entry) return false;
		this.entries.delete(id);
		if (entry.type === 'url') this.urls.delete(comparableUrl(entry.url));
		else this.domains.delete(entry.url);
		return true;
	}

	/**
	 * Whether a backlink from this page is disavowed: by its URL, its host, or a domain above its host.
	 * Asked for each record of a page, so the URL has to come as `comparableUrl` makes it.
	 */
	covers(comparableFromUrl: string): boolean {
		if (this.urls.has(comparableFromUrl)) return true;
		return this.domains.size > 0 && this.coversHost(hostIn(comparableFromUrl));
	}

	private coversHost(host: string): boolean {
		let dot = -1;
		do {
			if (this.domains.has(host.slice(dot + 1))) return true;
			dot = host.indexOf('.', dot + 1);
		} while (dot !== -1);
		return false;
	}

	private keep(entry: DisavowEntry): void {
		this.entries.set(entry.id, entry);
		if (entry.type === 'url') this.urls.set(comparableUrl(entry.url), entry.id);
		else this.domains.set(entry.url, entry.id);
	}
}

/** The host name in a URL that `comparableUrl` made, which always has a slash behind it. */
function hostIn(url: string): string {
	const start = url.indexOf('//') + 2;
	const host = url.slice(start, url.indexOf('/', start));
	return host.includes(':') ? host.slice(0, host.indexOf(':')) : host;
}
