import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { byId, leadmetricsTests } from './setup';

const { run, requests, sandbox, tenant, world, anEmail, effects, move } = leadmetricsTests();

/** Real IDs of the seeded world, by the names that the cases use for them. */
function realIds(): Record<string, string> {
	const { campaigns, backlinks, haroQueries, description } = tenant();
	const email = anEmail('approved');
	return {
		TENANT: description.id,
		BACKLINK: backlinks.newest(1)[0],
		OPPORTUNITY: backlinks.newest(1, { sourceType: 'directory_opportunity' })[0],
		CAMPAIGN: campaigns.all()[0].id,
		EMAIL: email.id,
		DIRECTORY: world().directories.all()[0].id,
		HARO: haroQueries.all()[0].id,
	};
}

function withRealIds<Value>(value: Value, ids: Record<string, string>): Value {
	if (value === undefined) return value;
	const text = JSON.stringify(value).replace(/\b[A-Z]{4,}\b/g, (name) => ids[name] ?? name);
	return JSON.parse(text) as Value;
}

interface Case {
	resource: string;
	operation: string;
	audience: 'dm' | 'tenant' | 'admin';
	parameters?: INodeParameters;
	method: string;
	path: string;
	query?: IDataObject;
	body?: unknown;
}

/** What each operation sends for one input item, after the API text. */
const cases: Case[] = [
	{
		resource: 'backlink',
		operation: 'getAll',
		audience: 'dm',
		parameters: {
			limit: 7,
			filters: { outreachStatus: ' new ', campaignId: byId('CAMPAIGN') },
		},
		method: 'GET',
		path: '/dm/v1/backlinks',
		query: { tenantId: 'TENANT', outreachStatus: 'new', campaignId: 'CAMPAIGN', limit: '7' },
	},
	{
		resource: 'backlink',
		operation: 'get',
		audience: 'dm',
		parameters: { backlinkId: byId('BACKLINK') },
		method: 'GET',
		path: '/dm/v1/backlinks/BACKLINK',
		query: { tenantId: 'TENANT' },
	},
	{
		resource: 'backlink',
		operation: 'update',
		audience: 'dm',
		parameters: {
			backlinkId: byId('BACKLINK'),
			updateFields: { outreachStatus: 'completed', notes: 'Live since today' },
		},
		method: 'PATCH',
		path: '/dm/v1/backlinks/BACKLINK',
		body: { tenantId: 'TENANT', outreachStatus: 'completed', notes: 'Live since today' },
	},
	{
		resource: 'backlink',
		operation: 'getUnlinkedMentions',
		audience: 'dm',
		parameters: { limit: 3 },
		method: 'GET',
		path: '/dm/v1/backlinks/unlinked-mentions',
		query: { tenantId: 'TENANT', limit: '3' },
	},
	{
		resource: 'campaign',
		operation: 'get',
		audience: 'dm',
		parameters: { campaignId: byId('CAMPAIGN') },
		method: 'GET',
		path: '/dm/v1/campaigns/CAMPAIGN',
		query: { tenantId: 'TENANT' },
	},
	{
		resource: 'campaign',
		operation: 'sendAll',
		audience: 'dm',
		parameters: { campaignId: byId('CAMPAIGN') },
		method: 'POST',
		path: '/dm/v1/campaigns/CAMPAIGN/send-all',
		body: { tenantId: 'TENANT' },
	},
	{
		resource: 'campaignEmail',
		operation: 'getAll',
		audience: 'dm',
		parameters: { campaignId: byId('CAMPAIGN'), filters: { status: 'approved' } },
		method: 'GET',
		path: '/dm/v1/campaigns/CAMPAIGN',
		query: { tenantId: 'TENANT' },
	},
	{
		resource: 'campaignEmail',
		operation: 'update',
		audience: 'dm',
		parameters: {
			campaignId: byId('CAMPAIGN'),
			emailId: byId('EMAIL'),
			updateFields: {
				subject: 'Hello',
				body: 'Dear you',
				recipientEmail: 'editor@blog.example',
				recipientName: 'Maria',
				status: 'skipped',
			},
		},
		method: 'PATCH',
		path: '/dm/v1/campaigns/CAMPAIGN/emails/EMAIL',
		body: {
			tenantId: 'TENANT',
			subject: 'Hello',
			body: 'Dear you',
			recipientEmail: 'editor@blog.example',
			recipientName: 'Maria',
			status: 'skipped',
		},
	},
	{
		resource: 'campaignEmail',
		operation: 'send',
		audience: 'dm',
		parameters: { campaignId: byId('CAMPAIGN'), emailId: byId('EMAIL') },
		method: 'POST',
		path: '/dm/v1/campaigns/CAMPAIGN/emails/EMAIL/send',
		body: { tenantId: 'TENANT' },
	},
	{
		resource: 'directory',
		operation: 'getAll',
		audience: 'admin',
		parameters: {
			limit: 2,
			filters: { isActive: true, category: 'business', subcategory: '', region: 'global' },
		},
		method: 'GET',
		path: '/admin/v1/backlink-directories',
		query: { isActive: 'true', category: 'business', region: 'global', limit: '2' },
	},
	{
		resource: 'directory',
		operation: 'get',
		audience: 'admin',
		parameters: { directoryId: byId('DIRECTORY') },
		method: 'GET',
		path: '/admin/v1/backlink-directories/DIRECTORY',
	},
	{
		resource: 'directory',
		operation: 'create',
		audience: 'admin',
		parameters: {
			name: 'Coffee Shops',
			url: 'https://coffee-shops.example/submit',
			additionalFields: {
				category: 'food',
				subcategory: 'cafes',
				region: 'DE',
				isActive: false,
				steps: '["Register", "Submit"]',
				customFields: '{ "fee": 12 }',
			},
		},
		method: 'POST',
		path: '/admin/v1/backlink-directories',
		body: {
			name: 'Coffee Shops',
			url: 'https://coffee-shops.example/submit',
			category: 'food',
			subcategory: 'cafes',
			region: 'DE',
			isActive: false,
			steps: ['Register', 'Submit'],
			customFields: { fee: 12 },
		},
	},
	{
		resource: 'directory',
		operation: 'update',
		audience: 'admin',
		parameters: { directoryId: byId('DIRECTORY'), updateFields: { isActive: true } },
		method: 'PATCH',
		path: '/admin/v1/backlink-directories/DIRECTORY',
		body: { isActive: true },
	},
	{
		resource: 'directory',
		operation: 'delete',
		audience: 'admin',
		parameters: { directoryId: byId('DIRECTORY') },
		method: 'DELETE',
		path: '/admin/v1/backlink-directories/DIRECTORY',
	},
	{
		resource: 'opportunity',
		operation: 'updateStatus',
		audience: 'tenant',
		parameters: {
			backlinkId: byId('OPPORTUNITY'),
			status: 'completed',
			additionalFields: { notes: 'Submitted' },
		},
		method: 'PATCH',
		path: '/tenant/v1/backlinks/OPPORTUNITY/opportunity-status',
		body: { tenantId: 'TENANT', status: 'completed', notes: 'Submitted' },
	},
	{
		resource: 'opportunity',
		operation: 'runMatcher',
		audience: 'tenant',
		method: 'POST',
		path: '/tenant/v1/backlinks/run-opportunity-matcher',
		body: { tenantId: 'TENANT' },
	},
	{
		resource: 'haroQuery',
		operation: 'getAll',
		audience: 'dm',
		parameters: { limit: 4 },
		method: 'GET',
		path: '/dm/v1/haro-queries',
		query: { tenantId: 'TENANT', limit: '4' },
	},
	{
		resource: 'haroQuery',
		operation: 'respond',
		audience: 'tenant',
		parameters: { haroQueryId: byId('HARO') },
		method: 'POST',
		path: '/tenant/v1/haro-queries/HARO/respond',
		body: { tenantId: 'TENANT' },
	},
];

