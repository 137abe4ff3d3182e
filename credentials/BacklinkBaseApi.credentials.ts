import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { redirectRules } from '../nodes/shared/credentialTest';

/**
 * BacklinkBase's API: "the key must be supplied as a query-string parameter (recommended) or a JSON body
 * field for POST calls". So it is in the query of what reads and in the body of what is posted.
 */
export class BacklinkBaseApi implements ICredentialType {
	name = 'backlinkBaseApi';

	displayName = 'BacklinkBase API';

	icon: Icon = {
		light: 'file:../icons/backlinkBase.svg',
		dark: 'file:../icons/backlinkBase.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'In BacklinkBase: the API token of your account, also called API key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://backlinkbase.com/api/v1',
			description: 'Address of the API; change it only when BacklinkBase tells you to',
		},
	];

	authenticate = async (
		{ apiToken }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const token = { api_token: String(apiToken).trim() };
		return request.method === 'POST'
			? { ...request, body: { ...(request.body as IDataObject | undefined), ...token } }
			: { ...request, qs: { ...request.qs, ...token } };
	};

	/** Asking for the credits costs none. What is refused has an "http code other than 200". */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/credits',
			disableFollowRedirect: true,
		},
		rules: [
			...redirectRules('BacklinkBase'),
			{
				// "401 | Bad token | missing/invalid/inactive/out of credits".
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'BacklinkBase did not accept the API token: it is wrong, not active, or its account has no credits left',
				},
			},
			{
				// "429 | Rate limit | >60 req/min or >3 bad tokens".
				type: 'responseCode',
				properties: {
					value: 429,
					message:
						'BacklinkBase refuses requests for a while, as it does after several wrong API tokens: wait a minute',
				},
			},
		],
	};
}
