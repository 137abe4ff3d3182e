import { urlOf } from '../../../nodes/shared/addresses';

describe('the URL that a text is', () => {
	it.each([
		['https://example.com/a', 'https://example.com/a'],
		['HTTPS://Example.com', 'https://example.com/'],
		['https://müller.example/straße', 'https://xn--mller-kva.example/stra%C3%9Fe'],
	])('%s', (text, href) => {
		expect(urlOf(text)?.href).toBe(href);
	});

	it.each(['', 'example.com', 'https://', 'https://[x]/'])('is none: %j', (text) => {
		expect(urlOf(text)).toBeUndefined();
	});

	it('is the same at every call, however often it was asked for', () => {
		const calls = Array.from({ length: 20_000 }, () => urlOf('https://müller.example/straße'));
		expect(new Set(calls.map((url) => url?.hostname))).toEqual(new Set(['xn--mller-kva.example']));
	});
});
