import { seedOf } from '../../core/random';
import { Refusal } from '../../core/refusal';
import type { WorldContext } from '../../core/service';
import type { BacklinkChanges } from './backlink';
import { type BacklinkCounts, BacklinkList, type BacklinkListSnapshot } from './backlinkList';
import { type DisavowEntry, DisavowList, type DisavowTarget } from './disavowList';
import { GscImports, type GscSnapshot, type GscTask } from './gscImports';
import type { SeededBacklinks } from './seededBacklinks';
import type { SiteDescription } from './sites';
import { comparableUrl } from '../../core/urls';

/** Links that may be added on a day; the text gives no number, its example has 988 left. */
export const dailyLimit = 1_000;

const seededDisavowUrls = 4;
const seededDisavowDomains = 2;

export interface SiteSnapshot {
	backlinks: BacklinkListSnapshot;
	disavowed: DisavowEntry[];
	gsc: GscSnapshot;
	gscAutoimport: boolean;
	limit: { day: string; left: number };
}

/** The answer of a list import. */
export interface ImportCounts {
	added: number;
	duplicates: number;
	/** Of the list that was sent. */
	total: number;
}

export interface SiteParts {
	description: SiteDescription;
	seeded: SeededBacklinks;
	firstId: number;
	size: number;
	nextBacklinkId: () => number;
	nextDisavowId: () => number;
	context: WorldContext;
}

/** One website of the account, and all that can be done to its backlinks. */
export class Site {
	readonly description: SiteDescription;
	readonly disavowed: DisavowList;
	readonly gsc: GscImports;
	private readonly list: BacklinkList;
	private readonly context: WorldContext;
	private autoimport: boolean;
	private limit: { day: string; left: number };

	constructor(
		private readonly parts: SiteParts,
		snapshot?: SiteSnapshot,
	) {
		this.description = parts.description;
		this.context = parts.context;
		this.disavowed = new DisavowList(snapshot?.disavowed);
		this.list = new BacklinkList(
			{
				...parts,
				siteName: parts.description.name,
				disavowed: this.disavowed,
				nextId: parts.nextBacklinkId,
				today: () => this.context.clock.today(),
			},
			snapshot?.backlinks,
		);
		this.gsc = new GscImports(
			() => this.context.clock.now(),
			(count) => this.find(count),
			snapshot?.gsc,
		);
		this.autoimport = snapshot?.gscAutoimport ?? false;
		this.limit = snapshot?.limit ?? { day: this.context.clock.today(), left: dailyLimit };
		if (!snapshot) this.seedDisavowList();
	}

	/** The list as it is now, completed imports included. */
	get backlinks(): BacklinkList {
		this.gsc.settle();
		return this.list;
	}

	get gscAutoimport(): boolean {
		return this.autoimport;
	}

	/** How many backlinks may still be added today. */
	get limitLeft(): number {
		const today = this.context.clock.today();
		if (this.limit.day !== today) this.limit = { day: today, left: dailyLimit };
		return this.limit.left;
	}

	set limitLeft(left: number) {
		this.limit = { day: this.context.clock.today(), left };
		this.context.changed();
	}

	stat(): BacklinkCounts & { limit: number } {
		return { ...this.backlinks.counts(), limit: this.limitLeft };
	}

	/** @throws Refusal "Backlink already exist", "Backlinks limit exceeded" ("Adding a backlink") */
	add(url: string, changes: BacklinkChanges): number {
		if (this.backlinks.hasUrl(url)) throw new Refusal(400, 'Backlink already exist');
		this.spendLimit(1);
		return this.addAll([url], changes)[0];
	}

	/**
	 * Adds what is new of a list, all of it or (over the limit) nothing.
	 * @throws Refusal "Backlinks limit exceeded"
	 */
	import(urls: readonly string[], changes: BacklinkChanges): ImportCounts {
		const fresh = new Map<string, string>();
		for (const url of urls) {
			if (!this.backlinks.hasUrl(url)) fresh.set(comparableUrl(url), url);
		}
		this.spendLimit(fresh.size);
		this.addAll([...fresh.values()], changes);
		return { added: fresh.size, duplicates: urls.length - fresh.size, total: urls.length };
	}

	/** All or nothing. @throws Refusal with `words` when an id is not of this site */
	delete(ids: readonly number[], words: string): void {
		this.mustHave(ids, words);
		this.remove(ids);
		this.context.effects.count('backlinksDeleted', new Set(ids).size);
	}

