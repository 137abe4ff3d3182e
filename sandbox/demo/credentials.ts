/** The demo's credentials: one for each credential type, leading to the sandbox. */
import type { IDataObject } from 'n8n-workflow';
import type { Credential, N8nClient } from '../n8n/client';
import type { Sandbox, SandboxServices } from '../server';

interface DemoCredential {
	type: string;
	/** As the user sees it in n8n. */
	name: string;
	service: keyof SandboxServices;
}

/** A new credential type is a line here. */
const demoCredentials: readonly DemoCredential[] = [
	{ type: 'seRankingProjectApi', name: 'SE Ranking (sandbox)', service: 'seRanking' },
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
	for (const wanted of demoCredentials) {
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
	{ type, name, service }: DemoCredential,
	sandbox: Sandbox,
): Promise<Credential> {
	const { url, credentials } = sandbox.services[service];
	return await client.createCredential(name, type, { ...credentials, baseUrl: url });
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
