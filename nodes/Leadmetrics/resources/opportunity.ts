import { choice, identifier } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { additionalFields, single } from '../../shared/operation';
import { objectOf, path, post } from '../../shared/service';
import { notes, tenantId } from '../fields';
import { recordId } from '../rules';
import { backlink, opportunityStatuses } from '../schemas';
import { credentials, notOfferedYet } from '../service';

/** "Client-facing route to update opportunity status", a route to build. */
const updateStatus = single({
	value: 'updateStatus',
	name: 'Update Status',
	action: 'Update the status of an opportunity',
	description: 'Say how far the work on an opportunity is',
	credential: credentials.tenant,
	fields: [
		tenantId,
		identifier({
			name: 'backlinkId',
			displayName: 'Backlink',
			description:
				'The opportunity: a backlink whose source type is directory_opportunity or competitor_gap',
			placeholder: 'e.g. cm7q4x1tz0042l508b1kq9d0e',
			search: 'searchOpportunities',
			rule: recordId,
			dependsOn: ['tenantId'],
		}),
		choice({
			name: 'status',
			displayName: 'Status',
			description: 'How far the work is. With "Completed" Leadmetrics sets the time of completion.',
			default: 'in_progress',
			options: opportunityStatuses,
		}),
		additionalFields(notes),
	],
	returns: backlink,
	refusals: [
		...notOfferedYet('opportunities', true),
		{
			when: 422,
			message: 'Leadmetrics refused the status of the opportunity',
			advice:
				'Only backlinks with the source type directory_opportunity or competitor_gap are opportunities.',
		},
	],
	request: ({ tenantId: tenant, backlinkId: id, status, additionalFields: more }) => ({
		method: 'PATCH',
		path: path`/tenant/v1/backlinks/${id}/opportunity-status`,
		body: { tenantId: tenant, status, ...more },
	}),
	output: (data, { tenantId: tenant, backlinkId: id, status, additionalFields: more }) => ({
		id,
		tenantId: tenant,
		outreachStatus: status,
		...more,
		...objectOf(data),
	}),
});

/** "Trigger the opportunity-matcher agent for a tenant", a route to build. */
const runMatcher = single({
	value: 'runMatcher',
	name: 'Run Matcher',
	action: 'Run the opportunity matcher',
	description: 'Have Leadmetrics look for opportunities for a tenant',
	credential: credentials.tenant,
	fields: [tenantId],
	refusals: notOfferedYet('the opportunity matcher', false),
	request: ({ tenantId: tenant }) =>
		post('/tenant/v1/backlinks/run-opportunity-matcher', { tenantId: tenant }),
	output: (data, { tenantId: tenant }) => ({
		tenantId: tenant,
		success: true,
		...objectOf(data),
	}),
	ifLost:
		'The API does not tell whether the matcher is running. Look for new opportunities of the tenant a while later, and run it again where there are none.',
});

export const opportunityResource: Resource = {
	value: 'opportunity',
	name: 'Opportunity',
	description: 'A chance for a link that a client can take',
	operations: [runMatcher, updateStatus],
};
