import type { INodeParameters } from 'n8n-workflow';
import { itemsOf, type Execution } from '../../sandbox/n8n/client';
import type { CampaignEmail } from '../../sandbox/services/leadmetrics/campaign';
import { dmPortal, managePortal } from '../../sandbox/services/leadmetrics/routes';
import {
	byId,
	csvStep,
	expectNoToken,
	failureOf,
	forItems,
	itemsStep,
	nodeInN8n,
	once,
	operationsOf,
	type Step,
} from './chain';
import { useDemo } from './useDemo';

const demo = useDemo({ backlinks: 250 });
const service = () => demo().sandbox.services.leadmetrics;
const tenant = () => service().world.tenants[0];
const directories = () => service().world.directories.all();
const directoryAt = (url: string) => directories().find((directory) => directory.url === url);

const dm = 'leadmetricsDmApi';
const tenantApi = 'leadmetricsTenantApi';
const admin = 'leadmetricsAdminApi';

/** A step holds no token but the one of the audience that its operation is for. */
function audienceOf({ resource, operation }: INodeParameters): string {
	if (resource === 'directory') return admin;
	return resource === 'opportunity' || operation === 'respond' ? tenantApi : dm;
}

const leadmetrics = nodeInN8n(demo, {
	type: 'leadmetrics',
	credential: audienceOf,
	parameters: () => ({ tenantId: tenant().description.id }),
});

/** Emails of the first campaign that can be sent, with this status now. */
function unsentEmails(count: number, status: string): CampaignEmail[] {
	const { campaigns } = tenant();
	const [{ id: campaignId }] = campaigns.all();
	const found = campaigns
		.emailsOf(campaignId)
		.filter(({ sentAt, recipientEmail, status: now }) => {
			return sentAt === null && recipientEmail !== null && now === 'draft';
		})
		.slice(0, count);
	const ids = found.map(({ id }) => id);
	tenant().setEmailStatus(ids, status);
	return ids.map((id) => campaigns.email(campaignId, id));
}

