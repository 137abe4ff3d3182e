import * as fc from 'fast-check';
import { Redaction, secretsIn, withoutSentSecrets } from '../../../nodes/shared/secrets';
import { writtenForms } from '../../support/secrets/encodings';
import { SecretSearch } from '../../support/secrets/secretSearch';

const token = 'eyJhbGciOi.JIUzI1NiJ9/x+y=_tok';
const redaction = new Redaction([token]);

describe('what a service says', () => {
	it.each(writtenForms(token).map(({ encoding, text }) => [encoding, text]))(
		'holds no token %s',
		(_encoding, written) => {
			expect(redaction.text(`Wrong: ${written} (1)`)).toBe('Wrong: *** (1)');
			expect(redaction.text(written.toUpperCase())).toBe('***');
		},
	);

	it('holds no token whatever was encoded with it', () => {
		const text = fc.string({ maxLength: 12 });
		const encodings = fc.constantFrom<BufferEncoding>('base64', 'base64url', 'hex', 'utf8');
		fc.assert(
			fc.property(fc.string({ minLength: 10 }), text, text, encodings, (secret, ...around) => {
				const [before, after, encoding] = around;
				const said = Buffer.from(`${before}${secret}${after}`).toString(encoding);
				const trimmed = secret.trim();
				fc.pre(trimmed.length >= 8);
				const shown = new Redaction([secret]).text(`{"error":"${said}"}`);
				expect(new SecretSearch({ trimmed }).inText(shown)).toEqual([]);
			}),
		);
	});

	it('keeps everything else', () => {
		const said = 'The page https://example.com/a+b?c=d was not found (404) {"id": [1, 2]}';
		expect(redaction.text(said)).toBe(said);
		expect(new Redaction([]).text(said)).toBe(said);
	});

	it('is not garbled by what is too short to be a secret', () => {
		expect(new Redaction(['api', '', ' ']).text('The api is busy')).toBe('The api is busy');
	});

	it('holds no value of a cookie, however the service puts it', () => {
		const cookies = new Redaction([
			'session=0f9a8b7c6d; path=/; user="maria.lopez"',
			JSON.stringify([{ name: 'sid', value: 's3ss10n-v4lu3' }]),
		]);
		expect(cookies.text('The session 0f9a8b7c6d of maria.lopez has ended')).toBe(
			'The session *** of *** has ended',
		);
		expect(cookies.text('s3ss10n-v4lu3')).toBe('***');
	});

	it('holds none of thousands of secrets', () => {
		const passwords = Array.from({ length: 3_000 }, (_, place) => `pass-${String(place)}-word`);
		const said = `Rows 7 and 2999: ${passwords[7]}, ${encodeURIComponent(passwords[2_999])}`;
		expect(new Redaction(passwords).text(said)).toBe('Rows 7 and 2999: ***, ***');
	});

	it('takes a secret that is no whole Unicode', () => {
		expect(new Redaction(['lone \ud800 surrogate']).text('all right')).toBe('all right');
	});
});

describe('an answer', () => {
	it('holds no token at any depth, in no value and no name', () => {
		const answer = {
			next: `https://api.example/sites?api_token=${encodeURIComponent(token)}&page=2`,
			rows: [{ [token]: [token, 1, null, { deep: `a ${token}` }] }, 'short'],
			count: 2,
		};
		expect(redaction.json(answer)).toEqual({
			next: 'https://api.example/sites?api_token=***&page=2',
			rows: [{ '***': ['***', 1, null, { deep: 'a ***' }] }, 'short'],
			count: 2,
		});
	});

	it('keeps the fields that are spared, and bytes', () => {
		const file = Buffer.from(token);
		expect(redaction.json({ password: token, note: token }, ['password'])).toEqual({
			password: token,
			note: '***',
		});
		expect(redaction.json(file)).toBe(file);
	});

	it('stays the very same where it holds none', () => {
		const answer = JSON.parse('{"__proto__": {"a": 1}, "rows": [{"id": "7"}]}') as object;
		expect(redaction.json(answer)).toBe(answer);
		expect(JSON.stringify(answer)).toBe('{"__proto__":{"a":1},"rows":[{"id":"7"}]}');
	});
});

it('the secrets of a request are found by their names, at any depth', () => {
	const body = {
		name: 'Group',
		password: 'outer',
		accounts: [{ password: 'inner', twofa: 'code', note: 'none' }, { cookies: 'c=1' }],
	};
	expect(secretsIn(body, ['password', 'twofa', 'cookies'])).toEqual([
		'outer',
		'inner',
		'code',
		'c=1',
	]);
	expect(secretsIn(undefined, ['password'])).toEqual([]);
	expect(secretsIn('password', ['password'])).toEqual([]);
});

describe('a good answer to a request that held secrets', () => {
	const names = ['password', 'cookies'];
	const body = {
		accounts: [
			{ website: 'blog.example', username: 'maria', password: 'maria', note: 'blog of maria' },
			{ website: 'x.example', username: 'u', password: 'pa"ss 123', cookies: 's=c00kie0value' },
		],
	};
	const answered = (answer: unknown): unknown => withoutSentSecrets(answer, body, names);

	it('says none of them in a sentence', () => {
		expect(
			answered({
				failed: 1,
				errors: [{ error: 'pa"ss 123 is wrong' }, 'no cookie c00kie0value', ['MARIA: maria']],
			}),
		).toEqual({
			failed: 1,
			errors: [{ error: '*** is wrong' }, 'no cookie ***', ['***: ***']],
		});
		expect(answered({ 'about pa"ss 123': null })).toEqual({ 'about ***': null });
	});

	it('keeps its data as it is', () => {
		const data = () => ({
			id: 'maria-1',
			username: 'maria',
			website: 'maria.example',
			created_at: '2026-11-21 10:00:00',
			note: 'blog of maria',
			password: 'not maria any more',
			error: 'u is unknown',
			imported: 1,
		});
		expect(answered(data())).toEqual(data());
		expect(withoutSentSecrets(data(), { note: 'maria' }, names)).toEqual(data());
		expect(answered('')).toBe('');
	});

	it('says none of thousands', () => {
		const rows = Array.from({ length: 5_000 }, (_, row) => ({
			password: `password-${String(row)}`,
		}));
		const errors = rows.map((_, row) => `row ${String(row)} is wrong`);
		expect(withoutSentSecrets({ errors: [...errors] }, rows, names)).toEqual({ errors });
		expect(withoutSentSecrets([...errors, 'not password-7'], rows, names)).toEqual([
			...errors,
			'not ***',
		]);
	});
});
