import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import { worldMove, worldMoves } from '../../core/service';
import type { Backlink, BacklinkChanges } from './backlink';
import { type GscTask, gscStatuses } from './gscImports';
import type { Site } from './site';
import type { SeRankingWorld } from './world';

/** The first site unless told. */
const onSite = z.object({ siteId: z.union([z.string(), z.number()]).optional() }).strict();
const count = z.number().int().positive().max(1_000_000);
const ids = z.array(z.number().int().positive()).nonempty();

/** Which backlinks: these, or the newest `count` (1 unless told) that the move can still change. */
const chosenBacklinks = onSite.extend({ ids: ids.optional(), count: count.optional() });

const newBacklinks = onSite.extend({ count: count.default(1) });

const someFields = onSite.extend({
	id: z.number().int().positive(),
	/** Any of a backlink's fields but `id` and `is_disavow`. */
	fields: z.record(z.union([z.string(), z.number(), z.null()])),
});

const gscSettings = onSite.extend({
	stepMilliseconds: z.number().int().nonnegative().optional(),
	outcome: z.enum(['completed', 'failed']).optional(),
	backlinks: z.number().int().nonnegative().max(10_000).optional(),
});

const gscAdvance = onSite.extend({ token: z.string().optional(), status: z.enum(gscStatuses) });

/** What can happen at SE Ranking without a request. Each move answers with the ids that it touched, where there are any. */
export const moves = worldMoves<SeRankingWorld>({
	/** Newly found backlinks come first in the list. */
	findBacklinks: worldMove(newBacklinks, (world, input) => ({
		ids: siteOf(world, input).find(input.count),
	})),

	/** The same seen from a reader's side: records move onto the next page while the list is read. */
	shift: worldMove(newBacklinks, (world, input) => ({
		ids: siteOf(world, input).find(input.count),
	})),

	loseBacklinks: worldMove(chosenBacklinks, (world, input) => {
		const site = siteOf(world, input);
		const chosen = choose(site, input, ({ date_lost: lost }) => lost === null);
		site.lose(chosen);
		return { ids: chosen };
	}),

	removeBacklinks: worldMove(chosenBacklinks, (world, input) => {
		const site = siteOf(world, input);
		const chosen = choose(site, input);
		site.remove(chosen);
		return { ids: chosen };
	}),

	setIndex: worldMove(chosenBacklinks.extend({ indexed: z.boolean() }), (world, input) => {
		const site = siteOf(world, input);
		const wouldChange = ({ gin_index: index }: Backlink): boolean =>
			(index !== null && index !== '0') !== input.indexed;
		const chosen = choose(site, input, wouldChange);
		site.setIndex(chosen, input.indexed);
		return { ids: chosen };
	}),

	setBacklink: worldMove(someFields, (world, input) => {
		const site = siteOf(world, input);
		site.changeEach([input.id], knownFields(site.backlinks.get(input.id), input.fields));
		return { ids: [input.id] };
	}),

	/** How many backlinks may still be added today. */
	setLimit: worldMove(onSite.extend({ limit: z.number().int().nonnegative() }), (world, input) => {
		siteOf(world, input).limitLeft = input.limit;
	}),

	/** How the imports from Google Search Console that start from now on will go. */
	configureGscImport: worldMove(gscSettings, (world, input) => {
		const { settings } = siteOf(world, input).gsc;
		settings.stepMilliseconds = input.stepMilliseconds ?? settings.stepMilliseconds;
		settings.outcome = input.outcome ?? settings.outcome;
		settings.backlinks = input.backlinks ?? settings.backlinks;
	}),

	/** Brings the newest import, or the one with the token, to a status at once. */
	advanceGscImport: worldMove(gscAdvance, (world, input) => {
		const { gsc } = siteOf(world, input);
		gsc.setStatus(chooseTask(gsc.all(), input.token), input.status);
	}),
});

function siteOf(world: SeRankingWorld, { siteId }: z.infer<typeof onSite>): Site {
	return siteId === undefined ? world.sites[0] : world.site(siteId);
}

function choose(
	site: Site,
	input: z.infer<typeof chosenBacklinks>,
	changeable?: (backlink: Backlink) => boolean,
): number[] {
	return input.ids ?? site.backlinks.newest(input.count ?? 1, changeable);
}

function chooseTask(tasks: readonly GscTask[], token: string | undefined): GscTask {
	const task =
		token === undefined ? tasks.at(-1) : tasks.find((candidate) => candidate.token === token);
	if (!task) throw new Refusal(404, 'There is no such import');
	return task;
}

function knownFields(
	backlink: Backlink,
	fields: z.infer<typeof someFields>['fields'],
): BacklinkChanges {
	for (const field of Object.keys(fields)) {
		const settable = field in backlink && field !== 'id' && field !== 'is_disavow';
		if (!settable) throw new Refusal(400, `fields: '${field}' cannot be set`);
	}
	return fields as BacklinkChanges;
}
