import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checked } from '../../core/service';
import { listPage, mailPage } from './pages';
import type { InboxWorld } from './world';

const mailPath = z.object({ id: z.coerce.number().int() });

/** What came, as JSON for programs and as pages for people. */
export function addRoutes(server: FastifyInstance, service: { readonly world: InboxWorld }): void {
	server.get('/', (_request, reply) => {
		reply.type('text/html; charset=utf-8');
		return listPage(service.world.mails);
	});
	server.get('/mails', () => service.world.mails);
	server.delete('/mails', (_request, reply) => {
		service.world.deleteAll();
		return reply.code(204).send();
	});
	server.get('/mails/:id', ({ params }) => service.world.mail(checked(mailPath, params).id));
	server.get('/mails/:id/page', ({ params }, reply) => {
		// What a mail holds was written by others.
		reply.header('content-security-policy', 'sandbox');
		reply.type('text/html; charset=utf-8');
		return mailPage(service.world.mail(checked(mailPath, params).id));
	});
}
