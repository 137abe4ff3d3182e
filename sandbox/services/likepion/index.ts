import type { ServiceDefinition } from '../../core/service';
import { errorBody } from './answers';
import { moves } from './moves';
import { accessToken, addRoutes, tokenOf } from './routes';
import { type LikePionSnapshot, LikePionWorld } from './world';

/** LikePion's Backlink API (User), as its API text describes it. */
export const likePion: ServiceDefinition<'likePion', LikePionWorld> = {
	name: 'likePion',
	title: 'LikePion',
	basePath: '/likepion/api/v1/backlink',
	credentials: { accessToken },
	createWorld: (context, snapshot) =>
		new LikePionWorld(context, snapshot as LikePionSnapshot | undefined),
	addRoutes,
	moves,
	tokenOf,
	errorBody: (_status, message) => errorBody(message),
};