describe('the request of an operation', () => {
	it.each(cases)('$resource > $operation: $method $path', async (given) => {
		const ids = realIds();
		const expected = withRealIds(given, ids);
		const { items } = await run(expected.resource, expected.operation, expected.parameters);

		expect(requests()).toHaveLength(1);
		const [request] = requests();
		expect(request).toMatchObject({ method: expected.method, path: expected.path });
		expect(request.query).toEqual(expected.query ?? {});
		expect(request.body).toEqual(expected.body);
		const { credentials } = sandbox().services.leadmetrics;
		const token = credentials[`${expected.audience}AccessToken`];
		expect(request.headers.authorization).toBe(`Bearer ${token}`);
		expect(request.headers.cookie).toBeUndefined();
		expect(request.status).toBeLessThan(300);
		for (const { pairedItem } of items) expect(pairedItem).toEqual({ item: 0 });
	});

	it('campaignEmail > send, with edits: PATCH first, then POST', async () => {
		const email = anEmail('draft');
		const { json } = await run('campaignEmail', 'send', {
			campaignId: byId(email.campaignId),
			emailId: byId(email.id),
			updateFields: { subject: 'A better subject', recipientEmail: 'new@blog.example' },
		});
		const path = `/dm/v1/campaigns/${email.campaignId}/emails/${email.id}`;
		const { id } = tenant().description;
		expect(requests().map(({ method, path: at, body }) => ({ method, path: at, body }))).toEqual([
			{
				method: 'PATCH',
				path,
				body: {
					tenantId: id,
					subject: 'A better subject',
					recipientEmail: 'new@blog.example',
				},
			},
			{ method: 'POST', path: `${path}/send`, body: { tenantId: id } },
		]);
		expect(world().outbox).toMatchObject([
			{ emailId: email.id, subject: 'A better subject', recipientEmail: 'new@blog.example' },
		]);
		expect(json).toMatchObject([{ id: email.id, status: 'sent', subject: 'A better subject' }]);
	});
});

