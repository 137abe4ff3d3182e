import { z } from 'zod';
import { worldMove, worldMoves } from '../../core/service';
import type { InboxWorld } from './world';

const refusal = z
	.object({
		/** A regular expression on the address; every one unless told. */
		recipient: z.string().default(''),
		times: z.union([z.number().int().positive(), z.literal('always')]).default(1),
		/** 4xx: try again later; 5xx: for good. */
		code: z.number().int().min(400).max(599).default(550),
		message: z.string().default('Mailbox unavailable'),
	})
	.strict();

/** What can happen to mails. */
export const moves = worldMoves<InboxWorld>({
	/** Mails to these recipients come back. */
	refuse: worldMove(refusal, (world: InboxWorld, { recipient, times, ...rest }) => {
		const remaining = times === 'always' ? Infinity : times;
		world.plan({ recipient: new RegExp(recipient, 'i'), remaining, ...rest });
	}),

	acceptAll: worldMove(z.object({}).strict(), (world: InboxWorld) => {
		world.refuseNothing();
	}),

	deleteAll: worldMove(z.object({}).strict(), (world: InboxWorld) => {
		world.deleteAll();
	}),
});
