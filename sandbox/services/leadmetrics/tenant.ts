import { RandomStream, seedOf } from '../../core/random';
import { Refusal } from '../../core/refusal';
import type { WorldContext } from '../../core/service';
import {
	type Backlink,
	type BacklinkChanges,
	type OpportunityStatus,
	opportunityTypes,
	type SourceType,
} from './backlink';
import { BacklinkList, type BacklinkListSnapshot } from './backlinkList';
import {
	type BacklinkIncludes,
	type Campaign,
	type CampaignEmail,
	editableStatuses,
	type EmailChanges,
	type EmailWithBacklink,
} from './campaign';
import { Campaigns, type CampaignsSnapshot } from './campaigns';
import { Cuids } from './cuids';
import type { Directories } from './directories';
import { draftFor } from './drafting';
import { type HaroQuery, newHaroQuery } from './haroQuery';
import { KeptList } from './keptList';
import { Matcher, type MatcherJob, type MatcherSnapshot } from './matcher';
import type { Page, PageRequest } from './paging';
import { type Pools, poolsFor } from './pools';
import { fieldRefusal } from './refusals';
import { SeededBacklinks } from './seededBacklinks';
import { seededCampaigns, traceOf } from './seededCampaigns';
import type { TenantDescription } from './tenants';

const millisecondsAnHour = 3_600_000;

export interface TenantSnapshot {
	backlinks: BacklinkListSnapshot;
	campaigns: CampaignsSnapshot;
	haroQueries: HaroQuery[];
	matcher: MatcherSnapshot;
	outbox: SentMail[];
	/** How many random values were drawn for what came after the start. */
	drafts: number;
}

/** A mail as it went out. */
export interface SentMail
	extends Pick<CampaignEmail, 'subject' | 'body' | 'recipientEmail' | 'recipientName'> {
	emailId: string;
	campaignId: string;
	sentAt: string;
}

/** The answer of send-all, which the text leaves open. */
export interface SendAllResult {
	/** Emails that went out. */
	sent: number;
	/** Approved emails that could not go out, having no recipient or no text; they are `failed` now. */
	failed: number;
	/** The campaign's status. */
	status: string;
}

/** One customer's backlinks, campaigns and queries, and all that can be done to them. */
export class Tenant {
	readonly campaigns: Campaigns;
	readonly haroQueries: KeptList<HaroQuery>;
	readonly matcher: Matcher;
	/** Every mail that went out, oldest first. */
	readonly outbox: SentMail[];
	private readonly list: BacklinkList;
	private readonly pools: Pools;
	private readonly ids: Record<'backlink' | 'campaign' | 'email' | 'haro' | 'job', Cuids>;
	private readonly seed: number;
	private drafts: number;

	constructor(
		readonly description: TenantDescription,
		private readonly context: WorldContext,
		private readonly directories: Directories,
		size: number,
		snapshot?: TenantSnapshot,
	) {
		this.seed = seedOf(`${String(context.seed)} ${description.name}`);
		this.pools = poolsFor(this.seed);
		const cuids = (kind: string): Cuids => new Cuids(`${String(this.seed)} ${kind}`);
		this.ids = {
			backlink: cuids('backlink'),
			campaign: cuids('campaign'),
			email: cuids('email'),
			haro: cuids('haro query'),
			job: cuids('matcher job'),
		};
		const seeded = this.seedBacklinks(size);
		this.campaigns = new Campaigns(this.seedCampaigns(seeded), snapshot?.campaigns);
		this.list = new BacklinkList(
			{ seeded, size, cuids: this.ids.backlink, now: () => this.context.clock.now() },
			snapshot?.backlinks,
		);
		this.haroQueries = new KeptList('HARO query', this.seedHaroQueries(), snapshot?.haroQueries);
		this.matcher = new Matcher(
			() => this.context.clock.now(),
			(count) => {
				this.findOpportunities(count);
			},
			snapshot?.matcher,
		);
		this.outbox = snapshot?.outbox ?? [];
		this.drafts = snapshot?.drafts ?? 0;
	}

	/** The backlinks as they are now, those of completed matcher runs included. */
	get backlinks(): BacklinkList {
		this.matcher.settle();
		return this.list;
	}

	/** "Full Backlink object with campaign … and campaignEmail … includes". @throws Refusal (404) */
	backlinkWithIncludes(id: string): Backlink & BacklinkIncludes {
		const backlink = this.backlinks.get(id);
		return {
			...backlink,
			...this.campaigns.includesFor(backlink.campaignId, backlink.campaignEmailId),
		};
	}

