import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, isAfterActing, isBeforeActing } from './faults';
import { answerInstead } from './faultsBefore';
import { spoiltAnswer } from './faultsAfter';
import { Refusal } from './refusal';
import type { LoggedRequest } from './requestLog';
import type { RunningService } from './runningService';

/** What the core knows of a request on its way through a service. */
interface Passage {
	entry: LoggedRequest;
	/** The fault that waits for the service's answer. */
	faultAfter?: Fault;
	/** Whether the core answered in the service's place. */
	answeredByCore: boolean;
}

let requestsSoFar = 0;

/**
 * Puts the core around every route that `server` (one service's encapsulated part) has or will have:
 * log, latency, rate limit, faults, the error shape. The routes know nothing of it.
 */
export function surroundWithTraffic(server: FastifyInstance, service: RunningService): void {
	const passages = new WeakMap<FastifyRequest, Passage>();
	const passageOf = (request: FastifyRequest): Passage => {
		const known = passages.get(request);
		if (known) return known;
		const passage = { entry: newEntry(service, request), answeredByCore: false };
		passages.set(request, passage);
		return passage;
	};

	server.addHook('onRequest', async (request, reply) => {
		const { entry } = passageOf(request);
		service.log.add(entry);
		countInFlight(service, reply, entry);
		const delay = service.nextDelay();
		if (delay > 0) await pause(delay);
	});

	// After the body is parsed and before any hook or handler of the service's own.
	server.addHook('preHandler', async (request, reply) => {
		const passage = passageOf(request);
		passage.entry.body = request.body;
		const overLimit = refusalOverLimit(service, request);
		const fault = overLimit
			? undefined
			: service.faults.take(passage.entry.method, passage.entry.path);
		passage.entry.fault = fault?.kind;
		if (overLimit) {
			passage.answeredByCore = true;
			throw overLimit;
		}
		if (fault && isBeforeActing(fault.kind)) {
			passage.answeredByCore = true;
			passage.entry.isStruck = true;
			await answerInstead(fault.kind, fault, request, reply);
			return reply;
		}
		passage.faultAfter = fault;
		return undefined;
	});

	server.addHook('onSend', async (request, reply, payload) => {
		const { entry, faultAfter, answeredByCore } = passageOf(request);
		if (answeredByCore) return payload;
		entry.acted = reply.statusCode < 400;
		if (entry.acted) service.requestServed();
		if (!faultAfter) return payload;
		entry.isStruck = true;
		if (isAfterActing(faultAfter.kind)) {
			return spoiltAnswer(faultAfter.kind, reply, payload, faultAfter);
		}
		const answer: unknown = JSON.parse(String(payload));
		return JSON.stringify(service.rewritten(faultAfter.kind, answer, request));
	});

	server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
		const refusal = error instanceof Refusal ? error : unforeseen(error);
		const body = refusal.body ?? service.definition.errorBody(refusal.status, refusal.message);
		return reply.code(refusal.status).headers(refusal.headers).send(body);
	});

	server.setNotFoundHandler(() => {
		throw new Refusal(404, 'Not Found');
	});

	acceptEmptyJson(server);
}

function newEntry(service: RunningService, request: FastifyRequest): LoggedRequest {
	const [path, ...query] = request.url.split('?');
	requestsSoFar += 1;
	return {
		id: requestsSoFar,
		service: service.name,
		method: request.method,
		path: belowBase(service, path),
		route: request.is404 ? null : belowBase(service, request.routeOptions.url ?? ''),
		rawQuery: query.join('?'),
		query: request.query,
		headers: request.headers,
		body: undefined,
		time: new Date().toISOString(),
		status: null,
		acted: false,
		milliseconds: null,
	};
}

const belowBase = ({ definition }: RunningService, path: string): string =>
	path.slice(definition.basePath.length) || '/';

/** Counts until the answer is out or the connection is gone, whichever is first. */
function countInFlight(service: RunningService, reply: FastifyReply, entry: LoggedRequest): void {
	const arrived = performance.now();
	service.inFlight += 1;
	service.maxInFlight = Math.max(service.maxInFlight, service.inFlight);
	reply.raw.once('close', () => {
		service.inFlight -= 1;
		entry.milliseconds = performance.now() - arrived;
		if (reply.raw.headersSent) entry.status = reply.raw.statusCode;
	});
}

function refusalOverLimit(service: RunningService, request: FastifyRequest): Refusal | undefined {
	const token = service.definition.tokenOf(request) ?? '';
	const admission = service.limiter.admit(token, Date.now());
	if (admission.admitted) return undefined;
	const headers: Record<string, string> =
		admission.retryAfter === undefined ? {} : { 'retry-after': String(admission.retryAfter) };
	const message = 'Too many requests';
	return new Refusal(429, message, service.definition.errorBody(429, message), headers);
}

function unforeseen(error: Error & { statusCode?: number }): Refusal {
	return new Refusal(error.statusCode ?? 500, error.message);
}

/** Many clients announce JSON on a request without a body; services take that for "no body". */
function acceptEmptyJson(server: FastifyInstance): void {
	server.removeContentTypeParser('application/json');
	server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
		try {
			done(null, body === '' ? undefined : JSON.parse(String(body)));
		} catch {
			done(new Refusal(400, 'Invalid JSON'));
		}
	});
}
