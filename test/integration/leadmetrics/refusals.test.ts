import type { INodeParameters } from 'n8n-workflow';
import { errorOf } from '../support/runNode';
import { byId, leadmetricsTests } from './setup';

const { run, requests, tenant, world, anEmail, effects, move, sandbox } = leadmetricsTests();

interface BadInput {
	resource: string;
	operation: string;
	parameters: INodeParameters;
	message: string;
}

const nothingToChange = '"Update Fields" must hold at least one field to change';

const badInput: BadInput[] = [
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { tenantId: '  ' },
		message: '"Tenant ID" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'getAll',
		parameters: { tenantId: '', limit: 0, filters: { outreachStatus: '' } },
		message:
			'"Tenant ID" must not be empty; "Outreach Status" must not be empty; "Limit" must be at least 1',
	},
	{
		resource: 'backlink',
		operation: 'get',
		parameters: { backlinkId: byId('') },
		message: '"Backlink" must not be empty',
	},
	{
		resource: 'backlink',
		operation: 'get',
		parameters: { backlinkId: byId('..') },
		message: '"Backlink" must not be "." or ".." and must hold no control characters',
	},
	{
		resource: 'backlink',
		operation: 'get',
		parameters: { backlinkId: byId('unlinked-mentions') },
		message: '"Backlink" must be an ID, e.g. cm7q4x1tz0042l508b1kq9d0e',
	},
	{
		resource: 'backlink',
		operation: 'update',
		parameters: { backlinkId: byId('x') },
		message: nothingToChange,
	},
	{
		resource: 'backlink',
		operation: 'getUnlinkedMentions',
		parameters: { tenantId: '={{ undefined }}' },
		message: '"Tenant ID" must not be empty',
	},
	{
		resource: 'campaign',
		operation: 'sendAll',
		parameters: { tenantId: '={{ ["a"] }}', campaignId: byId('={{ null }}') },
		message: '"Tenant ID" must be text, not a list; "Campaign" must not be empty',
	},
	{
		resource: 'campaignEmail',
		operation: 'getAll',
		parameters: { campaignId: byId('x'), filters: { status: 'open' } },
		message: '"Status" must be one of approved, draft, sent, skipped, not "open"',
	},
	{
		resource: 'campaignEmail',
		operation: 'update',
		parameters: {
			campaignId: byId('x'),
			emailId: byId('y'),
			updateFields: { status: 'sent', recipientEmail: 'nobody', subject: ' ' },
		},
		message:
			'"Subject" must not be empty; "Recipient Email" must be an email address, e.g. editor@blog.example; "Status" must be one of approved, draft, skipped, not "sent"',
	},
	{
		resource: 'campaignEmail',
		operation: 'send',
		parameters: { campaignId: byId('x'), emailId: byId(''), updateFields: { body: '' } },
		message: '"Email" must not be empty; "Body" must not be empty',
	},
	{
		resource: 'directory',
		operation: 'get',
		parameters: { directoryId: byId(' ') },
		message: '"Directory" must not be empty',
	},
	{
		resource: 'directory',
		operation: 'create',
		parameters: {
			name: '',
			url: 'coffee-shops.example',
			additionalFields: { isActive: 'maybe', steps: '{}', customFields: '[' },
		},
		message:
			'"Name" must not be empty; "URL" must be an absolute URL, e.g. https://example.com/page; "Active" must be true or false, not "maybe"; "Steps" must be a JSON list, e.g. ["one", "two"]; "Custom Fields" must be valid JSON',
	},
	{
		resource: 'directory',
		operation: 'update',
		parameters: { directoryId: byId('x') },
		message: nothingToChange,
	},
	{
		resource: 'directory',
		operation: 'update',
		parameters: {
			directoryId: byId('x'),
			updateFields: { isActive: '={{ "" }}', region: '={{ null }}', steps: '={{ null }}' },
		},
		message: nothingToChange,
	},
	{
		resource: 'opportunity',
		operation: 'updateStatus',
		parameters: { backlinkId: byId('x'), status: 'done' },
		message: '"Status" must be one of completed, in_progress, not_applicable, not "done"',
	},
	{
		resource: 'opportunity',
		operation: 'runMatcher',
		parameters: { tenantId: '' },
		message: '"Tenant ID" must not be empty',
	},
	{
		resource: 'haroQuery',
		operation: 'respond',
		parameters: { haroQueryId: byId('') },
		message: '"HARO Query" must not be empty',
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

	it('in the last item sends nothing for the others', async () => {
		const { id, campaignId } = anEmail('approved');
		const error = await errorOf(
			run(
				'campaignEmail',
				'send',
				{ campaignId: byId(campaignId), emailId: byId('={{ $json.id }}') },
				{ input: [{ id }, { id: '' }] },
			),
		);
		expect(error).toMatchObject({ message: '"Email" must not be empty', itemIndex: 1 });
		expect(error.description).toContain('No item was sent, because item 1 is not usable.');
		expect(requests()).toEqual([]);
	});

	it.each(['../campaigns', 'a/b?c=d#e', '%2f..%2f', 'unlinked-mentions/x'])(
		'an ID such as %s reaches no other route',
		async (id) => {
			await errorOf(run('backlink', 'get', { backlinkId: byId(id) }));
			expect(requests().map(({ path }) => path)).toEqual([
				`/dm/v1/backlinks/${encodeURIComponent(id)}`,
			]);
		},
	);
});

