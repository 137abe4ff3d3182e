import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';
import { type Audience, bearerToken, cookieNames, cookieToken, refusalOf } from './audiences';
import { acceptUploads, importDirectories, uploadedCsv } from './bulkImport';
import { type Handlers, handlersFor, type Service } from './handlers';
import * as read from './requests';
import type { OfferedRoutes } from './world';

/** Where the portals' proxies are, below the service's base URL; the text gives them no address. */
export const dmPortal = '/dm-portal';
export const managePortal = '/manage-portal';

/** Every route of the API text "Backlinks — API Routes", and the portals' proxies of some of them. */
export async function addRoutes(server: FastifyInstance, service: Service): Promise<void> {
	const handlers = handlersFor(service);
	await server.register(
		(part, _options, done) => {
			guard(part, 'dm', bearerToken);
			addDmRoutes(part, handlers, service);
			done();
		},
		{ prefix: '/dm/v1' },
	);
	await server.register(
		(part, _options, done) => {
			guard(part, 'tenant', bearerToken);
			addTenantRoutes(part, service);
			done();
		},
		{ prefix: '/tenant/v1' },
	);
	await server.register(
		async (part) => {
			guard(part, 'admin', bearerToken);
			await acceptUploads(part);
			addAdminRoutes(part, handlers, service);
		},
		{ prefix: '/admin/v1' },
	);
	await server.register(
		(part, _options, done) => {
			guard(part, 'dm', (request) => cookieToken(request, cookieNames.dm));
			addDmProxyRoutes(part, handlers);
			done();
		},
		{ prefix: dmPortal },
	);
	await server.register(
		(part, _options, done) => {
			guard(part, 'admin', (request) => cookieToken(request, cookieNames.admin));
			addManageProxyRoutes(part, handlers);
			done();
		},
		{ prefix: managePortal },
	);
}

function guard(
	server: FastifyInstance,
	audience: Audience,
	tokenIn: (request: FastifyRequest) => string | undefined,
): void {
	server.addHook('preHandler', (request, _reply, done) => {
		done(refusalOf(tokenIn(request), audience));
	});
}

/** The hook of a route that the text calls planned, or to build: it is not there where the server lacks it. */
function onlyIfOffered(service: Service, kind: keyof OfferedRoutes) {
	return {
		preHandler: (_request: unknown, _reply: unknown, done: (error?: Error) => void): void => {
			done(service.world.offered[kind] ? undefined : new Refusal(404, 'Not Found'));
		},
	};
}

function addDmRoutes(server: FastifyInstance, handlers: Handlers, service: Service): void {
	const planned = onlyIfOffered(service, 'plannedRoutes');

	// "List backlinks for a tenant with optional filtering and cursor pagination."
	server.get('/backlinks', (request) => {
		const { tenantId, cursor, limit, ...filter } = read.fromQuery(read.backlinkList, request);
		return service.world.tenant(tenantId).backlinks.page(filter, { cursor, limit });
	});

	// "Planned Routes": "List web mentions without a link"
	server.get('/backlinks/unlinked-mentions', planned, (request) => {
		const { tenantId, ...page } = read.fromQuery(read.tenantList, request);
		const unlinked = { sourceType: 'unlinked_mention', notOutreachStatus: 'completed' } as const;
		return service.world.tenant(tenantId).backlinks.page(unlinked, page);
	});

	// "GET /dm/v1/backlinks/:id"
	server.get<{ Params: { backlinkId: string } }>('/backlinks/:backlinkId', (request) => {
		const { tenantId } = read.fromQuery(read.tenantOnly, request);
		return service.world.tenant(tenantId).backlinkWithIncludes(request.params.backlinkId);
	});

	server.patch('/backlinks/:backlinkId', handlers.updateBacklink);

	// "GET /dm/v1/campaigns/:id"
	server.get<{ Params: { campaignId: string } }>('/campaigns/:campaignId', (request) => {
		const { tenantId } = read.fromQuery(read.tenantOnly, request);
		return service.world.tenant(tenantId).campaignWithEmails(request.params.campaignId);
	});

	server.patch('/campaigns/:campaignId/emails/:emailId', handlers.updateEmail);
	server.post('/campaigns/:campaignId/emails/:emailId/send', handlers.sendEmail);
	server.post('/campaigns/:campaignId/send-all', handlers.sendAll);

	// "Planned Routes": "List HARO queries with draft responses pending DM review"
	server.get('/haro-queries', planned, (request) => {
		const { tenantId, ...page } = read.fromQuery(read.tenantList, request);
		return service.world.tenant(tenantId).pendingHaroQueries(page);
	});
}

