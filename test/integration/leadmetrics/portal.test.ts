import type { INodeParameters } from 'n8n-workflow';
import { dmPortal, managePortal } from '../../../sandbox/services/leadmetrics/routes';
import { errorOf, searchList } from '../support/runNode';
import { byId, leadmetricsTests } from './setup';

const { run, requests, sandbox, tenant, world, under, anEmail, strike } = leadmetricsTests();

/** The credentials of somebody who reaches the portals only. */
const throughPortals = () => {
	const { url } = sandbox().services.leadmetrics;
	return {
		leadmetricsDmApi: { baseUrl: `${url}${dmPortal}`, connectThrough: 'portal' },
		leadmetricsAdminApi: { baseUrl: `${url}${managePortal}`, connectThrough: 'portal' },
	};
};

interface Offered {
	resource: string;
	operation: string;
	parameters: () => INodeParameters;
	method: string;
	path: string;
	cookie: string;
}

const email = (): INodeParameters => {
	const { id, campaignId } = anEmail('approved');
	return { emailId: byId(id), campaignId: byId(campaignId) };
};
const someDirectory = () => byId(world().directories.all()[0].id);

const offered: Offered[] = [
	{
		resource: 'backlink',
		operation: 'update',
		parameters: () => ({
			backlinkId: byId(tenant().backlinks.newest(1)[0]),
			updateFields: { notes: 'x' },
		}),
		method: 'PATCH',
		path: `${dmPortal}/api/dm/backlinks/[^/]+`,
		cookie: 'dm_access_token=sandbox-leadmetrics-dm-token',
	},
	{
		resource: 'campaignEmail',
		operation: 'update',
		parameters: () => ({ ...email(), updateFields: { status: 'skipped' } }),
		method: 'PATCH',
		path: `${dmPortal}/api/campaigns/[^/]+/emails/[^/]+`,
		cookie: 'dm_access_token=sandbox-leadmetrics-dm-token',
	},
	{
		resource: 'campaignEmail',
		operation: 'send',
		parameters: email,
		method: 'POST',
		path: `${dmPortal}/api/campaigns/[^/]+/emails/[^/]+/send`,
		cookie: 'dm_access_token=sandbox-leadmetrics-dm-token',
	},
	{
		resource: 'campaign',
		operation: 'sendAll',
		parameters: () => ({ campaignId: byId(tenant().campaigns.all()[0].id) }),
		method: 'POST',
		path: `${dmPortal}/api/campaigns/[^/]+/send-all`,
		cookie: 'dm_access_token=sandbox-leadmetrics-dm-token',
	},
	{
		resource: 'directory',
		operation: 'create',
		parameters: () => ({ name: 'Cafes', url: 'https://cafes.example/' }),
		method: 'POST',
		path: `${managePortal}/api/admin/directories`,
		cookie: 'manage_access_token=sandbox-leadmetrics-admin-token',
	},
	{
		resource: 'directory',
		operation: 'get',
		parameters: () => ({ directoryId: someDirectory() }),
		method: 'GET',
		path: `${managePortal}/api/admin/directories/[^/]+`,
		cookie: 'manage_access_token=sandbox-leadmetrics-admin-token',
	},
	{
		resource: 'directory',
		operation: 'update',
		parameters: () => ({ directoryId: someDirectory(), updateFields: { name: 'Cafes' } }),
		method: 'PATCH',
		path: `${managePortal}/api/admin/directories/[^/]+`,
		cookie: 'manage_access_token=sandbox-leadmetrics-admin-token',
	},
	{
		resource: 'directory',
		operation: 'delete',
		parameters: () => ({ directoryId: someDirectory() }),
		method: 'DELETE',
		path: `${managePortal}/api/admin/directories/[^/]+`,
		cookie: 'manage_access_token=sandbox-leadmetrics-admin-token',
	},
];

describe('through a portal', () => {
	it.each(offered)('$resource > $operation: $method $path, with the cookie', async (expected) => {
		const { resource, operation, parameters, method, path, cookie } = expected;
		await run(resource, operation, parameters(), { credentials: throughPortals() });
		expect(requests()).toHaveLength(1);
		const [request] = requests();
		expect(request.method).toBe(method);
		expect(request.path).toMatch(new RegExp(`^${path}$`));
		expect(request.headers.cookie).toBe(cookie);
		expect(request.headers.authorization).toBeUndefined();
		expect(request.status).toBeLessThan(300);
	});

	it.each([
		['backlink', 'getAll', {}],
		['backlink', 'get', { backlinkId: byId('any') }],
		['backlink', 'getUnlinkedMentions', {}],
		['campaign', 'get', { campaignId: byId('any') }],
		['campaignEmail', 'getAll', { campaignId: byId('any') }],
		['haroQuery', 'getAll', {}],
		['directory', 'getAll', {}],
		['directory', 'bulkImport', { directories: [{ name: 'A', url: 'https://a.example/' }] }],
	])('%s > %s is not offered, which is said before anything is sent', async (...operation) => {
		const [resource, name, parameters] = operation;
		const error = await errorOf(
			run(resource, name, parameters as INodeParameters, { credentials: throughPortals() }),
		);
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toMatch(/^The Leadmetrics portal does not offer/);
		expect(error.description).toContain('Set "Connect Through" of the credential to "API"');
		expect(requests()).toEqual([]);
	});

	it.each([
		['searchBacklinks', 'backlink', 'update'],
		['searchDirectories', 'directory', 'get'],
	])('%s has no list, which is said', async (method, resource, operation) => {
		const parameters = { resource, operation, tenantId: tenant().description.id };
		const error = await errorOf(searchList(under(throughPortals()), method, { parameters }));
		expect(error.message).toBe('The Leadmetrics portal does not offer to read this');
		expect(error.description).toContain('choose "By ID"');
		expect(requests()).toEqual([]);
	});

	it('an email whose sending has no answer cannot be read back; what to check is said', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const error = await errorOf(
			run('campaignEmail', 'send', email(), { credentials: throughPortals() }),
		);
		expect(error.description).toContain('It is not known whether Leadmetrics carried out');
		expect(error.description).toContain('Campaign Email > Get Many shows whether');
		expect(world().outbox).toHaveLength(1);
		expect(requests()).toHaveLength(1);
	});

	it('a message may say "portal", which is no secret, though never the token', async () => {
		const accessToken = 'a; portal=1; secret-4711';
		const message = `The portal does not know ${accessToken}`;
		strike({ kind: 'status', status: 401, body: { message } });
		const { leadmetricsDmApi } = throughPortals();
		const error = await errorOf(
			run(
				'backlink',
				'update',
				{ backlinkId: byId('x'), updateFields: { notes: 'x' } },
				{ credentials: { leadmetricsDmApi: { ...leadmetricsDmApi, accessToken } } },
			),
		);
		expect(requests()[0].headers.cookie).toBe(`dm_access_token=${encodeURIComponent(accessToken)}`);
		expect(error.description).toContain('The portal does not know ***');
		expect(JSON.stringify(error)).not.toContain('4711');
	});
});