interface ServiceError {
	resource: string;
	operation: string;
	parameters: () => INodeParameters;
	httpCode: string;
	message: string;
	advice: string;
}

const missing = {
	httpCode: '404',
	message: 'Leadmetrics has nothing under this ID',
};
const foreign = {
	httpCode: '403',
	message: 'Leadmetrics denied access',
	advice: 'The service said: "No access to this tenant".',
};
const firstCampaign = (): string => tenant().campaigns.all()[0].id;
const ofFirstTenant = (sourceType: 'outreach_prospect' | 'directory_opportunity'): string =>
	tenant().backlinks.newest(1, { sourceType })[0];

const serviceErrors: ServiceError[] = [
	...[
		['backlink', 'getAll'],
		['backlink', 'getUnlinkedMentions'],
		['opportunity', 'runMatcher'],
		['haroQuery', 'getAll'],
	].map(([resource, operation]) => ({
		resource,
		operation,
		parameters: () => ({ tenantId: 'somebody-elses' }),
		...foreign,
	})),
	{
		resource: 'backlink',
		operation: 'get',
		parameters: () => ({ backlinkId: byId('gone') }),
		...missing,
		advice: 'The service said: "Backlink not found".',
	},
	{
		resource: 'backlink',
		operation: 'update',
		parameters: () => ({ backlinkId: byId('gone'), updateFields: { notes: 'x' } }),
		...missing,
		advice: 'The service said: "Backlink not found".',
	},
	...['get', 'sendAll'].map((operation) => ({
		resource: 'campaign',
		operation,
		parameters: () => ({ campaignId: byId('gone') }),
		...missing,
		advice: 'The service said: "Campaign not found".',
	})),
	{
		resource: 'campaignEmail',
		operation: 'getAll',
		parameters: () => ({ campaignId: byId('gone') }),
		...missing,
		advice: 'The service said: "Campaign not found".',
	},
	{
		resource: 'campaignEmail',
		operation: 'update',
		parameters: () => ({
			campaignId: byId(firstCampaign()),
			emailId: byId('gone'),
			updateFields: { status: 'approved' },
		}),
		...missing,
		advice: 'The service said: "Campaign email not found".',
	},
	{
		resource: 'campaignEmail',
		operation: 'send',
		parameters: () => {
			const { id, campaignId } = anEmail('skipped');
			return { campaignId: byId(campaignId), emailId: byId(id) };
		},
		httpCode: '409',
		message: 'Leadmetrics did not send the email',
		advice: 'The service said: "The email is skipped".',
	},
	...['get', 'delete'].map((operation) => ({
		resource: 'directory',
		operation,
		parameters: () => ({ directoryId: byId('gone') }),
		...missing,
		advice: 'The service said: "Directory not found".',
	})),
	{
		resource: 'directory',
		operation: 'update',
		parameters: () => ({ directoryId: byId('gone'), updateFields: { isActive: false } }),
		...missing,
		advice: 'The service said: "Directory not found".',
	},
	{
		resource: 'directory',
		operation: 'create',
		parameters: () => ({ name: 'Twice', url: world().directories.all()[0].url }),
		httpCode: '409',
		message: 'Leadmetrics refused the request because of a conflict',
		advice: 'URL: A directory with this url exists already',
	},
	{
		resource: 'opportunity',
		operation: 'updateStatus',
		parameters: () => ({ backlinkId: byId(ofFirstTenant('outreach_prospect')) }),
		httpCode: '422',
		message: 'Leadmetrics refused the status of the opportunity',
		advice: 'Only backlinks with the source type directory_opportunity or competitor_gap',
	},
	{
		resource: 'haroQuery',
		operation: 'respond',
		parameters: () => ({ haroQueryId: byId('gone') }),
		...missing,
		advice: 'The service said: "HARO query not found".',
	},
];

