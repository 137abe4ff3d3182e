import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { redirectRules } from '../nodes/shared/credentialTest';

/** How a request names its address: the HTTP Request node says `uri`. */
interface Addressed {
	url?: string;
	uri?: string;
	baseURL?: string;
}

/**
 * A Typesense server, for n8n's HTTP Request node: `X-TYPESENSE-API-KEY: <API key>`. A request goes to the
 * base URL, whatever host its URL names, so that another server takes another credential and nothing else,
 * and the key goes nowhere else.
 */
export class TypesenseServerApi implements ICredentialType {
	name = 'typesenseServerApi';

	displayName = 'Typesense Server API';

	icon: Icon = {
		light: 'file:../icons/typesense.svg',
		dark: 'file:../icons/typesense.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/docs/operations.md#credentials';

	httpRequestNode: ICredentialType['httpRequestNode'] = {
		name: 'Typesense',
		docsUrl: 'https://typesense.org/docs/api/',
		apiBaseUrlPlaceholder: 'https://typesense/collections',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'A key of the server that may read and write documents, and list and create collections',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://search.example:8108',
			description:
				'Address of the server. Requests with this credential go there; of the URL in the HTTP Request node only the path counts, such as https://typesense/collections.',
		},
	];

	authenticate: IAuthenticate = async ({ baseUrl, apiKey }, request) => {
		const server = String(baseUrl).replace(/\/+$/, '');
		const { url, uri, baseURL }: Addressed = request;
		const address = ledTo(server, baseURL === undefined ? (uri ?? url ?? '') : `${baseURL}${url}`);
		return {
			...request,
			baseURL: undefined,
			url: address,
			...(uri === undefined ? {} : { uri: address }),
			headers: { ...request.headers, 'X-TYPESENSE-API-KEY': String(apiKey) },
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}',
			url: '/collections',
			disableFollowRedirect: true,
		},
		rules: [
			...redirectRules('Typesense'),
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Typesense did not accept the API key' },
			},
		],
	};
}

/** An address on this server: as it is where it leads there, otherwise its path there. */
function ledTo(server: string, address: string): string {
	if (address === server || address.startsWith(`${server}/`)) return address;
	const { pathname, search } = new URL(address, `${server}/`);
	return `${server}${pathname}${search}`;
}
