import { Refusal } from '../../core/refusal';
import type { BacklinkIncludes, Campaign, CampaignEmail } from './campaign';
import { KeptList } from './keptList';

export interface CampaignsSnapshot {
	campaigns: Campaign[];
	emails: CampaignEmail[];
}

/** One tenant's campaigns and their emails, in the order in which they were made. */
export class Campaigns {
	private readonly campaigns: KeptList<Campaign>;
	private readonly emails: KeptList<CampaignEmail>;

	/** @param snapshot what came and changed since the start */
	constructor(seeded: CampaignsSnapshot, snapshot?: CampaignsSnapshot) {
		this.campaigns = new KeptList('Campaign', seeded.campaigns, snapshot?.campaigns);
		this.emails = new KeptList('Campaign email', seeded.emails, snapshot?.emails);
	}

	/** Of all campaigns. */
	get emailCount(): number {
		return this.emails.size;
	}

	all(): Campaign[] {
		return this.campaigns.all();
	}

	/** @throws Refusal (404), also for another tenant's */
	get(id: string): Campaign {
		return this.campaigns.get(id);
	}

	/** @throws Refusal (404) */
	emailsOf(campaignId: string): CampaignEmail[] {
		const { id } = this.get(campaignId);
		return this.emails.all().filter((email) => email.campaignId === id);
	}

	/** @throws Refusal (404) for an unknown campaign, and for an email that is not of it */
	email(campaignId: string, emailId: string): CampaignEmail {
		const { id } = this.get(campaignId);
		const email = this.emails.get(emailId);
		if (email.campaignId !== id) throw new Refusal(404, 'Campaign email not found');
		return email;
	}

	/** The campaign email of this id, of whichever campaign. @throws Refusal (404) */
	anyEmail(emailId: string): CampaignEmail {
		return this.emails.get(emailId);
	}

	change(id: string, changes: Partial<Campaign>): Campaign {
		return this.campaigns.change(id, changes);
	}

	changeEmail(id: string, changes: Partial<CampaignEmail>): CampaignEmail {
		return this.emails.change(id, changes);
	}

	/** Also counts it in its campaign's `totalEmails`. */
	addEmail(email: CampaignEmail): void {
		const { id, totalEmails } = this.get(email.campaignId);
		this.emails.put(email);
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
		return { campaigns: this.campaigns.snapshot(), emails: this.emails.snapshot() };
	}
}
