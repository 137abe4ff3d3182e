import * as fc from 'fast-check';
import { z } from 'zod';
import type { Field } from '../../../nodes/shared/fields';
import {
	betweenUrls,
	choice,
	choices,
	collection,
	day,
	entries,
	fallbackOf,
	identifier,
	jsonList,
	jsonObject,
	number,
	optionalIdentifier,
	optionalText,
	quote,
	readField,
	readFields,
	requiredNumber,
	shownWhen,
	text,
	toggle,
} from '../../../nodes/shared/fields';
import { digits, webAddress } from '../../../nodes/shared/rules';

/** What a field makes of a value, or its complaints as a user reads them. */
function read<Value>(field: Field<string, Value>, raw: unknown): Value | string[] {
	const { values, complaints } = readFields([field], () => raw);
	if (complaints.length === 0) return values[field.property.name];
	return complaints.map(({ parameter, message }) => `${parameter} ${message}`);
}

const words = { name: 'thing', displayName: 'Thing', description: 'A thing' };
const options = [
	{ name: 'One', value: 'one' },
	{ name: 'Two', value: 'two' },
] as const;
const withinItself: Record<string, unknown> = {};
withinItself.inner = withinItself;
const blanks = [undefined, null, '', ' \t\n'];
const notEmpty = ['Thing must not be empty'];

interface Case {
	field: Field;
	/** What may be given, and what it becomes. */
	good?: Array<[unknown, unknown]>;
	/** What may not be given, and what is said of it. */
	bad?: Array<[unknown, string]>;
	/** What blank values become. */
	blank: unknown;
}

