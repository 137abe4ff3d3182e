import { z } from 'zod';
import { entries, identifier, optionalText, text } from '../shared/fields';
import { recordId } from './rules';

/** Fields that several of the service's resources share. */
export const tenantId = text({
	name: 'tenantId',
	displayName: 'Tenant ID',
	description: 'The client whose data is meant, by the ID that Leadmetrics gave',
	placeholder: 'e.g. cm7q4x1tz0000l508h3f2c9ra',
});

/** The same where one trigger can watch several clients. */
export const tenantIds = entries({
	name: 'tenantId',
	displayName: 'Tenant ID',
	description: 'IDs of the clients to watch: one or several, between commas or one a line',
	placeholder: 'e.g. cm7q4x1tz0000l508h3f2c9ra',
	keys: ['tenantId', 'id'],
	rule: z.string(),
});

export const backlinkId = identifier({
	name: 'backlinkId',
	displayName: 'Backlink',
	description:
		'One of the tenant’s backlinks or opportunities; fill in Tenant ID first to see the list',
	placeholder: 'e.g. cm7q4x1tz0042l508b1kq9d0e',
	search: 'searchBacklinks',
	rule: recordId,
	dependsOn: ['tenantId'],
});

export const campaignId = identifier({
	name: 'campaignId',
	displayName: 'Campaign',
	description:
		'A campaign of the tenant. The list holds those that the tenant’s backlinks belong to.',
	placeholder: 'e.g. cm7q4x1tz0007l508c4mp0a1g',
	search: 'searchCampaigns',
	rule: recordId,
	dependsOn: ['tenantId'],
});

export const emailId = identifier({
	name: 'emailId',
	displayName: 'Email',
	description: 'One of the campaign’s emails; choose the campaign first to see the list',
	placeholder: 'e.g. cm7q4x1tz0011l508e3ma1l0b',
	search: 'searchCampaignEmails',
	rule: recordId,
	dependsOn: ['tenantId', 'campaignId.value'],
});

export const directoryId = identifier({
	name: 'directoryId',
	displayName: 'Directory',
	description: 'A website that lists others, as Leadmetrics keeps it for all tenants',
	placeholder: 'e.g. cm7q4x1tz0003l508d1r3ct0y',
	search: 'searchDirectories',
	rule: recordId,
});

export const notes = optionalText({
	name: 'notes',
	displayName: 'Notes',
	description: 'What the team should know of the backlink',
	placeholder: 'e.g. Editor answers on Mondays',
	rows: 3,
});
