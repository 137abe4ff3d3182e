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
import { searchGroups, searchRequests } from './listSearch';
import { likePion } from './service';

export class LikePionTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LikePion Trigger',
		name: 'likePionTrigger',
		icon: {
			light: 'file:../../icons/likePion.svg',
			dark: 'file:../../icons/likePion.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["event"]}}',
		description:
			'Starts a workflow when a link, a request, a project or an account changes its status',
		defaults: { name: 'LikePion Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'likePionApi', required: true }],
		properties: describeTrigger(events),
	};

	methods = { listSearch: { searchGroups, searchRequests } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, likePion, events);
	}
}
