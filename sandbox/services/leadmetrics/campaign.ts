import type { Backlink } from './backlink';

/** An outreach campaign. Times are ISO 8601. */
export interface Campaign {
	id: string;
	tenantId: string;
	name: string;
	/** Any text: `draft`, `in_review`, `sent`, … */
	status: string;
	prospectType: string;
	goal: string;
	senderName: string;
	senderEmail: string;
	totalEmails: number;
	sentAt: string | null;
	createdAt: string;
	updatedAt: string;
}

/** One mail of a campaign, to the people behind one backlink. */
export interface CampaignEmail {
	id: string;
	campaignId: string;
	backlinkId: string;
	subject: string;
	body: string;
	recipientEmail: string | null;
	recipientName: string | null;
	/** `draft`, `approved`, `skipped`, `sent`; what becomes of a sent one (`bounced`, `replied`, …) is any text. */
	status: string;
	/** When it went out last, whatever became of it; stays when it is approved again. */
	sentAt: string | null;
	createdAt: string;
	updatedAt: string;
}

/** "status is restricted to draft, approved, skipped". */
export const editableStatuses = ['draft', 'approved', 'skipped'] as const;

/** What a client may edit ("PATCH /dm/v1/campaigns/:campaignId/emails/:emailId"). */
export type EmailChanges = Partial<
	Pick<CampaignEmail, 'subject' | 'body' | 'recipientEmail' | 'recipientName' | 'status'>
>;

/** "Each email also includes the backlink's sourceDomain, prospectType, relevanceScore, pitchRationale." */
export type EmailWithBacklink = CampaignEmail & {
	backlink: Pick<
		Backlink,
		'sourceDomain' | 'prospectType' | 'relevanceScore' | 'pitchRationale'
	> | null;
};

/** "GET /dm/v1/backlinks/:id" includes these of the campaign and of the email. */
export interface BacklinkIncludes {
	campaign: Pick<Campaign, 'id' | 'name' | 'status' | 'totalEmails'> | null;
	campaignEmail: Pick<
		CampaignEmail,
		'id' | 'subject' | 'body' | 'recipientEmail' | 'recipientName' | 'status' | 'sentAt'
	> | null;
}
