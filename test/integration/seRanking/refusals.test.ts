import type { INodeParameters } from 'n8n-workflow';
import { errorOf, runNode } from '../support/runNode';
import { byId, foreignSiteId, seRankingTests, siteId } from './setup';

const { run, requests, site, move, under } = seRankingTests();

interface BadInput {
	resource: string;
	operation: string;
	parameters: INodeParameters;
	message: string;
}

const badInput: BadInput[] = [
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { siteId: { __rl: true, mode: 'id', value: '' } },
		message: '"Site" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { siteId: { __rl: true, mode: 'id', value: '../sites?x=1#' } },
		message: '"Site" must be a number, e.g. 1234',
	},
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { limit: 0 },
		message: '"Limit" must be at least 1',
	},
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { output: 'selectedFields', outputFields: [] },
		message: '"Output Fields" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'create',
		parameters: {
			url: 'blog.example/post',
			additionalFields: {
				price: 'free',
				currency: 'Dollar',
				chargePeriod: 'weekly',
				chargeStart: '2026-02-30',
			},
		},
		message:
			'"URL" must be an absolute URL, e.g. https://example.com/page; "Price" must be a number, not "free"; "Currency" must be a currency code of three letters, e.g. USD; "Charge Period" must be one of monthly, onetime, not "weekly"; "Charge Start" must be a date such as 2026-01-31, not "2026-02-30"',
	},
	{
		resource: 'backlink',
		operation: 'import',
		parameters: { list: 'https://good.example/, nonsense, javascript:alert(1)' },
		message:
			'"List" has entries that are not usable: each must be an absolute URL, e.g. https://example.com/page; not "https://good.example/, nonsense, javascript:alert(1)"',
	},
	{
		resource: 'backlink',
		operation: 'delete',
		parameters: { backlinkIds: ' , \n' },
		message: '"Backlink IDs" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'recheck',
		parameters: { backlinkIds: '1, two, 3', recheckType: 'everything' },
		message:
			'"Backlink IDs" has entries that are not usable: each must be a number, e.g. 1234; not "two"; "Check" must be one of index, status, not "everything"',
	},
	{
		resource: 'gscImport',
		operation: 'getStatus',
		parameters: { token: '={{ undefined }}' },
		message: '"Token" must not be empty',
	},
	...['={{ null }}', '={{ undefined }}', '={{ "" }}', ''].map((gscAutoimport) => ({
		resource: 'gscImport',
		operation: 'updateSettings',
		parameters: { gscAutoimport },
		message: '"Import Automatically" must not be empty',
	})),
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { returnAll: '={{ null }}' },
		message: '"Return All" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { limit: '={{ "" }}' },
		message: '"Limit" must not be empty',
	},
	{
		resource: 'disavow',
		operation: 'add',
		parameters: { list: 'domain:not a domain' },
		message:
			'"List" has entries that are not usable: each must be an absolute URL or a domain, e.g. https://spam.example/page or domain:spam.example; not "domain:not a domain"',
	},
	{
		resource: 'disavow',
		operation: 'delete',
		parameters: { disavowLinkId: byId('0/../../sites') },
		message: '"Disavowed Link" must be a number, e.g. 1234',
	},
];

