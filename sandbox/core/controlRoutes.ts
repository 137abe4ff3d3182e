import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Control, LatencySetting, RateLimitSetting } from './control';
import type { Fault } from './faults';
import { Refusal } from './refusal';
import { checked } from './service';

const filterSchema = z
	.object({
		service: z.string().optional(),
		method: z.string().optional(),
		path: z.string().optional(),
	})
	.strict();

const chosenSchema = z.object({ service: z.string().optional() }).strict();

const moveSchema = z
	.object({
		move: z.string(),
		afterRequests: z.number().int().nonnegative().optional(),
	})
	.passthrough();

/** The control API, to be registered under `/_control`. Errors are `{ message }`. */
export function addControlRoutes(server: FastifyInstance, control: Control): void {
	server.get('/services', () => control.services());
	server.get('/state', () => control.state());

	server.get('/requests', ({ query }) => control.requests(checked(filterSchema, query)));
	server.delete('/requests', ({ query }, reply) => {
		control.clearRequests(checked(chosenSchema, query).service);
		return reply.code(204).send();
	});

	server.get('/faults', ({ query }) =>
		// JSON has no regular expressions: they are shown as their text.
		control.faults(checked(chosenSchema, query).service).map((fault) => ({
			...fault,
			path: fault.path instanceof RegExp ? fault.path.source : fault.path,
		})),
	);
	server.post<{ Body: Fault }>('/faults', ({ body }, reply) => {
		control.addFault(body);
		return reply.code(204).send();
	});
	server.delete('/faults', ({ query }, reply) => {
		control.clearFaults(checked(chosenSchema, query).service);
		return reply.code(204).send();
	});

	server.put<{ Body: LatencySetting }>('/latency', ({ body }, reply) => {
		control.setLatency(body);
		return reply.code(204).send();
	});
	server.put<{ Body: RateLimitSetting }>('/rate-limit', ({ body }, reply) => {
		control.setRateLimit(body);
		return reply.code(204).send();
	});

	server.post('/reset', ({ body }, reply) => {
		control.reset(checked(chosenSchema, body ?? {}).service);
		return reply.code(204).send();
	});
	server.post<{ Params: { service: string } }>('/world/:service', ({ params, body }) => {
		const { move, afterRequests, ...input } = checked(moveSchema, body);
		return { result: control.world(params.service, move, input, afterRequests) ?? null };
	});

	server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
		const status = error instanceof Refusal ? error.status : (error.statusCode ?? 500);
		return reply.code(status).send({ message: error.message });
	});
}
