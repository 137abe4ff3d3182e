import { countIn } from '../../../nodes/shared/answers';

describe('a count in an answer', () => {
	it.each([
		[0, 0],
		[2_500, 2_500],
		['0', 0],
		['2500', 2_500],
	])('%p is %i', (given, count) => {
		expect(countIn(given)).toBe(count);
	});

	it.each<unknown>([
		...[undefined, null, '', ' ', '1e3', '0x10', '-1', '2.5', 'many', '9'.repeat(20)],
		...[-1, 2.5, NaN, Infinity, 2 ** 60, true, [], [7], {}],
	])('%p is none', (given) => {
		expect(countIn(given)).toBeUndefined();
	});
});
