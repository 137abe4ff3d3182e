import { z } from 'zod';
import { worldMove, worldMoves } from '../../core/service';
import type { OpenAiWorld } from './world';

const insistence = z
	.object({
		/** A regular expression on the tool's name. */
		tool: z.string(),
		/** What it is called with; what the rules make of the talk unless told. */
		arguments: z.record(z.unknown()).optional(),
	})
	.strict();

/** How the model behaves. */
export const moves = worldMoves<OpenAiWorld>({
	/** A model that does what nobody asked for: in each talk it calls this tool once. */
	insist: worldMove(insistence, (world: OpenAiWorld, { tool, ...rest }) => {
		world.insist({ tool: new RegExp(tool), ...rest });
	}),

	obey: worldMove(z.object({}).strict(), (world: OpenAiWorld) => {
		world.obey();
	}),
});
