import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';
import { checked } from '../../core/service';
import * as completions from './completions';
import type { Conversation } from './conversation';
import type { Speech } from './protocol';
import * as responses from './responses';
import type { OpenAiWorld } from './world';

/** The sandbox's one key. */
export const apiKey = 'sandbox-openai-api-key';

/** The rules answer under every name; these are what the list of models shows. */
const models = ['gpt-5-mini', 'sandbox-rules'];

/** "Authorization: Bearer OPENAI_API_KEY". */
export function keyOf({ headers: { authorization } }: FastifyRequest): string | undefined {
	return /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
}

export function errorBody(status: number, message: string): unknown {
	const code = status === 401 ? 'invalid_api_key' : null;
	return { error: { message, type: 'invalid_request_error', param: null, code } };
}

/** Models, chat completions and responses. */
export function addRoutes(server: FastifyInstance, service: { readonly world: OpenAiWorld }): void {
	server.addHook('preHandler', (request, _reply, done) => {
		const isKnown = keyOf(request) === apiKey;
		done(isKnown ? undefined : new Refusal(401, 'Incorrect API key provided.'));
	});

	server.get('/models', () => ({
		object: 'list',
		data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'sandbox' })),
	}));

	server.post('/chat/completions', ({ body }, reply) => {
		const request = checked(completions.completionShape, body);
		const speech = speechOf(service.world, request.model, completions.conversationIn(request));
		if (!request.stream) return completions.completion(speech);
		return streamed(reply, completions.completionStream(speech));
	});

	server.post('/responses', ({ body }, reply) => {
		const request = checked(responses.responseShape, body);
		const speech = speechOf(service.world, request.model, responses.conversationIn(request));
		if (!request.stream) return responses.response(speech);
		return streamed(reply, responses.responseStream(speech));
	});
}

function speechOf(world: OpenAiWorld, model: string, conversation: Conversation): Speech {
	const decision = world.answer(conversation);
	// The talk grows with each turn, so its length is an id within it.
	const id = String(conversation.turns.length);
	return { id, model, created: Math.floor(Date.now() / 1000), decision };
}

function streamed(reply: FastifyReply, text: string): string {
	reply.type('text/event-stream; charset=utf-8');
	return text;
}