describe('a workflow through all resources', () => {
	let execution: Execution;
	let steps: Step[];
	let toApprove: CampaignEmail;
	let toSend: CampaignEmail;
	let approvedBefore: string[];
	let campaignId: string;
	const result = (name: string) => itemsOf(execution, name);
	const sheet = [
		{ name: 'One', url: 'https://one.example/', category: 'food', row_number: 2 },
		{ name: 'Two', url: 'https://two.example/', isActive: false, row_number: 3 },
	];
	const file = [
		{ name: 'Three, the "third"', url: 'https://three.example/?a=1,2', region: 'DE' },
		{ name: 'One again', url: 'https://one.example/', region: '' },
	];

	beforeAll(async () => {
		// What the matcher finds would move the lists that are compared.
		demo().sandbox.control.world('leadmetrics', 'configureMatcher', { milliseconds: 3_600_000 });
		[toApprove, toSend] = unsentEmails(2, 'draft');
		({ campaignId } = toSend);
		approvedBefore = tenant()
			.campaigns.emailsOf(campaignId)
			.filter(({ status, sentAt }) => status === 'approved' && sentAt === null)
			.map(({ id }) => id);
		const [opportunity] = tenant().backlinks.newest(1, { sourceType: 'competitor_gap' });
		const campaign = { campaignId: byId(campaignId) };
		const newDirectory = { directoryId: byId("={{ $('New Directory').first().json.id }}") };
		steps = [
			once('Backlinks', 'backlink', 'getAll', { returnAll: true }),
			once('Backlink', 'backlink', 'get', {
				backlinkId: byId("={{ $('Backlinks').last().json.id }}"),
				output: 'raw',
			}),
			once('Complete', 'backlink', 'update', {
				backlinkId: byId("={{ $('Backlink').first().json.id }}"),
				updateFields: { outreachStatus: 'completed', notes: 'Live since today' },
			}),
			once('Unified', 'backlink', 'get', {
				backlinkId: byId("={{ $('Backlink').first().json.id }}"),
				output: 'unified',
			}),
			once('Mentions', 'backlink', 'getUnlinkedMentions', { limit: 2 }),
			once('Approve', 'campaignEmail', 'update', {
				...campaign,
				emailId: byId(toApprove.id),
				updateFields: { status: 'approved' },
			}),
			once('Send', 'campaignEmail', 'send', {
				...campaign,
				emailId: byId(toSend.id),
				updateFields: { subject: 'A better subject', recipientName: 'Maria' },
			}),
			once('Approved', 'campaignEmail', 'getAll', {
				...campaign,
				returnAll: true,
				filters: { status: 'approved' },
			}),
			once('Send All', 'campaign', 'sendAll', campaign),
			once('Campaign', 'campaign', 'get', campaign),
			once('Directories', 'directory', 'getAll', { returnAll: true }),
			once('New Directory', 'directory', 'create', {
				name: 'Coffee Shops',
				url: 'https://coffee-shops.example/submit',
				additionalFields: { category: 'food', steps: '["Register", "Submit"]' },
			}),
			once('Rename', 'directory', 'update', { ...newDirectory, updateFields: { name: 'Cafes' } }),
			once('Delete', 'directory', 'delete', newDirectory),
			once('Directory', 'directory', 'get', newDirectory),
			itemsStep('Sheet', sheet),
			forItems('Import Items', 'directory', 'bulkImport'),
			itemsStep('Other Sheet', file),
			csvStep('CSV File', 'directories.csv'),
			forItems('Import File', 'directory', 'bulkImport', { source: 'binaryFile' }),
			once('Opportunity', 'opportunity', 'updateStatus', {
				backlinkId: byId(opportunity),
				status: 'completed',
				additionalFields: { notes: 'Submitted' },
			}),
			once('Matcher', 'opportunity', 'runMatcher'),
			once('Queries', 'haroQuery', 'getAll', { returnAll: true }),
			once('Respond', 'haroQuery', 'respond', {
				haroQueryId: byId("={{ $('Queries').first().json.id }}"),
			}),
		];
		execution = await leadmetrics.run('All of Leadmetrics', steps);
	});

	it('has every operation', async () => {
		expect(operationsOf(steps)).toEqual(await leadmetrics.operations());
	});

	it('succeeds, and leaves no token in its data', () => {
		expect(execution.status).toBe('success');
		expectNoToken(demo(), execution);
	});

	it('reads all backlinks, page by page, and changes one', () => {
		const ids = result('Backlinks').map(({ id }) => id as string);
		expect(ids).toHaveLength(250);
		expect(new Set(ids)).toEqual(new Set(tenant().backlinks.newest(ids.length)));
		const oldest = ids[ids.length - 1];
		const stored = tenant().backlinks.get(oldest);
		expect(result('Backlink')).toMatchObject([{ id: oldest, sourceUrl: stored.sourceUrl }]);
		expect(stored).toMatchObject({ outreachStatus: 'completed', notes: 'Live since today' });
		expect(result('Complete')).toMatchObject([{ id: oldest, completedAt: stored.completedAt }]);
		expect(result('Unified')).toMatchObject([
			{ service: 'leadmetrics', id: oldest, status: 'completed', firstSeen: stored.completedAt },
		]);
		expect(result('Mentions')).toHaveLength(2);
		expect(service().effects.of('backlinksUpdated')).toBe(1);
	});

	it('sends each approved mail once, and the edited one as it was edited', () => {
		const { outbox } = service().world;
		expect(outbox[0]).toMatchObject({
			emailId: toSend.id,
			subject: 'A better subject',
			recipientName: 'Maria',
			recipientEmail: toSend.recipientEmail,
		});
		expect(result('Send')).toMatchObject([
			{ id: toSend.id, status: 'sent', sentAt: outbox[0].sentAt },
		]);
		const approved = [toApprove.id, ...approvedBefore].sort();
		expect(
			result('Approved')
				.map(({ id }) => id)
				.sort(),
		).toEqual(approved);
		const sentIds = outbox.map(({ emailId }) => emailId).sort();
		expect(sentIds).toEqual([toSend.id, ...approved].sort());
		expect(result('Send All')).toEqual([
			{ campaignId, sent: approved.length, failed: 0, status: 'sent' },
		]);
		expect(result('Campaign')).toMatchObject([{ id: campaignId, status: 'sent' }]);
		const effects = service().effects.all();
		expect(effects).toMatchObject({ mailsSent: sentIds.length, campaignsSent: 1 });
		for (const id of sentIds) expect(effects[`mailSent:${id}`]).toBe(1);
		expect(tenant().backlinks.get(toSend.backlinkId).outreachStatus).toBe('outreach_sent');
	});

	it('creates, changes and retires a directory', () => {
		const created = directoryAt('https://coffee-shops.example/submit');
		expect(created).toMatchObject({ name: 'Cafes', category: 'food', isActive: false });
		expect(created?.steps).toEqual(['Register', 'Submit']);
		expect(result('New Directory')).toMatchObject([{ id: created?.id, name: 'Coffee Shops' }]);
		expect(result('Delete')).toEqual([{ deleted: true, directoryId: created?.id }]);
		expect(result('Directory')).toMatchObject([{ name: 'Cafes', isActive: false }]);
		expect(result('Directories')).toHaveLength(service().world.directories.seeded.length);
	});

	it('imports directories out of items and out of a CSV file', () => {
		expect(result('Import Items')).toEqual(
			sheet.map(({ name, url }) => ({
				created: 2,
				skipped: 0,
				errors: [],
				rows: 2,
				directories: [{ name, url }],
			})),
		);
		expect(directoryAt('https://one.example/')).toMatchObject({ name: 'One', category: 'food' });
		expect(directoryAt('https://two.example/')?.isActive).toBe(false);
		expect(result('Import File')).toEqual([
			{ created: 1, skipped: 1, errors: [], rows: 2, fileName: 'directories.csv' },
		]);
		expect(directoryAt(file[0].url)).toMatchObject(file[0]);
		expect(service().effects.of('directoriesImported')).toBe(3);
	});

	it('moves an opportunity on, starts the matcher, and answers one query', () => {
		const [{ id }] = result('Opportunity');
		expect(tenant().backlinks.get(id as string)).toMatchObject({
			outreachStatus: 'completed',
			notes: 'Submitted',
		});
		const [job] = tenant().matcher.all();
		expect(result('Matcher')).toMatchObject([{ success: true, jobId: job.id }]);
		const [answered] = result('Queries');
		expect(result('Respond')).toMatchObject([{ haroQueryId: answered.id, status: 'responded' }]);
		expect(service().effects.all()).toMatchObject({
			opportunitiesUpdated: 1,
			matcherRuns: 1,
			haroResponsesSent: 1,
			[`haroResponseSent:${answered.id as string}`]: 1,
		});
	});
});

