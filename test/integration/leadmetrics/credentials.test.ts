import type { ICredentialType } from 'n8n-workflow';
import { LeadmetricsAdminApi } from '../../../credentials/LeadmetricsAdminApi.credentials';
import { LeadmetricsDmApi } from '../../../credentials/LeadmetricsDmApi.credentials';
import { LeadmetricsTenantApi } from '../../../credentials/LeadmetricsTenantApi.credentials';
import { dmPortal, managePortal } from '../../../sandbox/services/leadmetrics/routes';
import { testCredential } from '../support/testCredential';
import { leadmetricsTests } from './setup';

const { sandbox, requests, effects } = leadmetricsTests();

interface Way {
	name: string;
	type: ICredentialType;
	audience: 'dm' | 'tenant' | 'admin';
	/** Below the API's address. */
	at: string;
	connectThrough?: string;
	notThisAudience: string;
}

const ways: Way[] = [
	{
		name: 'DM, API',
		type: new LeadmetricsDmApi(),
		audience: 'dm',
		at: '',
		notThisAudience: 'The access token is not one of the DM portal',
	},
	{
		name: 'DM, portal',
		type: new LeadmetricsDmApi(),
		audience: 'dm',
		at: dmPortal,
		connectThrough: 'portal',
		notThisAudience: 'The access token is not one of the DM portal',
	},
	{
		name: 'tenant',
		type: new LeadmetricsTenantApi(),
		audience: 'tenant',
		at: '',
		notThisAudience: 'The access token is not one of the client portal',
	},
	{
		name: 'admin, API',
		type: new LeadmetricsAdminApi(),
		audience: 'admin',
		at: '',
		notThisAudience: 'The access token is not that of a superadmin',
	},
	{
		name: 'admin, portal',
		type: new LeadmetricsAdminApi(),
		audience: 'admin',
		at: managePortal,
		connectThrough: 'portal',
		notThisAudience: 'The access token is not that of a superadmin',
	},
];

describe.each(ways)('the test of a credential: $name', (way) => {
	const test = async (accessToken: string, at = way.at): Promise<string | undefined> =>
		await testCredential(way.type, {
			baseUrl: `${sandbox().services.leadmetrics.url}${at}/`,
			accessToken,
			...(way.connectThrough === undefined ? {} : { connectThrough: way.connectThrough }),
		});
	const tokenOf = (audience: Way['audience']): string =>
		sandbox().services.leadmetrics.credentials[`${audience}AccessToken`];

	it('succeeds with a good token, and changes nothing', async () => {
		expect(await test(tokenOf(way.audience))).toBeUndefined();
		expect(requests()).toHaveLength(1);
		expect(requests()[0].path).not.toContain('//');
		expect(effects()).toEqual({});
	});

	it('fails with a wrong token', async () => {
		expect(await test('wrong-token')).toBe('Leadmetrics did not accept the access token');
	});

	it('fails with a token of another audience', async () => {
		const other = way.audience === 'dm' ? 'tenant' : 'dm';
		expect(await test(tokenOf(other))).toBe(way.notThisAudience);
	});
});