describe('bad input', () => {
	it.each(badInput)(
		'$resource > $operation: $message',
		async ({ resource, operation, parameters, message }) => {
			const error = await errorOf(run(resource, operation, parameters));
			expect(error).toMatchObject({ name: 'NodeOperationError', message, itemIndex: 0 });
			expect(error.description).toContain('Nothing was sent');
			expect(requests()).toEqual([]);
		},
	);

	it('in the last of three items leaves nothing half done', async () => {
		const error = await errorOf(
			run(
				'backlink',
				'create',
				{ url: '={{ $json.url }}' },
				{
					input: [{ url: 'https://a.example/' }, { url: 'https://b.example/' }, { url: 'c' }],
				},
			),
		);
		expect(error.itemIndex).toBe(2);
		expect(error.description).toContain('No item was sent, because item 2 is not usable.');
		expect(requests()).toEqual([]);
	});

	it('fails alone where the node continues on fail', async () => {
		const { items } = await run(
			'backlink',
			'create',
			{ url: '={{ $json.url }}' },
			{
				input: [{ url: 'https://a.example/' }, { url: 'nonsense' }, { url: 'https://c.example/' }],
				continueOnFail: true,
			},
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(items[1].json.error).toContain('"URL" must be an absolute URL');
		expect(items.map(({ json }) => json.url)).toEqual([
			'https://a.example/',
			undefined,
			'https://c.example/',
		]);
		expect(requests()).toHaveLength(2);
	});
});

interface ServiceError {
	resource: string;
	operation: string;
	parameters?: INodeParameters;
	prepare?: () => void;
	httpCode: string;
	message: string;
	advice: string;
}

const elsewhere = { siteId: { __rl: true, mode: 'id', value: foreignSiteId } };
const denied = {
	httpCode: '403',
	message: 'SE Ranking denied access: the site is not one of this account’s sites',
	advice: 'The service said: "Access denied (wrong site_id)".',
};

const serviceErrors: ServiceError[] = [
	{ resource: 'backlink', operation: 'getAll', parameters: elsewhere, ...denied },
	{ resource: 'backlink', operation: 'getStats', parameters: elsewhere, ...denied },
	{ resource: 'gscImport', operation: 'updateSettings', parameters: elsewhere, ...denied },
	{ resource: 'gscImport', operation: 'run', parameters: elsewhere, ...denied },
	{ resource: 'disavow', operation: 'getAll', parameters: elsewhere, ...denied },
	{ resource: 'disavow', operation: 'exportFile', parameters: elsewhere, ...denied },
	{
		resource: 'disavow',
		operation: 'add',
		parameters: { ...elsewhere, list: 'spam.example' },
		...denied,
	},
	{
		resource: 'backlink',
		operation: 'create',
		parameters: { url: 'https://new.example/' },
		prepare: () => move('setLimit', { limit: 0 }),
		httpCode: '400',
		message: 'SE Ranking refused the request: Backlinks limit exceeded',
		advice: 'Backlink > Get Statistics shows what is left for today',
	},
	{
		resource: 'backlink',
		operation: 'recheck',
		parameters: { backlinkIds: '999999999' },
		httpCode: '400',
		message: 'SE Ranking refused the parameter "Backlink IDs": Invalid IDs',
		advice: 'nothing was changed',
	},
	{
		resource: 'backlink',
		operation: 'delete',
		parameters: { backlinkIds: '999999999' },
		httpCode: '400',
		message: 'SE Ranking refused the parameter "Backlink IDs": Invalid ids',
		advice: 'Backlink > Get Many gives the IDs',
	},
	{
		resource: 'disavow',
		operation: 'delete',
		parameters: { disavowLinkId: byId('99999999') },
		httpCode: '400',
		message: 'SE Ranking refused the parameter "Disavowed Link": Disawov link does not exist',
		advice: 'It may have been deleted already',
	},
];

describe('what the service refuses', () => {
	it.each(serviceErrors)('$resource > $operation: $message', async (expected) => {
		expected.prepare?.();
		const error = await errorOf(run(expected.resource, expected.operation, expected.parameters));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: expected.message,
			httpCode: expected.httpCode,
			itemIndex: 0,
		});
		expect(error.description).toContain(expected.advice);
		// A refusal is no fault: it is not tried again.
		expect(requests().filter(({ method }) => method !== 'GET').length).toBeLessThanOrEqual(1);
	});

	it('backlink > create: an address that is monitored already', async () => {
		const { from_url: url } = site().backlinks.get(site().backlinks.newest(1)[0]);
		const error = await errorOf(run('backlink', 'create', { url }));
		expect(error.message).toBe('SE Ranking refused the parameter "URL": Backlink already exist');
	});

	it('a wrong API key, without showing it', async () => {
		const { credentials } = under();
		const wrong = { ...credentials.seRankingProjectApi, apiKey: 'wrong-key-4711' };
		const error = await errorOf(
			runNode(
				{ ...under(), credentials: { seRankingProjectApi: wrong } },
				{
					parameters: {
						resource: 'backlink',
						operation: 'getStats',
						siteId: { __rl: true, mode: 'id', value: siteId },
					},
				},
			),
		);
		expect(error).toMatchObject({
			httpCode: '401',
			message: 'SE Ranking did not accept the API key',
		});
		expect(JSON.stringify(error)).not.toContain('wrong-key-4711');
	});

	it('a base URL that is none', async () => {
		const { credentials } = under();
		const wrong = { ...credentials.seRankingProjectApi, baseUrl: 'api4.seranking.com' };
		const error = await errorOf(
			runNode(
				{ ...under(), credentials: { seRankingProjectApi: wrong } },
				{
					parameters: {
						resource: 'backlink',
						operation: 'getStats',
						siteId: { __rl: true, mode: 'id', value: siteId },
					},
				},
			),
		);
		expect(error.message).toContain('"Base URL" of the credential must be an address');
	});
});
