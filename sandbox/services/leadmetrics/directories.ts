import { seedOf } from '../../core/random';
import type { WorldContext } from '../../core/service';
import { comparableUrl } from '../../core/urls';
import { Cuids } from './cuids';
import {
	type Directory,
	type DirectoryChanges,
	emptyDirectory,
	type NewDirectory,
} from './directory';
import { KeptList } from './keptList';
import type { Page, PageRequest } from './paging';
import { fieldRefusal } from './refusals';
import { seededDirectories } from './seededDirectories';

export type DirectoryFilter = Partial<
	Pick<Directory, 'isActive' | 'category' | 'subcategory' | 'region'>
>;

/** "Directory Management Routes": one list for all tenants. */
export class Directories {
	/** As they were at the start, whatever became of them. */
	readonly seeded: readonly Directory[];
	private readonly list: KeptList<Directory>;
	private readonly urls = new Set<string>();
	private readonly cuids: Cuids;

	constructor(
		private readonly context: WorldContext,
		snapshot?: readonly Directory[],
	) {
		const seed = seedOf(`${String(context.seed)} directories`);
		this.cuids = new Cuids(`${String(seed)} directory`);
		this.seeded = seededDirectories(seed, context.seededOn, this.cuids);
		this.list = new KeptList('Directory', this.seeded, snapshot);
		for (const { url } of this.list.all()) this.urls.add(comparableUrl(url));
	}

	all(): Directory[] {
		return this.list.all();
	}

	/** What came and changed since the start. */
	snapshot(): Directory[] {
		return this.list.snapshot();
	}

	/** "Query: isActive, category, subcategory, region, cursor, limit". */
	page(filter: DirectoryFilter, request: PageRequest): Page<Directory> {
		return this.list.page(request, (directory) => matches(directory, filter));
	}

	/** @throws Refusal (404) */
	get(id: string): Directory {
		return this.list.get(id);
	}

	hasUrl(url: string): boolean {
		return this.urls.has(comparableUrl(url));
	}

	/** "Create a new directory entry." @throws Refusal (409) when the URL is taken */
	create(fields: NewDirectory): Directory {
		if (this.hasUrl(fields.url)) throw urlTaken();
		const directory = this.add(fields);
		this.context.effects.count('directoriesCreated');
		this.context.changed();
		return directory;
	}

	/** One row of a bulk import. @returns false where the URL is there already, and nothing was done */
	import(fields: NewDirectory): boolean {
		if (this.hasUrl(fields.url)) return false;
		this.add(fields);
		this.context.effects.count('directoriesImported');
		this.context.changed();
		return true;
	}

	/**
	 * "Does not retroactively update Backlink.steps copies": backlinks have copies of their own.
	 * @throws Refusal (404; 409 when the URL is another entry's)
	 */
	update(id: string, changes: DirectoryChanges): Directory {
		const { url: formerUrl } = this.list.get(id);
		const url = changes.url ?? formerUrl;
		const isOther = comparableUrl(url) !== comparableUrl(formerUrl);
		if (isOther && this.hasUrl(url)) throw urlTaken();
		this.urls.delete(comparableUrl(formerUrl));
		this.urls.add(comparableUrl(url));
		const updated = this.list.change(id, { ...changes, updatedAt: this.now() });
		this.context.effects.count('directoriesUpdated');
		this.context.changed();
		return updated;
	}

	/** "Soft-delete by setting isActive = false." @throws Refusal (404) */
	delete(id: string): void {
		this.list.change(id, { isActive: false, updatedAt: this.now() });
		this.context.effects.count('directoriesDeleted');
		this.context.changed();
	}

	private add(fields: NewDirectory): Directory {
		const now = this.now();
		const id = this.cuids.make(this.list.size, this.context.clock.now());
		const directory = { id, ...emptyDirectory, ...fields, createdAt: now, updatedAt: now };
		this.list.put(directory);
		this.urls.add(comparableUrl(fields.url));
		return directory;
	}

	private now(): string {
		return new Date(this.context.clock.now()).toISOString();
	}
}

function matches(
	directory: Directory,
	{ isActive, category, subcategory, region }: DirectoryFilter,
): boolean {
	return (
		(isActive === undefined || directory.isActive === isActive) &&
		(category === undefined || directory.category === category) &&
		(subcategory === undefined || directory.subcategory === subcategory) &&
		(region === undefined || directory.region === region)
	);
}

function urlTaken(): Error {
	const words = 'A directory with this url exists already';
	return fieldRefusal(409, words, { url: [words] });
}
