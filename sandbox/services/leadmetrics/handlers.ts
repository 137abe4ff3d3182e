import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Backlink } from './backlink';
import type { CampaignEmail } from './campaign';
import type { Directory } from './directory';
import * as read from './requests';
import type { SendAllResult } from './tenant';
import type { LeadmetricsWorld } from './world';

export interface Service {
	readonly world: LeadmetricsWorld;
}

/** What is reached in two ways: at the API itself, and through a portal's proxy. */
export interface Handlers {
	updateBacklink: (request: FastifyRequest) => Backlink;
	updateEmail: (request: FastifyRequest) => CampaignEmail;
	sendEmail: (request: FastifyRequest) => CampaignEmail;
	sendAll: (request: FastifyRequest) => SendAllResult;
	getDirectory: (request: FastifyRequest) => Directory;
	createDirectory: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
	updateDirectory: (request: FastifyRequest) => Directory;
	deleteDirectory: (request: FastifyRequest) => { deleted: true };
}

interface Parameters {
	backlinkId: string;
	campaignId: string;
	emailId: string;
	directoryId: string;
}

/** The text leaves the answers open: a changed or sent record answers with itself, a new one with 201. */
export function handlersFor(service: Service): Handlers {
	return {
		// "PATCH /dm/v1/backlinks/:id"
		updateBacklink(request) {
			const { tenantId, ...changes } = read.fromBody(read.backlinkUpdate, request);
			return service.world
				.tenant(tenantId)
				.updateBacklink(parametersOf(request).backlinkId, changes);
		},

		// "PATCH /dm/v1/campaigns/:campaignId/emails/:emailId"
		updateEmail(request) {
			const { tenantId, ...changes } = read.fromBody(read.emailUpdate, request);
			const { campaignId, emailId } = parametersOf(request);
			return service.world.tenant(tenantId).updateEmail(campaignId, emailId, changes);
		},

		// "POST /dm/v1/campaigns/:campaignId/emails/:emailId/send"
		sendEmail(request) {
			const { tenantId } = read.fromBody(read.tenantOnly, request);
			const { campaignId, emailId } = parametersOf(request);
			return service.world.tenant(tenantId).send(campaignId, emailId);
		},

		// "POST /dm/v1/campaigns/:id/send-all"
		sendAll(request) {
			const { tenantId } = read.fromBody(read.tenantOnly, request);
			return service.world.tenant(tenantId).sendAll(parametersOf(request).campaignId);
		},

		// "Single directory entry."
		getDirectory: (request) => service.world.directories.get(parametersOf(request).directoryId),

		// "POST /admin/v1/backlink-directories"
		createDirectory(request, reply) {
			const fields = read.valid(read.newDirectory, request.body);
			return reply.code(201).send(service.world.directories.create(fields));
		},

		// "Update a directory entry."
		updateDirectory(request) {
			const changes = read.valid(read.directoryUpdate, request.body);
			return service.world.directories.update(parametersOf(request).directoryId, changes);
		},

		// "Soft-delete by setting isActive = false."
		deleteDirectory(request) {
			service.world.directories.delete(parametersOf(request).directoryId);
			return { deleted: true };
		},
	};
}

/** Each route has those that its handler asks for. */
function parametersOf({ params }: FastifyRequest): Parameters {
	return params as Parameters;
}
