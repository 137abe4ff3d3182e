import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describeTrigger } from '../shared/trigger/describe';
import { poll } from '../shared/trigger/poll';
import { events } from './events';
import { searchCampaigns } from './listSearch';
import { leadmetrics } from './service';

export class LeadmetricsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Leadmetrics Trigger',
		name: 'leadmetricsTrigger',
		icon: {
			light: 'file:../../icons/leadmetrics.svg',
			dark: 'file:../../icons/leadmetrics.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["event"]}}',
		description: 'Starts a workflow when a backlink comes in, or outreach goes on',
		defaults: { name: 'Leadmetrics Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'leadmetricsDmApi', required: true }],
		properties: describeTrigger(events),
	};

	methods = { listSearch: { searchCampaigns } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, leadmetrics, events);
	}
}