const cases: Record<string, Case> = {
	text: {
		field: text(words),
		good: [
			[' some text ', 'some text'],
			[7, '7'],
			[true, 'true'],
			[12n, '12'],
		],
		bad: [
			[['a'], 'must be text, not a list'],
			[{ a: 1 }, 'must be text, not an object'],
			[NaN, 'must be text, not NaN'],
			[Infinity, 'must be text, not Infinity'],
			[() => 'a', 'must be text, not a function'],
			['cut \ud83d', 'must not hold half of a character'],
		],
		blank: notEmpty,
	},
	'text with a rule': {
		field: text({ ...words, rule: digits }),
		good: [[' 0012', '0012']],
		bad: [['12a', 'must be a number, e.g. 1234']],
		blank: notEmpty,
	},
	optionalText: {
		field: optionalText(words),
		good: [[' some text ', 'some text']],
		bad: [[[], 'must be text, not a list']],
		blank: '',
	},
	'optionalText with a rule': {
		field: optionalText({ ...words, rule: webAddress }),
		good: [['https://a.example', 'https://a.example']],
		bad: [['a.example', 'must be an absolute URL, e.g. https://example.com/page']],
		blank: '',
	},
	identifier: {
		field: identifier({ ...words, search: 'searchThings' }),
		good: [
			[' 17 ', '17'],
			[17, '17'],
			['a/b', 'a/b'],
		],
		blank: notEmpty,
	},
	'identifier with a rule': {
		field: identifier({ ...words, search: 'searchThings', rule: digits }),
		good: [[17, '17']],
		bad: [['../17', 'must be a number, e.g. 1234']],
		blank: notEmpty,
	},
	optionalIdentifier: {
		field: optionalIdentifier({ ...words, search: 'searchThings', rule: digits }),
		good: [[17, '17']],
		bad: [['x', 'must be a number, e.g. 1234']],
		blank: '',
	},
	number: {
		field: number({ ...words, minimum: -1, maximum: 10 }),
		good: [
			[2.5, 2.5],
			[' 3 ', 3],
			['-1', -1],
			[10, 10],
		],
		bad: [
			['three', 'must be a number, not "three"'],
			[NaN, 'must be a number, not "null"'],
			[[1], 'must be a number, not "[1]"'],
			[true, 'must be a number, not "true"'],
			[10n, 'must be a number, not "10"'],
			[-1.1, 'must be at least -1'],
			[10.1, 'must be at most 10'],
		],
		blank: undefined,
	},
	'number with a default': {
		field: number({ ...words, default: 4, whole: true }),
		good: [['7', 7]],
		bad: [
			[2.5, 'must be a whole number'],
			[2 ** 60, 'must be a whole number'],
		],
		blank: notEmpty,
	},
	'number above a bound': {
		field: number({ ...words, above: 0 }),
		good: [[0.01, 0.01]],
		bad: [[0, 'must be above 0']],
		blank: undefined,
	},
	'number that is refused where it is empty': {
		field: number({ ...words, required: true }),
		good: [[0, 0]],
		blank: notEmpty,
	},
	requiredNumber: {
		field: requiredNumber({ ...words, minimum: 1 }),
		good: [['1', 1]],
		bad: [[0, 'must be at least 1']],
		blank: notEmpty,
	},
	toggle: {
		field: toggle({ ...words, default: true }),
		good: [
			[true, true],
			[false, false],
			['true', true],
			['false', false],
			[1, true],
			[0, false],
		],
		bad: [
			['yes', 'must be true or false, not "yes"'],
			[2, 'must be true or false, not "2"'],
			[{}, 'must be true or false, not "{}"'],
		],
		blank: notEmpty,
	},
	choice: {
		field: choice({ ...words, default: 'one', options }),
		good: [
			['one', 'one'],
			[' two ', 'two'],
		],
		bad: [
			['three', 'must be one of one, two, not "three"'],
			['__proto__', 'must be one of one, two, not "__proto__"'],
			[['one'], 'must be text, not a list'],
		],
		blank: notEmpty,
	},
	choices: {
		field: choices({ ...words, default: [], options }),
		good: [
			[
				['one', 'two'],
				['one', 'two'],
			],
			['two, one', ['two', 'one']],
			[['one', 'one'], ['one']],
			['["two"]', ['two']],
			[[], []],
		],
		bad: [['one, three', 'must be one of one, two, not "three"']],
		blank: [],
	},
	day: {
		field: day(words),
		good: [
			['2026-01-31', '2026-01-31'],
			[' 2024-02-29 ', '2024-02-29'],
			['2026-01-31T23:30:00.000Z', '2026-01-31'],
			[new Date('2026-01-31T10:00:00Z'), '2026-01-31'],
			[{ toISO: () => '2026-01-31T10:00:00.000+02:00' }, '2026-01-31'],
		],
		bad: [
			['2026-02-29', 'must be a date such as 2026-01-31, not "2026-02-29"'],
			['31.01.2026', 'must be a date such as 2026-01-31, not "31.01.2026"'],
			['2026-01-31 at noon', 'must be a date such as 2026-01-31, not "2026-01-31 at noon"'],
			[20260131, 'must be a date such as 2026-01-31, not "20260131"'],
			[new Date('none'), 'must be a date such as 2026-01-31, not "null"'],
			[
				{ toISO: 'no function' },
				'must be a date such as 2026-01-31, not "{"toISO":"no function"}"',
			],
		],
		blank: expect.arrayContaining([expect.stringMatching('^Thing must be a date')]),
	},
	jsonObject: {
		field: jsonObject(words),
		good: [
			['{"a": 1}', { a: 1 }],
			[{ a: [1] }, { a: [1] }],
			[{ a: undefined, b: new Date(0), c: () => 1 }, { b: '1970-01-01T00:00:00.000Z' }],
		],
		bad: [
			['[1]', 'must be a JSON object, e.g. {"key": "value"}'],
			['7', 'must be a JSON object, e.g. {"key": "value"}'],
			['{"a": ', 'must be valid JSON'],
			[withinItself, 'must be valid JSON'],
			[{ a: 1n }, 'must be valid JSON'],
		],
		blank: expect.arrayContaining([expect.stringMatching('^Thing must be (valid|a) JSON')]),
	},
	jsonList: {
		field: jsonList(words),
		good: [
			['[1, "a"]', [1, 'a']],
			[[1], [1]],
		],
		bad: [['{}', 'must be a JSON list, e.g. ["one", "two"]']],
		blank: expect.arrayContaining([expect.stringMatching('^Thing must be (valid|a) JSON')]),
	},
	entries: {
		field: entries({ ...words, keys: ['id', 'site'], rule: digits, most: 3 }),
		good: [
			['1, 2;3\n', ['1', '2', '3']],
			[
				['1', 2, ' 1 '],
				['1', '2'],
			],
			[
				[{ id: 1 }, { site: '2', id: '3' }],
				['1', '3'],
			],
			[[{ json: { site: 5 } }], ['5']],
			['[1, {"id": 2}]', ['1', '2']],
			[4, ['4']],
			[{ id: 4 }, ['4']],
		],
		bad: [
			['1,2,3,4', 'must hold at most 3 entries, not 4'],
			['1, b', 'has entries that are not usable: each must be a number, e.g. 1234; not "b"'],
			[[['1']], 'must hold text or objects with id or site, not a list'],
			[[{ other: 1 }], 'must hold text or objects with id or site, not an object'],
			[[], 'must not be empty'],
			[', ;\n', 'must not be empty'],
		],
		blank: notEmpty,
	},
	'entries with commas of their own': {
		field: entries({ ...words, keys: [], rule: webAddress, separator: betweenUrls }),
		good: [
			[
				'https://a.example/x,y, https://b.example;http://c.example\nhttps://d.example/,',
				['https://a.example/x,y', 'https://b.example', 'http://c.example', 'https://d.example/'],
			],
		],
		blank: notEmpty,
	},
};

