import * as fc from 'fast-check';
import type { z } from 'zod';
import {
	currencyCode,
	digits,
	hostName,
	mailAddress,
	webAddress,
} from '../../../nodes/shared/rules';

type Rule = z.ZodType<string, z.ZodTypeDef, string>;

interface Case {
	rule: Rule;
	/** What is taken, and what it becomes. */
	good: Array<[string, string]>;
	bad: string[];
	message: string;
}

const cases: Record<string, Case> = {
	webAddress: {
		rule: webAddress,
		good: [
			['https://example.com', 'https://example.com'],
			['HTTP://example.com:8080/a?b=c#d', 'HTTP://example.com:8080/a?b=c#d'],
			['https://user@example.com/%20', 'https://user@example.com/%20'],
			['https://müller.example/straße', 'https://xn--mller-kva.example/stra%C3%9Fe'],
		],
		bad: [
			'',
			'example.com',
			'//example.com',
			'ftp://example.com',
			'mailto:a@b.example',
			'https://',
			'https:///path',
			'https://?q',
			'https://a b.example',
			'https://a.example/x y',
			'https://a.example/\u0007',
			'https://a.example/\nHost: b',
			'javascript:alert(1)',
		],
		message: 'must be an absolute URL, e.g. https://example.com/page',
	},
	hostName: {
		rule: hostName,
		good: [
			['example.com', 'example.com'],
			['WWW.Example.COM', 'www.example.com'],
			['a-b.co.uk', 'a-b.co.uk'],
			['müller.de', 'xn--mller-kva.de'],
		],
		bad: [
			'',
			'localhost',
			'https://example.com',
			'example.com/path',
			'example.com:80',
			'-a.example',
			'a-.example',
			'a..example',
			'a b.example',
			'*.example.com',
			`${'a'.repeat(64)}.example`,
			`${'a.'.repeat(130)}example`,
		],
		message: 'must be a domain, e.g. example.com',
	},
	digits: {
		rule: digits,
		good: [
			['0', '0'],
			['123456789012345', '123456789012345'],
		],
		bad: ['', '-1', '1.5', '1e3', '1234567890123456', '１２', '1/2', ' 1'],
		message: 'must be a number, e.g. 1234',
	},
	currencyCode: {
		rule: currencyCode,
		good: [
			['USD', 'USD'],
			['eur', 'EUR'],
		],
		bad: ['', 'US', 'EURO', 'U$D', '€'],
		message: 'must be a currency code of three letters, e.g. USD',
	},
	mailAddress: {
		rule: mailAddress,
		good: [['first.last+tag@blog.example', 'first.last+tag@blog.example']],
		bad: [
			'',
			'editor',
			'editor@',
			'@blog.example',
			'a b@blog.example',
			'a@blog',
			'a@b.example,c@d.example',
		],
		message: 'must be an email address, e.g. editor@blog.example',
	},
};

describe.each(Object.entries(cases))('%s', (_name, { rule, good, bad, message }) => {
	it.each(good)('takes %p as %p', (given, expected) => {
		expect(rule.parse(given)).toBe(expected);
	});

	it.each(bad)('refuses %p', (given) => {
		expect(rule.safeParse(given).error?.issues.map((issue) => issue.message)).toContain(message);
	});

	it('is certain: what it gave, it takes and leaves as it is', () => {
		const given = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.webUrl(),
			fc.domain(),
			fc.emailAddress(),
		);
		fc.assert(
			fc.property(given, (value) => {
				const first = rule.safeParse(value);
				if (first.success) expect(rule.parse(first.data)).toBe(first.data);
			}),
		);
	});
});

it('webAddress takes whatever a browser would go to', () => {
	fc.assert(
		fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
			expect(webAddress.safeParse(url).success).toBe(true);
		}),
	);
});
