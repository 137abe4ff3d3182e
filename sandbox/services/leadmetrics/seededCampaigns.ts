import type { RandomStream } from '../../core/random';
import type { Backlink } from './backlink';
import type { Campaign, CampaignEmail } from './campaign';
import type { CampaignsSnapshot } from './campaigns';
import type { Cuids } from './cuids';
import { draftFor } from './drafting';
import type { Pools } from './pools';
import type { SeededBacklinks } from './seededBacklinks';
import type { TenantDescription } from './tenants';

const plans: readonly Pick<Campaign, 'name' | 'status' | 'prospectType' | 'goal'>[] = [
	{
		name: 'Spring guest posts',
		status: 'draft',
		prospectType: 'blog',
		goal: 'Guest posts on blogs with readers of our own kind',
	},
	{
		name: 'Resource pages',
		status: 'in_review',
		prospectType: 'resource_page',
		goal: 'A place on lists that people come back to',
	},
	{
		name: 'Podcast pitches',
		status: 'in_review',
		prospectType: 'podcast',
		goal: 'Show notes that link to our guides',
	},
	{
		name: 'Press follow-ups',
		status: 'sent',
		prospectType: 'news',
		goal: 'Links from articles that named us',
	},
];

const millisecondsADay = 86_400_000;
const withoutRecipientShare = 0.04;

interface Seeding {
	tenant: TenantDescription;
	pools: Pools;
	random: RandomStream;
	seededOn: string;
	backlinks: SeededBacklinks;
	campaignIds: Cuids;
	emailIds: Cuids;
}

/** The campaigns at the start. The backlinks that they are about are marked as such. */
export function seededCampaigns(seeding: Seeding): CampaignsSnapshot {
	const { tenant, backlinks } = seeding;
	const wanted = tenant.campaignSizes.reduce((sum, size) => sum + size, 0);
	const prospects = backlinks.newestProspects(wanted);
	const campaigns: Campaign[] = [];
	const emails: CampaignEmail[] = [];
	for (const [place, size] of tenant.campaignSizes.entries()) {
		const chosen = prospects.splice(0, size);
		const campaign = seededCampaign(place, chosen, seeding);
		campaigns.push(campaign);
		for (const prospect of chosen) {
			emails.push(seededEmail(campaign, prospect, emails.length, seeding));
		}
	}
	return { campaigns, emails };
}

function seededCampaign(
	place: number,
	prospects: readonly number[],
	{ tenant, seededOn, backlinks, campaignIds }: Seeding,
): Campaign {
	// A tenant with few campaigns has the first of the plans and one that was sent.
	const isLast = place === tenant.campaignSizes.length - 1;
	const plan = isLast ? plans[plans.length - 1] : plans[place];
	// The newest prospect comes first; a campaign is made when it has its prospects.
	const newest = prospects.at(0);
	const createdAt = newest === undefined ? startOf(seededOn) : backlinks.backlink(newest).createdAt;
	const sentAt = plan.status === 'sent' ? daysLater(createdAt, 6, seededOn) : null;
	return {
		id: campaignIds.make(place, Date.parse(createdAt)),
		tenantId: tenant.id,
		...plan,
		senderName: tenant.sender,
		senderEmail: `${tenant.sender.split(' ')[0].toLowerCase()}@${tenant.domain}`,
		totalEmails: prospects.length,
		sentAt,
		createdAt,
		updatedAt: sentAt ?? createdAt,
	};
}

function seededEmail(
	campaign: Campaign,
	prospect: number,
	serial: number,
	seeding: Seeding,
): CampaignEmail {
	const { tenant, pools, random, seededOn, backlinks, emailIds } = seeding;
	const { createdAt } = campaign;
	const status = seededStatus(campaign, random);
	const sentAt = status === 'sent' ? (campaign.sentAt ?? daysLater(createdAt, 3, seededOn)) : null;
	const draft = draftFor(backlinks.backlink(prospect), tenant, pools, random);
	const lacksRecipient = status === 'draft' && random.chance(withoutRecipientShare);
	const email: CampaignEmail = {
		id: emailIds.make(serial, Date.parse(createdAt)),
		campaignId: campaign.id,
		backlinkId: backlinks.id(prospect),
		...draft,
		recipientEmail: lacksRecipient ? null : draft.recipientEmail,
		status,
		sentAt,
		createdAt,
		updatedAt: sentAt ?? createdAt,
	};
	backlinks.assign(prospect, { ...traceOf(email), prospectType: campaign.prospectType });
	return email;
}

/** What a backlink shows of its email. */
export function traceOf({
	id,
	campaignId,
	status,
	sentAt,
	updatedAt,
}: CampaignEmail): Partial<Backlink> {
	const statuses: Record<string, string> = { sent: 'outreach_sent', skipped: 'skipped' };
	return {
		campaignId,
		campaignEmailId: id,
		outreachStatus: statuses[status] ?? 'in_campaign',
		outreachSentAt: sentAt,
		completedAt: null,
		updatedAt,
	};
}

function seededStatus({ status }: Campaign, random: RandomStream): string {
	const draws: Record<string, readonly string[]> = {
		draft: ['draft', 'draft', 'draft', 'draft', 'approved', 'skipped'],
		in_review: ['draft', 'draft', 'approved', 'approved', 'approved', 'skipped', 'sent'],
		sent: ['sent', 'sent', 'sent', 'sent', 'sent', 'skipped'],
	};
	return random.pick(draws[status]);
}

/** Not after the start of the sandbox's first day. */
function daysLater(time: string, days: number, seededOn: string): string {
	const later = Date.parse(time) + days * millisecondsADay;
	return new Date(Math.min(later, Date.parse(seededOn))).toISOString();
}

function startOf(day: string): string {
	return new Date(day).toISOString();
}
