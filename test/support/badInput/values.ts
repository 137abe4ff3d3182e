import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

/** Something that a parameter can be given: a value, or the code of an expression. */
export type Given =
	| { readonly kind: 'value'; readonly value: unknown }
	| { readonly kind: 'code'; readonly code: string };

/** An object that has the name of its kind as a field of its own, as parsed JSON can. */
const withProto: unknown = JSON.parse('{"__proto__":{"polluted":true},"name":"x"}');

const deep = (levels: number): unknown => {
	let inner: unknown = 'deep';
	for (let level = 0; level < levels; level++) inner = level % 2 === 0 ? [inner] : { inner };
	return inner;
};

/** What leads elsewhere, if it comes into a path or a query as it is. */
const roads = [
	...[
		'.',
		'..',
		'../',
		'../x',
		'../../stats',
		'./x',
		'/',
		'//',
		'/x',
		'x/',
		'a/b',
		'a\\b',
		'..\\x',
	],
	...[
		'?',
		'?a=1',
		'x?limit=1#y',
		'#',
		'#top',
		'&x=1',
		'x&tenantId=y',
		';x',
		'%',
		'%00',
		'%2f',
		'%2F..',
	],
	...['%2e%2e', '%2e%2e%2fstats', '..%2f..%2f', '%252e', '\u002e\u2024', '．．', '／'],
	...[
		'stats',
		'count',
		'export',
		'import',
		'groups',
		'projects',
		'requests',
		'list',
		'links',
		'delete',
	],
	...['unlinked-mentions', 'bulk-import', 'bulk-delete', 'send-all', 'run-opportunity-matcher'],
	...['import-status', 'check-all', 'Unlinked-Mentions', 'Stats', 'http://other.example/x'],
];

const hardText = [
	...['', ' ', '\t', '\n', '\r\n', ' \u00a0 ', '\u200b', '\ufeff', ',', ',,,', ', ;\n'],
	...[
		'\u0000',
		'a\u0000b',
		'a\r\nX-Added: 1',
		'x\n\nGET / HTTP/1.1',
		'\u001b[31mred',
		'\u007f',
		'\u0085',
	],
	...[
		'\ud800',
		'a\udc00b',
		'\udfff\ud800',
		'cut \ud83d',
		'😀',
		'👩‍👩‍👧',
		'e\u0301',
		'İ',
		'ﬃ',
		'שלום',
		'\u202egnp',
	],
	...[
		'__proto__',
		'constructor',
		'prototype',
		'toString',
		'hasOwnProperty',
		'constructor.prototype',
	],
	...[
		'null',
		'undefined',
		'NaN',
		'Infinity',
		'-Infinity',
		'1e400',
		'0x10',
		'1,5',
		'١٢٣',
		'-0',
		'[object Object]',
	],
	...[
		'2026-02-30',
		'31.12.2026',
		'tomorrow',
		'0000-00-00',
		'2026-13-01T00:00:00Z',
		'99999-01-01',
		'2026-1-1',
	],
	...[
		'{',
		'[',
		'[1,',
		'{"a":',
		'[]',
		'{}',
		'"x"',
		'[[]]',
		'{"__proto__":{"polluted":true}}',
		'<script>',
		"'; --",
	],
	// n8n looks for the names of the network's errors in messages.
	...[
		'https://sitenotfound.example',
		'https://keeperman.example/',
		'phenoentity.example',
		'ECONNREFUSED',
	],
	...[
		'=',
		'= 1',
		'{{ 1 }}',
		'={{ 1 }}',
		'javascript:alert(1)',
		'http://',
		'http://[',
		'https://a b',
		'ftp://x.example',
	],
	...['a@b', '@', 'a@b.example\r\nBcc: c@d.example', 'domain:', 'domain:..', 'domain:a b.example'],
];

const huge = [
	'a'.repeat(50_000),
	' '.repeat(50_000),
	','.repeat(50_000),
	'a,'.repeat(25_000),
	'<'.repeat(50_000),
	'9'.repeat(500),
	'../'.repeat(5_000),
	`https://long.example/${'x'.repeat(20_000)}`,
	Array.from({ length: 2_000 }, (_, place) => place),
	deep(200),
];

