import type { ServiceDefinition } from '../../core/service';
import { moves } from './moves';
import { addRoutes, apiKey, tokenOf } from './routes';
import { type SeRankingSnapshot, SeRankingWorld } from './world';

/** SE Ranking's Backlinks API, as its API text describes it. */
export const seRanking: ServiceDefinition<'seRanking', SeRankingWorld> = {
	name: 'seRanking',
	title: 'SE Ranking',
	basePath: '/seranking',
	credentials: { apiKey },
	createWorld: (context, snapshot) =>
		new SeRankingWorld(context, snapshot as SeRankingSnapshot | undefined),
	addRoutes,
	moves,
	tokenOf,
	errorBody: (_status, message) => ({ message }),
};
