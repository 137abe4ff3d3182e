import type { ServiceDefinition } from '../../core/service';
import { moves } from './moves';
import { addRoutes, apiKey, keyOf } from './routes';
import { type TypesenseSnapshot, TypesenseWorld } from './world';

/**
 * A Typesense server, as Typesense's documentation describes it (https://typesense.org/docs/29.0/api):
 * collections, documents, their import, a plain search.
 */
export const typesense: ServiceDefinition<'typesense', TypesenseWorld> = {
	name: 'typesense',
	title: 'Typesense',
	basePath: '/typesense',
	credentials: { apiKey },
	createWorld: (context, snapshot) =>
		new TypesenseWorld(context, snapshot as TypesenseSnapshot | undefined),
	addRoutes,
	moves,
	tokenOf: keyOf,
	errorBody: (_status, message) => ({ message }),
};
