import { disavowable } from './schemas';

/**
 * Google's disavow file: UTF-8 text, a URL or `domain:example.com` a line, comments after `#`
 * (Search Console help, "Disavow links to your site").
 */
export interface DisavowFile {
	/** URLs and `domain:` entries, each once, in the order of the file. */
	readonly entries: string[];
	readonly comments: number;
	readonly blanks: number;
	/** Lines that repeat an earlier one. */
	readonly duplicates: number;
	/** Lines that are none of these, with their numbers in the file. */
	readonly unusable: ReadonlyArray<{ line: number; text: string }>;
}

/** Google takes files of up to this many lines and bytes. */
export const mostLines = 100_000;
export const mostBytes = 2 * 1024 * 1024;

/** Reads a disavow file. A byte order mark and any kind of line end are understood. */
export function parseDisavowFile(text: string): DisavowFile {
	const entries = new Set<string>();
	const unusable: Array<{ line: number; text: string }> = [];
	let comments = 0;
	let blanks = 0;
	let duplicates = 0;
	const lines = withoutLastLineEnd(text.replace(/^\uFEFF/, '')).split(/\r\n|\r|\n/);
	lines.forEach((raw, index) => {
		const line = raw.trim();
		if (line === '') blanks += 1;
		else if (line.startsWith('#')) comments += 1;
		else {
			const read = disavowable.safeParse(line);
			if (!read.success) unusable.push({ line: index + 1, text: line });
			else if (entries.has(read.data)) duplicates += 1;
			else entries.add(read.data);
		}
	});
	return { entries: [...entries], comments, blanks, duplicates, unusable };
}

/** The line end that closes the last line opens no further, blank one. */
const withoutLastLineEnd = (text: string): string => text.replace(/(?:\r\n|\r|\n)$/, '');

/** Writes a disavow file: the comment first, then whole domains, then single addresses. */
export function writeDisavowFile(comment: string, entries: readonly string[]): string {
	const domains = entries.filter((entry) => entry.startsWith('domain:'));
	const addresses = entries.filter((entry) => !entry.startsWith('domain:'));
	return [`# ${comment}`, ...domains, ...addresses, ''].join('\n');
}
