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
 * Leadmetrics' API of the DM portal, `/dm/v1`: `Authorization: Bearer <token>`; or the DM portal itself,
 * whose proxy routes read the cookie `dm_access_token` ("DM Proxy Routes").
 */
export class LeadmetricsDmApi implements ICredentialType {
	name = 'leadmetricsDmApi';

	displayName = 'Leadmetrics DM API';

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
					name: 'DM Portal',
					value: 'portal',
					description:
						'The DM portal, where the API itself is not reachable. It offers updating backlinks, and updating and sending emails, but no lists.',
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
				'The token of the DM portal: in a signed-in browser, the value of the cookie dm_access_token',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.leadmetrics.example',
			description: 'Address of the API, without /dm/v1, or of the DM portal',
		},
	];

	authenticate: IAuthenticate = async ({ connectThrough, accessToken }, request) => ({
		...request,
		headers: {
			...request.headers,
			...(connectThrough === 'portal'
				? { Cookie: `dm_access_token=${encodeURIComponent(String(accessToken))}` }
				: { Authorization: `Bearer ${String(accessToken)}` }),
		},
	});

	/**
	 * The portal has no route that only reads, so the test asks, on either way, for a change without
	 * anything to change, of no tenant's backlink, which does not exist either. With a good token that is
	 * not valid (400) or not found (404); a bad token is refused before (401), and so is one of another
	 * portal (403). Nothing can be changed by it.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '={{$credentials.connectThrough === "portal" ? "/api/dm/backlinks/n8n-credential-test" : "/dm/v1/backlinks/n8n-credential-test"}}',
			method: 'PATCH',
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403, ...redirects] },
			disableFollowRedirect: true,
		},
		rules: tokenRules('The access token is not one of the DM portal'),
	};
}
