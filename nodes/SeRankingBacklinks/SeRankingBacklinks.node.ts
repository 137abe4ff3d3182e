import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describe } from '../shared/describe';
import { execute } from '../shared/execute';
import { searchDisavowed, searchSites } from './listSearch';
import { backlinkResource } from './resources/backlink';
import { disavowResource } from './resources/disavow';
import { gscImportResource } from './resources/gscImport';
import { siteResource } from './resources/site';
import { seRanking } from './service';

const resources = [backlinkResource, disavowResource, gscImportResource, siteResource];

export class SeRankingBacklinks implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SE Ranking Backlinks',
		name: 'seRankingBacklinks',
		icon: {
			light: 'file:../../icons/seRanking.svg',
			dark: 'file:../../icons/seRanking.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Monitor backlinks, import them from Google Search Console, and disavow the toxic ones',
		defaults: { name: 'SE Ranking Backlinks' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'seRankingProjectApi', required: true }],
		properties: describe(resources),
	};

	methods = { listSearch: { searchDisavowed, searchSites } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, seRanking, resources);
	}
}
