import { z } from 'zod';
import { worldMove, worldMoves } from '../../core/service';
import type { TypesenseWorld } from './world';

const refusal = z
	.object({
		/** A regular expression on the document's id; every one unless told. */
		id: z.string().default(''),
		/** How many documents, one after the other. */
		times: z.union([z.number().int().positive(), z.literal('always')]).default(1),
		code: z.number().int().min(400).max(599).default(500),
		error: z.string().default('Could not write to on-disk storage.'),
	})
	.strict();

/** What can happen at Typesense without a request. */
export const moves = worldMoves<TypesenseWorld>({
	/** Documents with these ids are refused: in an import their lines say so, the others go through. */
	refuseDocuments: worldMove(refusal, (world: TypesenseWorld, { id, times, ...rest }) => {
		const remaining = times === 'always' ? Infinity : times;
		world.plan({ id: new RegExp(id), remaining, ...rest });
	}),

	acceptAll: worldMove(z.object({}).strict(), (world: TypesenseWorld) => {
		world.refuseNothing();
	}),
});
