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

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/backlinkbase.md#set-up-the-credential';

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
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 60, numberPrecision: 0 },
			default: 60,
			description:
				'How many requests each n8n process sends at most. BacklinkBase allows 60 a minute for all of them together: in queue mode divide 60 by the number of workers and main processes.',
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
