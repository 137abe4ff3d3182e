import type { FastifyInstance, FastifyRequest } from 'fastify';
import { listAnswer, objectAnswer } from './answers';
import { sendExport } from './exports';
import type { LinkRequest } from './linkRequest';
import { param, typeIn } from './params';
import * as read from './requests';
import type { LikePionWorld } from './world';

const sortableFields = [
	'created_at',
	'started_at',
	'completed_at',
	'status',
	'site_name',
	'server_name',
	'username',
	'email',
	'retry_count',
	'is_indexed',
];

/** The text's section "Links". */
export function addLinkRoutes(
	server: FastifyInstance,
	service: { readonly world: LikePionWorld },
): void {
	const answer = (object: unknown): unknown =>
		objectAnswer(service.world.settings.envelope, object);
	const requestOf = (request: FastifyRequest): LinkRequest =>
		service.world.request(param(request, 'id'), typeIn(request));

	// "GET /:type/:id/links — Danh sách links"
	server.get('/:type/:id/links', (request) => {
		const { links } = requestOf(request);
		const query = read.sortedQuery(request.query, sortableFields);
		return listAnswer(service.world.settings.envelope, links.page(query));
	});

	// "GET /:type/:id/links/export — Export links"
	server.get('/:type/:id/links/export', (request, reply) => {
		const { links } = requestOf(request);
		return sendExport(reply, service.world.settings, 'links', links.all());
	});

	// "POST /:type/:id/links/:linkId/retry — Retry 1 link"
	server.post('/:type/:id/links/:linkId/retry', (request) => {
		const found = requestOf(request);
		const serial = found.links.serialOf(param(request, 'linkId'));
		found.retry(serial, service.world.now());
		service.world.context.effects.count('linksRetried');
		return answer(found.links.record(serial));
	});

	// "POST /:type/:id/links/retry-all — Retry tất cả": all that failed and have retries left
	server.post('/:type/:id/links/retry-all', (request) => {
		const retried = requestOf(request).retryAll(service.world.now());
		service.world.context.effects.count('linksRetried', retried);
		return answer({ retried });
	});

	// "DELETE /:type/:id/links/:linkId — Xóa link"
	server.delete('/:type/:id/links/:linkId', (request) => {
		const found = requestOf(request);
		found.deleteLink(found.links.serialOf(param(request, 'linkId')), service.world.now());
		service.world.context.effects.count('linksDeleted');
		return answer({ deleted: 1 });
	});
}
