/** Where a backlink's row came from; the text names `directory_opportunity` and `competitor_gap`. */
export const sourceTypes = [
	'outreach_prospect',
	'unlinked_mention',
	'haro',
	'directory_opportunity',
	'competitor_gap',
] as const;

export type SourceType = (typeof sourceTypes)[number];

/** Those that the client may update ("PATCH /tenant/v1/backlinks/:id/opportunity-status"). */
export const opportunityTypes: readonly SourceType[] = ['directory_opportunity', 'competitor_gap'];

/** "in_progress, completed, not_applicable" (same section). */
export const opportunityStatuses = ['in_progress', 'completed', 'not_applicable'] as const;

export type OpportunityStatus = (typeof opportunityStatuses)[number];

/**
 * A backlink with every field that the API text mentions and a few that such a row needs. Times are ISO 8601.
 */
export interface Backlink {
	id: string;
	tenantId: string;
	sourceUrl: string;
	sourceDomain: string;
	targetUrl: string;
	anchorText: string | null;
	/** What kind of page or site it is: `blog`, `podcast`, … */
	prospectType: string;
	sourceType: SourceType;
	/** 0 to 100. */
	relevanceScore: number;
	pitchRationale: string;
	/** Any text: `new`, `in_campaign`, `outreach_sent`, `completed`, … */
	outreachStatus: string;
	/** "DM internal notes". */
	notes: string | null;
	/** The sentence that names the tenant, of an unlinked mention. */
	mentionContext: string | null;
	directoryId: string | null;
	/** A copy of the directory's steps, as they were when this row was made. */
	steps: DirectorySteps | null;
	campaignId: string | null;
	campaignEmailId: string | null;
	outreachSentAt: string | null;
	completedAt: string | null;
	createdAt: string;
	updatedAt: string;
}

/** How a directory is submitted to; the text does not say of what form a step is. */
export type DirectorySteps = readonly (string | Readonly<Record<string, unknown>>)[];

export type BacklinkChanges = Partial<Omit<Backlink, 'tenantId'>>;
