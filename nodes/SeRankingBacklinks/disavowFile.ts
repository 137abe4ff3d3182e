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
	/** How many lines are none of these, and the first of them, with their numbers in the file. */
	readonly unusable: number;
	readonly firstUnusable: ReadonlyArray<{ line: number; text: string }>;
}

/** Up to this many lines that are not usable are kept. */
const unusableKept = 5;

/** Google takes files of up to this many lines and bytes. */
export const mostLines = 100_000;
export const mostBytes = 2 * 1024 * 1024;

/** Reads a disavow file. A byte order mark and any kind of line end are understood. */
export function parseDisavowFile(text: string): DisavowFile {
	const entries = new Set<string>();
	const firstUnusable: Array<{ line: number; text: string }> = [];
	let unusable = 0;
	let comments = 0;
	let blanks = 0;
	let duplicates = 0;
	let number = 0;
	for (const line of linesIn(text)) {
		number += 1;
		if (line === '') blanks += 1;
		else if (line.startsWith('#')) comments += 1;
		else {
			const read = disavowable.safeParse(line);
			if (!read.success) {
				unusable += 1;
				if (unusable <= unusableKept) firstUnusable.push({ line: number, text: line });
			} else if (entries.has(read.data)) duplicates += 1;
			else entries.add(read.data);
		}
	}
	return { entries: [...entries], comments, blanks, duplicates, unusable, firstUnusable };
}

/** The lines of a text, trimmed, one after the other, so that a large file is not held twice. */
function* linesIn(text: string): Generator<string, void, undefined> {
	const lineEnd = /\r\n|\r|\n/g;
	let start = text.startsWith('\uFEFF') ? 1 : 0;
	for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
		yield text.slice(start, end.index).trim();
		start = lineEnd.lastIndex;
	}
	// The line end that closes the last line opens no further, blank one.
	if (start < text.length) yield text.slice(start).trim();
}

/** Writes a disavow file: the comment first, then whole domains, then single addresses. */
export function writeDisavowFile(comment: string, entries: readonly string[]): string {
	const domains = entries.filter((entry) => entry.startsWith('domain:'));
	const addresses = entries.filter((entry) => !entry.startsWith('domain:'));
	return [`# ${comment}`, ...domains, ...addresses, ''].join('\n');
}
