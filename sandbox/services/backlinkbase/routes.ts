import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fieldsOf } from '../../core/fields';
import { Refusal } from '../../core/refusal';
import { rateLimitBody, tokenRefusal } from './answers';
import * as read from './requests';
import { timestamp } from './timestamps';
import type { BacklinkBaseWorld } from './world';

/** A token of the sandbox's one account. */
export const apiToken = 'sandbox-backlinkbase-api-token';

/** "The key must be supplied as a query-string parameter (recommended) or a JSON body field for POST calls." */
export function tokenOf(request: FastifyRequest): string | undefined {
	const { query, body } = tokensIn(request);
	return query ?? body;
}

/** Every endpoint of the API text. The reads are GET; its examples also POST to them. */
export function addRoutes(
	server: FastifyInstance,
	service: { readonly world: BacklinkBaseWorld },
): void {
	server.addHook('preHandler', (request, _reply, done) => {
		const { world } = service;
		world.settle();
		const refusal = tokenRefusalOf(request, world);
		if (!refusal) noteTokenPlace(request, world);
		done(refusal);
	});

	/** An endpoint without an effect. */
	const reading = (path: string, answer: (request: FastifyRequest) => unknown): void => {
		server.route({ method: ['GET', 'POST'], url: path, handler: (request) => answer(request) });
	};

	// "/health-check"
	reading('/health-check', () => ({ success: true, timestamp: timestamp(service.world.now()) }));

	// "/credits": of its "message", an array of details, nothing more is said
	reading('/credits', () => ({ success: true, message: [], credits: service.world.credits }));

	// "/task/sites": "There is no pagination"
	reading('/task/sites', () => ({ success: true, message: service.world.sites() }));

	// "/task/show"
	reading('/task/show', (request) => {
		const task = service.world.task(read.taskIdIn(request.query, request.body));
		return { success: true, message: task.details(service.world.settings.vocabulary) };
	});

	// "/tasks": "There is no pagination — all tasks will be included in the response."
	reading('/tasks', () => {
		const { vocabulary } = service.world.settings;
		const tasks = service.world.allTasks().map((task) => task.item(vocabulary));
		return { success: true, message: tasks };
	});

	// "/task/store"
	server.post('/task/store', (request, reply) => {
		const { world } = service;
		const task = read.newTask(request.body, {
			today: world.context.clock.today(),
			isEnabled: (id) => world.isEnabled(id),
		});
		if (!task.sandbox) world.mustHaveCredits();
		const { fields } = world.createTask(task);
		world.changed();
		reply.code(201);
		return { success: true, message: 'Task created successfully.', task_id: fields.id };
	});
}

function tokenRefusalOf(request: FastifyRequest, world: BacklinkBaseWorld): Refusal | undefined {
	if (tokenOf(request) === apiToken && world.settings.tokenActive) {
		if (world.settings.needsCredits === true) world.mustHaveCredits();
		return undefined;
	}
	// Counted over all wrong tokens: whoever guesses changes them.
	if (world.badTokens.admit('', Date.now()).admitted) return tokenRefusal();
	return new Refusal(429, 'Too many bad tokens', rateLimitBody());
}

function noteTokenPlace(request: FastifyRequest, { tokenPlaces }: BacklinkBaseWorld): void {
	const { query, body } = tokensIn(request);
	if (query !== undefined && body !== undefined) tokenPlaces.both += 1;
	else tokenPlaces[query === undefined ? 'body' : 'query'] += 1;
}

/** A GET has no body to look into. */
function tokensIn({ method, query, body }: FastifyRequest): { query?: string; body?: string } {
	const inQuery = fieldsOf(query).api_token;
	const inBody = method === 'POST' ? fieldsOf(body).api_token : undefined;
	return {
		query: typeof inQuery === 'string' ? inQuery : undefined,
		body: typeof inBody === 'string' ? inBody : undefined,
	};
}
