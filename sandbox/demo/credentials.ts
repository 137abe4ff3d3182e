/** The demo's credentials: one for each credential type, leading to the sandbox. */
import type { IDataObject } from 'n8n-workflow';
import type { Credential, N8nClient } from '../n8n/client';
import type { Sandbox, SandboxServices } from '../server';

interface DemoCredential {
	type: string;
	/** As the user sees it in n8n. */
	name: string;
	service: keyof SandboxServices;
	/** The sandbox's names of the credential's fields, where a service takes several credentials. */
	fields?: Record<string, string>;
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
];

/**
 * Adds the credentials that are missing, and leads those of an earlier run to where the sandbox is now.
 * Whatever else the user changed stays.
 * @param formerSandbox where the sandbox was in the run before
 * @returns for each type the credential that an example shall use
 */
export async function provideCredentials(
	client: N8nClient,
	sandbox: Sandbox,
	formerSandbox: string | undefined,
): Promise<Map<string, Credential>> {
	const provided = new Map<string, Credential>();
	const known = await client.credentialTypes();
	for (const wanted of demoCredentials.filter(({ type }) => known.includes(type))) {
		const existing = await client.findCredentials(wanted.type);
		for (const credential of existing) {
			await leadToSandbox(client, credential, formerSandbox, sandbox.url);
		}
		const fitting = existing.find(({ name }) => name === wanted.name) ?? existing.at(0);
		const credential = fitting ?? (await create(client, wanted, sandbox));
		provided.set(wanted.type, credential);
	}
	return provided;
}

async function create(
	client: N8nClient,
	{ type, name, service, fields }: DemoCredential,
	sandbox: Sandbox,
): Promise<Credential> {
	const { url, credentials } = sandbox.services[service];
	const secrets = fields ? renamed(credentials, fields) : credentials;
	return await client.createCredential(name, type, { ...secrets, baseUrl: url });
}

function renamed(values: Readonly<Record<string, string>>, names: Record<string, string>) {
	return Object.fromEntries(Object.entries(names).map(([name, former]) => [name, values[former]]));
}

/** A base URL beneath the sandbox's former address gets its new one; all others are the user's own. */
async function leadToSandbox(
	client: N8nClient,
	credential: Credential,
	former: string | undefined,
	now: string,
): Promise<void> {
	if (former === undefined || former === now) return;
	const data = await client.credentialData(credential.id);
	const { baseUrl } = data;
	if (typeof baseUrl !== 'string' || !baseUrl.startsWith(`${former}/`)) return;
	const moved = { ...data, baseUrl: now + baseUrl.slice(former.length) } as IDataObject;
	await client.updateCredential(credential, moved);
}
