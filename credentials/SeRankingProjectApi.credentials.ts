import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { redirectRules } from '../nodes/shared/credentialTest';

/** SE Ranking's Project API: `Authorization: Token <API key>`. */
export class SeRankingProjectApi implements ICredentialType {
	name = 'seRankingProjectApi';

	displayName = 'SE Ranking Project API';

	icon: Icon = {
		light: 'file:../icons/seRanking.svg',
		dark: 'file:../icons/seRanking.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/se-ranking.md#set-up-the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'In SE Ranking: Settings > API, the key of the Project API',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api4.seranking.com',
			description: 'Address of the API; change it only when SE Ranking tells you to',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Token {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/sites',
			disableFollowRedirect: true,
		},
		rules: [
			...redirectRules('SE Ranking'),
			{
				type: 'responseCode',
				properties: { value: 401, message: 'SE Ranking did not accept the API key' },
			},
		],
	};
}
