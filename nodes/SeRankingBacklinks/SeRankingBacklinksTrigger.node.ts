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
import { searchSites } from './listSearch';
import { seRanking } from './service';

export class SeRankingBacklinksTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SE Ranking Backlinks Trigger',
		name: 'seRankingBacklinksTrigger',
		icon: {
			light: 'file:../../icons/seRanking.svg',
			dark: 'file:../../icons/seRanking.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["event"]}}',
		description: 'Starts a workflow when a backlink is found, lost or changes its status',
		defaults: { name: 'SE Ranking Backlinks Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'seRankingProjectApi', required: true }],
		properties: describeTrigger(events),
	};

	methods = { listSearch: { searchSites } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, seRanking, events);
	}
}
