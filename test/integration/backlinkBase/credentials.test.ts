import { BacklinkBaseApi } from '../../../credentials/BacklinkBaseApi.credentials';
import { testCredential } from '../support/testCredential';
import { backlinkBaseTests } from './setup';

const { sandbox, requests, effects, move, world } = backlinkBaseTests();

const notAccepted =
	'BacklinkBase did not accept the API token: it is wrong, not active, or its account has no credits left';

const tested = async (apiToken?: string): Promise<string | undefined> => {
	const { url, credentials } = sandbox().services.backlinkBase;
	return await testCredential(new BacklinkBaseApi(), {
		baseUrl: url,
		apiToken: apiToken ?? credentials.apiToken,
	});
};

describe('the test of the credential', () => {
	it('asks for the credits, with the token in the query, and spends none', async () => {
		const before = world().credits;
		expect(await tested()).toBeUndefined();
		expect(requests()).toHaveLength(1);
		expect(requests()[0]).toMatchObject({ method: 'GET', path: '/credits', status: 200 });
		expect(world().tokenPlaces).toEqual({ query: 1, body: 0, both: 0 });
		expect(effects()).toEqual({});
		expect(world().credits).toBe(before);
	});

	it('takes a token with spaces around it', async () => {
		const { apiToken } = sandbox().services.backlinkBase.credentials;
		expect(await tested(` ${apiToken}\n`)).toBeUndefined();
	});

	it('fails for a wrong token', async () => {
		expect(await tested('wrong token')).toBe(notAccepted);
	});

	it('says to wait after too many wrong tokens', async () => {
		for (let time = 0; time < 3; time++) await tested('wrong token');
		expect(await tested('wrong token')).toContain('wait a minute');
	});

	it('fails for a token that is not active any more', async () => {
		move('setTokenActive', { active: false });
		expect(await tested()).toBe(notAccepted);
	});
});

describe('where the token goes', () => {
	const { authenticate } = new BacklinkBaseApi();
	const credentials = { apiToken: 'the token' };

	it('into the query of what reads, beside what is there', async () => {
		const request = { url: '/task/show', qs: { id: '7' } };
		expect(await authenticate(credentials, request)).toEqual({
			url: '/task/show',
			qs: { id: '7', api_token: 'the token' },
		});
	});

	it('into the body of what is posted, and leaves the request as it was given', async () => {
		const request = { method: 'POST' as const, url: '/task/store', body: { name: 'A task' } };
		expect(await authenticate(credentials, request)).toEqual({
			method: 'POST',
			url: '/task/store',
			body: { name: 'A task', api_token: 'the token' },
		});
		expect(request.body).toEqual({ name: 'A task' });
	});
});
