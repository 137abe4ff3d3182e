/**
 * The demo's credentials, one for each credential type: those that lead to the sandbox, and those that
 * protect what n8n itself offers.
 */
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import type { Credential, N8nClient } from '../n8n/client';
import type { Sandbox, SandboxServices } from '../server';

/** Where a sandbox listens. */
export interface SandboxPlace {
	url: string;
	smtpPort?: number;
}

/** What somebody has to show who opens a form of an example, or calls its webhook. */
export const entrance = {
	form: { user: 'demo', password: 'demo' },
	webhook: { name: 'X-Api-Key', value: 'demo' },
} as const;

interface DemoCredential {
	type: string;
	/** As the user sees it in n8n. */
	name: string;
	/** Where it leads to, if anywhere. */
	service?: keyof SandboxServices;
	/** The sandbox's names of the credential's fields, where a service takes several credentials. */
	fields?: Record<string, string>;
	/** The fields that say where the service is; a base URL unless told. */
	address?: (service: SandboxServices[keyof SandboxServices]) => IDataObject;
	/** Further fields. */
	data?: IDataObject;
}

/** A new credential type is a line here. */
const demoCredentials: readonly DemoCredential[] = [
	{ type: 'seRankingProjectApi', name: 'SE Ranking (sandbox)', service: 'seRanking' },
	{ type: 'likePionApi', name: 'LikePion (sandbox)', service: 'likePion' },
	{ type: 'backlinkBaseApi', name: 'BacklinkBase (sandbox)', service: 'backlinkBase' },
	{
		type: 'leadmetricsTenantApi',
		name: 'Leadmetrics tenant (sandbox)',
		service: 'leadmetrics',
		fields: { accessToken: 'tenantAccessToken', dmAccessToken: 'dmAccessToken' },
	},
	{
		type: 'leadmetricsDmApi',
		name: 'Leadmetrics DM (sandbox)',
		service: 'leadmetrics',
		fields: { accessToken: 'dmAccessToken' },
	},
	{
		type: 'leadmetricsAdminApi',
		name: 'Leadmetrics admin (sandbox)',
		service: 'leadmetrics',
		fields: { accessToken: 'adminAccessToken' },
	},
	{ type: 'typesenseServerApi', name: 'Typesense (sandbox)', service: 'typesense' },
	{
		type: 'openAiApi',
		name: 'AI model (sandbox)',
		service: 'openAi',
		address: ({ url }) => ({ url }),
	},
	{
		type: 'smtp',
		name: 'Inbox (sandbox)',
		service: 'inbox',
		address: ({ beside }) => ({
			host: loopback,
			port: beside?.port,
			secure: false,
			disableStartTls: true,
		}),
	},
	{
		type: 'httpBasicAuth',
		name: `Forms: user ${entrance.form.user}, password ${entrance.form.password}`,
		data: { ...entrance.form },
	},
	{
		type: 'httpHeaderAuth',
		name: `Webhooks: header ${entrance.webhook.name} with the value ${entrance.webhook.value}`,
		data: { ...entrance.webhook },
	},
];

const loopback = '127.0.0.1';

/** Where this one listens. */
export function placeOf({ url, services }: Sandbox): SandboxPlace {
	return { url, smtpPort: services.inbox.beside?.port };
}

/**
 * Adds the credentials that are missing, and leads those of an earlier run to where the sandbox is now.
 * Whatever else the user changed stays.
 * @param former where the sandbox was in the run before
 * @returns for each type the credential that an example shall use
 */
export async function provideCredentials(
	client: N8nClient,
	sandbox: Sandbox,
	former: SandboxPlace | undefined,
): Promise<Map<string, Credential>> {
	const provided = new Map<string, Credential>();
	const known = await client.credentialTypes();
	for (const wanted of demoCredentials.filter(({ type }) => known.includes(type))) {
		const existing = await client.findCredentials(wanted.type);
		for (const credential of existing) {
			await leadToSandbox(client, credential, former, placeOf(sandbox));
		}
		const fitting = existing.find(({ name }) => name === wanted.name) ?? existing.at(0);
		const credential = fitting ?? (await create(client, wanted, sandbox));
		provided.set(wanted.type, credential);
	}
	return provided;
}

async function create(
	client: N8nClient,
	credential: DemoCredential,
	sandbox: Sandbox,
): Promise<Credential> {
	const { type, name, data = {} } = credential;
	return await client.createCredential(name, type, {
		...wayToService(credential, sandbox),
		...data,
	});
}

/** Secrets and address of the service that a credential leads to. */
function wayToService(
	{ service, fields, address = ({ url }) => ({ baseUrl: url }) }: DemoCredential,
	sandbox: Sandbox,
): IDataObject {
	if (service === undefined) return {};
	const running = sandbox.services[service];
	const secrets = fields ? renamed(running.credentials, fields) : running.credentials;
	return { ...secrets, ...address(running) };
}

function renamed(values: Readonly<Record<string, string>>, names: Record<string, string>) {
	return Object.fromEntries(Object.entries(names).map(([name, former]) => [name, values[former]]));
}

/** What points to the sandbox's former place gets its new one; all else is the user's own. */
async function leadToSandbox(
	client: N8nClient,
	credential: Credential,
	former: SandboxPlace | undefined,
	now: SandboxPlace,
): Promise<void> {
	if (former === undefined) return;
	const data = await client.credentialData(credential.id);
	const moved = { ...data, ...movedUrls(data, former, now), ...movedPort(data, former, now) };
	if (isDeepStrictEqual(data, moved)) return;
	await client.updateCredential(credential, moved as IDataObject);
}

/** Addresses beneath the former URL. */
function movedUrls(data: Record<string, unknown>, former: SandboxPlace, now: SandboxPlace) {
	const urls = Object.entries(data).flatMap(([field, value]) =>
		typeof value === 'string' && value.startsWith(`${former.url}/`)
			? [[field, now.url + value.slice(former.url.length)]]
			: [],
	);
	return Object.fromEntries(urls) as IDataObject;
}

function movedPort(data: Record<string, unknown>, former: SandboxPlace, now: SandboxPlace) {
	const isInbox = data.host === loopback && data.port === former.smtpPort;
	return isInbox ? { port: now.smtpPort } : {};
}
