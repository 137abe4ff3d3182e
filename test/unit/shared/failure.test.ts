import * as fc from 'fast-check';
import type { Explaining, Failure } from '../../../nodes/shared/failure';
import {
	connectionFailure,
	explain,
	RequestFailed,
	retryAfterOf,
	statusFailure,
} from '../../../nodes/shared/failure';
import type { Request, Service } from '../../../nodes/shared/service';
import { get, post } from '../../../nodes/shared/service';

const service: Service = {
	name: 'Linkery',
	credential: 'linkeryApi',
	secret: 'access token',
	refusals: [
		{ when: /no such site/i, advice: 'Choose the site from the list.' },
		{ when: /too dear/i, parameter: 'Price', advice: 'Lower it.' },
		{ when: 402, message: 'The account has no credits left', advice: 'Buy some.' },
	],
};

const explained = (
	failure: Partial<Failure>,
	{
		request = get('/sites'),
		tries = 1,
		effectUnknown = false,
		explaining,
	}: {
		request?: Request;
		tries?: number;
		effectUnknown?: boolean;
		explaining?: Explaining;
	} = {},
) => {
	const whole: Failure = { reason: 'status', acted: 'no', ...failure };
	return explain(new RequestFailed(service, request, whole, tries, effectUnknown), explaining);
};

