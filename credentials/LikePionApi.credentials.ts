import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { redirectRules } from '../nodes/shared/credentialTest';

/** LikePion's Backlink API: `Authorization: Bearer <JWT>`. */
export class LikePionApi implements ICredentialType {
	name = 'likePionApi';

	displayName = 'LikePion API';

	icon: Icon = {
		light: 'file:../icons/likePion.svg',
		dark: 'file:../icons/likePion.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/likepion.md#set-up-the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The JWT of your LikePion account, without the word "Bearer"',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://apitest.likepion.com/api/v1/backlink',
			description: 'Address of the API; change it only when LikePion tells you to',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/stats',
			disableFollowRedirect: true,
		},
		rules: [
			...redirectRules('LikePion'),
			{
				type: 'responseCode',
				properties: { value: 401, message: 'LikePion did not accept the access token' },
			},
		],
	};
}
