import type { RecordShape } from '../shared/output';
import { domainOf, textOrNull } from '../shared/output';

/**
 * A backlink. The text describes no such object as a whole: these are all fields that it mentions, and
 * the addresses and times that such a record has.
 */
const backlinkFields = [
	'id',
	'tenantId',
	'sourceUrl',
	'sourceDomain',
	'targetUrl',
	'anchorText',
	'sourceType',
	'prospectType',
	'relevanceScore',
	'pitchRationale',
	'outreachStatus',
	'outreachSentAt',
	'completedAt',
	'notes',
	'steps',
	'campaignId',
	'campaign',
	'campaignEmail',
	'createdAt',
	'updatedAt',
] as const;

export const backlink: RecordShape = {
	fields: backlinkFields,
	simplified: [
		'id',
		'sourceDomain',
		'outreachStatus',
		'sourceType',
		'prospectType',
		'relevanceScore',
		'campaignId',
		'outreachSentAt',
		'completedAt',
		'notes',
	],
	identity: 'id',
	unify: (record) => ({
		service: 'leadmetrics',
		id: textOrNull(record.id),
		sourceUrl: textOrNull(record.sourceUrl),
		sourceDomain: textOrNull(record.sourceDomain) ?? domainOf(record.sourceUrl),
		targetUrl: textOrNull(record.targetUrl),
		anchor: textOrNull(record.anchorText),
		status: textOrNull(record.outreachStatus),
		rel: null,
		indexed: null,
		// A backlink is there from the day on which the outreach for it was completed.
		firstSeen: textOrNull(record.completedAt),
		lostAt: null,
		cost: null,
	}),
};

/** A web mention without a link; the text names no field, so each is handed on whole. */
export const mention: RecordShape = { fields: [], simplified: [], identity: 'id' };

/** A campaign ("id, name, status, totalEmails", "with all emails included"). */
export const campaign: RecordShape = {
	fields: ['id', 'name', 'status', 'totalEmails', 'emails'],
	simplified: ['id', 'name', 'status', 'totalEmails', 'emails'],
	identity: 'id',
};

/** A campaign's email ("id, subject, body, recipientEmail, recipientName, status, sentAt", and of its backlink). */
export const campaignEmail: RecordShape = {
	fields: [
		'campaignId',
		'id',
		'subject',
		'body',
		'recipientEmail',
		'recipientName',
		'status',
		'sentAt',
		'backlink',
	],
	simplified: [],
	identity: 'id',
};

/** A BacklinkDirectory. */
export const directory: RecordShape = {
	fields: [
		'id',
		'name',
		'url',
		'category',
		'subcategory',
		'region',
		'isActive',
		'steps',
		'customFields',
	],
	simplified: [],
	identity: 'id',
};

/** A journalist's query; the text names no field, so each is handed on whole. */
export const haroQuery: RecordShape = { fields: [], simplified: [], identity: 'id' };

/** "status is restricted to draft, approved, skipped (not sent — sending is a separate action)". */
export const editableEmailStatuses = [
	{ name: 'Approved', value: 'approved', description: 'Ready for Campaign > Send All' },
	{ name: 'Draft', value: 'draft' },
	{ name: 'Skipped', value: 'skipped', description: 'Not to be sent' },
] as const;

/** The same and "sent", which sending sets. */
export const emailStatuses = [
	{ name: 'Approved', value: 'approved' },
	{ name: 'Draft', value: 'draft' },
	{ name: 'Sent', value: 'sent' },
	{ name: 'Skipped', value: 'skipped' },
] as const;

/** "opportunity status (in_progress, completed, not_applicable)". */
export const opportunityStatuses = [
	{ name: 'Completed', value: 'completed' },
	{ name: 'In Progress', value: 'in_progress' },
	{ name: 'Not Applicable', value: 'not_applicable' },
] as const;

/** "Only applies to sourceType: directory_opportunity or competitor_gap rows". */
export const opportunitySources: readonly unknown[] = ['directory_opportunity', 'competitor_gap'];
