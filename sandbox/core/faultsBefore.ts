import type { FastifyReply, FastifyRequest } from 'fastify';
import { echoOf } from './echo';
import type { Fault, FaultBeforeActing } from './faults';

type AnswerInstead = (fault: Fault, request: FastifyRequest, reply: FastifyReply) => unknown;

const gatewayPage = `<!DOCTYPE html>
<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`;

const answers: Record<FaultBeforeActing, AnswerInstead> = {
	status: ({ status = 500, body, headers = {} }, _request, reply) =>
		reply
			.code(status)
			.headers(headers)
			.send(body ?? { message: `Sandbox fault: status ${String(status)}` }),

	htmlError: (_fault, _request, reply) => reply.code(502).type('text/html').send(gatewayPage),

	wrongContentType: (_fault, _request, reply) =>
		reply.code(200).type('text/plain').send('<<< upstream said nothing of use >>>'),

	successFalse: ({ message = 'Something went wrong' }, _request, reply) =>
		reply.code(200).send({ success: false, message }),

	echo: ({ status = 500, headers = {} }, request, reply) => {
		const { body, headers: echoed } = echoOf(request);
		return reply
			.code(status)
			.headers({ ...echoed, ...headers })
			.send(body);
	},

	redirect: ({ status = 302, location = '' }, _request, reply) => reply.redirect(location, status),

	resetBefore: (_fault, request, reply) => {
		reply.hijack();
		request.raw.socket.destroy();
	},

	hang: (_fault, _request, reply) => reply.hijack(),
};

/** Answers, or fails to, in the service's place. */
export async function answerInstead(
	kind: FaultBeforeActing,
	fault: Fault,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	await answers[kind](fault, request, reply);
}
