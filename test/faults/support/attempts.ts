import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type {
	IAllExecuteFunctions,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeType,
} from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { NodeUnderTest } from '../../integration/support/runNode';
import { skip, skipped } from './ownTime';

/** A request as the node sent it, once. */
export interface Attempt {
	readonly method: string;
	/** What was sent, as text: the tries of one request are alike in it. */
	readonly request: string;
	/** Milliseconds after which the node would have given it up. */
	readonly timeout: number;
	/** When it was sent, on the run's clock. */
	readonly sentAt: number;
	/** How much time the node had slept until then. */
	readonly sleptBefore: number;
	/** When its answer came, or it failed. */
	endedAt: number;
	sleptThen: number;
	/** Whether an answer came that holds nothing. */
	isEmpty: boolean;
	/** Resolves, or rejects, when it has ended. */
	ended: Promise<unknown>;
}

type Helpers = IExecuteFunctions['helpers'];

/** The node, noting in `attempts` each request that it sends to a service. */
export function observed(
	under: NodeUnderTest,
	attempts: Attempt[],
	service: { readonly requests: readonly LoggedRequest[] },
): NodeUnderTest {
	const type = Object.create(under.type) as INodeType;
	type.execute = async function (this: IExecuteFunctions) {
		const { helpers: original } = this;
		const helpers = {
			...original,
			httpRequestWithAuthentication: observedSend(original, attempts, service),
		};
		const context = Object.create(this, { helpers: { value: helpers } }) as IExecuteFunctions;
		return (await under.type.execute?.call(context)) ?? [];
	};
	return { ...under, type };
}

const observedSend = (
	helpers: Helpers,
	attempts: Attempt[],
	service: Parameters<typeof observed>[2],
): Helpers['httpRequestWithAuthentication'] =>
	async function (this: IAllExecuteFunctions, credential, options, more) {
		const attempt = begun(options);
		attempts.push(attempt);
		const mark = randomUUID();
		const given = new AbortController();
		const answer = helpers.httpRequestWithAuthentication.call(
			stoppable(this, given.signal),
			credential,
			{ ...options, headers: { ...options.headers, [markHeader]: mark } },
			more,
		) as Promise<IN8nHttpFullResponse>;
		attempt.ended = answer
			.then(
				({ body }) => (attempt.isEmpty = isEmpty(body)),
				() => undefined,
			)
			.finally(() => {
				attempt.endedAt = Date.now();
				attempt.sleptThen = skipped();
			});
		if (!(await isLeftHanging(attempt, () => hung(service.requests, mark)))) return await answer;

		skip(attempt.timeout);
		given.abort();
		await attempt.ended;
		throw await timeoutOf(helpers, this, credential, options);
	};

/** The context, as of an execution that a user can stop by this signal. */
const stoppable = (context: IAllExecuteFunctions, signal: AbortSignal): IAllExecuteFunctions =>
	Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as IAllExecuteFunctions;

/** Waits for the end of an attempt, or until the sandbox leaves it without an answer. */
async function isLeftHanging({ ended }: Attempt, isHung: () => boolean): Promise<boolean> {
	const end = ended.then(() => true);
	for (;;) {
		if (await Promise.race([end, pause(5, false)])) return false;
		if (isHung()) return true;
	}
}

const markHeader = 'x-attempt';

const hung = (requests: readonly LoggedRequest[], mark: string): boolean =>
	requests.some(
		({ headers, fault, isStruck = false }) =>
			isStruck && headers[markHeader] === mark && ['hang', 'hangAfter'].includes(String(fault)),
	);

/**
 * What n8n throws where an answer takes too long: its own error, for a server that never answers, so
 * that no test has to wait for a minute.
 */
async function timeoutOf(
	helpers: Helpers,
	context: IAllExecuteFunctions,
	credential: string,
	options: IHttpRequestOptions,
): Promise<unknown> {
	const silent = createServer(() => undefined);
	const port = await new Promise((resolve) => {
		silent.listen(0, () => {
			resolve((silent.address() as AddressInfo).port);
		});
	});
	const url = `http://127.0.0.1:${String(port)}/`;
	const error = await helpers.httpRequestWithAuthentication
		.call(context, credential, { ...options, url, timeout: 1 })
		.then(
			() => new Error('The silent server answered'),
			(thrown: unknown) => thrown,
		);
	silent.closeAllConnections();
	silent.close();
	return error;
}

function begun({
	method = 'GET',
	url,
	qs,
	body,
	timeout = Infinity,
}: IHttpRequestOptions): Attempt {
	return {
		method,
		request: JSON.stringify([method, url, qs, body]),
		timeout,
		sentAt: Date.now(),
		sleptBefore: skipped(),
		endedAt: NaN,
		sleptThen: NaN,
		isEmpty: false,
		ended: Promise.resolve(),
	};
}

const isEmpty = (body: unknown): boolean =>
	body === undefined ||
	body === null ||
	body === '' ||
	(Buffer.isBuffer(body) && body.length === 0);

/** The pauses before each further try of a request, in milliseconds. */
export function pausesBetween(tries: readonly Attempt[]): Array<{ passed: number; slept: number }> {
	return tries.slice(1).map((attempt, place) => ({
		passed: attempt.sentAt - tries[place].endedAt,
		slept: attempt.sleptBefore - tries[place].sleptThen,
	}));
}
