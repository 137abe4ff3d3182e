import * as fc from 'fast-check';
import {
	countWords,
	countWordsOfHtml,
	lettersOfHtml,
	monthAfter,
	siteNumber,
	stateOf,
	taskNumber,
	wrongSchedule,
} from '../../../nodes/BacklinkBase/schemas';

describe('words', () => {
	it.each([
		['', 0],
		['  ', 0],
		['one', 1],
		[' one\ttwo\nthree ', 3],
		['one&nbsp;two', 2],
		['state-of-the-art', 1],
		['Learn <canvas> in HTML', 4],
	])('of the text %p: %i', (text, count) => {
		expect(countWords(text)).toBe(count);
	});

	it.each([
		['<p>one</p><p>two</p>', 2],
		['one<br/>two', 2],
		['<b>l</b>ast', 1],
		['<a href="https://a.example/x y" title="more words">one two</a>', 2],
		['<!-- a note -->one', 1],
		['one < two', 3],
		['<ul><li>one</li><li>two</li></ul>', 2],
		['<div class="a b c"></div>', 0],
	])('of the HTML %p: %i', (html, count) => {
		expect(countWordsOfHtml(html)).toBe(count);
	});

	it('are as many in HTML as in its text', () => {
		const word = fc.stringMatching(/^[a-z]{1,8}$/);
		fc.assert(
			fc.property(fc.array(word), fc.constantFrom('p', 'div', 'li'), (words, tag) => {
				const html = words.map((one) => `<${tag} class="x y">${one}</${tag}>`).join('');
				expect(countWordsOfHtml(html)).toBe(countWords(words.join(' ')));
			}),
		);
	});
});

describe('the letters of HTML', () => {
	it.each([
		['<p>One</p><p>two &amp; <b>3</b></p>', 'One two & 3'],
		['<p>Müller’s</p>\n', 'Müller&#8217;s'],
		['<a href="https://a.example/" rel="nofollow">one</a>', '<a href="https://a.example/">one</a>'],
	])('are the same in %p and %p', (one, other) => {
		expect(lettersOfHtml(one)).toBe(lettersOfHtml(other));
	});

	it('differ where the words do', () => {
		expect(lettersOfHtml('<p>one two</p>')).not.toBe(lettersOfHtml('<p>one three</p>'));
	});
});

describe('a month on', () => {
	it.each([
		['2026-03-14', '2026-04-14'],
		['2026-01-31', '2026-02-28'],
		['2028-01-31', '2028-02-29'],
		['2026-12-31', '2027-01-31'],
		['2026-05-31', '2026-06-30'],
	])('from %s is %s', (today, last) => {
		expect(monthAfter(today)).toBe(last);
	});
});

describe('a schedule', () => {
	// Late in the evening in UTC: in most of Asia it is the 15th already.
	const now = new Date('2026-03-14T23:30:00Z');
	const range = 'must be between 2026-03-14 and 2026-04-14 (today and a month on, in UTC), not';

	it.each([
		[{}],
		[{ scheduleFrom: '2026-03-14' }],
		[{ scheduleFrom: '2026-04-14', scheduleTill: '2026-04-14' }],
		[{ scheduleTill: '2026-03-14' }],
	])('%j can be', (schedule) => {
		expect(wrongSchedule(schedule, now)).toEqual([]);
	});

	it.each([
		[{ scheduleFrom: '2026-03-13' }, [`Schedule From ${range} 2026-03-13`]],
		[{ scheduleFrom: '2026-04-15' }, [`Schedule From ${range} 2026-04-15`]],
		[{ scheduleTill: '2026-03-13' }, [`Schedule Till ${range} 2026-03-13`]],
		[
			{ scheduleFrom: '2026-04-15', scheduleTill: '2026-03-13' },
			[
				`Schedule From ${range} 2026-04-15`,
				`Schedule Till ${range} 2026-03-13`,
				'Schedule Till must not be before "Schedule From" (2026-04-15), as 2026-03-13 is',
			],
		],
	])('%j cannot be', (schedule, expected) => {
		const complaints = wrongSchedule(schedule, now);
		expect(complaints.map(({ parameter, message }) => `${parameter} ${message}`)).toEqual(expected);
	});
});

describe('a status in one vocabulary', () => {
	it.each([
		['Queued Publishing', 'queued'],
		['queued_publishing', 'queued'],
		['queued', 'queued'],
		[' PUBLISHING ', 'running'],
		['running', 'running'],
		['Published', 'completed'],
		['Canceled', 'cancelled'],
		['Failed', 'failed'],
		['Paused', 'paused'],
		['constructor', 'constructor'],
		['', null],
		[null, null],
		[{}, null],
	])('%p is %p', (status, state) => {
		expect(stateOf(status)).toBe(state);
	});
});

describe('ids', () => {
	it.each([
		['388', '388'],
		['00388', '388'],
	])('of sites: %p is %p', (given, sent) => {
		expect(siteNumber.parse(given)).toBe(sent);
	});

	it.each(['', '0', '-1', '1.5', '1e3', '388/..', '9'.repeat(16)])('of sites: not %p', (given) => {
		expect(siteNumber.safeParse(given).success).toBe(false);
	});

	it.each(['', '../x', 'a b', 'a?b', 'a'.repeat(65)])('of tasks: not %p', (given) => {
		expect(taskNumber.safeParse(given).success).toBe(false);
	});
});