	/**
	 * "PATCH /dm/v1/backlinks/:id" with its side effects: "Sets completedAt = now() when outreachStatus =
	 * completed, otherwise sets it to null", which is taken by its word where no status is given.
	 * @throws Refusal (404)
	 */
	updateBacklink(id: string, changes: Pick<BacklinkChanges, 'outreachStatus' | 'notes'>): Backlink {
		this.backlinks.get(id);
		const updated = this.list.change(id, { ...changes, ...this.completion(changes) });
		this.context.effects.count('backlinksUpdated');
		this.context.effects.count('searchSyncJobs');
		this.context.effects.count('auditEvents');
		this.context.changed();
		return updated;
	}

	/** "PATCH /tenant/v1/backlinks/:id/opportunity-status". @throws Refusal (404; 422 for another source type) */
	updateOpportunity(id: string, status: OpportunityStatus, notes?: string | null): Backlink {
		const { sourceType } = this.backlinks.get(id);
		if (!opportunityTypes.includes(sourceType)) {
			const rule = `Only ${opportunityTypes.join(' and ')} backlinks have an opportunity status`;
			throw fieldRefusal(422, rule, { sourceType: [`Is ${sourceType}`] });
		}
		const changes = { outreachStatus: status, ...(notes === undefined ? {} : { notes }) };
		const updated = this.list.change(id, { ...changes, ...this.completion(changes) });
		this.context.effects.count('opportunitiesUpdated');
		this.context.effects.count('searchSyncJobs');
		this.context.changed();
		return updated;
	}

	/** "POST /tenant/v1/backlinks/run-opportunity-matcher". */
	runMatcher(): MatcherJob {
		const job = this.matcher.start(this.ids.job.make(this.matcher.size, this.context.clock.now()));
		this.context.effects.count('matcherRuns');
		this.context.changed();
		return job;
	}

	/** "Get a single campaign with all emails included." @throws Refusal (404) */
	campaignWithEmails(id: string): Campaign & { emails: EmailWithBacklink[] } {
		const emails = this.campaigns.emailsOf(id).map((email) => this.withBacklink(email));
		return { ...this.campaigns.get(id), emails };
	}

	/**
	 * "Edit a single campaign email." The text refuses no edit, so one that went out can be approved again
	 * too; its `sentAt` stays, since only sending sets it. @throws Refusal (404)
	 */
	updateEmail(campaignId: string, emailId: string, changes: EmailChanges): CampaignEmail {
		this.campaigns.email(campaignId, emailId);
		const updated = this.campaigns.changeEmail(emailId, { ...changes, updatedAt: this.now() });
		this.context.effects.count('emailsUpdated');
		this.context.changed();
		return updated;
	}

	/**
	 * "Send a single email. Uses the current DB state of the email". A draft may be sent: the text asks for
	 * no approval. That one which went out is refused is an assumption, as the text says nothing of it.
	 * @throws Refusal (404; 409 when it is sent or skipped; 422 when it lacks something)
	 */
	send(campaignId: string, emailId: string): CampaignEmail {
		const email = this.campaigns.email(campaignId, emailId);
		if (isOut(email)) throw new Refusal(409, 'The email has been sent already');
		if (email.status === 'skipped') throw new Refusal(409, 'The email is skipped');
		const lacking = lackingIn(email);
		if (lacking.length > 0) {
			const errors = Object.fromEntries(lacking.map((field) => [field, ['Required to send']]));
			throw fieldRefusal(422, `The email has no ${lacking.join(', ')}`, errors);
		}
		const sent = this.deliver(email);
		this.context.changed();
		return sent;
	}

	/** "Send all CampaignEmail rows in approved status … Sets Campaign.status = "sent" when done." @throws Refusal (404) */
	sendAll(campaignId: string): SendAllResult {
		const approved = this.campaigns
			.emailsOf(campaignId)
			.filter(({ status }) => status === 'approved');
		const complete = approved.filter((email) => lackingIn(email).length === 0);
		for (const email of approved) {
			if (complete.includes(email)) this.deliver(email);
			else this.campaigns.changeEmail(email.id, { status: 'failed', updatedAt: this.now() });
		}
		const now = this.now();
		const { status } = this.campaigns.change(campaignId, {
			status: 'sent',
			sentAt: now,
			updatedAt: now,
		});
		this.context.effects.count('campaignsSent');
		this.context.changed();
		return { sent: complete.length, failed: approved.length - complete.length, status };
	}

