import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, listAnswer, objectAnswer } from './answers';
import { sendExport } from './exports';
import { fullRequest, type LinkRequest, requestItem } from './linkRequest';
import { fits, isFound, pageOf } from './lists';
import { param, typeIn } from './params';
import * as read from './requests';
import type { LikePionWorld } from './world';

const sortableFields = [
	'created_at',
	'started_at',
	'completed_at',
	'name',
	'website',
	'auction_price',
	'target',
	'created_links',
	'status',
	'type_request',
];

/** The text's section "Requests (theo :type)". */
export function addRequestRoutes(
	server: FastifyInstance,
	service: { readonly world: LikePionWorld },
): void {
	const answer = (object: unknown): unknown =>
		objectAnswer(service.world.settings.envelope, object);
	const requestOf = (request: FastifyRequest): LinkRequest =>
		service.world.request(param(request, 'id'), typeIn(request));
	const mustHaveGroup = (groupId: string | null | undefined): void => {
		if (groupId && !service.world.groups.find(groupId)) {
			throw invalid({ group_id: ['group_id is of no group'] });
		}
	};

	// "POST /:type — Tạo request"
	server.post('/:type', (request, reply) => {
		const type = typeIn(request);
		const input = read.newRequest(type, request.body);
		mustHaveGroup(input.group_id);
		const created = service.world.createRequest(type, input);
		reply.code(201);
		return answer(fullRequest(created));
	});

	// "GET /:type — Danh sách requests"
	server.get('/:type', (request) => {
		const type = typeIn(request);
		const query = read.sortedQuery(request.query, sortableFields);
		const requests = service.world
			.allRequests(type)
			.filter(({ fields }) => fits(query.status, fields.status))
			.filter(({ fields }) => isFound(query.search, fields.name, fields.website));
		const page = pageOf(requests.map(requestItem), query);
		return listAnswer(service.world.settings.envelope, page);
	});

	// "GET /:type/:id — Chi tiết | PUT /:type/:id — Cập nhật | DELETE /:type/:id — Xóa"
	server.get('/:type/:id', (request) => answer(fullRequest(requestOf(request))));
	server.put('/:type/:id', (request) => {
		const found = requestOf(request);
		const changes = read.requestChanges(typeIn(request), request.body);
		mustHaveGroup(changes.group_id);
		Object.assign(found.fields, changes);
		found.touch(service.world.now());
		service.world.context.effects.count('requestsUpdated');
		return answer(fullRequest(found));
	});
	server.delete('/:type/:id', (request) => {
		const deleted = service.world.removeRequests([requestOf(request).fields.id]);
		service.world.context.effects.count('requestsDeleted', deleted);
		return answer({ deleted });
	});

	// "POST /:type/:id/start | /stop | /restart — Điều khiển request"
	server.post('/:type/:id/start', (request) => {
		const found = requestOf(request);
		found.start(service.world.now());
		service.world.context.effects.count('requestsStarted');
		return answer(fullRequest(found));
	});
	server.post('/:type/:id/stop', (request) => {
		const found = requestOf(request);
		found.stop(service.world.now());
		service.world.context.effects.count('requestsStopped');
		return answer(fullRequest(found));
	});
	server.post('/:type/:id/restart', (request) => {
		const found = requestOf(request);
		found.restart(service.world.now());
		service.world.context.effects.count('requestsRestarted');
		return answer(fullRequest(found));
	});

	// "POST /requests/bulk-delete | /requests/export — Batch operations"
	server.post('/requests/bulk-delete', (request) => {
		const deleted = service.world.removeRequests(read.ids(request.body));
		service.world.context.effects.count('requestsDeleted', deleted);
		return answer({ deleted });
	});
	server.post('/requests/export', (request, reply) => {
		const ids = read.ids(request.body);
		const requests = service.world.allRequests().filter(({ fields }) => ids.includes(fields.id));
		return sendExport(reply, service.world.settings, 'requests', requests.map(fullRequest));
	});
}
