import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import { worldMove, worldMoves } from '../../core/service';
import { sourceTypes } from './backlink';
import type { BacklinkFilter } from './backlinkList';
import type { Tenant } from './tenant';
import type { LeadmetricsWorld } from './world';

/** The first tenant unless told. */
const onTenant = z.object({ tenantId: z.string().optional() }).strict();
const count = z.number().int().positive().max(100_000);
const text = z.string().min(1);
const ids = z.array(text).nonempty();

/** Which backlinks: these, or the newest `count` (1 unless told) that the move can still change. */
const chosenBacklinks = onTenant.extend({ ids: ids.optional(), count: count.optional() });

const newBacklinks = onTenant.extend({
	count: count.default(1),
	sourceType: z.enum(sourceTypes).default('outreach_prospect'),
	outreachStatus: text.optional(),
	notes: z.string().optional(),
	relevanceScore: z.number().min(0).max(100).optional(),
});

const statusOfBacklinks = chosenBacklinks.extend({ outreachStatus: text });

const fieldsOfBacklink = onTenant.extend({
	id: text,
	fields: z
		.object({
			sourceUrl: text,
			targetUrl: text,
			anchorText: text.nullable(),
			prospectType: text,
			relevanceScore: z.number(),
			pitchRationale: text,
			outreachStatus: text,
			notes: z.string().nullable(),
		})
		.partial()
		.strict(),
});

/** The first campaign unless told. */
const onCampaign = onTenant.extend({ campaignId: text.optional() });

/** Which emails: these, or `count` (1 unless told) of the campaign that are not of this status yet. */
const statusOfEmails = onCampaign.extend({
	emailIds: ids.optional(),
	count: count.optional(),
	status: text,
});

const matcherSettings = onTenant.extend({
	milliseconds: z.number().int().nonnegative().optional(),
	opportunities: z.number().int().nonnegative().max(10_000).optional(),
});

const offeredRoutes = z
	.object({ plannedRoutes: z.boolean().optional(), toBuildRoutes: z.boolean().optional() })
	.strict();

/** What can happen at Leadmetrics without a request. Each move answers with the ids that it touched, where there are any. */
export const moves = worldMoves<LeadmetricsWorld>({
	/** New backlinks come first in the list. */
	createBacklinks: worldMove(newBacklinks, (world, { tenantId, count, ...changes }) => ({
		ids: tenantOf(world, { tenantId }).addBacklinks(count, changes),
	})),

	setOutreachStatus: worldMove(statusOfBacklinks, (world, input) => {
		const { outreachStatus } = input;
		const chosen = choose(world, input, { notOutreachStatus: outreachStatus });
		tenantOf(world, input).changeBacklinks(chosen, { outreachStatus });
		return { ids: chosen };
	}),

	setBacklink: worldMove(fieldsOfBacklink, (world, input) => {
		tenantOf(world, input).changeBacklinks([input.id], input.fields);
		return { ids: [input.id] };
	}),

	removeBacklinks: worldMove(chosenBacklinks, (world, input) => {
		const chosen = choose(world, input);
		tenantOf(world, input).removeBacklinks(chosen);
		return { ids: chosen };
	}),

	/**
	 * Backlinks change their place, as in a list that is ordered by something that changes: the oldest come
	 * to the front (a reader on the way misses them), or the newest to the end (a reader sees them twice).
	 */
	shift: worldMove(
		chosenBacklinks.extend({ to: z.enum(['front', 'back']).default('front') }),
		(world, input) => {
			const tenant = tenantOf(world, input);
			const { ids: given, count: wanted = 1, to } = input;
			const { backlinks } = tenant;
			const chosen =
				given ?? (to === 'front' ? backlinks.oldest(wanted) : backlinks.newest(wanted));
			tenant.moveBacklinks(chosen, to);
			return { ids: chosen };
		},
	),

	setCampaignStatus: worldMove(onCampaign.extend({ status: text }), (world, input) => {
		const id = campaignOf(world, input);
		tenantOf(world, input).setCampaignStatus(id, input.status);
		return { ids: [id] };
	}),

	/** `bounced`, `replied` and the like count as sent; `failed`, `draft`, `approved` and `skipped` do not. */
	setEmailStatus: worldMove(statusOfEmails, (world, input) => {
		const { emailIds, count: wanted = 1, status } = input;
		const tenant = tenantOf(world, input);
		const chosen =
			emailIds ??
			tenant.campaigns
				.emailsOf(campaignOf(world, input))
				.filter((email) => email.status !== status)
				.slice(0, wanted)
				.map(({ id }) => id);
		tenant.setEmailStatus(chosen, status);
		return { ids: chosen };
	}),

	/** New prospects, each with an email in the campaign. Answers with the emails' ids. */
	draftEmails: worldMove(
		onCampaign.extend({ count: count.default(1), status: text.default('draft') }),
		(world, input) => ({
			ids: tenantOf(world, input).draftEmails(campaignOf(world, input), input.count, input.status),
		}),
	),

	/** New queries come first in the list. */
	addHaroQueries: worldMove(onTenant.extend({ count: count.default(1) }), (world, input) => ({
		ids: tenantOf(world, input).addHaroQueries(input.count),
	})),

	/** How long the matcher's runs take from now on, and what they find. */
	configureMatcher: worldMove(matcherSettings, (world, input) => {
		const { settings } = tenantOf(world, input).matcher;
		settings.milliseconds = input.milliseconds ?? settings.milliseconds;
		settings.opportunities = input.opportunities ?? settings.opportunities;
	}),

	/** Completes the matcher's runs at once. */
	finishMatcher: worldMove(onTenant, (world, input) => {
		tenantOf(world, input).matcher.finish();
	}),

	/** Whether this server has the planned routes, and those to build. */
	offerRoutes: worldMove(offeredRoutes, (world, input) => {
		world.offer(input);
	}),
});

function tenantOf(world: LeadmetricsWorld, { tenantId }: z.infer<typeof onTenant>): Tenant {
	return tenantId === undefined ? world.tenants[0] : world.tenant(tenantId);
}

function choose(
	world: LeadmetricsWorld,
	input: z.infer<typeof chosenBacklinks>,
	filter?: BacklinkFilter,
): string[] {
	return input.ids ?? tenantOf(world, input).backlinks.newest(input.count ?? 1, filter);
}

function campaignOf(world: LeadmetricsWorld, input: z.infer<typeof onCampaign>): string {
	const { campaigns } = tenantOf(world, input);
	const chosen = input.campaignId ?? campaigns.all().at(0)?.id;
	if (chosen === undefined) throw new Refusal(404, 'Campaign not found');
	return campaigns.get(chosen).id;
}
