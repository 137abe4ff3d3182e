import * as fc from 'fast-check';
import { SecretSearch } from '../../support/secrets/secretSearch';
import { textsOf } from '../../support/secrets/textsOf';

/** Has everything that an encoding changes. */
const secret = 'Geheim/ß "x" & <y>+\'z\'=?#%';

const base64After = (before: string, alphabet: 'base64' | 'base64url' = 'base64'): string =>
	Buffer.from(`${before}${secret} and more`).toString(alphabet);

const json = JSON.stringify({ password: secret });

const planted: Record<string, string> = {
	'as it is': `the password ${secret} is wrong`,
	'in capitals': `THE PASSWORD ${secret.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())} IS WRONG`,
	'URL-encoded': `/login?password=${encodeURIComponent(secret)}&next=/`,
	'URL-encoded with small digits': encodeURIComponent(secret).toLowerCase(),
	'URL-encoded twice': `/?to=${encodeURIComponent(`/?p=${encodeURIComponent(secret)}`)}`,
	'URL-encoded as a form': new URLSearchParams({ user: 'me', password: secret }).toString(),
	'in JSON': json,
	'in JSON within JSON': JSON.stringify({ body: json }),
	'in JSON with escaped slashes': json.replaceAll('/', '\\/'),
	'in a page': `<p>${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}</p>`,
	'in base64': base64After(''),
	'in base64, a byte after it began': base64After('a'),
	'in base64, two bytes after it began': base64After('ab'),
	'in base64, behind a name': base64After('maria:'),
	'in base64 for URLs': base64After('', 'base64url'),
	'in base64 for URLs, later': base64After('Bearer ', 'base64url'),
	'in hex': Buffer.from(`key ${secret}`).toString('hex'),
	'in hex with capitals': Buffer.from(secret).toString('hex').toUpperCase(),
	'as JSON in base64': Buffer.from(json).toString('base64'),
	'as a form in base64': Buffer.from(new URLSearchParams({ password: secret }).toString()).toString(
		'base64',
	),
};

const search = new SecretSearch({ password: secret });

describe('the search for secrets', () => {
	it.each(Object.entries(planted))('finds one %s', (_name, text) => {
		expect(search.inText(text).map((sighting) => sighting.secret)).toContain('password');
	});

	it.each(Object.entries(planted))('finds one %s also among bytes', (_name, text) => {
		const bytes = Buffer.concat([Buffer.from([0, 255, 13]), Buffer.from(text), Buffer.alloc(9)]);
		expect(search.inText(bytes)).not.toHaveLength(0);
	});

	it('finds whatever stands around', () => {
		const anything = fc.string({ unit: 'binary', maxLength: 20 });
		fc.assert(
			fc.property(anything, fc.string({ minLength: 12 }), anything, (before, one, after) => {
				const text = `${before}${one}${after}`;
				const hidden = [text, encodeURIComponent(text), Buffer.from(text).toString('base64')];
				const found = new SecretSearch({ one });
				for (const where of hidden) expect(found.inText(where)).not.toHaveLength(0);
			}),
		);
	});

	it('finds nothing where there is nothing', () => {
		expect(search.inText('the password is wrong; Geheim, "x", & <y>')).toEqual([]);
		expect(search.inText(Buffer.from(secret.slice(1)).toString('base64'))).toEqual([]);
		expect(search.inText('')).toEqual([]);
	});

	it('says which secret it is, in which encoding, and where, without showing it', () => {
		const two = new SecretSearch({ token: 'token-of-an-admin', password: secret });
		expect(two.inText('GET /sites?api_token=token-of-an-admin&page=2')).toEqual([
			{ secret: 'token', encoding: 'as it is', around: 'get /sites?api_token=█&page=2' },
		]);
	});

	it('refuses a secret that could stand anywhere by chance', () => {
		expect(() => new SecretSearch({ pin: '1234567' })).toThrow('pin is too short');
	});
});

describe('the texts of a value', () => {
	const hidden = (holder: object, name: string): object =>
		Object.defineProperty(holder, name, { value: secret, enumerable: false });

	class Failure extends Error {
		readonly node = { parameters: { password: secret } };
	}

	const circular: { self?: unknown; list: unknown[] } = { list: [1, { deep: secret }] };
	circular.self = circular;

	it.each<[string, unknown]>([
		['a text', secret],
		['a list in an object that holds itself', circular],
		['a key', { [secret]: 1 }],
		['the message of an error', new Error(`wrong: ${secret}`)],
		[
			'the cause of the cause of an error',
			new Error('a', { cause: new Error('b', { cause: secret }) }),
		],
		['the node of an error', new Failure('a')],
		['a property that is not listed', hidden({}, 'config')],
		['a property of a function', Object.assign(() => 1, { secret })],
		['a map', new Map([['header', new Map([[secret, 1]])]])],
		['a set', new Set([secret])],
		['bytes', { body: Buffer.from(`{"password":"${secret}"}`) }],
		['bytes of another kind', new Uint8Array(Buffer.from(secret))],
		['a symbol', { [Symbol(secret)]: 1 }],
	])('hold %s', (_name, value) => {
		expect([...textsOf(value)].join('\n')).toContain(secret);
	});

	it('hold the stack of an error, and what a number says', () => {
		const texts = [...textsOf({ error: new Error('a'), id: 4711n, count: 12 })].join('\n');
		expect(texts).toContain('secretSearch.test');
		expect(texts).toContain('4711');
		expect(texts).toContain('12');
	});
});

it('the search looks through all texts of a value', () => {
	const error = new Error('Refused', { cause: { request: { path: `/?api_token=${secret}` } } });
	expect(search.inValue(error)).not.toHaveLength(0);
	expect(search.inValue(new Error('Refused'))).toEqual([]);
});
