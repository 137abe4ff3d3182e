import { comparableUrl, isHostName, isWebUrl } from './urls';

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

	/** Whether a backlink from this page is disavowed: by its URL, its host, or a domain above its host. */
	covers(fromUrl: string): boolean {
		if (this.entries.size === 0) return false;
		if (this.urls.size > 0 && this.urls.has(comparableUrl(fromUrl))) return true;
		return this.domains.size > 0 && this.coversHost(hostNameOf(fromUrl));
	}

	private coversHost(host: string): boolean {
		const labels = host.split('.');
		return labels.some((_label, first) => this.domains.has(labels.slice(first).join('.')));
	}

	private keep(entry: DisavowEntry): void {
		this.entries.set(entry.id, entry);
		if (entry.type === 'url') this.urls.set(comparableUrl(entry.url), entry.id);
		else this.domains.set(entry.url, entry.id);
	}
}

/** Without parsing the whole URL: this is asked for each record of a page. */
function hostNameOf(url: string): string {
	return (/^https?:\/\/([^/:?#]+)/i.exec(url)?.[1] ?? '').toLowerCase();
}