describe('Retry-After', () => {
	beforeAll(() => {
		jest.useFakeTimers({ now: Date.parse('2026-03-14T12:00:00Z') });
	});
	afterAll(() => {
		jest.useRealTimers();
	});

	it.each([
		['7', 7_000],
		['0', 0],
		['1.5', 1_500],
		['-3', 0],
		['Sat, 14 Mar 2026 12:00:30 GMT', 30_000],
		['Sat, 14 Mar 2026 11:59:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[' ', undefined],
		[undefined, undefined],
		[['7'], undefined],
	])('%p is %p ms', (header, expected) => {
		expect(retryAfterOf(header)).toBe(expected);
	});

	it('never is less than nothing', () => {
		fc.assert(
			fc.property(fc.anything(), (header) => {
				expect(retryAfterOf(header) ?? 0).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});

describe('what is known of a broken connection', () => {
	it.each([
		['ECONNREFUSED', 'connection', 'no'],
		['ENOTFOUND', 'connection', 'no'],
		['EAI_AGAIN', 'connection', 'no'],
		['CERT_HAS_EXPIRED', 'connection', 'no'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'connection', 'no'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'connection', 'no'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connection', 'no'],
		['HOSTNAME_MISMATCH', 'connection', 'no'],
		['EPROTO', 'connection', 'unknown'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'connection', 'unknown'],
		['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'connection', 'unknown'],
		['ECONNRESET', 'connection', 'unknown'],
		['EPIPE', 'connection', 'unknown'],
		['ETIMEDOUT', 'timeout', 'unknown'],
		['ECONNABORTED', 'timeout', 'unknown'],
	])('%s', (code, reason, acted) => {
		expect(connectionFailure(code)).toEqual({ reason, code, acted });
	});
});

describe('what is known of a bad status', () => {
	it.each([
		[302, 'redirect', 'no'],
		[400, 'status', 'no'],
		[408, 'status', 'unknown'],
		[422, 'status', 'no'],
		[429, 'status', 'no'],
		[500, 'status', 'unknown'],
		[503, 'status', 'unknown'],
	])('%i: %s, acted: %s', (status, reason, acted) => {
		expect(statusFailure(status, {}, {})).toMatchObject({ status, reason, acted });
	});

	it.each<[unknown, string | undefined]>([
		[{ message: 'No' }, 'No'],
		[{ error: 'No' }, 'No'],
		[{ error: { message: 'No' } }, 'No'],
		[{ message: '', error_message: 'No' }, 'No'],
		[{ detail: ' No\n  way\u0000 ' }, 'No way'],
		['No', 'No'],
		['', undefined],
		['<!DOCTYPE html><p>No', undefined],
		['< HTML><body>No', undefined],
		[{ message: 7 }, undefined],
		[[{ message: 'No' }], undefined],
		[null, undefined],
		['x'.repeat(301), `${'x'.repeat(300)}…`],
	])('its words in %j', (body, expected) => {
		expect(statusFailure(400, body, {}).words).toBe(expected);
	});

	it('what it says of each field', () => {
		const errors = { one: ['First.', 'Second.', 3], two: 'Only.', three: { deep: 'x' } };
		expect(statusFailure(422, { errors }, {}).fields).toEqual({
			one: ['First.', 'Second.'],
			two: ['Only.'],
			three: [],
		});
		expect(statusFailure(422, { errors: ['First.'] }, {}).fields).toBeUndefined();
	});

	it('how long it asks to wait', () => {
		expect(statusFailure(429, {}, { 'retry-after': '2' }).retryAfter).toBe(2_000);
	});

	it('whatever the body is, it is read', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				expect(statusFailure(500, body, {}).status).toBe(500);
			}),
		);
	});
});

describe('the explanation of', () => {
	it.each<[string, Partial<Failure>, string, string]>([
		[
			'a refusal that is known by its words',
			{ status: 404, words: 'No such site' },
			'Linkery refused the request: No such site',
			'Choose the site from the list.',
		],
		[
			'a refusal of a parameter',
			{ status: 400, words: 'Too dear!' },
			'Linkery refused the parameter "Price": Too dear!',
			'Lower it.',
		],
		[
			'a refusal that is known by its status',
			{ status: 402, words: 'Pay' },
			'The account has no credits left',
			'Buy some. The service said: "Pay".',
		],
		[
			'a redirect',
			{ reason: 'redirect', status: 302 },
			'Linkery sent the request on to another address',
			'Redirects are not followed, so that the credential never reaches another server. Put the final address into the "Base URL" of the credential.',
		],
		[
			'a timeout',
			{ reason: 'timeout', code: 'ETIMEDOUT' },
			'Linkery took too long to answer',
			'Try again later, or ask for less at a time.',
		],
		[
			'a certificate that does not fit',
			{ reason: 'connection', code: 'CERT_HAS_EXPIRED' },
			'The connection to Linkery is not secure, so nothing was sent',
			'The server\'s certificate does not fit (CERT_HAS_EXPIRED). Check the "Base URL" of the credential.',
		],
		[
			'an encryption that fails',
			{ reason: 'connection', code: 'ERR_SSL_BAD_RECORD_TYPE' },
			'The encrypted connection to Linkery failed',
			'The network reported ERR_SSL_BAD_RECORD_TYPE. Check that the "Base URL" of the credential is an address where the service answers by HTTPS, then try again.',
		],
		[
			'a server that is not there',
			{ reason: 'connection', code: 'ECONNREFUSED' },
			'Linkery cannot be reached',
			'The network reported ECONNREFUSED. Check the "Base URL" of the credential and that the service is up, then try again.',
		],
		[
			'a connection that breaks off',
			{ reason: 'connection', code: 'ECONNRESET' },
			'The connection to Linkery broke off',
			'The network reported ECONNRESET. Check the "Base URL" of the credential and that the service is up, then try again.',
		],
		[
			'an answer that cannot be read',
			{ reason: 'unreadable', words: 'It is empty.' },
			'Linkery sent an answer that cannot be read',
			'It is empty. Check the "Base URL" of the credential; if it is right, try again later.',
		],
		[
			'a refusal in a good answer',
			{ reason: 'refused', status: 200, words: 'Later' },
			'Linkery refused the request: Later',
			'Nothing was changed.',
		],
		[
			'a bad token',
			{ status: 401, words: 'Who?' },
			'Linkery did not accept the access token',
			'Open the credential and check the access token and the "Base URL". The service said: "Who?".',
		],
		[
			'denied access',
			{ status: 403 },
			'Linkery denied access',
			'Check that this account may use what was asked for.',
		],
		[
			'a missing object',
			{ status: 404 },
			'Linkery has nothing under this ID or address',
			'Check the ID; it may have been deleted.',
		],
		['a status that says nothing', { status: 418 }, 'Linkery refused the request (HTTP 418)', ''],
		[
			'a fault of the service',
			{ status: 502 },
			'Linkery failed to answer (HTTP 502)',
			'The fault is on the side of the service. Try again later.',
		],
	])('%s', (_case, failure, message, description) => {
		const httpCode = failure.status === undefined ? {} : { httpCode: String(failure.status) };
		expect(explained(failure)).toEqual({ message, description, ...httpCode });
	});

	it('refused values, by the names of the editor', () => {
		const { description } = explained(
			{
				status: 422,
				fields: {
					from_url: ['Is short.'],
					anchor_text: ['Is long.', 'Is odd.'],
					x: ['?'],
					constructor: ['No.'],
				},
			},
			{
				explaining: {
					parameterNames: { from_url: 'URL' },
					fields: [
						{
							property: { name: 'additionalFields', displayName: 'Additional Fields' },
							members: [{ property: { name: 'anchorText', displayName: 'Anchor Text' } }],
						},
					],
				},
			},
		);
		expect(description).toBe(
			'Correct these values and run the item again. URL: Is short. Anchor Text: Is long. Is odd. x: ? constructor: No.',
		);
	});

	it("an operation's own refusals before the service's", () => {
		const refusals = [{ when: 402, message: 'Too many targets', advice: 'Choose fewer.' }];
		expect(explained({ status: 402 }, { explaining: { refusals } })).toMatchObject({
			message: 'Too many targets',
			description: 'Choose fewer.',
		});
	});

	it('several tries', () => {
		expect(explained({ status: 500 }, { tries: 4 }).description).toMatch(/ Tried 4 times\.$/);
	});
});

describe('the explanation of a lost answer', () => {
	const lost = { reason: 'connection', code: 'ECONNRESET', acted: 'unknown' } as const;

	it.each([
		['what may not be repeated', post('/mail'), true],
		['what may be repeated', post('/check', {}, { repeatable: true }), false],
		['a read', get('/sites'), false],
	])('of %s', (_case, request, isSaid) => {
		const { description } = explained(lost, { request, effectUnknown: true });
		expect(description.includes('It is not known whether Linkery carried out the request')).toBe(
			isSaid,
		);
		expect(description.includes('Check in Linkery before you run it again.')).toBe(isSaid);
	});

	it.each([
		['a change', 'PATCH', true],
		['a read', 'GET', false],
	] as const)('of %s that was refused when it was sent again', (_case, method, isSaid) => {
		const request = { method, path: '/sites' };
		const { description } = explained(
			{ reason: 'status', status: 409, acted: 'no' },
			{ request, effectUnknown: true, tries: 2 },
		);
		expect(
			description.startsWith(
				'An earlier try, whose answer was lost, may have been carried out. Check the state',
			),
		).toBe(isSaid);
	});

	it('says first what to check', () => {
		const { description } = explained(lost, {
			request: post('/mail'),
			effectUnknown: true,
			explaining: { ifLost: 'Look into the outbox.' },
		});
		expect(description).toMatch(
			/^It is not known .* so it was not sent again\. Look into the outbox\. The network reported/,
		);
	});

	it('says what was found instead, once it was looked for', () => {
		const failed = new RequestFailed(service, post('/mail'), { ...lost }, 1, true, 5);
		const found = failed.with('The outbox is empty.');
		expect(found.sentAt).toBe(5);
		const { description } = explain(found, { ifLost: 'Look into the outbox.' });
		expect(description).toContain('The outbox is empty.');
		expect(description).not.toContain('Look into');
	});

	it('says what was found also where the service certainly did not act', () => {
		const failed = new RequestFailed(
			service,
			post('/buy'),
			{ reason: 'status', status: 402, acted: 'no' },
			1,
			false,
		);
		expect(explain(failed.with('There are 3 credits.')).description).toBe(
			'There are 3 credits. Buy some.',
		);
	});
});
