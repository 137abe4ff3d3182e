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
 * Leadmetrics' API for clients, `/tenant/v1`: `Authorization: Bearer <token>`. It has no list, so the
 * lists to choose from come out of `/dm/v1`, where the user gives a token for them.
 */
export class LeadmetricsTenantApi implements ICredentialType {
	name = 'leadmetricsTenantApi';

	displayName = 'Leadmetrics Tenant API';

	icon: Icon = {
		light: 'file:../icons/leadmetrics.svg',
		dark: 'file:../icons/leadmetrics.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/leadmetrics.md#set-up-the-credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'A token of the client portal',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.leadmetrics.example',
			description: 'Address of the API, without /tenant/v1',
		},
		{
			displayName: 'DM Access Token (for Lists)',
			name: 'dmAccessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only to choose opportunities and HARO queries from lists, which Leadmetrics gives to tokens of the DM portal alone. Leave it empty to give IDs.',
		},
	];

	authenticate: IAuthenticate = async ({ accessToken, dmAccessToken }, request) => {
		const token = /\/dm\/v1\//.test(request.url) ? dmAccessToken : accessToken;
		return {
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${String(token)}` },
		};
	};

	/**
	 * The API for clients has no route that only reads, and an unknown route answers 404 whatever the
	 * token. So the test asks for a change without anything to change, of no tenant's backlink, which does
	 * not exist either. With a good token that is not valid (400) or not found (404); a bad token is refused
	 * before (401), and so is one of another portal (403). Nothing can be changed by it. A server without
	 * this route, which the text calls to build, cannot be tested: there every token passes.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '/tenant/v1/backlinks/n8n-credential-test/opportunity-status',
			method: 'PATCH',
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403, ...redirects] },
			disableFollowRedirect: true,
		},
		rules: tokenRules('The access token is not one of the client portal'),
	};
}