describe('a credential', () => {
	it.each([dm, tenantApi, admin])('%s passes its test, and fails it otherwise', async (type) => {
		expect(await leadmetrics.test(type)).toMatchObject({ status: 'OK' });
		const wrong = await leadmetrics.credential(type, service().url, { accessToken: 'wrong' });
		expect(await leadmetrics.test(wrong)).toEqual({
			status: 'Error',
			message: 'Leadmetrics did not accept the access token',
		});
	});

	it('of one audience is none of another', async () => {
		const { dmAccessToken } = service().credentials;
		const fields = { accessToken: dmAccessToken };
		const foreign = await leadmetrics.credential(admin, service().url, fields);
		expect(await leadmetrics.test(foreign)).toEqual({
			status: 'Error',
			message: 'The access token is not that of a superadmin',
		});
	});

	it.each([
		[dm, dmPortal, 'dmAccessToken'],
		[admin, managePortal, 'adminAccessToken'],
	])('%s leads through a portal, too', async (type, at, token) => {
		const portal = await leadmetrics.credential(type, `${service().url}${at}`, {
			connectThrough: 'portal',
			accessToken: service().credentials[token],
		});
		expect(await leadmetrics.test(portal)).toMatchObject({ status: 'OK' });

		const [backlink] = tenant().backlinks.newest(1);
		const [{ id: directory }] = directories();
		const change =
			type === dm
				? once('Change', 'backlink', 'update', {
						backlinkId: byId(backlink),
						updateFields: { notes: 'Through the portal' },
					})
				: once('Change', 'directory', 'update', {
						directoryId: byId(directory),
						updateFields: { region: 'portal' },
					});
		const execution = await leadmetrics.run(`Through ${at}`, [{ ...change, credential: portal }]);
		expect(itemsOf(execution, 'Change')).toMatchObject([
			type === dm ? { id: backlink, notes: 'Through the portal' } : { id: directory },
		]);
		expectNoToken(demo(), execution);
	});
});

