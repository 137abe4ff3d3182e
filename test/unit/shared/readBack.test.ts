import { comparable, differences, earliestEffect, isSince } from '../../../nodes/shared/readBack';

describe('addresses', () => {
	it.each([
		['https://a.example', 'https://A.example/'],
		['https://a.example:443/b', 'https://a.example/b'],
	])('%s and %s are the same', (one, other) => {
		expect(comparable(one)).toBe(comparable(other));
	});

	it.each([
		['https://a.example/b', 'https://a.example/b/'],
		['https://a.example/', 'http://a.example/'],
		['https://a.example/?b=1', 'https://a.example/?b=2'],
		[undefined, 'https://a.example/'],
	])('%s and %s are not', (one, other) => {
		expect(comparable(one)).not.toBe(comparable(other));
	});
});

describe('differences', () => {
	it.each([
		[{ price: 12.5 }, { price: '12.50' }],
		[{ price: 0 }, { price: null }],
		[{ region: '' }, { region: null }],
		[{ region: '' }, {}],
		[{ fields: { a: 1, b: { c: 2, d: 3 } } }, { fields: { b: { d: 3, c: 2 }, a: 1 } }],
		[{}, { notes: 'of the service' }],
	])('%j is stored as %j', (wanted, stored) => {
		expect(differences(wanted, stored)).toEqual([]);
	});

	it.each([
		[{ price: 12.5 }, { price: null }, 'price is nothing instead of "12.5"'],
		[{ isActive: true }, { isActive: false }, 'isActive is "false" instead of "true"'],
		[{ name: '1.0' }, { name: '1' }, 'name is "1" instead of "1.0"'],
		[{ steps: ['a', 'b'] }, { steps: ['b', 'a'] }, 'steps is "["b","a"]" instead of "["a","b"]"'],
	])('%j is not stored as %j', (wanted, stored, words) => {
		expect(differences(wanted, stored)).toEqual([words]);
	});
});

describe('the earliest effect', () => {
	const now = Date.parse('2026-03-14T12:00:00Z');
	beforeEach(() => {
		jest.spyOn(Date, 'now').mockReturnValue(now);
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	it.each([
		['of a clock that is an hour slow', { date: 'Sat, 14 Mar 2026 11:00:00 GMT' }, -3_600_000],
		['of a service that does not tell its time', {}, 0],
	])('%s', (_case, headers, ahead) => {
		expect(earliestEffect({ headers }, { sentAt: now - 5_000 })).toBe(now - 7_000 + ahead);
	});
});

describe('one of a service’s times', () => {
	const noon = Date.UTC(2026, 2, 14, 12);

	it.each([
		['2026-03-14T12:00:00.000Z', true],
		['2026-03-14 12:00:00', true],
		['2026-03-14T13:00:00+01:00', true],
		['2026-03-14T11:59:59.999Z', false],
		['soon', false],
		[null, false],
		[noon, false],
	])('%p is since noon: %p', (time, expected) => {
		expect(isSince(time, noon)).toBe(expected);
	});
});
