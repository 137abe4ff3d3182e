/** CSV as RFC 4180 has it. Cells are written as they are: a leading "=" stays, it is data. */
export const writeCsv = (records: ReadonlyArray<readonly string[]>): string =>
	records.map((record) => `${record.map(csvCell).join(',')}\r\n`).join('');

const csvCell = (value: string): string =>
	/[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * The records of a CSV text, one after the other: memory holds the text and one record. A byte order
 * mark, any kind of line end, and quoted cells with commas, quotes and line ends are understood; blank
 * lines are no records.
 * @returns whether the last cell began with a quote that nothing closes, so that it holds all that follows
 */
export function* csvRecords(text: string): Generator<string[], boolean, undefined> {
	let position = text.startsWith('\uFEFF') ? 1 : 0;
	let endsInQuotes = false;
	while (position < text.length) {
		const { record, next, isOpen } = recordAt(text, position);
		position = next;
		endsInQuotes = isOpen;
		if (record.length > 1 || record[0] !== '') yield record;
	}
	return endsInQuotes;
}

/** All records of a CSV text, for those that are short or needed as a whole. */
export const parseCsv = (text: string): string[][] => [...csvRecords(text)];

function recordAt(
	text: string,
	start: number,
): { record: string[]; next: number; isOpen: boolean } {
	const record: string[] = [];
	let position = start;
	for (;;) {
		const cell = text[position] === '"' ? quotedCell(text, position) : plainCell(text, position);
		record.push(cell.value);
		position = cell.next;
		if (text[position] === ',') {
			position += 1;
			continue;
		}
		const lineEnd = text.startsWith('\r\n', position) ? 2 : 1;
		return { record, next: position + lineEnd, isOpen: cell.isOpen === true };
	}
}

interface Cell {
	readonly value: string;
	/** Where the comma, line end or end after it is. */
	readonly next: number;
	/** Whether it began with a quote that nothing closes. */
	readonly isOpen?: boolean;
}

const endOfCell = /[,\r\n]/g;

function plainCell(text: string, start: number): Cell {
	endOfCell.lastIndex = start;
	const next = endOfCell.exec(text)?.index ?? text.length;
	return { value: text.slice(start, next), next };
}

/** What stands between the closing quote and the next comma is taken along, as spreadsheets do. */
function quotedCell(text: string, start: number): Cell {
	let value = '';
	let position = start + 1;
	for (;;) {
		const quote = text.indexOf('"', position);
		if (quote < 0) {
			return { value: value + text.slice(position), next: text.length, isOpen: true };
		}
		value += text.slice(position, quote);
		if (text[quote + 1] !== '"') {
			const rest = plainCell(text, quote + 1);
			return { value: value + rest.value, next: rest.next };
		}
		value += '"';
		position = quote + 2;
	}
}