	/** Marks the check as done today. All or nothing. @throws Refusal with `words` when an id is not of this site */
	recheck(ids: readonly number[], type: 'status' | 'index', words: string): void {
		this.mustHave(ids, words);
		const today = this.context.clock.today();
		const result: BacklinkChanges =
			type === 'status' ? { last_crawler_visit: today } : { gin_index_check_date: today };
		for (const id of new Set(ids)) {
			const { gin_index: index } = this.list.get(id);
			this.list.change(id, type === 'index' ? { ...result, gin_index: index ?? '1' } : result);
		}
		this.context.effects.count('backlinksRechecked', new Set(ids).size);
		this.context.changed();
	}

	setGscAutoimport(on: boolean): void {
		this.autoimport = on;
		this.context.effects.count('settingsUpdated');
		this.context.changed();
	}

	startGscImport(): GscTask {
		this.context.effects.count('gscImportsStarted');
		const task = this.gsc.start();
		this.context.changed();
		return task;
	}

	/** @returns how many were not on the list yet */
	disavow(targets: readonly DisavowTarget[]): number {
		let added = 0;
		for (const target of targets) {
			if (this.disavowed.hasTarget(target)) continue;
			this.disavowed.add(this.parts.nextDisavowId(), target, this.rankOf(target));
			added += 1;
		}
		this.context.effects.count('disavowAdded', added);
		this.context.changed();
		return added;
	}

	/** @throws Refusal "Disawov link does not exist" ("Deleting a disavowed backlink"; the spelling is the service's) */
	deleteDisavowed(id: number): void {
		if (!this.disavowed.delete(id)) throw new Refusal(400, 'Disawov link does not exist');
		this.context.effects.count('disavowDeleted');
		this.context.changed();
	}

	/** A crawler finds `count` new backlinks: they stand at the front of the list. @returns their ids, oldest first */
	find(count: number): number[] {
		const ids = Array.from({ length: count }, () => this.list.addByCrawler());
		this.context.changed();
		return ids;
	}

	/** The crawler no longer finds these. */
	lose(ids: readonly number[]): void {
		const today = this.context.clock.today();
		this.changeEach(ids, {
			date_lost: today,
			is_link_not_found: '1',
			http_status: '404',
			last_crawler_visit: today,
		});
	}

	/** Google has, or no longer has, the pages of these. */
	setIndex(ids: readonly number[], indexed: boolean): void {
		this.changeEach(ids, {
			gin_index: indexed ? '1' : '0',
			gin_index_check_date: this.context.clock.today(),
		});
	}

	changeEach(ids: readonly number[], changes: BacklinkChanges): void {
		for (const id of ids) this.list.change(id, changes);
		this.context.changed();
	}

	/** They vanish without a request. */
	remove(ids: readonly number[]): void {
		this.list.remove(new Set(ids));
		this.context.changed();
	}

	snapshot(): SiteSnapshot {
		return {
			backlinks: this.list.snapshot(),
			disavowed: this.disavowed.all(),
			gsc: this.gsc.snapshot(),
			gscAutoimport: this.autoimport,
			limit: this.limit,
		};
	}

	private addAll(urls: readonly string[], changes: BacklinkChanges): number[] {
		const ids = urls.map((url) => this.list.addByPerson(url, changes));
		this.context.effects.count('backlinksAdded', ids.length);
		this.context.changed();
		return ids;
	}

	private spendLimit(count: number): void {
		if (count > this.limitLeft) throw new Refusal(400, 'Backlinks limit exceeded');
		this.limitLeft -= count;
	}

	private mustHave(ids: readonly number[], words: string): void {
		if (!ids.every((id) => this.backlinks.has(id))) throw new Refusal(400, words);
	}

	/** The rank of a domain does not depend on whether it links here; a number from 0 to 100, as in the text's example. */
	private rankOf({ url }: DisavowTarget): number {
		return seedOf(url) % 101;
	}

	/** A site of some size has disavowed the worst already. */
	private seedDisavowList(): void {
		if (this.list.size < 100) return;
		const { seeded, nextDisavowId } = this.parts;
		const wanted = seededDisavowUrls + seededDisavowDomains;
		const toxic = this.list.newest(wanted, ({ id }) => seeded.isToxic(Number(id)));
		toxic.forEach((id, place) => {
			const target: DisavowTarget =
				place < seededDisavowUrls
					? { url: seeded.fromUrl(id), type: 'url' }
					: { url: seeded.domain(id), type: 'domain' };
			if (!this.disavowed.hasTarget(target)) {
				this.disavowed.add(nextDisavowId(), target, this.rankOf(target) % 6);
			}
		});
	}
}
