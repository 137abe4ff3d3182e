import type { Fault } from '../../../sandbox/core/faults';
import type { Elsewhere } from './elsewhere';

type Strike = Omit<Fault, 'service'>;

/** A kind of failure: how the sandbox makes it, and what is due. */
export interface FailureKind {
	readonly name: string;
	/** What strikes so many requests one after the other. */
	readonly strikes: (times: number | 'always', elsewhere: Elsewhere) => Strike[];
	/** The base URL that the requests go to, where it is not the sandbox's. */
	readonly baseUrl?: (elsewhere: Elsewhere) => string;
	/** Whether the service had done what it was asked for. */
	readonly acted: boolean;
	/**
	 * Whether sending again may help: where the request may have been carried out; where it certainly was
	 * not, so that everything is sent again; or not at all.
	 */
	readonly again: 'mayHeal' | 'safe' | 'useless';
	/** The least and the most milliseconds to wait before each further try. */
	readonly pauses: ReadonlyArray<readonly [number, number]>;
	/** What the user reads where it does not end. */
	readonly message: RegExp;
}

/** Twice as long each time, give or take a quarter. */
const growingFrom = (first: number): Array<[number, number]> =>
	[1, 2, 4].map((factor) => [0.75 * factor * first, 1.25 * factor * first]);

const usual = growingFrom(500);
const exactly = (milliseconds: number): Array<[number, number]> =>
	[1, 2, 3].map(() => [milliseconds, milliseconds + 1_000]);

const one = (strike: Strike) => (times: number | 'always') => [{ ...strike, times }];

/** As often as any request is sent, and once more. */
const moreThanEnough = 5;
const dateStep = 100_000;

/** Each answer names a later moment than the one before, as a service's clock goes on. */
const withDates = (times: number | 'always'): Strike[] => {
	const count = times === 'always' ? moreThanEnough : times;
	return Array.from({ length: count }, (_, place) => ({
		kind: 'status',
		status: 429,
		headers: { 'retry-after': new Date(Date.now() + (place + 1) * dateStep).toUTCString() },
	}));
};

const kind = (
	name: string,
	strike: Strike,
	message: RegExp,
	more: Partial<FailureKind> = {},
): FailureKind => ({
	name,
	strikes: one(strike),
	acted: false,
	again: 'mayHeal',
	pauses: usual,
	message,
	...more,
});

const tooMany = /too many requests|refuses requests for a while/;
const failedToAnswer = (status: number): RegExp =>
	new RegExp(`failed to answer \\(HTTP ${String(status)}\\)`);
const brokeOff = /connection to .+ broke off/;
const unreadable = /an answer that cannot be read/;
const anotherAddress = /sent the request on to another address/;
const nothing: Strike = { kind: 'status' };
const tooLong = /took too long to answer/;

/** What the sandbox can do to a request. */
export const kinds: readonly FailureKind[] = [
	kind('429 without Retry-After', { kind: 'status', status: 429 }, tooMany, {
		again: 'safe',
		pauses: growingFrom(2_000),
	}),
	kind(
		'429 with Retry-After in seconds',
		{ kind: 'status', status: 429, headers: { 'retry-after': '7' } },
		tooMany,
		{ again: 'safe', pauses: exactly(7_000) },
	),
	kind('429 with Retry-After as a date', { kind: 'status', status: 429 }, tooMany, {
		again: 'safe',
		strikes: withDates,
		// The header holds whole seconds, and was written when the run began; a machine may be busy since.
		pauses: [1, 2, 3].map(() => [dateStep - 60_000, dateStep + 1_000]),
	}),
	kind('500', { kind: 'status', status: 500 }, failedToAnswer(500)),
	kind('502 as a web page', { kind: 'htmlError' }, failedToAnswer(502)),
	kind('503', { kind: 'status', status: 503 }, failedToAnswer(503)),
	kind(
		'503 with Retry-After',
		{ kind: 'status', status: 503, headers: { 'retry-after': '9' } },
		failedToAnswer(503),
		{ pauses: exactly(9_000) },
	),
	kind('connection reset before the service acted', { kind: 'resetBefore' }, brokeOff),
	kind('connection reset after the service acted', { kind: 'resetAfter' }, brokeOff, {
		acted: true,
	}),
	kind('no answer in time, the service did not act', { kind: 'hang' }, tooLong),
	kind('no answer in time, the service acted', { kind: 'hangAfter' }, tooLong, {
		acted: true,
	}),
	kind('JSON that ends early', { kind: 'truncatedJson' }, unreadable, { acted: true }),
	kind('connection that breaks off within the answer', { kind: 'brokenOff' }, brokeOff, {
		acted: true,
	}),
	kind('empty answer', { kind: 'emptyBody' }, unreadable, { acted: true }),
	kind('wrong content type', { kind: 'wrongContentType' }, unreadable),
	kind(
		'success: false with status 200',
		{ kind: 'successFalse', message: 'The moon is in the wrong house' },
		/The moon is in the wrong house/,
		{ again: 'useless' },
	),
	...[302, 308].map((status) =>
		kind(`redirect to another host (${String(status)})`, { kind: 'redirect' }, anotherAddress, {
			again: 'useless',
			strikes: (times, { otherHost }) => [
				{ kind: 'redirect', status, location: `${otherHost}/caught`, times },
			],
		}),
	),
	kind('connection refused', nothing, /cannot be reached/, {
		again: 'safe',
		strikes: () => [],
		baseUrl: ({ closedPort }) => closedPort,
	}),
	kind('certificate that does not fit', nothing, /not secure, so nothing was sent/, {
		again: 'useless',
		strikes: () => [],
		baseUrl: ({ wrongCertificate }) => wrongCertificate,
	}),
];