	/** "List HARO queries with draft responses pending DM review": not those that were responded to. */
	pendingHaroQueries(request: PageRequest): Page<HaroQuery> {
		return this.haroQueries.page(request, ({ status }) => status === 'pending_review');
	}

	/** "Submit a drafted HARO response". @throws Refusal (404; 409 the second time) */
	respond(id: string): HaroQuery {
		const { status } = this.haroQueries.get(id);
		if (status === 'responded') throw new Refusal(409, 'The query has been responded to already');
		const now = this.now();
		const responded = this.haroQueries.change(id, {
			status: 'responded',
			respondedAt: now,
			updatedAt: now,
		});
		this.context.effects.count('haroResponsesSent');
		this.context.effects.count(`haroResponseSent:${id}`);
		this.context.changed();
		return responded;
	}

	/** New rows at the front of the list, whoever found them. @returns their ids, oldest first */
	addBacklinks(count: number, changes: BacklinkChanges): string[] {
		const added = Array.from({ length: count }, () => this.addBacklink(changes).id);
		this.context.changed();
		return added;
	}

	/** Somebody else moves these on. `completedAt` follows as it does for a request. @throws Refusal (404) */
	changeBacklinks(ids: readonly string[], changes: BacklinkChanges): void {
		for (const id of ids) {
			this.backlinks.change(id, { ...changes, ...this.completion(changes) });
		}
		this.context.changed();
	}

	/** They vanish without a request. @throws Refusal (404) */
	removeBacklinks(ids: readonly string[]): void {
		this.backlinks.remove(ids);
		this.context.changed();
	}

	/** They change their place in the list. @throws Refusal (404) */
	moveBacklinks(ids: readonly string[], to: 'front' | 'back'): void {
		this.backlinks.move(ids, to);
		this.context.changed();
	}

	/** Somebody else moves the campaign on. @throws Refusal (404) */
	setCampaignStatus(id: string, status: string): void {
		this.campaigns.change(id, { status, updatedAt: this.now() });
		this.context.changed();
	}

	/** New prospects for a campaign, each with a drafted email. @returns the emails' ids */
	draftEmails(campaignId: string, count: number, status: string): string[] {
		const { prospectType } = this.campaigns.get(campaignId);
		const drafted = Array.from({ length: count }, () => {
			const backlink = this.addBacklink({ sourceType: 'outreach_prospect' });
			const email = this.newEmail(campaignId, backlink, status);
			this.campaigns.addEmail(email);
			this.list.change(backlink.id, { ...traceOf(email), prospectType });
			return email.id;
		});
		this.context.changed();
		return drafted;
	}

	/** What the mail system, or a person elsewhere, makes of these emails. @throws Refusal (404) */
	setEmailStatus(emailIds: readonly string[], status: string): void {
		const now = this.now();
		const isUnsent = unsentStatuses.includes(status);
		for (const id of emailIds) {
			const { sentAt } = this.campaigns.anyEmail(id);
			this.campaigns.changeEmail(id, {
				status,
				sentAt: isUnsent ? null : (sentAt ?? now),
				updatedAt: now,
			});
		}
		this.context.changed();
	}

	/** New queries at the front of the list. @returns their ids, oldest first */
	addHaroQueries(count: number): string[] {
		const added = Array.from({ length: count }, () => {
			const query = newHaroQuery(
				this.haroQueries.size,
				this.context.clock.now(),
				this.description,
				this.pools,
				this.nextDraft(),
				this.ids.haro,
			);
			this.haroQueries.put(query);
			return query.id;
		});
		this.context.changed();
		return added;
	}

	snapshot(): TenantSnapshot {
		return {
			backlinks: this.list.snapshot(),
			campaigns: this.campaigns.snapshot(),
			haroQueries: this.haroQueries.snapshot(),
			matcher: this.matcher.snapshot(),
			outbox: this.outbox,
			drafts: this.drafts,
		};
	}

	/** "Same per-email side effects": status, times, the backlink's status, one mail handed on. */
	private deliver(email: CampaignEmail): CampaignEmail {
		const sentAt = this.now();
		const sent = this.campaigns.changeEmail(email.id, {
			status: 'sent',
			sentAt,
			updatedAt: sentAt,
		});
		if (this.backlinks.has(email.backlinkId)) {
			this.list.change(email.backlinkId, {
				outreachStatus: 'outreach_sent',
				outreachSentAt: sentAt,
			});
		}
		const { id: emailId, campaignId, subject, body, recipientEmail, recipientName } = email;
		this.outbox.push({ emailId, campaignId, subject, body, recipientEmail, recipientName, sentAt });
		this.context.effects.count('mailsSent');
		this.context.effects.count(`mailSent:${emailId}`);
		return sent;
	}

