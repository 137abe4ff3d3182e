import * as fc from 'fast-check';
import { seed } from '../../support/badInput/seed';
import { allOperations } from '../../support/operations';
import { runOperation } from '../../support/operations/run';
import { Sandboxes } from '../../support/operations/sandboxes';

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

/** Runs an operation with a field of its credential changed. */
async function runWith(name: string, credential: string, fields: Record<string, string>) {
	const operation = allOperations.find((one) => one.name === name);
	if (operation === undefined) throw new Error(`There is no operation ${name}`);
	return await sandboxes.use(
		operation.service,
		async (sandbox) =>
			await runOperation(sandbox, operation, { credentials: { [credential]: fields } }),
	);
}

/** A credential, the field with its secret, what that is called, and an operation that uses it. */
const credentials: Array<[string, string, string, string]> = [
	['seRankingProjectApi', 'apiKey', 'API key', 'seRanking site.getAll'],
	['likePionApi', 'accessToken', 'access token', 'likePion group.getAll'],
	['backlinkBaseApi', 'apiToken', 'API token', 'backlinkBase site.getAll'],
	['leadmetricsDmApi', 'accessToken', 'access token', 'leadmetrics backlink.getAll'],
	['leadmetricsTenantApi', 'accessToken', 'access token', 'leadmetrics opportunity.runMatcher'],
	['leadmetricsAdminApi', 'accessToken', 'access token', 'leadmetrics directory.getAll'],
];

const noAddresses = [
	...[
		'',
		' ',
		'api.example.com',
		'//api.example.com',
		'ftp://api.example.com',
		'javascript:alert(1)',
	],
	...['http://', 'http://[', 'https://api.example.com/?key=', 'https://api.example.com/v1#'],
	...['https://api.exa\nmple.com', 'https://api example.com', 'https://api.example.com/\u0000'],
];

const noSecrets = [
	...['secret\r\nX-Added: 1', 'secret\n', 'a\nb', 'sec\u0000ret', 'sec\u0085ret', 'sec\tret'],
	...['ключ-доступа', 'secret–with–dashes', 'secret\u2028', '🔑🔑🔑', 'cut \ud83d'],
];

describe.each(credentials)('%s', (credential, field, secret, operation) => {
	it.each(noAddresses)('refuses %j as the base URL', async (baseUrl) => {
		const { error, requests } = await runWith(operation, credential, { baseUrl });
		expect(error?.constructor.name).toBe('NodeOperationError');
		expect(error?.message).toBe(
			'The "Base URL" of the credential must be an address such as https://api.example.com',
		);
		expect(requests).toEqual([]);
	});

	it.each(noSecrets)(`refuses %j as the ${secret}, without showing it`, async (value) => {
		const { error, requests } = await runWith(operation, credential, { [field]: value });
		expect(error?.constructor.name).toBe('NodeOperationError');
		expect(error?.message).toBe(
			`The ${secret} of the credential must be plain characters on one line`,
		);
		expect(`${JSON.stringify(error)} ${String(error?.stack)}`).not.toContain(value);
		expect(requests).toEqual([]);
	});
});

it(`a secret arrives as it is, or is refused before anything is sent (seed ${String(seed)})`, async () => {
	const text = fc.oneof(
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.string({ unit: 'grapheme' }),
	);
	await fc.assert(
		fc.asyncProperty(text, async (accessToken) => {
			const { error, requests } = await runWith('likePion group.getAll', 'likePionApi', {
				accessToken,
			});
			expect(['NodeApiError', 'NodeOperationError']).toContain(error?.constructor.name);
			for (const { headers } of requests) {
				expect(headers.authorization).toBe(`Bearer ${accessToken}`.trim());
			}
		}),
		{ seed, numRuns: 200 },
	);
});
