import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fieldsOf } from '../../core/fields';
import { Refusal } from '../../core/refusal';
import { checked } from '../../core/service';
import { importLines, importOptions, parsed } from './imports';
import { readSchema } from './schema';
import { filtered, search } from './search';
import type { TypesenseWorld } from './world';

/** The sandbox's one key; it may do everything. */
export const apiKey = 'sandbox-typesense-api-key';

const header = 'x-typesense-api-key';

/** "X-TYPESENSE-API-KEY", a header or a query parameter. */
export function keyOf({ headers, query }: FastifyRequest): string | undefined {
	const key = headers[header] ?? fieldsOf(query)[header];
	return typeof key === 'string' ? key : undefined;
}

const collectionPath = z.object({ collection: z.string() });
const documentPath = collectionPath.extend({ id: z.string() });
const byFilter = z.object({ filter_by: z.string().default('') }).passthrough();

const nameIn = ({ params }: FastifyRequest): string => checked(collectionPath, params).collection;

/** Collections, documents, search, health. */
export function addRoutes(
	server: FastifyInstance,
	service: { readonly world: TypesenseWorld },
): void {
	readEveryBodyAsText(server);
	server.addHook('preHandler', (request, _reply, done) => {
		const isOpen = request.routeOptions.url?.endsWith('/health') ?? false;
		done(isOpen || keyOf(request) === apiKey ? undefined : forbidden());
	});
	server.get('/health', () => ({ ok: true }));
	addCollectionRoutes(server, service);
	addDocumentRoutes(server, service);
}

function addCollectionRoutes(
	server: FastifyInstance,
	service: { readonly world: TypesenseWorld },
): void {
	server.get('/collections', () => service.world.collections.map((one) => one.summary()));
	server.post('/collections', (request, reply) => {
		reply.code(201);
		return service.world.create(readSchema(bodyOf(request))).summary();
	});
	server.get('/collections/:collection', (request) =>
		service.world.collection(nameIn(request)).summary(),
	);
	server.delete('/collections/:collection', (request) =>
		service.world.drop(nameIn(request)).summary(),
	);
}

function addDocumentRoutes(
	server: FastifyInstance,
	service: { readonly world: TypesenseWorld },
): void {
	const documents = '/collections/:collection/documents';

	server.post(`${documents}/import`, (request, reply) => {
		const options = importOptions(request.query);
		reply.type('text/plain; charset=utf-8');
		return importLines(service.world, nameIn(request), textOf(request), options);
	});
	server.get(`${documents}/export`, (request, reply) => {
		const { filter_by } = checked(byFilter, request.query);
		const lines = filtered(service.world.collection(nameIn(request)), filter_by);
		reply.type('text/plain; charset=utf-8');
		return lines.map((document) => JSON.stringify(document)).join('\n');
	});
	server.get(`${documents}/search`, (request) =>
		search(service.world.collection(nameIn(request)), request.query),
	);

	server.post(documents, (request, reply) => {
		const { action, dirty } = importOptions(request.query);
		reply.code(201);
		return service.world.write(nameIn(request), bodyOf(request), action, dirty);
	});
	server.patch(documents, (request) => {
		const { dirty } = importOptions(request.query);
		const chosen = chosenIn(service.world, request);
		for (const { id } of chosen) {
			service.world.write(nameIn(request), { ...bodyOf(request), id }, 'update', dirty);
		}
		return { num_updated: chosen.length };
	});
	server.delete(documents, (request) => {
		const chosen = chosenIn(service.world, request);
		for (const { id } of chosen) service.world.remove(nameIn(request), id);
		return { num_deleted: chosen.length };
	});

	server.get(`${documents}/:id`, ({ params }) => {
		const { collection, id } = checked(documentPath, params);
		return service.world.collection(collection).document(id);
	});
	server.patch(`${documents}/:id`, (request) => {
		const { collection, id } = checked(documentPath, request.params);
		const { dirty } = importOptions(request.query);
		return service.world.write(collection, { ...bodyOf(request), id }, 'update', dirty);
	});
	server.delete(`${documents}/:id`, ({ params }) => {
		const { collection, id } = checked(documentPath, params);
		return service.world.remove(collection, id);
	});
}

/** "Update by query", "Delete by query". @throws Refusal (400) without a filter */
function chosenIn(world: TypesenseWorld, request: FastifyRequest) {
	const { filter_by } = checked(byFilter, request.query);
	if (filter_by === '') throw new Refusal(400, 'Parameter `filter_by` must be provided.');
	return filtered(world.collection(nameIn(request)), filter_by);
}

/** Empty where there is no body. */
function textOf({ body }: FastifyRequest): string {
	return typeof body === 'string' ? body : '';
}

/** @throws Refusal (400) */
function bodyOf(request: FastifyRequest): Record<string, unknown> {
	try {
		return parsed(textOf(request));
	} catch {
		throw new Refusal(400, 'Bad JSON.');
	}
}

/** Typesense does not look at the content type. */
function readEveryBodyAsText(server: FastifyInstance): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		done(null, body);
	});
}

function forbidden(): Refusal {
	return new Refusal(401, `Forbidden - a valid \`${header}\` header must be sent.`);
}
