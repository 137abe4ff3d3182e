import type { FastifyReply } from 'fastify';
import type { Fault, FaultAfterActing } from './faults';

/** The new payload, or a promise that never settles where no further answer is to come. */
type SpoiltAnswer = (reply: FastifyReply, payload: string, fault: Fault) => unknown;

const never = new Promise<never>(() => undefined);

const spoil: Record<FaultAfterActing, SpoiltAnswer> = {
	resetAfter: (reply) => {
		reply.raw.socket?.destroy();
		return never;
	},

	hangAfter: () => never,

	emptyBody: () => '',

	truncatedJson: (reply, payload) => {
		reply.code(200).type('application/json; charset=utf-8');
		// An answer without a body has nothing to cut: it becomes one that breaks off at once.
		return payload.length < 2 ? '{"' : payload.slice(0, Math.ceil(payload.length * 0.6));
	},

	brokenOff: (reply, payload) => {
		const sent = payload.slice(0, Math.ceil(payload.length / 2)) || '{';
		const promised = Buffer.byteLength(sent) + Math.max(Buffer.byteLength(payload), 100);
		reply.raw.writeHead(200, {
			'content-type': 'application/json; charset=utf-8',
			'content-length': String(promised),
		});
		// Only when the first half is out, or the client would never see it.
		reply.raw.write(sent, () => reply.raw.socket?.destroySoon());
		return never;
	},

	emptyPage: (_reply, payload) => JSON.stringify(withoutRecords(JSON.parse(payload))),

	wrongTotal: (_reply, payload, { total = null }) =>
		JSON.stringify(withTotal(JSON.parse(payload), total)),
};

/** What is sent instead of `payload`, the service's answer as it would have gone out. */
export async function spoiltAnswer(
	kind: FaultAfterActing,
	reply: FastifyReply,
	payload: unknown,
	fault: Fault,
): Promise<unknown> {
	const text = typeof payload === 'string' ? payload : '';
	return await spoil[kind](reply, text, fault);
}

/** A list answer with its lists emptied: the answer itself, its arrays, and those under `data`. */
function withoutRecords(answer: unknown): unknown {
	if (Array.isArray(answer)) return [];
	if (typeof answer !== 'object' || answer === null) return answer;
	return Object.fromEntries(
		Object.entries(answer).map(([key, value]: [string, unknown]) => [
			key,
			Array.isArray(value) || key === 'data' ? withoutRecords(value) : value,
		]),
	);
}

/** An answer that claims another total: itself, and what lies under `data`. */
function withTotal(answer: unknown, total: unknown): unknown {
	if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
	return Object.fromEntries(
		Object.entries(answer).map(([key, value]: [string, unknown]) => [
			key,
			/^total(?:_|$)/.test(key) ? total : key === 'data' ? withTotal(value, total) : value,
		]),
	);
}