describe('the items of an operation', () => {
	it('backlink > getAll gives the newest backlinks, simplified to ten fields', async () => {
		const { json } = await run('backlink', 'getAll');
		expect(json.map(({ id }) => id)).toEqual(tenant().backlinks.newest(50));
		expect(Object.keys(json[0])).toEqual([
			'id',
			'sourceDomain',
			'outreachStatus',
			'sourceType',
			'prospectType',
			'relevanceScore',
			'campaignId',
			'outreachSentAt',
			'completedAt',
			'notes',
		]);
	});

	it('backlink > getAll, raw, gives every field as the service sends it', async () => {
		const { json } = await run('backlink', 'getAll', { output: 'raw', limit: 1 });
		const [id] = tenant().backlinks.newest(1);
		expect(json).toEqual([tenant().backlinks.get(id)]);
	});

	it('backlink > get, unified, gives the shape that all services share', async () => {
		const [id] = tenant().backlinks.newest(1);
		move('setBacklink', { id, fields: { outreachStatus: 'completed', anchorText: 'our beans' } });
		const { json } = await run('backlink', 'get', { backlinkId: byId(id), output: 'unified' });
		const stored = tenant().backlinks.get(id);
		expect(json).toEqual([
			{
				service: 'leadmetrics',
				id,
				sourceUrl: stored.sourceUrl,
				sourceDomain: stored.sourceDomain,
				targetUrl: stored.targetUrl,
				anchor: 'our beans',
				status: 'completed',
				rel: null,
				indexed: null,
				firstSeen: stored.completedAt,
				lostAt: null,
				cost: null,
			},
		]);
		expect(stored.completedAt).not.toBeNull();
	});

	it('backlink > get, raw, holds the campaign and the email', async () => {
		const { backlinkId, campaignId } = anEmail('approved');
		const { json } = await run('backlink', 'get', {
			backlinkId: byId(backlinkId),
			output: 'raw',
		});
		expect(json).toMatchObject([{ id: backlinkId, campaign: { id: campaignId } }]);
	});

	it('backlink > update: the time of completion follows the status', async () => {
		const [id] = tenant().backlinks.newest(1, { notOutreachStatus: 'completed' });
		const update = async (outreachStatus: string): Promise<unknown> => {
			const { json } = await run('backlink', 'update', {
				backlinkId: byId(id),
				updateFields: { outreachStatus },
			});
			expect(json).toMatchObject([{ id, outreachStatus }]);
			return json[0].completedAt;
		};
		expect(await update('completed')).toBe(tenant().backlinks.get(id).completedAt);
		expect(tenant().backlinks.get(id).completedAt).not.toBeNull();
		expect(await update('rejected')).toBeNull();
		expect(effects()).toMatchObject({ backlinksUpdated: 2, searchSyncJobs: 2, auditEvents: 2 });
	});

	it('backlink > getUnlinkedMentions gives each mention whole', async () => {
		const { json } = await run('backlink', 'getUnlinkedMentions', { returnAll: true });
		expect(json.length).toBeGreaterThan(0);
		for (const mention of json) {
			expect(mention).toMatchObject({ sourceType: 'unlinked_mention' });
			expect(mention.mentionContext).not.toBeUndefined();
		}
	});

	it('campaign > get gives the campaign with its emails', async () => {
		const [campaign] = tenant().campaigns.all();
		const { json } = await run('campaign', 'get', { campaignId: byId(campaign.id) });
		expect(json).toEqual([{ ...tenant().campaignWithEmails(campaign.id) }]);
	});

	it('campaign > sendAll sends what is approved, and nothing else', async () => {
		const [{ id }] = tenant().campaigns.all();
		move('setEmailStatus', { campaignId: id, count: 3, status: 'approved' });
		const approved = tenant()
			.campaigns.emailsOf(id)
			.filter(({ status, sentAt }) => status === 'approved' && sentAt === null);
		const { json } = await run('campaign', 'sendAll', { campaignId: byId(id) });
		const sent = world().outbox.map(({ emailId }) => emailId);
		expect(sent.length).toBeGreaterThan(0);
		expect(approved.map((email) => email.id)).toEqual(expect.arrayContaining(sent));
		expect(json).toEqual([
			{
				campaignId: id,
				sent: sent.length,
				failed: approved.length - sent.length,
				status: 'sent',
			},
		]);
		expect(tenant().campaigns.get(id).status).toBe('sent');
	});

	it('campaignEmail > getAll gives an item an email, with its backlink', async () => {
		const [{ id }] = tenant().campaigns.all();
		const { emails } = tenant().campaignWithEmails(id);
		const { json } = await run('campaignEmail', 'getAll', {
			campaignId: byId(id),
			returnAll: true,
		});
		expect(json).toEqual(emails.map((email) => ({ ...email, campaignId: id })));
		expect(json[0].backlink).toMatchObject({ sourceDomain: expect.any(String) as string });
	});

	it('campaignEmail > getAll filters before it limits, and says what there is', async () => {
		const [{ id }] = tenant().campaigns.all();
		const drafts = tenant()
			.campaigns.emailsOf(id)
			.filter(({ status }) => status === 'draft');
		expect(drafts.length).toBeGreaterThan(2);
		const { json, hints } = await run('campaignEmail', 'getAll', {
			campaignId: byId(id),
			limit: 2,
			filters: { status: 'draft' },
		});
		expect(json.map((email) => email.id)).toEqual(drafts.slice(0, 2).map((email) => email.id));
		expect(hints[0].message).toContain(`Returned 2 of ${String(drafts.length)}`);
	});

	it('campaignEmail > update gives the email as it is then', async () => {
		const { id, campaignId } = anEmail('draft');
		const { json } = await run('campaignEmail', 'update', {
			campaignId: byId(campaignId),
			emailId: byId(id),
			updateFields: { status: 'approved' },
		});
		expect(json).toEqual([{ ...tenant().campaigns.email(campaignId, id) }]);
		expect(json[0].status).toBe('approved');
	});

	it('campaignEmail > send: the email and its backlink are sent', async () => {
		const { id, campaignId, backlinkId } = anEmail('approved');
		const { json } = await run('campaignEmail', 'send', {
			campaignId: byId(campaignId),
			emailId: byId(id),
		});
		expect(json).toMatchObject([
			{ campaignId, id, status: 'sent', sentAt: expect.any(String) as string },
		]);
		expect(tenant().backlinks.get(backlinkId).outreachStatus).toBe('outreach_sent');
		expect(world().outbox).toHaveLength(1);
	});

	it('directory: created, read, changed, deleted', async () => {
		const created = await run('directory', 'create', {
			name: 'Coffee Shops',
			url: 'https://coffee-shops.example/',
			additionalFields: { category: 'food' },
		});
		const directoryId = byId(created.json[0].id as string);
		expect(created.json[0]).toMatchObject({ name: 'Coffee Shops', category: 'food' });

		const changed = await run('directory', 'update', {
			directoryId,
			updateFields: { name: 'Cafes', category: 'leisure' },
		});
		expect(changed.json[0]).toMatchObject({ name: 'Cafes', category: 'leisure' });

		const deleted = await run('directory', 'delete', { directoryId });
		expect(deleted.json).toEqual([{ deleted: true, directoryId: created.json[0].id }]);

		const { json } = await run('directory', 'get', { directoryId });
		expect(json).toMatchObject([{ name: 'Cafes', isActive: false }]);
	});

	it.each([null, ''])('directory > update: %p brings no deleted one back', async (none) => {
		const { id, region } = world().directories.all()[0];
		const directoryId = byId(id);
		await run('directory', 'delete', { directoryId });
		await run('directory', 'update', {
			directoryId,
			updateFields: {
				category: 'leisure',
				isActive: `={{ ${JSON.stringify(none)} }}`,
				region: '={{ null }}',
				steps: '={{ null }}',
			},
		});
		expect(requests().at(-1)?.body).toEqual({ category: 'leisure' });
		const { json } = await run('directory', 'get', { directoryId });
		expect(json).toMatchObject([{ category: 'leisure', isActive: false, region }]);
	});

	it('directory > getAll gives what the filters choose', async () => {
		const { json } = await run('directory', 'getAll', {
			returnAll: true,
			filters: { isActive: false },
		});
		const inactive = world()
			.directories.all()
			.filter(({ isActive }) => !isActive);
		expect(json).toHaveLength(inactive.length);
		expect(json.every(({ isActive }) => isActive === false)).toBe(true);
	});

	it('opportunity > updateStatus completes an opportunity', async () => {
		const [id] = tenant().backlinks.newest(1, { sourceType: 'competitor_gap' });
		const { json } = await run('opportunity', 'updateStatus', {
			backlinkId: byId(id),
			status: 'completed',
		});
		expect(json).toMatchObject([{ id, outreachStatus: 'completed' }]);
		expect(json[0].completedAt).toBe(tenant().backlinks.get(id).completedAt);
	});

	it('opportunity > runMatcher starts the matcher once', async () => {
		const { json } = await run('opportunity', 'runMatcher');
		const [job] = tenant().matcher.all();
		expect(json).toEqual([
			{
				tenantId: tenant().description.id,
				success: true,
				jobId: job.id,
				status: expect.any(String) as string,
			},
		]);
		expect(effects()).toEqual({ matcherRuns: 1 });
	});

	it('haroQuery > getAll gives the queries that wait, respond submits one', async () => {
		const before = await run('haroQuery', 'getAll', { returnAll: true });
		expect(before.json).toHaveLength(tenant().haroQueries.size);
		const haroQueryId = before.json[0].id as string;
		const { json } = await run('haroQuery', 'respond', { haroQueryId: byId(haroQueryId) });
		expect(json).toMatchObject([{ haroQueryId, success: true, status: 'responded' }]);
		const after = await run('haroQuery', 'getAll', { returnAll: true });
		expect(after.json.map(({ id }) => id)).toEqual(before.json.slice(1).map(({ id }) => id));
	});
});
