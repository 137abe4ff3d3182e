import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';
import * as read from './requests';
import type { Site } from './site';
import type { SeRankingWorld } from './world';

/** A key of the sandbox's one account. */
export const apiKey = 'sandbox-seranking-api-key';

/** The key out of `Authorization: Token <apiKey>`. */
export function tokenOf({ headers }: FastifyRequest): string | undefined {
	return /^Token (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/** Every route of the API text "Backlinks API", and `GET /sites`. */
export function addRoutes(
	server: FastifyInstance,
	service: { readonly world: SeRankingWorld },
): void {
	const siteOf = (request: FastifyRequest): Site => {
		const { siteId } = request.params as { siteId: string };
		return service.world.site(siteId);
	};

	server.addHook('preHandler', (request, _reply, done) => {
		if (tokenOf(request) === apiKey) done();
		else done(new Refusal(401, 'Invalid or missing API key'));
	});

	server.get('/sites', () => service.world.siteList());

	// "List of backlinks"
	server.get('/backlinks/:siteId', (request) => {
		const { backlinks } = siteOf(request);
		const { limit, offset } = read.backlinkPage(request.query);
		return backlinks.page(limit, offset);
	});

	// "Adding a backlink"
	server.post('/backlinks/:siteId', (request) => {
		const site = siteOf(request);
		const { url, changes } = read.newBacklink(request.body);
		return { id: site.add(url, changes) };
	});

	// "List of backlinks import"
	server.post('/backlinks/:siteId/list', (request) => {
		const site = siteOf(request);
		const { urls, changes } = read.newBacklinks(request.body);
		return site.import(urls, changes);
	});

	// "Updating settings for running backlink import"
	server.put('/backlinks/:siteId/settings', (request, reply) => {
		siteOf(request).setGscAutoimport(read.gscAutoimport(request.body));
		return reply.code(204).send();
	});

	// "Running a backlink import from Google Search Console"
	server.post('/backlinks/:siteId/import-gsc', (request) => {
		const { status, token } = siteOf(request).startGscImport();
		return { status, token };
	});

	// "Getting a backlink import status from Google Search Console"
	server.get('/backlinks/:siteId/import-status', (request) => {
		const site = siteOf(request);
		const task = site.gsc.find(read.importToken(request.query));
		if (!task) throw new Refusal(404, 'Import task not found');
		return { time: task.time, status: task.status };
	});

	// "Deleting a backlink list"
	server.post('/backlinks/:siteId/delete', (request, reply) => {
		const words = 'Invalid ids';
		const site = siteOf(request);
		site.delete(read.backlinkIds(request.body, words), words);
		return reply.code(204).send();
	});

	// "Running a backlink index/status check"
	server.post('/backlinks/:siteId/recheck', (request, reply) => {
		const words = 'Invalid IDs';
		const site = siteOf(request);
		const ids = read.backlinkIds(request.body, words);
		site.recheck(ids, read.recheckType(request.body), words);
		return reply.code(204).send();
	});

	// "Backlink statistics"
	server.get('/backlinks/:siteId/stat', (request) => siteOf(request).stat());

	// "List of disavowed backlinks"
	server.get('/backlink-disavow/:siteId', (request) => {
		const entries = siteOf(request).disavowed.all();
		const { limit, offset } = read.disavowPage(request.query);
		return {
			total_disavow_links: entries.length,
			disavow_links: entries.slice(offset, offset + limit),
		};
	});

	// "Adding a disavowed backlink list"
	server.post('/backlink-disavow/:siteId', (request) => {
		const site = siteOf(request);
		return { added: site.disavow(read.disavowTargets(request.body)) };
	});

	// "Deleting a disavowed backlink"
	server.delete('/backlink-disavow/:siteId', (request, reply) => {
		const site = siteOf(request);
		site.deleteDisavowed(read.disavowLinkId(request.query));
		return reply.code(204).send();
	});
}