describe('a list to choose from', () => {
	const valuesOf = (results: ReadonlyArray<{ value: unknown }>) =>
		results.map(({ value }) => value);

	it('of backlinks comes page by page', async () => {
		const parameters = { resource: 'backlink', operation: 'get' };
		const first = await leadmetrics.search('searchBacklinks', parameters);
		const next = await leadmetrics.search('searchBacklinks', parameters, {
			paginationToken: String(first.paginationToken),
		});
		expect(valuesOf([...first.results, ...next.results])).toEqual(tenant().backlinks.newest(200));
	});

	it('of emails holds those of the campaign that was chosen before', async () => {
		const parameters = { resource: 'campaignEmail', operation: 'send' };
		const campaigns = await leadmetrics.search('searchCampaigns', parameters);
		const [{ id }] = tenant().campaigns.all();
		expect(valuesOf(campaigns.results)).toContain(id);

		const { results } = await leadmetrics.search('searchCampaignEmails', {
			...parameters,
			campaignId: byId(id),
		});
		expect(valuesOf(results)).toEqual(
			tenant()
				.campaigns.emailsOf(id)
				.map((email) => email.id),
		);
		await expect(leadmetrics.search('searchCampaignEmails', parameters)).rejects.toThrow(
			/Choose \\"Campaign\\" first/,
		);
	});

	it('of directories finds by a word', async () => {
		const [{ id, name }] = directories();
		const parameters = { resource: 'directory', operation: 'get' };
		const { results } = await leadmetrics.search('searchDirectories', parameters, { filter: name });
		expect(valuesOf(results)).toContain(id);
	});

	it('of opportunities and HARO queries comes with the credential for clients', async () => {
		const opportunities = await leadmetrics.search('searchOpportunities', {
			resource: 'opportunity',
			operation: 'updateStatus',
		});
		for (const { value } of opportunities.results) {
			const { sourceType } = tenant().backlinks.get(String(value));
			expect(['directory_opportunity', 'competitor_gap']).toContain(sourceType);
		}
		expect(opportunities.results.length).toBeGreaterThan(0);

		const queries = await leadmetrics.search('searchHaroQueries', {
			resource: 'haroQuery',
			operation: 'respond',
		});
		const waiting = tenant()
			.haroQueries.all()
			.filter(({ status }) => status === 'pending_review')
			.map(({ id }) => id);
		expect(new Set(valuesOf(queries.results))).toEqual(new Set(waiting));
	});
});

describe('an operation that fails', () => {
	it('says what the service refused, and that nothing was sent', async () => {
		const [skipped] = unsentEmails(1, 'skipped');
		const mails = service().world.outbox.length;
		const execution = await leadmetrics.run('A skipped email', [
			once('Send', 'campaignEmail', 'send', {
				campaignId: byId(skipped.campaignId),
				emailId: byId(skipped.id),
			}),
		]);
		const failure = failureOf(execution, 'Send');
		expect(failure).toMatchObject({
			status: 'error',
			message: 'Leadmetrics did not send the email',
		});
		expect(failure.description).toContain('The service said: "The email is skipped".');
		expect(service().world.outbox).toHaveLength(mails);
		expectNoToken(demo(), execution);
	});

	it('names the rule that its parameters break, and sends nothing', async () => {
		const before = service().requests.length;
		const [id] = tenant().backlinks.newest(1);
		const execution = await leadmetrics.run('Nothing to change', [
			once('Change', 'backlink', 'update', { backlinkId: byId(id), updateFields: {} }),
		]);
		const failure = failureOf(execution, 'Change');
		expect(failure.message).toBe('"Update Fields" must hold at least one field to change');
		expect(failure.description).toContain('Nothing was sent');
		expect(service().requests).toHaveLength(before);
	});

	it('says where the server does not offer it yet', async () => {
		service().world.offer({ plannedRoutes: false });
		const execution = await leadmetrics.run('A planned route', [
			once('Queries', 'haroQuery', 'getAll'),
		]);
		service().world.offer({ plannedRoutes: true });
		expect(failureOf(execution, 'Queries').message).toBe(
			'This Leadmetrics server does not offer HARO queries yet',
		);
	});
});
