import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describe } from '../shared/describe';
import { execute } from '../shared/execute';
import { getSites, searchTasks } from './listSearch';
import { accountResource } from './resources/account';
import { siteResource } from './resources/site';
import { taskResource } from './resources/task';
import { backlinkBase } from './service';

const resources = [taskResource, siteResource, accountResource];

export class BacklinkBase implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'BacklinkBase',
		name: 'backlinkBase',
		icon: {
			light: 'file:../../icons/backlinkBase.svg',
			dark: 'file:../../icons/backlinkBase.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Place articles with your links on sites, and watch what becomes of them',
		defaults: { name: 'BacklinkBase' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'backlinkBaseApi', required: true }],
		properties: describe(resources),
	};

	methods = { listSearch: { searchTasks }, loadOptions: { getSites } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, backlinkBase, resources);
	}
}