describe.each(Object.entries(cases))('%s', (_name, { field, good = [], bad = [], blank }) => {
	if (good.length > 0) {
		it.each(good)('takes %p as %p', (given, expected) => {
			expect(read(field, given)).toEqual(expected);
		});
	}
	if (bad.length > 0) {
		it.each(bad)('refuses %p: %s', (given, message) => {
			expect(read(field, given)).toEqual([`Thing ${message}`]);
		});
	}
	it.each(blanks)('of %p makes what it should', (given) => {
		expect(read(field, given)).toEqual(blank);
	});
	it('never throws, whatever it is given, and names itself where it complains', () => {
		fc.assert(
			fc.property(fc.anything(), (given) => {
				const { complaints } = readFields([field], () => given);
				for (const { parameter, message } of complaints) {
					expect(parameter).toBe('Thing');
					expect(message).toMatch(/^(must|has) /);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

it.each([
	'number',
	'number with a default',
	'toggle',
	'choice',
	'choices',
	'optionalText',
	'jsonObject',
	'jsonList',
])('%s is right as it stands in a new node', (name) => {
	const { field } = cases[name];
	expect(field.schema.safeParse(fallbackOf(field)).success).toBe(true);
});

describe('a secret', () => {
	it('is taken as it is given, spaces at its ends included', () => {
		const field = optionalText({ ...words, secret: true });
		expect(read(field, ' pass word ')).toBe(' pass word ');
		expect(read(field, 12)).toBe('12');
		expect(field.property.typeOptions).toEqual({ password: true });
	});
});

describe('an identifier', () => {
	it.each(['.', '..', 'a\u0000b', '\ud800'])(
		'refuses %p, which cannot be part of a path',
		(given) => {
			expect(read(identifier({ ...words, search: 'searchThings' }), given)).toHaveLength(1);
		},
	);
});

describe('entries', () => {
	const field = entries({ ...words, keys: [], rule: digits });

	it('names five wrong ones, and counts the others', () => {
		expect(read(field, 'a,b,c,d,e,f,g,1')).toEqual([
			'Thing has entries that are not usable: each must be a number, e.g. 1234; not "a", "b", "c", "d", "e" and 2 more',
		]);
	});

	it('count once where the rule makes them the same', () => {
		const rule = z.string().transform((given) => given.toLowerCase());
		expect(read(entries({ ...words, keys: [], rule, most: 1 }), 'A,a')).toEqual(['a']);
	});

	it('are all there, once, in their order, however they are given', () => {
		const ids = fc.uniqueArray(fc.nat().map(String), { minLength: 1 });
		fc.assert(
			fc.property(ids, fc.constantFrom(',', '\n', '; ', ' , '), (given, separator) => {
				expect(read(field, given)).toEqual(given);
				expect(read(field, given.join(separator))).toEqual(given);
				expect(read(field, JSON.stringify(given))).toEqual(given);
			}),
		);
	});
});

describe('a box of fields', () => {
	const box = collection('options', 'Options', [
		text({ ...words, name: 'url', displayName: 'URL' }),
		optionalText({ ...words, name: 'note', displayName: 'Note' }),
		number({ ...words, name: 'price', displayName: 'Price', default: 3 }),
		number({ ...words, name: 'bound', displayName: 'Bound', required: true }),
		identifier({ ...words, name: 'site', displayName: 'Site', search: 'searchSites' }),
	]);

	it('holds what the user added, and nothing else', () => {
		expect(read(box, {})).toEqual({});
		expect(read(box, { url: ' x ', note: '', other: 1 })).toEqual({ url: 'x', note: '' });
	});

	it('takes the value out of a resource locator', () => {
		const site = { __rl: true, mode: 'list', value: '17' };
		expect(read(box, { site })).toEqual({ site: '17' });
	});

	it('complains of its members by their names, all at once', () => {
		expect(read(box, { url: '', price: 'dear', note: [] })).toEqual([
			'URL must not be empty',
			'Note must be text, not a list',
			'Price must be a number, not "dear"',
		]);
	});

	it.each([undefined, null])(
		'of %p leaves out what may be left out, and refuses the rest',
		(nothing) => {
			expect(read(box, { note: nothing, price: nothing })).toEqual({});
			expect(read(box, { url: nothing, bound: nothing, site: nothing })).toEqual([
				'URL must not be empty',
				'Bound must not be empty',
				'Site must not be empty',
			]);
		},
	);

	const writing = collection('updateFields', 'Update Fields', [
		number({ ...words, name: 'target', default: 10 }),
		requiredNumber({ ...words, name: 'price' }),
		number({ ...words, name: 'priority' }),
		toggle({ ...words, name: 'isActive', default: true }),
		choice({ ...words, name: 'state', default: 'one', options }),
		choices({ ...words, name: 'states', default: ['one'], options }),
		day({ ...words, name: 'start' }),
	]);
	const writingNames = writing.members?.map(({ property: { name } }) => name) ?? [];

	it.each(blanks)('of %p makes no default of a number, switch, choice or day', (blank) => {
		for (const name of writingNames) expect(read(writing, { [name]: blank })).toEqual({});
		expect(read(writing, { target: blank, priority: 3 })).toEqual({ priority: 3 });
	});

	it.each([undefined, null])('of %p writes no empty text, list or object', (nothing) => {
		const members = [
			optionalText({ ...words, name: 'website', rule: webAddress }),
			optionalText({ ...words, name: 'password', secret: true }),
			optionalIdentifier({ ...words, name: 'group', search: 'searchGroups' }),
			jsonList({ ...words, name: 'steps' }),
			jsonObject({ ...words, name: 'data' }),
		];
		for (const { property } of members) {
			expect(
				read(collection('updateFields', 'Box', members), { [property.name]: nothing }),
			).toEqual({});
		}
	});

	it('of an identifier without a value leaves out one that may be left out', () => {
		const group = optionalIdentifier({ ...words, name: 'group', search: 'searchGroups' });
		const given = { group: { __rl: true, mode: 'id', value: null } };
		expect(read(collection('updateFields', 'Box', [group]), given)).toEqual({});
	});

	it('keeps empty text, which empties a field', () => {
		const website = optionalText({ ...words, name: 'website', rule: webAddress });
		expect(read(collection('updateFields', 'Box', [website]), { website: '' })).toEqual({
			website: '',
		});
	});

	it('names a member whose expression fails, though it may be left out', () => {
		const given = Object.defineProperty({}, 'target', {
			enumerable: true,
			get: () => {
				throw new Error('No such node');
			},
		});
		expect(read(writing, given)).toEqual(['Thing has no usable value: No such node']);
	});

	it.each([undefined, null, ''])('is empty where it is %p', (given) => {
		expect(read(box, given)).toEqual({});
	});

	it.each([
		[[], 'a list'],
		['x', 'a string'],
		[7, '7'],
	])('refuses %p', (given, kind) => {
		expect(read(box, given)).toEqual([`Options must be a set of fields, not ${kind}`]);
	});

	it('gives what is right beside what is wrong, and says which is which', () => {
		const given = { url: 'https://a.example', price: 'dear' };
		expect(readField(box, () => given)).toMatchObject({
			value: { url: 'https://a.example' },
			unreadable: ['options.price'],
		});
		expect(readField(box, () => 'x').unreadable).toEqual(['options']);
	});

	it('does not touch a prototype', () => {
		const given = JSON.parse('{"__proto__": {"url": "x"}, "note": "y"}') as unknown;
		expect(read(box, given)).toEqual({ note: 'y' });
		expect(({} as Record<string, unknown>).url).toBeUndefined();
	});

	it('shows its members in alphabetical order, none of them required', () => {
		expect(box.property.options).toMatchObject(
			['Bound', 'Note', 'Price', 'Site', 'URL'].map((displayName) => ({ displayName })),
		);
		expect(JSON.stringify(box.property)).not.toContain('"required"');
	});

	it.each([
		['options', 'Add Option'],
		['filters', 'Add Filter'],
		['updateFields', 'Add Field'],
	])('%s: "%s"', (name, placeholder) => {
		expect(collection(name, 'Box', []).property.placeholder).toBe(placeholder);
	});
});

it('shownWhen keeps the field, and shows it under a condition', () => {
	const field = shownWhen(text(words), { source: ['text'] });
	expect(field.property.displayOptions).toEqual({ show: { source: ['text'] } });
	expect(read(field, ' a ')).toBe('a');
	const toggled = shownWhen(toggle({ ...words, default: true }), { source: ['text'] });
	expect(read(collection('options', 'Box', [toggled]), { thing: null })).toEqual({});
});

it('readFields gives all values and all complaints', () => {
	const fields = [text({ ...words, name: 'one', displayName: 'One' }), number(words)];
	const raw: Record<string, unknown> = { one: '', thing: 'x' };
	expect(readFields(fields, ({ property }) => raw[property.name]).complaints).toEqual([
		{ parameter: 'One', message: 'must not be empty' },
		{ parameter: 'Thing', message: 'must be a number, not "x"' },
	]);
});

it('a value that fails to be there, or to be looked at, is named too', () => {
	const failing = (): never => {
		throw Object.assign(new Error('No such node'), { description: 'Change the expression' });
	};
	expect(readField(text(words), failing).complaints).toEqual([
		{
			parameter: 'Thing',
			message: 'has no usable value: No such node',
			advice: 'Change the expression',
		},
	]);
	const guarded = Object.defineProperty({}, 'id', { enumerable: true, get: failing });
	const list = entries({ ...words, keys: ['id'], rule: digits });
	expect(read(list, [guarded])).toEqual(['Thing has no usable value: No such node']);
});

it('separators take no longer for many of them', () => {
	const many = `https://a.example${' ,'.repeat(100_000)}x`;
	expect(many.split(betweenUrls)).toEqual([many]);
});

describe('a value in a message', () => {
	it.each([
		['short', '"short"'],
		['x'.repeat(60), `"${'x'.repeat(60)}"`],
		['x'.repeat(61), `"${'x'.repeat(57)}…"`],
		[{ a: 1 }, '"{"a":1}"'],
		[undefined, '"undefined"'],
		[10n, '"10"'],
		[withinItself, '"an object"'],
		['two\nlines\u001b[31m', '"two\uFFFDlines\uFFFD[31m"'],
		[`${'x'.repeat(56)}😀😀😀`, `"${'x'.repeat(56)}\uFFFD…"`],
	])('%p is %s', (given, shown) => {
		expect(quote(given)).toBe(shown);
	});
});