function addTenantRoutes(server: FastifyInstance, service: Service): void {
	const toBuild = onlyIfOffered(service, 'toBuildRoutes');
	const planned = onlyIfOffered(service, 'plannedRoutes');

	// "PATCH /tenant/v1/backlinks/:id/opportunity-status"
	server.patch<{ Params: { backlinkId: string } }>(
		'/backlinks/:backlinkId/opportunity-status',
		toBuild,
		(request) => {
			const { tenantId, status, notes } = read.fromBody(read.opportunityUpdate, request);
			const tenant = service.world.tenant(tenantId);
			return tenant.updateOpportunity(request.params.backlinkId, status, notes);
		},
	);

	// "POST /tenant/v1/backlinks/run-opportunity-matcher"; the text does not say what it answers.
	server.post('/backlinks/run-opportunity-matcher', toBuild, (request, reply) => {
		const { tenantId } = read.fromBody(read.tenantOnly, request);
		const { id, status } = service.world.tenant(tenantId).runMatcher();
		return reply.code(202).send({ jobId: id, status });
	});

	// "Planned Routes": "Submit a drafted HARO response"
	server.post<{ Params: { haroQueryId: string } }>(
		'/haro-queries/:haroQueryId/respond',
		planned,
		(request) => {
			const { tenantId } = read.fromBody(read.tenantOnly, request);
			return service.world.tenant(tenantId).respond(request.params.haroQueryId);
		},
	);
}

function addAdminRoutes(server: FastifyInstance, handlers: Handlers, service: Service): void {
	// "List all BacklinkDirectory entries."
	server.get('/backlink-directories', (request) => {
		const { cursor, limit, ...filter } = read.fromQuery(read.directoryList, request);
		return service.world.directories.page(filter, { cursor, limit });
	});

	server.get('/backlink-directories/:directoryId', handlers.getDirectory);
	server.post('/backlink-directories', handlers.createDirectory);
	server.patch('/backlink-directories/:directoryId', handlers.updateDirectory);
	server.delete('/backlink-directories/:directoryId', handlers.deleteDirectory);

	// "Planned Routes": "Bulk CSV import; multipart/form-data; returns { created, skipped, errors }"
	server.post(
		'/backlink-directories/bulk-import',
		onlyIfOffered(service, 'plannedRoutes'),
		(request) => importDirectories(uploadedCsv(request), service.world.directories),
	);
}

/** "DM Proxy Routes (Next.js)": these four, "using the dm_access_token cookie". */
function addDmProxyRoutes(server: FastifyInstance, handlers: Handlers): void {
	server.patch('/api/dm/backlinks/:backlinkId', handlers.updateBacklink);
	server.patch('/api/campaigns/:campaignId/emails/:emailId', handlers.updateEmail);
	server.post('/api/campaigns/:campaignId/emails/:emailId/send', handlers.sendEmail);
	server.post('/api/campaigns/:campaignId/send-all', handlers.sendAll);
}

/** "Manage proxy routes: … POST + GET/PATCH/DELETE [id]. Reads manage_access_token cookie." */
function addManageProxyRoutes(server: FastifyInstance, handlers: Handlers): void {
	server.post('/api/admin/directories', handlers.createDirectory);
	server.get('/api/admin/directories/:directoryId', handlers.getDirectory);
	server.patch('/api/admin/directories/:directoryId', handlers.updateDirectory);
	server.delete('/api/admin/directories/:directoryId', handlers.deleteDirectory);
}
