import type { ServiceDefinition } from '../../core/service';
import { errorBody, rateLimitBody } from './answers';
import { moves } from './moves';
import { addRoutes, apiToken, tokenOf } from './routes';
import { type BacklinkBaseSnapshot, BacklinkBaseWorld } from './world';

/** BacklinkBase's API, as its API text describes it. */
export const backlinkBase: ServiceDefinition<'backlinkBase', BacklinkBaseWorld> = {
	name: 'backlinkBase',
	title: 'BacklinkBase',
	basePath: '/backlinkbase/api/v1',
	credentials: { apiToken },
	createWorld: (context, snapshot) =>
		new BacklinkBaseWorld(context, snapshot as BacklinkBaseSnapshot | undefined),
	addRoutes,
	moves,
	tokenOf,
	errorBody: (status, message) => (status === 429 ? rateLimitBody() : errorBody(message)),
	// ">60 req/min"; the text shows no Retry-After.
	rateLimit: { requestsPerMinute: 60, retryAfter: 'none' },
};