const otherTypes = [
	...[null, true, false, 0, -0, -1, 1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e308],
	...[[], [[]], [null], [''], [{}], [[1, 2], [3]], ['a', 7, null, { id: [] }], [' ', '..']],
	...[
		{},
		{ a: 1 },
		{ id: {} },
		{ value: 'x' },
		{ json: {} },
		{ json: { id: '../x' } },
		{ toString: 1 },
	],
	...[
		{ length: 3 },
		{ then: 1 },
		{ toISO: 'x' },
		{ constructor: { prototype: { polluted: true } } },
		withProto,
	],
	...[
		{ __rl: true, mode: 'id', value: '..' },
		{ __rl: true, mode: 'id', value: {} },
		{ __rl: true },
	],
	...[
		{ __rl: true, mode: 'list', value: '' },
		{ __rl: true, mode: 'url', value: '/x' },
		{ mode: 'id', value: [] },
	],
	{ account: 'x' },
	{ account: [null, 'x', { website: 7 }] },
];

/** Values as JSON can hold them, so as a workflow or an input item has them. */
const badValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(...roads) },
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(...hardText) },
	{ weight: 3, arbitrary: fc.constantFrom<unknown>(...otherTypes) },
	{ weight: 1, arbitrary: fc.constantFrom<unknown>(...huge) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
	{
		weight: 1,
		arbitrary: fc.array(fc.constantFrom<unknown>(...roads, ...hardText), { maxLength: 5 }),
	},
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
	{ weight: 1, arbitrary: fc.double() },
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.constantFrom(...roads), fc.constantFrom(...hardText))
			.map((two) => two.join('')),
	},
);

/** Expressions that give nothing, something that JSON does not have, or an error. */
const badCode = fc.constantFrom(
	...[
		'undefined',
		'null',
		'NaN',
		'Infinity',
		'-Infinity',
		'$json.nowhere',
		'$json.no.where.at.all',
		'$json',
	],
	...[
		'$json.constructor',
		'$json.__proto__',
		'$input.all()',
		'$binary',
		'$now',
		'$now.minus({ days: 1 })',
	],
	...[
		'new Date("none")',
		'new Date(0)',
		'DateTime.invalid("none")',
		'DateTime.fromISO("2026-02-30")',
	],
	...[
		'BigInt(10)',
		'Symbol("x")',
		'[undefined]',
		'[,]',
		'() => 1',
		'new Map([[1, 2]])',
		'/x/g',
		'new Set()',
	],
	...[
		'({ a: undefined })',
		'Object.create(null)',
		'({ toString: () => { throw new Error("no text") } })',
	],
	...[
		'({ toJSON: () => { throw new Error("no JSON") } })',
		'({ get id() { throw new Error("no id") } })',
	],
	...[
		'(() => { const a = {}; a.a = a; return a; })()',
		'(() => { const a = []; a.push(a); return a; })()',
	],
	...[
		'JSON.parse("{\\"__proto__\\":{\\"polluted\\":true}}")',
		'"\\ud800"',
		'[BigInt(1)]',
		'new Error("x")',
	],
	...[
		'$("No Such Node").item.json.id',
		'(',
		'nowhere',
		'$json.nowhere.toUpperCase()',
		'new Uint8Array(3)',
	],
);

/** What a parameter is given. `choices` are right values of it, which lead to where others are asked for. */
export const givenTo = (choices: readonly unknown[]): fc.Arbitrary<Given> =>
	fc.oneof(
		{ weight: 10, arbitrary: badValue.map((value): Given => ({ kind: 'value', value })) },
		{ weight: 4, arbitrary: badCode.map((code): Given => ({ kind: 'code', code })) },
		...(choices.length === 0
			? []
			: [
					{
						weight: 3,
						arbitrary: fc
							.constantFrom(...choices)
							.map((value): Given => ({ kind: 'value', value })),
					},
				]),
	);

/** Fields of input items that no operation asked for. */
export const strangeItem: fc.Arbitrary<IDataObject> = fc.constantFrom<IDataObject>(
	{},
	{},
	{},
	withProto as IDataObject,
	{ id: '../x', url: '//', name: '\ud800' },
	{ json: { json: {} }, constructor: 'x', website: [], username: {} },
);
