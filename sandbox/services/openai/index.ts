import type { ServiceDefinition } from '../../core/service';
import { moves } from './moves';
import { addRoutes, apiKey, errorBody, keyOf } from './routes';
import { OpenAiWorld } from './world';

/**
 * A language model that speaks OpenAI's protocol (https://platform.openai.com/docs/api-reference) and
 * thinks by fixed rules: from the conversation and the tools that it is given, it decides what to call
 * and what to say, the same each time.
 */
export const openAi: ServiceDefinition<'openAi', OpenAiWorld> = {
	name: 'openAi',
	title: 'OpenAI-compatible model',
	basePath: '/openai/v1',
	credentials: { apiKey },
	createWorld: (context) => new OpenAiWorld(context),
	addRoutes,
	moves,
	tokenOf: keyOf,
	errorBody,
};