describe('what the service refuses', () => {
	it.each(serviceErrors)('$resource > $operation: $message', async (expected) => {
		const { resource, operation, parameters, message, httpCode, advice } = expected;
		const error = await errorOf(run(resource, operation, parameters()));
		expect(error).toMatchObject({ name: 'NodeApiError', message, httpCode, itemIndex: 0 });
		expect(error.description).toContain(advice);
		// A refusal is no fault: it is not tried again.
		expect(requests()).toHaveLength(1);
	});

	it('haroQuery > respond, the second time', async () => {
		const haroQueryId = byId(tenant().haroQueries.all()[0].id);
		await run('haroQuery', 'respond', { haroQueryId });
		const error = await errorOf(run('haroQuery', 'respond', { haroQueryId }));
		expect(error.message).toBe('Leadmetrics did not submit the response');
		expect(error.description).toContain('The query has been responded to already');
	});

	it('campaignEmail > send, the sending refused after the edits were stored: says so', async () => {
		const { id, campaignId } = anEmail('skipped');
		const error = await errorOf(
			run('campaignEmail', 'send', {
				campaignId: byId(campaignId),
				emailId: byId(id),
				updateFields: { subject: 'Better' },
			}),
		);
		expect(error.message).toBe('Leadmetrics did not send the email');
		expect(error.description).toContain(
			'The changes of the email were stored before; only the sending failed.',
		);
		expect(error.description).toContain('The email is skipped');
		expect(error.description).not.toContain('It is not known');
		expect(tenant().campaigns.email(campaignId, id).subject).toBe('Better');
	});

	it('campaignEmail > send, the edits refused: nothing is sent', async () => {
		const { campaignId } = anEmail('approved');
		const error = await errorOf(
			run('campaignEmail', 'send', {
				campaignId: byId(campaignId),
				emailId: byId('gone'),
				updateFields: { subject: 'Better' },
			}),
		);
		expect(error.description).not.toContain('were stored');
		expect(requests().map(({ method }) => method)).toEqual(['PATCH']);
	});

	it.each([
		['leadmetricsDmApi', 'backlink', 'getAll', 'dm'],
		['leadmetricsTenantApi', 'opportunity', 'runMatcher', 'tenant'],
		['leadmetricsAdminApi', 'directory', 'getAll', 'superadmin'],
	])('%s: a wrong token, and one of another audience', async (name, resource, operation, kind) => {
		const wrong = await errorOf(
			run(
				resource,
				operation,
				{},
				{ credentials: { [name]: { accessToken: 'wrong-token-4711' } } },
			),
		);
		expect(wrong).toMatchObject({
			httpCode: '401',
			message: 'Leadmetrics did not accept the access token',
		});
		expect(JSON.stringify(wrong)).not.toContain('4711');

		const { dmAccessToken, tenantAccessToken } = sandbox().services.leadmetrics.credentials;
		const accessToken = name === 'leadmetricsDmApi' ? tenantAccessToken : dmAccessToken;
		const other = await errorOf(
			run(resource, operation, {}, { credentials: { [name]: { accessToken } } }),
		);
		expect(other).toMatchObject({ httpCode: '403', message: 'Leadmetrics denied access' });
		expect(other.description).toContain(`this route needs a ${kind} token`);
	});
});

describe('a server without the routes that the text announces', () => {
	beforeEach(() => {
		move('offerRoutes', { plannedRoutes: false, toBuildRoutes: false });
	});

	it.each([
		['backlink', 'getUnlinkedMentions', {}, 'unlinked mentions'],
		['opportunity', 'updateStatus', { backlinkId: byId('any') }, 'opportunities'],
		['opportunity', 'runMatcher', {}, 'the opportunity matcher'],
		['haroQuery', 'getAll', {}, 'HARO queries'],
		['haroQuery', 'respond', { haroQueryId: byId('any') }, 'responses to HARO queries'],
		[
			'directory',
			'bulkImport',
			{ directories: '{"name": "A", "url": "https://a.example/"}' },
			'the bulk import of directories',
		],
	])(
		'%s > %s: says that it does not offer it yet',
		async (resource, operation, parameters, what) => {
			const error = await errorOf(run(resource, operation, parameters as INodeParameters));
			expect(error).toMatchObject({
				httpCode: '404',
				message: `This Leadmetrics server does not offer ${what} yet`,
			});
			expect(effects()).toEqual({});
		},
	);
});

describe('many items, one bad', () => {
	it('fails alone where the node continues on fail', async () => {
		const ids = tenant().backlinks.newest(2);
		const { items } = await run(
			'backlink',
			'update',
			{ backlinkId: byId('={{ $json.id }}'), updateFields: { outreachStatus: 'replied' } },
			{ input: [{ id: ids[0] }, { id: 'gone' }, { id: '' }, { id: ids[1] }], continueOnFail: true },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(items.map(({ json }) => json.id ?? json.error)).toEqual([
			ids[0],
			'Leadmetrics has nothing under this ID',
			'"Backlink" must not be empty',
			ids[1],
		]);
		expect(effects().backlinksUpdated).toBe(2);
	});

	it('stops the run before further emails are sent, and says how many were done', async () => {
		const [{ id: campaignId }] = tenant().campaigns.all();
		const emails = tenant()
			.campaigns.emailsOf(campaignId)
			.filter(({ sentAt, recipientEmail }) => sentAt === null && recipientEmail !== null)
			.slice(0, 3);
		tenant().setEmailStatus(
			emails.map(({ id }) => id),
			'approved',
		);
		tenant().setEmailStatus([emails[1].id], 'skipped');
		const error = await errorOf(
			run(
				'campaignEmail',
				'send',
				{
					campaignId: byId(campaignId),
					emailId: byId('={{ $json.id }}'),
					options: { concurrency: 1 },
				},
				{ input: emails.map(({ id }) => ({ id })) },
			),
		);
		expect(error.itemIndex).toBe(1);
		expect(error.description).toContain('1 of 3 items were done before the run stopped at item 1.');
		expect(world().outbox.map(({ emailId }) => emailId)).toEqual([emails[0].id]);
	});
});
