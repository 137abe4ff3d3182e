import * as fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { csvRecords, parseCsv, writeCsv } from '../../../nodes/shared/csv';

describe('reading CSV', () => {
	it.each<[string, string, string[][]]>([
		[
			'plain cells',
			'a,b\nc,d',
			[
				['a', 'b'],
				['c', 'd'],
			],
		],
		['each kind of line end', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
		['a byte order mark', '\uFEFFa,b', [['a', 'b']]],
		['quoted commas, quotes and line ends', '"a,b","c""d","e\r\nf"', [['a,b', 'c"d', 'e\r\nf']]],
		[
			'empty cells',
			',,\n"",x',
			[
				['', '', ''],
				['', 'x'],
			],
		],
		['blank lines, which are no records', '\n\na\n\n', [['a']]],
		['a quote inside a plain cell', 'a"b,c', [['a"b', 'c']]],
		['text after a closing quote', '"a"b,c', [['ab', 'c']]],
		['a quote that is never closed', 'a,"b\nc', [['a', 'b\nc']]],
		['nothing', '', []],
	])('understands %s', (_case, text, records) => {
		expect(parseCsv(text)).toEqual(records);
	});

	it('goes record by record', () => {
		const records = csvRecords('a\nb\nc');
		expect(records.next().value).toEqual(['a']);
		expect(records.next().value).toEqual(['b']);
	});
});

describe('writing CSV', () => {
	it('changes nothing in a cell, not even what looks like a formula', () => {
		expect(writeCsv([['=1+1', '+a', '-b', '@c']])).toBe('=1+1,+a,-b,@c\r\n');
	});

	const cell = fc.oneof(
		fc.string({ unit: 'grapheme' }),
		fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', ';', '\t') }),
	);
	// A record of one empty cell is a blank line, which is no record.
	const record = fc
		.array(cell, { minLength: 1, maxLength: 6 })
		.filter((cells) => cells.length > 1 || cells[0] !== '');
	const table = fc
		.array(record)
		.filter((records) => !records.some(([first]) => first.startsWith('\uFEFF')));

	it('gives back whatever was written', () => {
		fc.assert(
			fc.property(table, (records) => {
				expect(parseCsv(writeCsv(records))).toEqual(records);
			}),
		);
	});

	it('is read alike by a parser of others', () => {
		fc.assert(
			fc.property(table, (records) => {
				const read = parse(writeCsv(records), { relax_column_count: true }) as string[][];
				expect(read).toEqual(records);
			}),
		);
	});
});
