import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';
import { addGroupRoutes } from './groupRoutes';
import { dataAnswer, listAnswer } from './answers';
import { projectItem } from './linkRequest';
import { addLinkRoutes } from './linkRoutes';
import { fits, isFound, pageOf } from './lists';
import { addRequestRoutes } from './requestRoutes';
import * as read from './requests';
import { siteCounts } from './serviceTypes';
import { typeIn } from './params';
import type { LikePionWorld } from './world';

/** A token of the sandbox's one account. The service's are JWTs; nobody reads what is in them. */
export const accessToken = 'sandbox-likepion.access.token';

/** The token out of `Authorization: Bearer <token>`. */
export function tokenOf({ headers }: FastifyRequest): string | undefined {
	return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/** Every route of the API text "Backlink API (User)". */
export function addRoutes(
	server: FastifyInstance,
	service: { readonly world: LikePionWorld },
): void {
	server.addHook('preHandler', (request, _reply, done) => {
		service.world.settle();
		if (tokenOf(request) === accessToken) done();
		else done(new Refusal(401, 'Unauthorized: the token is missing or not valid'));
	});
	server.addHook('onResponse', (request, _reply, done) => {
		if (request.method !== 'GET') service.world.changed();
		done();
	});

	addGroupRoutes(server, service);
	addRequestRoutes(server, service);
	addLinkRoutes(server, service);

	// "GET /projects — Danh sách projects"
	server.get('/projects', (request) => {
		const query = read.projectQuery(request.query);
		const projects = service.world
			.allRequests()
			.filter(({ fields }) => fits(query.type, fields.service_type))
			.filter(({ fields }) => fits(query.type_request, fields.type_request))
			.filter(({ fields }) => fits(query.status, fields.status))
			.filter(({ fields }) => isFound(query.search, fields.name, fields.website));
		return listAnswer(service.world.settings.envelope, pageOf(projects.map(projectItem), query));
	});

	// "GET /stats | GET /:type/stats"
	server.get('/stats', () => dataAnswer(service.world.settings.envelope, service.world.stats()));
	server.get('/:type/stats', (request) =>
		dataAnswer(service.world.settings.envelope, service.world.stats(typeIn(request))),
	);

	// "GET /sites/count?type=entity"
	server.get('/sites/count', (request) => {
		const type = read.siteType(request.query);
		return dataAnswer(service.world.settings.envelope, { type, count: siteCounts[type] });
	});
}
