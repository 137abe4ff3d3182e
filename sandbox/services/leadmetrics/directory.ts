import type { DirectorySteps } from './backlink';

/** A BacklinkDirectory entry. Times are ISO 8601. */
export interface Directory {
	id: string;
	name: string;
	url: string;
	category: string | null;
	subcategory: string | null;
	/** `global` or a country's code. */
	region: string | null;
	domainAuthority: number | null;
	/** `free`, `paid` or `freemium`. */
	pricing: string | null;
	steps: DirectorySteps;
	customFields: Readonly<Record<string, unknown>>;
	isActive: boolean;
	createdAt: string;
	updatedAt: string;
}

/** What a client may write. */
export type DirectoryFields = Omit<Directory, 'id' | 'createdAt' | 'updatedAt'>;
export type DirectoryChanges = Partial<DirectoryFields>;
export type NewDirectory = DirectoryChanges & Pick<DirectoryFields, 'name' | 'url'>;

/** What an entry has that was created with a name and a URL only. */
export const emptyDirectory: Omit<DirectoryFields, 'name' | 'url'> = {
	category: null,
	subcategory: null,
	region: null,
	domainAuthority: null,
	pricing: null,
	steps: [],
	customFields: {},
	isActive: true,
};
