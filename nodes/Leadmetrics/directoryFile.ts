import { BadInput } from '../shared/failure';
import { quote } from '../shared/fields';
import { csvRecords, writeCsv } from '../shared/csv';
import { Upload } from '../shared/service';
import { webAddress } from '../shared/rules';

/** A directory to import, by the names of the API's fields. */
export type DirectoryRow = Readonly<Record<string, unknown>> & {
	readonly name: string;
	readonly url: string;
};

/** The first columns of a file made of input items, in the order of the editor; the items' further fields follow. */
const firstColumns = [
	'name',
	'url',
	'category',
	'subcategory',
	'region',
	'isActive',
	'steps',
	'customFields',
];

/** What Leadmetrics gives a directory itself. */
const given = ['id', 'createdAt', 'updatedAt'];

/** A row is named by its line in a message; up to this many are. */
const rowsShown = 5;

/**
 * The file that holds these directories, with all of their fields ("all BacklinkDirectory fields"). Columns
 * that none of them fills are left out.
 */
export function fileOf(rows: readonly DirectoryRow[]): string {
	const columns = new Set([...firstColumns, ...rows.flatMap((row) => Object.keys(row))]);
	for (const column of given) columns.delete(column);
	const used = [...columns].filter((column) => rows.some((row) => cellOf(row[column]) !== ''));
	return writeCsv([[...used], ...rows.map((row) => used.map((column) => cellOf(row[column])))]);
}

function cellOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Checks a file before it is sent: its header must have the columns name and url, and every row both.
 * @returns how many rows it has
 * @throws BadInput with the first of the rows that are not usable
 */
export function checkFile(text: string): number {
	const records = csvRecords(text);
	const first = records.next();
	const header = first.done ? [] : first.value.map((name) => name.trim());
	const name = header.indexOf('name');
	const url = header.indexOf('url');
	if (name < 0 || url < 0) throw unusable(headerTrouble(header));

	const broken: string[] = [];
	let count = 0;
	let brokenRows = 0;
	let next = records.next();
	for (; next.done !== true; next = records.next()) {
		count += 1;
		const trouble = rowTrouble(next.value[name] ?? '', next.value[url] ?? '');
		if (trouble === '') continue;
		brokenRows += 1;
		if (brokenRows <= rowsShown) broken.push(`row ${count + 1} ${trouble}`);
	}
	if (next.value) {
		throw unusable(
			`A quote in row ${count + 1} is never closed, so everything after it is one cell.`,
		);
	}
	if (count === 0) throw unusable('It has no rows below the header.');
	if (brokenRows > 0) {
		const more = brokenRows > rowsShown ? `, and ${brokenRows - rowsShown} more rows` : '';
		throw unusable(`${capitalized(broken.join('; '))}${more}.`);
	}
	return count;
}

/** The URLs in a file that is usable. */
export function urlsIn(text: string): Set<string> {
	const urls = new Set<string>();
	let url: number | undefined;
	for (const record of csvRecords(text)) {
		if (url === undefined) url = record.map((column) => column.trim()).indexOf('url');
		else urls.add((record[url] ?? '').trim());
	}
	return urls;
}

function headerTrouble(header: readonly string[]): string {
	const found = header.join(', ');
	return header.length === 1 && /;|\t/.test(found)
		? 'Its columns are not separated by commas. Save it as CSV with commas.'
		: `Its first row must name the columns, "name" and "url" among them; it is ${quote(found)}.`;
}

function rowTrouble(name: string, url: string): string {
	if (name.trim() === '') return 'has no name';
	return webAddress.safeParse(url.trim()).success ? '' : `has no absolute URL: ${quote(url)}`;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const unusable = (why: string): BadInput =>
	new BadInput(
		'"Input Binary Field" holds a file that cannot be imported',
		`${why} Nothing was sent.`,
	);

/** What the boundary of the parts begins with; the rest makes it one that the file does not hold. */
const boundaryStart = 'n8n-nodes-backlinks';

/** "multipart/form-data" with one file in the field "file" (RFC 7578). */
export function uploadOf(content: string, fileName: string): Upload {
	let boundary = boundaryStart;
	for (let number = 1; content.includes(`--${boundary}`); number++) {
		boundary = `${boundaryStart}-${number}`;
	}
	return new Upload(
		`multipart/form-data; boundary=${boundary}`,
		[
			`--${boundary}`,
			`Content-Disposition: form-data; name="file"; filename="${inQuotes(fileName)}"`,
			'Content-Type: text/csv; charset=utf-8',
			'',
			content,
			`--${boundary}--`,
			'',
		].join('\r\n'),
	);
}

/** As browsers write a file's name: what would end the name or the line is percent-encoded. */
const inQuotes = (name: string): string =>
	name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
