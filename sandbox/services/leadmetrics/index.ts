import type { FastifyRequest } from 'fastify';
import type { ServiceDefinition } from '../../core/service';
import { tokenOf, tokens } from './audiences';
import { moves } from './moves';
import { addRoutes } from './routes';
import { type LeadmetricsSnapshot, LeadmetricsWorld } from './world';

/** Leadmetrics' backlink and campaign routes, as its API text describes them. */
export const leadmetrics: ServiceDefinition<'leadmetrics', LeadmetricsWorld> = {
	name: 'leadmetrics',
	title: 'Leadmetrics',
	basePath: '/leadmetrics',
	credentials: {
		dmAccessToken: tokens.dm,
		tenantAccessToken: tokens.tenant,
		adminAccessToken: tokens.admin,
	},
	createWorld: (context, snapshot) =>
		new LeadmetricsWorld(context, snapshot as LeadmetricsSnapshot | undefined),
	addRoutes,
	moves,
	tokenOf,
	errorBody: (_status, message) => ({ message }),
	rewrites: { repeatCursor },
};

/** A list that gives out the cursor again that it was asked with, so that a reader comes to no end. */
function repeatCursor(answer: unknown, { query }: FastifyRequest): unknown {
	const hasCursor = typeof query === 'object' && query !== null && 'cursor' in query;
	if (!hasCursor || typeof answer !== 'object') return answer;
	return { ...answer, nextCursor: query.cursor };
}
