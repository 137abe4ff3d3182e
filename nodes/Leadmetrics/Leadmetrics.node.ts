import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describe, whereUsed } from '../shared/describe';
import { execute } from '../shared/execute';
import {
	searchBacklinks,
	searchCampaignEmails,
	searchCampaigns,
	searchDirectories,
	searchHaroQueries,
	searchOpportunities,
} from './listSearch';
import { backlinkResource } from './resources/backlink';
import { campaignResource } from './resources/campaign';
import { campaignEmailResource } from './resources/campaignEmail';
import { directoryResource } from './resources/directory';
import { haroQueryResource } from './resources/haroQuery';
import { opportunityResource } from './resources/opportunity';
import { leadmetrics } from './service';

const resources = [
	backlinkResource,
	campaignResource,
	campaignEmailResource,
	directoryResource,
	haroQueryResource,
	opportunityResource,
];

export class Leadmetrics implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leadmetrics',
		name: 'leadmetrics',
		icon: {
			light: 'file:../../icons/leadmetrics.svg',
			dark: 'file:../../icons/leadmetrics.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Follow backlinks and opportunities, send outreach emails, and keep link directories',
		defaults: { name: 'Leadmetrics' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'leadmetricsDmApi',
				required: true,
				displayOptions: whereUsed(resources, 'leadmetricsDmApi'),
			},
			{
				name: 'leadmetricsTenantApi',
				required: true,
				displayOptions: whereUsed(resources, 'leadmetricsTenantApi'),
			},
			{
				name: 'leadmetricsAdminApi',
				required: true,
				displayOptions: whereUsed(resources, 'leadmetricsAdminApi'),
			},
		],
		properties: describe(resources),
	};

	methods = {
		listSearch: {
			searchBacklinks,
			searchCampaignEmails,
			searchCampaigns,
			searchDirectories,
			searchHaroQueries,
			searchOpportunities,
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, leadmetrics, resources);
	}
}
