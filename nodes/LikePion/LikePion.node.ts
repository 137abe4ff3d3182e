import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describe } from '../shared/describe';
import { execute } from '../shared/execute';
import { searchAccounts, searchGroups, searchLinks, searchRequests } from './listSearch';
import { accountResource } from './resources/account';
import { groupResource } from './resources/group';
import { linkResource } from './resources/link';
import { projectResource } from './resources/project';
import { requestResource } from './resources/request';
import { statsResource } from './resources/stats';
import { likePion } from './service';

const resources = [
	requestResource,
	linkResource,
	groupResource,
	accountResource,
	projectResource,
	statsResource,
];

export class LikePion implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LikePion',
		name: 'likePion',
		icon: {
			light: 'file:../../icons/likePion.svg',
			dark: 'file:../../icons/likePion.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Order backlinks, follow the links that are placed, and keep the accounts for them',
		defaults: { name: 'LikePion' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'likePionApi', required: true }],
		properties: describe(resources),
	};

	methods = { listSearch: { searchAccounts, searchGroups, searchLinks, searchRequests } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, likePion, resources);
	}
}
