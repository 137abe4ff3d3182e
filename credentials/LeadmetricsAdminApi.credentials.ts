import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { redirects } from '../nodes/shared/credentialTest';
import { tokenRules } from '../nodes/Leadmetrics/credentialTest';

/**
 * Leadmetrics' admin API, `/admin/v1`: `Authorization: Bearer <superadmin JWT>`; or the Manage portal,
 * whose proxy routes read the cookie `manage_access_token` ("Directory Management Routes").
 */
export class LeadmetricsAdminApi implements ICredentialType {
	name = 'leadmetricsAdminApi';

	displayName = 'Leadmetrics Admin API';

	icon: Icon = {
		light: 'file:../icons/leadmetrics.svg',
		dark: 'file:../icons/leadmetrics.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/leadmetrics.md#set-up-the-credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Connect Through',
			name: 'connectThrough',
			type: 'options',
			default: 'api',
			description: 'What the base URL leads to',
			options: [
				{
					name: 'API',
					value: 'api',
					description: 'The Leadmetrics API; all operations',
				},
				{
					name: 'Manage Portal',
					value: 'portal',
					description:
						'The Manage portal, where the API itself is not reachable. It offers single directories, but neither lists nor the bulk import.',
				},
			],
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The token of a superadmin: in a signed-in browser, the value of the cookie manage_access_token',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.leadmetrics.example',
			description: 'Address of the API, without /admin/v1, or of the Manage portal',
		},
	];

	authenticate: IAuthenticate = async ({ connectThrough, accessToken }, request) => ({
		...request,
		headers: {
			...request.headers,
			...(connectThrough === 'portal'
				? { Cookie: `manage_access_token=${encodeURIComponent(String(accessToken))}` }
				: { Authorization: `Bearer ${String(accessToken)}` }),
		},
	});

	/**
	 * Asks for a directory that does not exist, the one read that API and portal both offer. A good token
	 * comes as far as "not found" (404); a bad one is refused before (401), and so is one that is not a
	 * superadmin's (403).
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '={{$credentials.connectThrough === "portal" ? "/api/admin/directories/n8n-credential-test" : "/admin/v1/backlink-directories/n8n-credential-test"}}',
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403, ...redirects] },
			disableFollowRedirect: true,
		},
		rules: tokenRules('The access token is not that of a superadmin'),
	};
}
