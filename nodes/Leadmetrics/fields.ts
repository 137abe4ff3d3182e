import { z } from 'zod';
import { entries, identifier, optionalText, text } from '../shared/fields';
import { recordId } from './rules';

/** Fields that several of the service's resources share. */
export const tenantId = text({
	name: 'tenantId',
	displayName: 'Tenant ID',
	description: 'ID of the client whose data is meant',
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
	description: 'The backlink, as the tenant has it',
	placeholder: 'e.g. cm7q4x1tz0042l508b1kq9d0e',
	search: 'searchBacklinks',
	rule: recordId,
	dependsOn: ['tenantId'],
});

export const campaignId = identifier({
	name: 'campaignId',
	displayName: 'Campaign',
	description: 'The campaign. The list holds those of the tenant’s backlinks.',
	placeholder: 'e.g. cm7q4x1tz0007l508c4mp0a1g',
	search: 'searchCampaigns',
	rule: recordId,
	dependsOn: ['tenantId'],
});

export const emailId = identifier({
	name: 'emailId',
	displayName: 'Email',
	description: 'The email of the campaign',
	placeholder: 'e.g. cm7q4x1tz0011l508e3ma1l0b',
	search: 'searchCampaignEmails',
	rule: recordId,
	dependsOn: ['tenantId', 'campaignId.value'],
});

export const directoryId = identifier({
	name: 'directoryId',
	displayName: 'Directory',
	description: 'The directory that links can be placed in',
	placeholder: 'e.g. cm7q4x1tz0003l508d1r3ct0y',
	search: 'searchDirectories',
	rule: recordId,
});

export const notes = optionalText({
	name: 'notes',
	displayName: 'Notes',
	description: 'Notes for the team',
	rows: 3,
});