	private completion({ outreachStatus }: BacklinkChanges): Pick<BacklinkChanges, 'completedAt'> {
		return { completedAt: outreachStatus === 'completed' ? this.now() : null };
	}

	private withBacklink(email: CampaignEmail): EmailWithBacklink {
		if (!this.backlinks.has(email.backlinkId)) return { ...email, backlink: null };
		const { sourceDomain, prospectType, relevanceScore, pitchRationale } = this.list.get(
			email.backlinkId,
		);
		return {
			...email,
			backlink: { sourceDomain, prospectType, relevanceScore, pitchRationale },
		};
	}

	private findOpportunities(count: number): void {
		for (let place = 0; place < count; place += 1) {
			this.addBacklink({ sourceType: opportunityTypes[place % opportunityTypes.length] });
		}
		this.context.changed();
	}

	/** The parts that depend on the source type are made to fit it. */
	private addBacklink(changes: BacklinkChanges): Backlink {
		const { id, sourceType } = this.list.add(changes);
		return this.list.change(id, { ...this.partsFor(sourceType), ...changes });
	}

	private partsFor(sourceType: SourceType): BacklinkChanges {
		const { name } = this.description;
		const base: BacklinkChanges = { mentionContext: null, directoryId: null, steps: null };
		if (sourceType === 'unlinked_mention') {
			return { ...base, anchorText: null, mentionContext: `We asked ${name}, who know this best.` };
		}
		if (sourceType !== 'directory_opportunity') return base;
		const directory = this.nextDraft().pick(
			this.directories.all().filter(({ isActive }) => isActive),
		);
		return {
			...base,
			directoryId: directory.id,
			steps: directory.steps,
			sourceUrl: directory.url,
			sourceDomain: new URL(directory.url).hostname,
			prospectType: 'directory',
			pitchRationale: `${directory.name} lists businesses like ${name}, which it does not have yet.`,
		};
	}

	private newEmail(campaignId: string, backlink: Backlink, status: string): CampaignEmail {
		const now = this.now();
		return {
			id: this.ids.email.make(this.campaigns.emailCount, this.context.clock.now()),
			campaignId,
			backlinkId: backlink.id,
			...draftFor(backlink, this.description, this.pools, this.nextDraft()),
			status,
			sentAt: status === 'sent' ? now : null,
			createdAt: now,
			updatedAt: now,
		};
	}

	private seedBacklinks(size: number): SeededBacklinks {
		return new SeededBacklinks({
			tenant: this.description,
			pools: this.pools,
			seed: this.seed,
			seededOn: this.context.seededOn,
			size,
			cuids: this.ids.backlink,
			directories: this.directories.seeded,
		});
	}

	private seedCampaigns(backlinks: SeededBacklinks): CampaignsSnapshot {
		return seededCampaigns({
			tenant: this.description,
			pools: this.pools,
			random: new RandomStream(seedOf(`${String(this.seed)} campaigns`)),
			seededOn: this.context.seededOn,
			backlinks,
			campaignIds: this.ids.campaign,
			emailIds: this.ids.email,
		});
	}

	private seedHaroQueries(): HaroQuery[] {
		const random = new RandomStream(seedOf(`${String(this.seed)} haro`));
		const { haroQueries: count } = this.description;
		return Array.from({ length: count }, (_, serial) => {
			const received =
				Date.parse(this.context.seededOn) - (count - serial) * 7 * millisecondsAnHour;
			return newHaroQuery(serial, received, this.description, this.pools, random, this.ids.haro);
		});
	}

	/** Chance for one thing that came after the start. */
	private nextDraft(): RandomStream {
		this.drafts += 1;
		return new RandomStream(seedOf(`${String(this.seed)} draft ${String(this.drafts)}`));
	}

	private now(): string {
		return new Date(this.context.clock.now()).toISOString();
	}
}

/** Those of an email that waits, or did not go out. */
const unsentStatuses: readonly string[] = [...editableStatuses, 'failed'];

/** Whether it went out and was not taken back for another time; what became of it may be any status. */
const isOut = ({ status, sentAt }: CampaignEmail): boolean =>
	sentAt !== null && !unsentStatuses.includes(status);

/** The fields without which a mail cannot go out. */
function lackingIn(email: CampaignEmail): string[] {
	return (['recipientEmail', 'subject', 'body'] as const).filter((field) => !email[field]);
}
