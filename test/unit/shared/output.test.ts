import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { OutputChoice, RecordShape, UnifiedBacklink } from '../../../nodes/shared/output';
import {
	domainOf,
	hasOutputChoice,
	numberOrNull,
	outputProperties,
	presenter,
	textOrNull,
} from '../../../nodes/shared/output';

const backlink = (id: unknown): UnifiedBacklink => ({
	service: 'linkery',
	id: textOrNull(id),
	sourceUrl: null,
	sourceDomain: null,
	targetUrl: null,
	anchor: null,
	status: null,
	rel: null,
	indexed: null,
	firstSeen: null,
	lostAt: null,
	cost: null,
});
const many = Array.from({ length: 11 }, (_, place) => `field${String(place)}`);
const shape: RecordShape = {
	fields: ['id', 'name', 'token', ...many],
	simplified: ['id', 'name', 'token'],
	secrets: ['token'],
	unify: ({ id }) => backlink(id),
};
const record = (): IDataObject => ({
	id: 1,
	name: null,
	token: 'secret',
	extra: { token: 'secret', kept: [{ token: 'secret', x: 1 }] },
});
const shown = (choice: Partial<OutputChoice>, of: RecordShape | undefined = shape) =>
	presenter(of, { output: 'simplified', outputFields: [], includeSecrets: false, ...choice })(
		record(),
	);

describe('a record', () => {
	it('simplified has the fields that are used most, missing ones as null, without secrets', () => {
		expect(shown({})).toEqual([{ id: 1, name: null }]);
		expect(shown({ includeSecrets: true })).toEqual([{ id: 1, name: null, token: 'secret' }]);
	});

	it('raw is as the service sent it, without secrets at any depth', () => {
		expect(shown({ output: 'raw' })).toEqual([{ id: 1, name: null, extra: { kept: [{ x: 1 }] } }]);
		expect(shown({ output: 'raw', includeSecrets: true })).toEqual([record()]);
	});

	it('has the selected fields in their order, and no secret even if selected', () => {
		const outputFields = ['field3', 'id', 'token'];
		const [selected] = shown({ output: 'selectedFields', outputFields });
		expect(Object.entries(selected)).toEqual([
			['field3', null],
			['id', 1],
		]);
	});

	it.each(['constructor', '__proto__', 'toString'])('has no field "%s" of its own', (field) => {
		const [selected] = shown({ output: 'selectedFields', outputFields: [field] });
		expect(JSON.stringify(selected)).toBe(`{"${field}":null}`);
	});

	it('becomes one unified backlink, or as many as it holds', () => {
		expect(shown({ output: 'unified' })).toEqual([backlink(1)]);
		const several = { ...shape, unify: () => [backlink('a'), backlink('b')] };
		expect(shown({ output: 'unified' }, several)).toEqual([backlink('a'), backlink('b')]);
		expect(shown({ output: 'unified' }, { ...shape, unify: () => [] })).toEqual([]);
	});

	it('of few fields is handed on whole', () => {
		const small = { fields: ['id', 'token'], simplified: ['id'], secrets: ['token'] };
		expect(shown({}, small)).toEqual([{ id: 1, name: null, extra: { kept: [{ x: 1 }] } }]);
	});

	it('without a shape is handed on as it is', () => {
		expect(
			presenter(undefined, { output: 'raw', outputFields: [], includeSecrets: false })(record()),
		).toEqual([record()]);
	});
});

describe('the choice of an output', () => {
	it.each([
		['no shape', undefined, false],
		['ten fields', { fields: many.slice(0, 10), simplified: [] }, false],
		['eleven fields', { fields: many, simplified: [] }, true],
		['a backlink of one field', { fields: ['id'], simplified: [], unify: () => [] }, true],
	])('%s', (_case, of, expected) => {
		expect(hasOutputChoice(of)).toBe(expected);
	});

	it('offers unified backlinks for backlinks only', () => {
		const offered = (of: RecordShape): unknown[] =>
			(outputProperties(of, {})[0].options ?? []).map((option) =>
				'value' in option ? option.value : undefined,
			);
		expect(offered(shape)).toEqual(['raw', 'selectedFields', 'simplified', 'unified']);
		expect(offered({ fields: many, simplified: many })).toEqual([
			'raw',
			'selectedFields',
			'simplified',
		]);
	});

	it('offers each documented field', () => {
		const [, fields] = outputProperties(shape, { resource: ['link'] });
		expect(fields.options).toHaveLength(shape.fields.length);
		expect(fields.displayOptions?.show).toEqual({ resource: ['link'], output: ['selectedFields'] });
	});
});

describe('values of a unified backlink', () => {
	it.each([
		['a', 'a'],
		['', null],
		[0, '0'],
		[null, null],
		[undefined, null],
		[{}, null],
	])('textOrNull(%p) is %p', (given, expected) => {
		expect(textOrNull(given)).toBe(expected);
	});

	it.each([
		[0, 0],
		['1.5', 1.5],
		['', null],
		[' ', null],
		['x', null],
		['Infinity', null],
		[null, null],
		[[], null],
	])('numberOrNull(%p) is %p', (given, expected) => {
		expect(numberOrNull(given)).toBe(expected);
	});

	it.each([
		['https://www.example.com/a', 'example.com'],
		['blog.example.com/a', 'blog.example.com'],
		['HTTP://EXAMPLE.com:80', 'example.com'],
		['not a host', null],
		['', null],
		[7, null],
	])('domainOf(%p) is %p', (given, expected) => {
		expect(domainOf(given)).toBe(expected);
	});

	it('never throw', () => {
		fc.assert(
			fc.property(fc.anything(), (given) => {
				for (const read of [textOrNull, numberOrNull, domainOf]) {
					expect(read(given)).not.toBeUndefined();
				}
			}),
		);
	});
});
