import { Refusal } from '../../core/refusal';
import type { BacklinkIncludes, Campaign, CampaignEmail } from './campaign';

export interface CampaignsSnapshot {
	campaigns: Campaign[];
	emails: CampaignEmail[];
}

/** One tenant's campaigns and their emails, in the order in which they were made. */
export class Campaigns {
	private readonly campaigns = new Map<string, Campaign>();
	private readonly emails = new Map<string, CampaignEmail>();

	constructor({ campaigns, emails }: CampaignsSnapshot) {
		for (const campaign of campaigns) this.campaigns.set(campaign.id, campaign);
		for (const email of emails) this.emails.set(email.id, email);
	}

	/** Of all campaigns. */
	get emailCount(): number {
		return this.emails.size;
	}

	all(): Campaign[] {
		return [...this.campaigns.values()];
	}

	/** @throws Refusal (404), also for another tenant's */
	get(id: string): Campaign {
		const campaign = this.campaigns.get(id);
		if (!campaign) throw new Refusal(404, 'Campaign not found');
		return campaign;
	}

	/** @throws Refusal (404) */
	emailsOf(campaignId: string): CampaignEmail[] {
		const { id } = this.get(campaignId);
		return [...this.emails.values()].filter((email) => email.campaignId === id);
	}

	/** @throws Refusal (404) for an unknown campaign, and for an email that is not of it */
	email(campaignId: string, emailId: string): CampaignEmail {
		const { id } = this.get(campaignId);
		const email = this.emails.get(emailId);
		if (email?.campaignId !== id) throw new Refusal(404, 'Campaign email not found');
		return email;
	}

	/** The campaign email of this id, of whichever campaign. @throws Refusal (404) */
	anyEmail(emailId: string): CampaignEmail {
		const email = this.emails.get(emailId);
		if (!email) throw new Refusal(404, 'Campaign email not found');
		return email;
	}

	change(id: string, changes: Partial<Campaign>): Campaign {
		const changed = { ...this.get(id), ...changes };
		this.campaigns.set(id, changed);
		return changed;
	}

	changeEmail(id: string, changes: Partial<CampaignEmail>): CampaignEmail {
		const changed = { ...this.anyEmail(id), ...changes };
		this.emails.set(id, changed);
		return changed;
	}

	/** Also counts it in its campaign's `totalEmails`. */
	addEmail(email: CampaignEmail): void {
		const { id, totalEmails } = this.get(email.campaignId);
		this.emails.set(email.id, email);
		this.change(id, { totalEmails: totalEmails + 1, updatedAt: email.createdAt });
	}

	/** What a backlink's detail shows of its campaign and email; null where it has none. */
	includesFor(campaignId: string | null, emailId: string | null): BacklinkIncludes {
		const campaign = campaignId === null ? undefined : this.campaigns.get(campaignId);
		const email = emailId === null ? undefined : this.emails.get(emailId);
		return {
			campaign: campaign
				? {
						id: campaign.id,
						name: campaign.name,
						status: campaign.status,
						totalEmails: campaign.totalEmails,
					}
				: null,
			campaignEmail: email
				? {
						id: email.id,
						subject: email.subject,
						body: email.body,
						recipientEmail: email.recipientEmail,
						recipientName: email.recipientName,
						status: email.status,
						sentAt: email.sentAt,
					}
				: null,
		};
	}

	snapshot(): CampaignsSnapshot {
		return { campaigns: this.all(), emails: [...this.emails.values()] };
	}
}
