import { type Sandbox, startSandbox } from '../../../sandbox/server';
import type { Backlink } from '../../../sandbox/services/leadmetrics/backlink';
import type { EmailWithBacklink } from '../../../sandbox/services/leadmetrics/campaign';
import type { Directory } from '../../../sandbox/services/leadmetrics/directory';
import type { HaroQuery } from '../../../sandbox/services/leadmetrics/haroQuery';
import { pass, useStandingDate } from '../../support/standingDate';
import { call } from './client';
import { LeadmetricsClient, type Page } from './leadmetricsClient';

const today = '2026-03-14';
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

let sandbox: Sandbox;
let client: LeadmetricsClient;

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 600, today });
	client = new LeadmetricsClient(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset('leadmetrics');
});

const effects = (): Record<string, number> => sandbox.services.leadmetrics.effects.all();
const move = (name: string, input: unknown = {}): { ids: string[] } =>
	sandbox.control.world('leadmetrics', name, input) as { ids: string[] };
const patch = (body?: unknown) => ({ method: 'PATCH', body });
const post = (body?: unknown) => ({ method: 'POST', body });
const otherTenant = (): string => client.tenants[1].description.id;

describe('access', () => {
	const routes: ['dm' | 'tenant' | 'admin', method: string, path: string][] = [
		['dm', 'GET', '/backlinks'],
		['dm', 'GET', '/backlinks/unlinked-mentions'],
		['dm', 'GET', '/backlinks/x'],
		['dm', 'PATCH', '/backlinks/x'],
		['dm', 'GET', '/campaigns/x'],
		['dm', 'PATCH', '/campaigns/x/emails/y'],
		['dm', 'POST', '/campaigns/x/emails/y/send'],
		['dm', 'POST', '/campaigns/x/send-all'],
		['dm', 'GET', '/haro-queries'],
		['tenant', 'PATCH', '/backlinks/x/opportunity-status'],
		['tenant', 'POST', '/backlinks/run-opportunity-matcher'],
		['tenant', 'POST', '/haro-queries/x/respond'],
		['admin', 'GET', '/backlink-directories'],
		['admin', 'GET', '/backlink-directories/x'],
		['admin', 'POST', '/backlink-directories'],
		['admin', 'PATCH', '/backlink-directories/x'],
		['admin', 'DELETE', '/backlink-directories/x'],
		['admin', 'POST', '/backlink-directories/bulk-import'],
	];

	it.each(routes)('%s %s %s takes its own audience alone', async (audience, method, path) => {
		const full = `/${audience}/v1${path}`;
		const none = await call(client.url + full, { method });
		expect(none.status).toBe(401);
		expect(none.json).toMatchObject({ statusCode: 401, message: 'Unauthorized' });
		expect((await client.withToken('nonsense', full, { method })).status).toBe(401);
		const cookie = `dm_access_token=${client.tokens.dm}; manage_access_token=${client.tokens.admin}`;
		expect((await client.withCookie(cookie, full, { method })).status).toBe(401);
		for (const other of (['dm', 'tenant', 'admin'] as const).filter((one) => one !== audience)) {
			const answer = await client.withToken(client.tokens[other], full, { method });
			expect(answer.status).toBe(403);
			expect(answer.json).toMatchObject({
				statusCode: 403,
				message: expect.stringContaining('Forbidden') as string,
			});
		}
		expect([401, 403]).not.toContain((await client[audience](path, { method })).status);
	});

	it.each([
		['/dm/v1/campaigns'],
		['/dm/v1/nowhere'],
		['/dm-portal/api/campaigns'],
		['/manage-portal/api/admin/directories'],
	])('has no GET %s', async (path) => {
		const answer = await client.withToken(client.tokens.dm, path, {
			headers: { cookie: `dm_access_token=${client.tokens.dm}` },
		});
		expect([answer.status, answer.json]).toEqual([404, { message: 'Not Found' }]);
	});
});

describe('tenantId', () => {
	const reads = ['/backlinks', '/backlinks/x', '/backlinks/unlinked-mentions', '/campaigns/x'];

	it.each([...reads, '/haro-queries'])('belongs in the query of GET %s', async (path) => {
		const missing = await client.dm(path);
		expect(missing.status).toBe(400);
		expect(missing.json).toEqual({
			message: 'Validation failed',
			errors: { tenantId: ['Required'] },
		});
		expect((await client.dm(`${path}?tenantId=`)).status).toBe(400);
		const unknown = await client.dm(`${path}?tenantId=cm0000000000000000000none`);
		expect([unknown.status, unknown.json]).toEqual([403, { message: 'No access to this tenant' }]);
	});

	const writes: ['dm' | 'tenant', method: string, path: string, body: object][] = [
		['dm', 'PATCH', '/backlinks/x', { notes: 'n' }],
		['dm', 'PATCH', '/campaigns/x/emails/y', { subject: 's' }],
		['dm', 'POST', '/campaigns/x/emails/y/send', {}],
		['dm', 'POST', '/campaigns/x/send-all', {}],
		['tenant', 'PATCH', '/backlinks/x/opportunity-status', { status: 'completed' }],
		['tenant', 'POST', '/backlinks/run-opportunity-matcher', {}],
		['tenant', 'POST', '/haro-queries/x/respond', {}],
	];

	it.each(writes)('belongs in the body of %s %s %s', async (audience, method, path, body) => {
		const { tenantId } = client;
		const inQuery = await client[audience](`${path}?tenantId=${tenantId}`, { method, body });
		expect(inQuery.status).toBe(400);
		expect(inQuery.json).toEqual({
			message: 'Validation failed',
			errors: { tenantId: ['Must be in the request body, not the querystring'] },
		});
		const inBoth = await client[audience](`${path}?tenantId=${tenantId}`, {
			method,
			body: { ...body, tenantId },
		});
		expect(inBoth.status).toBe(400);
		const missing = await client[audience](path, { method, body });
		expect(missing.json).toMatchObject({ errors: { tenantId: ['Required'] } });
		const unknown = await client[audience](path, { method, body: { ...body, tenantId: 'x' } });
		expect(unknown.status).toBe(403);
		expect(effects()).toEqual({});
	});

	it('shows nothing of another tenant', async () => {
		const [backlink] = (await client.backlinks()).items;
		const campaignId = client.campaignNamed('Resource pages');
		const [email] = (await client.campaign(campaignId)).emails;
		const [query] = client.tenants[0].haroQueries.all();
		const body = { tenantId: otherTenant() };
		const emailPath = `/campaigns/${campaignId}/emails/${email.id}`;
		const answers = await Promise.all([
			client.dm(`/backlinks/${backlink.id}?tenantId=${otherTenant()}`),
			client.dm(`/backlinks/${backlink.id}`, patch({ ...body, notes: 'n' })),
			client.dm(`/campaigns/${campaignId}?tenantId=${otherTenant()}`),
			client.dm(emailPath, patch({ ...body, subject: 's' })),
			client.dm(`${emailPath}/send`, post(body)),
			client.dm(`/campaigns/${campaignId}/send-all`, post(body)),
			client.tenant(
				`/backlinks/${backlink.id}/opportunity-status`,
				patch({ ...body, status: 'completed' }),
			),
			client.tenant(`/haro-queries/${query.id}/respond`, post(body)),
		]);
		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
		expect(effects()).toEqual({});
	});
});

describe('GET /dm/v1/backlinks', () => {
	it('gives 50 unless told, newest first, whole records', async () => {
		const { items, nextCursor } = await client.backlinks();
		expect(items).toHaveLength(50);
		expect(nextCursor).toEqual(expect.any(String));
		const created = items.map(({ createdAt }) => createdAt);
		expect(created).toEqual([...created].sort().reverse());
		expect(Object.keys(items[0]).length).toBeGreaterThan(10);
		expect(items[0]).toMatchObject({
			tenantId: client.tenantId,
			id: expect.stringMatching(/^c[0-9a-z]{24}$/) as string,
			createdAt: isoTime,
		});
		expect(items[0]).not.toHaveProperty('campaign');
	});

	it('pages by cursor to the end without gap or overlap', async () => {
		const ids: string[] = [];
		let cursor: string | null = '';
		let pages = 0;
		while (cursor !== null) {
			const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
			const page: Page<Backlink> = await client.backlinks(`&limit=100${query}`);
			ids.push(...page.items.map(({ id }) => id));
			cursor = page.nextCursor;
			pages += 1;
		}
		expect(pages).toBe(6);
		expect(new Set(ids).size).toBe(600);
	});

	it('filters by outreach status, page by page', async () => {
		const first = await client.backlinks('&outreachStatus=completed&limit=10');
		expect(first.items).toHaveLength(10);
		const second = await client.backlinks(
			`&outreachStatus=completed&limit=10&cursor=${String(first.nextCursor)}`,
		);
		for (const { outreachStatus } of [...first.items, ...second.items]) {
			expect(outreachStatus).toBe('completed');
		}
		expect(second.items[0].id).not.toBe(first.items[9].id);
		expect(await client.backlinks('&outreachStatus=unheard_of')).toEqual({
			items: [],
			nextCursor: null,
		});
	});

	it('filters by campaign', async () => {
		const campaignId = client.campaignNamed('Resource pages');
		const { items, nextCursor } = await client.backlinks(`&campaignId=${campaignId}&limit=100`);
		const { emails } = await client.campaign(campaignId);
		expect(nextCursor).toBeNull();
		expect(items.map(({ id }) => id).sort()).toEqual(
			emails.map(({ backlinkId }) => backlinkId).sort(),
		);
	});

	it.each([
		['limit=101', 'limit'],
		['limit=0', 'limit'],
		['limit=ten', 'limit'],
		['limit=', 'limit'],
		['cursor=', 'cursor'],
		['cursor=nonsense', 'cursor'],
		['outreachStatus=', 'outreachStatus'],
		['campaignId=a&campaignId=b', 'campaignId'],
	])('refuses %s', async (query, field) => {
		const { status, json } = await client.dm(`/backlinks?tenantId=${client.tenantId}&${query}`);
		expect(status).toBe(400);
		const errors = { [field]: [expect.any(String) as string] };
		expect(json).toEqual({ message: 'Validation failed', errors });
	});

	it('takes a limit of 100, and a cursor whose backlink is gone', async () => {
		const { items, nextCursor } = await client.backlinks('&limit=100');
		expect(items).toHaveLength(100);
		const before = await client.backlinks(`&cursor=${String(nextCursor)}`);
		move('removeBacklinks', { ids: [items[99].id] });
		expect(await client.backlinks(`&cursor=${String(nextCursor)}`)).toEqual(before);
	});
});

describe('GET /dm/v1/backlinks/:id', () => {
	it('includes the campaign and the email', async () => {
		const campaignId = client.campaignNamed('Press follow-ups');
		const { emails, name, status, totalEmails } = await client.campaign(campaignId);
		const [email] = emails;
		const { json } = await client.dm(`/backlinks/${email.backlinkId}?tenantId=${client.tenantId}`);
		expect(json).toMatchObject({ campaignId, campaignEmailId: email.id });
		const { campaign, campaignEmail } = json as Record<string, unknown>;
		expect(campaign).toEqual({ id: campaignId, name, status, totalEmails });
		const { id, subject, body, recipientEmail, recipientName, sentAt } = email;
		expect(campaignEmail).toEqual({
			id,
			subject,
			body,
			recipientEmail,
			recipientName,
			status: email.status,
			sentAt,
		});
	});

	it('has null where there is no campaign, and 404 for what is not there', async () => {
		const { items } = await client.backlinks('&limit=100');
		const alone = items.find(({ campaignId }) => campaignId === null);
		const { json } = await client.dm(`/backlinks/${String(alone?.id)}?tenantId=${client.tenantId}`);
		expect(json).toEqual({ ...alone, campaign: null, campaignEmail: null });
		const missing = await client.dm(`/backlinks/x?tenantId=${client.tenantId}`);
		expect([missing.status, missing.json]).toEqual([404, { message: 'Backlink not found' }]);
	});
});

describe('PATCH /dm/v1/backlinks/:id', () => {
	const update = async (id: string, changes: object): Promise<Backlink> => {
		const { status, json } = await client.dm(
			`/backlinks/${id}`,
			patch({ tenantId: client.tenantId, ...changes }),
		);
		expect(status).toBe(200);
		return json as Backlink;
	};

	it('takes any status, keeps notes, and counts its side effects', async () => {
		const [before] = (await client.backlinks('&outreachStatus=new')).items;
		const changes = { outreachStatus: 'waiting_for_legal', notes: 'Call first' };
		const after = await update(before.id, changes);
		expect(after).toEqual({ ...before, ...changes, updatedAt: isoTime });
		expect(after.updatedAt > before.updatedAt).toBe(true);
		expect((await client.backlinks('&outreachStatus=waiting_for_legal')).items).toEqual([after]);
		expect(effects()).toEqual({ backlinksUpdated: 1, searchSyncJobs: 1, auditEvents: 1 });
	});

	it('sets completedAt with completed, and nulls it with anything else', async () => {
		const [{ id }] = (await client.backlinks('&outreachStatus=new')).items;
		const { completedAt } = await update(id, { outreachStatus: 'completed' });
		expect(completedAt).toEqual(isoTime);
		expect(completedAt?.slice(0, 10)).toBe(today);
		expect(await update(id, { notes: null })).toMatchObject({ completedAt: null, notes: null });
		await update(id, { outreachStatus: 'completed' });
		expect((await update(id, { outreachStatus: 'new' })).completedAt).toBeNull();
	});

	it.each([[{ outreachStatus: '' }], [{ outreachStatus: 5 }], [{ notes: 5 }]])(
		'refuses %j',
		async (changes) => {
			const [{ id }] = (await client.backlinks()).items;
			const { status, json } = await client.dm(
				`/backlinks/${id}`,
				patch({ tenantId: client.tenantId, ...changes }),
			);
			expect(status).toBe(400);
			expect(Object.keys((json as { errors: object }).errors)).toEqual(Object.keys(changes));
			expect(effects()).toEqual({});
		},
	);

	it('passes over fields that are not for a client to write', async () => {
		const [before] = (await client.backlinks()).items;
		const after = await update(before.id, { id: 'x', relevanceScore: 1, createdAt: 'now' });
		expect(after).toEqual({ ...before, updatedAt: isoTime });
	});
});

describe('campaigns', () => {
	it('come with all emails and what each backlink is about', async () => {
		const id = client.campaignNamed('Resource pages');
		const { emails, ...campaign } = await client.campaign(id);
		expect(campaign).toMatchObject({ id, tenantId: client.tenantId, status: 'in_review' });
		expect(emails).toHaveLength(campaign.totalEmails);
		for (const email of emails) {
			const { sourceDomain, prospectType, relevanceScore, pitchRationale } =
				client.tenants[0].backlinks.get(email.backlinkId);
			expect(email.backlink).toEqual({
				sourceDomain,
				prospectType,
				relevanceScore,
				pitchRationale,
			});
		}
	});

	it('answer 404 when unknown', async () => {
		const { status, json } = await client.dm(`/campaigns/x?tenantId=${client.tenantId}`);
		expect([status, json]).toEqual([404, { message: 'Campaign not found' }]);
	});
});

describe('campaign emails', () => {
	let campaignId: string;
	let emails: EmailWithBacklink[];

	beforeEach(async () => {
		campaignId = client.campaignNamed('Resource pages');
		({ emails } = await client.campaign(campaignId));
	});

	const withStatus = (wanted: string): EmailWithBacklink => {
		const found = emails.find(({ status }) => status === wanted);
		if (!found) throw new Error(`No email is ${wanted}`);
		return found;
	};
	const pathOf = ({ id }: { id: string }): string => `/campaigns/${campaignId}/emails/${id}`;
	const edit = (email: { id: string }, changes: object) =>
		client.dm(pathOf(email), patch({ tenantId: client.tenantId, ...changes }));
	const send = (email: { id: string }) =>
		client.dm(`${pathOf(email)}/send`, post({ tenantId: client.tenantId }));

	it('are edited, and sent as they are stored then', async () => {
		const draft = withStatus('draft');
		const content = {
			subject: 'A new subject',
			body: 'A new body',
			recipientEmail: 'editor@press.example',
			recipientName: 'Ed Itor',
		};
		const changes = { ...content, status: 'approved' };
		const edited = await edit(draft, changes);
		expect(edited.status).toBe(200);
		const { backlink, ...stored } = draft;
		expect(backlink).not.toBeNull();
		expect(edited.json).toEqual({ ...stored, ...changes, updatedAt: isoTime });

		const sent = await send(draft);
		expect(sent.status).toBe(200);
		expect(sent.json).toMatchObject({ ...changes, status: 'sent', sentAt: isoTime });
		expect(sandbox.services.leadmetrics.world.outbox).toEqual([
			{ emailId: draft.id, campaignId, sentAt: isoTime, ...content },
		]);
		expect(client.tenants[0].backlinks.get(draft.backlinkId)).toMatchObject({
			outreachStatus: 'outreach_sent',
			outreachSentAt: (sent.json as EmailWithBacklink).sentAt,
		});
		expect(effects()).toEqual({
			emailsUpdated: 1,
			mailsSent: 1,
			[`mailSent:${draft.id}`]: 1,
		});
	});

	it.each([['sent'], ['bounced'], [''], [5]])('refuse the status %p', async (status) => {
		const { status: code, json } = await edit(withStatus('draft'), { status });
		expect(code).toBe(400);
		expect(json).toEqual({
			message: 'Validation failed',
			errors: { status: ['Must be one of draft, approved, skipped'] },
		});
	});

	it.each([
		['subject', ''],
		['body', ' '],
		['recipientEmail', 'nobody'],
		['recipientName', 5],
	])('refuse %s %p', async (field, value) => {
		const { status, json } = await edit(withStatus('draft'), { [field]: value });
		expect(status).toBe(400);
		expect(Object.keys((json as { errors: object }).errors)).toEqual([field]);
		expect(effects()).toEqual({});
	});

	it('are sent once, however often and however many at once it is asked', async () => {
		const approved = withStatus('approved');
		const answers = await Promise.all([send(approved), send(approved), send(approved)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
		expect(effects()).toEqual({ mailsSent: 1, [`mailSent:${approved.id}`]: 1 });
	});

	it('are not sent again once they went out, whatever became of them', async () => {
		const sent = withStatus('sent');
		const approved = withStatus('approved');
		move('setEmailStatus', { emailIds: [approved.id], status: 'bounced' });
		for (const email of [sent, approved]) {
			expect((await send(email)).json).toEqual({ message: 'The email has been sent already' });
			expect((await edit(email, { subject: 's' })).status).toBe(200);
			expect((await send(email)).status).toBe(409);
		}
		expect(effects()).toEqual({ emailsUpdated: 2 });
	});

	it('go out once more when they are approved again, and keep their time until then', async () => {
		const sent = withStatus('sent');
		const again = await edit(sent, { status: 'approved' });
		expect(again.status).toBe(200);
		expect(again.json).toMatchObject({ status: 'approved', sentAt: sent.sentAt });
		const { json } = await send(sent);
		expect(json).toMatchObject({ status: 'sent', sentAt: isoTime });
		expect((json as EmailWithBacklink).sentAt).not.toBe(sent.sentAt);

		await edit(sent, { status: 'approved' });
		const path = `/campaigns/${campaignId}/send-all`;
		await client.dm(path, post({ tenantId: client.tenantId }));
		expect(effects()).toMatchObject({ [`mailSent:${sent.id}`]: 2 });
	});

	it('are not sent when skipped or without a recipient, but when failed', async () => {
		expect((await send(withStatus('skipped'))).status).toBe(409);
		move('setEmailStatus', { emailIds: [withStatus('approved').id], status: 'failed' });
		expect((await send(withStatus('approved'))).status).toBe(200);

		const draft = withStatus('draft');
		client.tenants[0].campaigns.changeEmail(draft.id, { recipientEmail: null });
		const { status, json } = await send(draft);
		expect(status).toBe(422);
		expect(json).toEqual({
			message: 'The email has no recipientEmail',
			errors: { recipientEmail: ['Required to send'] },
		});
		expect(effects()).toMatchObject({ mailsSent: 1 });
	});

	it('answer 404 in another campaign', async () => {
		const other = client.campaignNamed('Spring guest posts');
		const { id } = withStatus('draft');
		const answer = await client.dm(
			`/campaigns/${other}/emails/${id}/send`,
			post({ tenantId: client.tenantId }),
		);
		expect([answer.status, answer.json]).toEqual([404, { message: 'Campaign email not found' }]);
	});

	it('go out all at once, the approved ones alone, each once', async () => {
		const approved = emails.filter(({ status }) => status === 'approved');
		const incomplete = approved[0].id;
		client.tenants[0].campaigns.changeEmail(incomplete, { recipientEmail: null });
		const sendAll = () =>
			client.dm(`/campaigns/${campaignId}/send-all`, post({ tenantId: client.tenantId }));

		const first = await sendAll();
		expect(first.status).toBe(200);
		expect(first.json).toEqual({ sent: approved.length - 1, failed: 1, status: 'sent' });
		expect((await sendAll()).json).toEqual({ sent: 0, failed: 0, status: 'sent' });

		const after = await client.campaign(campaignId);
		expect(after).toMatchObject({ status: 'sent', sentAt: isoTime });
		for (const [place, { id, status }] of emails.entries()) {
			const expected = id === incomplete ? 'failed' : status === 'approved' ? 'sent' : status;
			expect(after.emails[place].status).toBe(expected);
			const mails = effects()[`mailSent:${id}`] ?? 0;
			expect(mails).toBe(status === 'approved' && id !== incomplete ? 1 : 0);
		}
		expect(effects()).toMatchObject({ mailsSent: approved.length - 1, campaignsSent: 2 });
		expect(client.tenants[0].backlinks.get(approved[1].backlinkId).outreachStatus).toBe(
			'outreach_sent',
		);
	});

	it('went out when the answer of send was lost', async () => {
		const approved = withStatus('approved');
		sandbox.control.addFault({ service: 'leadmetrics', kind: 'resetAfter', path: '/send$' });
		await expect(send(approved)).rejects.toThrow();
		expect((await send(approved)).status).toBe(409);
		expect(effects()).toMatchObject({ mailsSent: 1 });
	});
});

describe('the portals', () => {
	const dmCookie = (): string => `theme=dark; dm_access_token=${client.tokens.dm}`;
	const manageCookie = (): string => `manage_access_token=${client.tokens.admin}`;

	it('take the cookie, and nothing else', async () => {
		const path = '/dm-portal/api/dm/backlinks/x';
		const body = { tenantId: client.tenantId };
		const statuses = await Promise.all([
			client.withToken(client.tokens.dm, path, patch(body)),
			client.withCookie('dm_access_token=', path, patch(body)),
			client.withCookie(`manage_access_token=${client.tokens.dm}`, path, patch(body)),
			client.withCookie(`dm_access_token=${client.tokens.admin}`, path, patch(body)),
			client.withCookie(dmCookie(), path, patch(body)),
		]);
		expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 403, 404]);
		const manage = '/manage-portal/api/admin/directories/x';
		expect((await client.withToken(client.tokens.admin, manage)).status).toBe(401);
		expect(
			(await client.withCookie(`manage_access_token=${client.tokens.dm}`, manage)).status,
		).toBe(403);
	});

	it('forward the four DM routes', async () => {
		const { tenantId } = client;
		const campaignId = client.campaignNamed('Resource pages');
		const { emails } = await client.campaign(campaignId);
		const draft = emails.find(({ status }) => status === 'draft');
		const campaign = `/dm-portal/api/campaigns/${campaignId}`;
		const email = `${campaign}/emails/${String(draft?.id)}`;
		const through = (path: string, options: object) => client.withCookie(dmCookie(), path, options);

		const backlink = await through(
			`/dm-portal/api/dm/backlinks/${String(draft?.backlinkId)}`,
			patch({ tenantId, notes: 'Through the portal' }),
		);
		expect(backlink.json).toMatchObject({ notes: 'Through the portal' });
		expect((await through(email, patch({ tenantId, subject: 'S' }))).json).toMatchObject({
			subject: 'S',
		});
		expect((await through(`${email}/send`, post({ tenantId }))).json).toMatchObject({
			status: 'sent',
		});
		expect((await through(`${campaign}/send-all`, post({ tenantId }))).status).toBe(200);
		expect((await through(`${email}/send?tenantId=${tenantId}`, post({}))).status).toBe(400);
	});

	it('forward the directory routes but the list and the import', async () => {
		const through = (path: string, options: object = {}) =>
			client.withCookie(manageCookie(), `/manage-portal/api/admin/directories${path}`, options);
		const created = await through('', post({ name: 'New', url: 'https://new.example.com/' }));
		expect(created.status).toBe(201);
		const { id } = created.json as Directory;
		expect((await through(`/${id}`)).json).toEqual(created.json);
		expect((await through(`/${id}`, patch({ region: 'uk' }))).json).toMatchObject({
			region: 'uk',
		});
		expect((await through(`/${id}`, { method: 'DELETE' })).json).toEqual({ deleted: true });
		expect((await through('/bulk-import', post({}))).json).toEqual({ message: 'Not Found' });
		expect((await through('')).json).toEqual({ message: 'Not Found' });
	});

	it.each([
		['GET', '/dm-portal/api/dm/backlinks'],
		['GET', '/dm-portal/api/dm/backlinks/x'],
		['GET', '/dm-portal/api/campaigns/x'],
		['GET', '/dm-portal/api/dm/haro-queries'],
		['PATCH', '/dm-portal/dm/v1/backlinks/x'],
	])('do not forward %s %s', async (method, path) => {
		const { status, json } = await client.withCookie(dmCookie(), path, { method });
		expect([status, json]).toEqual([404, { message: 'Not Found' }]);
	});
});

describe('directories', () => {
	const path = '/backlink-directories';
	const list = async (query = ''): Promise<Page<Directory>> =>
		(await client.admin(`${path}?limit=100${query}`)).json as Page<Directory>;

	it('are listed, filtered and paged', async () => {
		const all = await list();
		expect(all.items.length).toBeGreaterThanOrEqual(60);
		expect(all.nextCursor).toBeNull();
		expect((await client.admin(path)).json).toMatchObject({
			nextCursor: all.items[49].id,
		});
		const next = await list(`&cursor=${all.items[9].id}`);
		expect(next.items).toEqual(all.items.slice(10));

		const coffee = '&category=food_and_drink&subcategory=coffee&region=uk';
		expect((await list(coffee)).items.map(({ name }) => name)).toEqual(['British Coffee Guide']);
		const active = (await list('&isActive=true')).items.length;
		const inactive = (await list('&isActive=false')).items;
		expect(inactive.length).toBeGreaterThan(0);
		expect(active + inactive.length).toBe(all.items.length);
		expect(inactive.every(({ isActive }) => !isActive)).toBe(true);
	});

	it.each([
		['isActive=yes', 'isActive'],
		['limit=101', 'limit'],
		['cursor=x', 'cursor'],
	])('refuse %s', async (query, field) => {
		const { status, json } = await client.admin(`${path}?${query}`);
		expect(status).toBe(400);
		expect(Object.keys((json as { errors: object }).errors)).toEqual([field]);
	});

	it('are created with what is given, at the front of the list', async () => {
		const fields = {
			name: 'Bean Index',
			url: 'https://beans.example.com/',
			category: 'food_and_drink',
			subcategory: 'coffee',
			region: 'uk',
			isActive: true,
			steps: ['Register', { title: 'Submit', minutes: 5 }],
			customFields: { fee: 0 },
		};
		const { status, json } = await client.admin(path, post(fields));
		expect(status).toBe(201);
		expect(json).toMatchObject({ ...fields, createdAt: isoTime });
		expect((await list()).items[0]).toEqual(json);
		expect((await client.admin(`${path}/${(json as Directory).id}`)).json).toEqual(json);
		const bare = await client.admin(path, post({ name: 'Bare', url: 'https://bare.example.com' }));
		expect(bare.json).toMatchObject({ isActive: true, steps: [], customFields: {}, region: null });
		expect(effects()).toEqual({ directoriesCreated: 2 });
	});

	it('need a name and a URL, each once', async () => {
		const { status, json } = await client.admin(path, post({}));
		expect(status).toBe(400);
		expect(json).toEqual({
			message: 'Validation failed',
			errors: { name: ['Required'], url: ['Required'] },
		});
		const [first] = (await list()).items;
		for (const url of [first.url, first.url.replace(/\/$/, '')]) {
			const double = await client.admin(path, post({ name: 'Again', url }));
			expect(double.status).toBe(409);
			expect(double.json).toMatchObject({ errors: { url: [expect.any(String)] } });
		}
		expect(effects()).toEqual({});
	});

	it.each([
		[{ url: 'no url' }],
		[{ name: '' }],
		[{ isActive: 'yes' }],
		[{ steps: 'one' }],
		[{ customFields: [] }],
		[{ domainAuthority: 101 }],
	])('refuse %j in both create and update', async (wrong) => {
		const [{ id }] = (await list()).items;
		const body = { name: 'N', url: 'https://n.example.com/', ...wrong };
		for (const answer of [
			await client.admin(path, post(body)),
			await client.admin(`${path}/${id}`, patch(wrong)),
		]) {
			expect(answer.status).toBe(400);
			expect(Object.keys((answer.json as { errors: object }).errors)).toEqual(Object.keys(wrong));
		}
		expect(effects()).toEqual({});
	});

	it('are updated without touching the steps that backlinks copied', async () => {
		move('createBacklinks', { sourceType: 'directory_opportunity' });
		const [backlink] = (await client.backlinks('&limit=1')).items;
		const id = String(backlink.directoryId);
		const { json } = await client.admin(`${path}/${id}`, patch({ steps: ['Other'], name: 'New' }));
		expect(json).toMatchObject({ id, steps: ['Other'], name: 'New' });
		expect((await client.backlinks('&limit=1')).items).toEqual([backlink]);
		expect(backlink.steps).not.toEqual(['Other']);
	});

	it('give up a URL that they no longer have, and take no other one’s', async () => {
		const [first, second] = (await list()).items;
		expect((await client.admin(`${path}/${first.id}`, patch({ url: second.url }))).status).toBe(
			409,
		);
		expect((await client.admin(`${path}/${first.id}`, patch({ url: first.url }))).status).toBe(200);
		const moved = { url: 'https://moved.example.com/' };
		expect((await client.admin(`${path}/${first.id}`, patch(moved))).status).toBe(200);
		expect((await client.admin(path, post({ name: 'N', url: first.url }))).status).toBe(201);
	});

	it('are deleted softly', async () => {
		const { items } = await list('&isActive=true');
		const [{ id }] = items;
		const { status, json } = await client.admin(`${path}/${id}`, { method: 'DELETE' });
		expect([status, json]).toEqual([200, { deleted: true }]);
		expect((await client.admin(`${path}/${id}`)).json).toMatchObject({ id, isActive: false });
		expect((await list('&isActive=true')).items).toEqual(items.slice(1));
		expect(effects()).toEqual({ directoriesDeleted: 1 });
	});

	it.each(['GET', 'PATCH', 'DELETE'])('answer %s of an unknown one with 404', async (method) => {
		const { status, json } = await client.admin(`${path}/x`, {
			method,
			body: method === 'PATCH' ? {} : undefined,
		});
		expect([status, json]).toEqual([404, { message: 'Directory not found' }]);
	});
});

describe('bulk import', () => {
	const upload = async (
		csv: string,
		field = 'file',
	): Promise<{ status: number; json: unknown }> => {
		const form = new FormData();
		form.set(field, new Blob([csv], { type: 'text/csv' }), 'directories.csv');
		return send(form);
	};
	const send = async (form: FormData): Promise<{ status: number; json: unknown }> => {
		const response = await fetch(`${client.url}/admin/v1/backlink-directories/bulk-import`, {
			method: 'POST',
			headers: { authorization: `Bearer ${client.tokens.admin}` },
			body: form,
		});
		return { status: response.status, json: await response.json() };
	};

	it('creates the good rows, skips doubles, and says what is wrong with the others', async () => {
		const known = 'https://world-coffee-guide.example';
		const csv = [
			'\ufeffname,url,category,isActive,steps,customFields',
			'"Tea, and more",https://tea.example.com/,food_and_drink,false,Register | Submit,"{""fee"":5}"',
			`Known,${known},,,,`,
			'Again,https://TEA.example.com,,,,',
			',nonsense,,,,',
			'Juice,https://juice.example.com/,,maybe,,',
			'',
			'Water,https://water.example.com/',
		].join('\r\n');
		const { status, json } = await upload(csv);
		expect(status).toBe(200);
		expect(json).toEqual({
			created: 2,
			skipped: 2,
			errors: [
				{ row: 5, message: 'name: Required; url: Must be an absolute http(s) URL' },
				{ row: 6, message: expect.stringContaining('isActive') as string },
			],
		});
		const { directories } = sandbox.services.leadmetrics.world;
		expect(directories.all().slice(-2)).toMatchObject([
			{
				name: 'Tea, and more',
				category: 'food_and_drink',
				isActive: false,
				steps: ['Register', 'Submit'],
				customFields: { fee: 5 },
			},
			{ name: 'Water', isActive: true, steps: [] },
		]);
		expect(effects()).toEqual({ directoriesImported: 2 });
		expect((await upload(csv)).json).toMatchObject({ created: 0, skipped: 4 });
	});

	it('takes the file under any name, and logs it', async () => {
		const csv = 'name,url\nSoda,https://soda.example.com/';
		expect((await upload(csv, 'csv')).json).toMatchObject({ created: 1 });
		expect(sandbox.control.requests({ path: 'bulk-import' })[0].body).toEqual({
			csv: { filename: 'directories.csv', mimetype: 'text/csv', content: csv },
		});
	});

	it('refuses what is no form, has no file, no header, or is no CSV', async () => {
		const json = await client.admin('/backlink-directories/bulk-import', post({ file: 'x' }));
		expect([json.status, json.json]).toEqual([415, { message: 'Expected multipart/form-data' }]);
		const empty = new FormData();
		empty.set('file', 'name,url');
		expect((await send(empty)).json).toMatchObject({ errors: { file: ['Required: a CSV file'] } });
		expect(await upload('title,url\nA,https://a.example.com/')).toEqual({
			status: 400,
			json: {
				message: 'Validation failed',
				errors: { file: ['The header has no column name'] },
			},
		});
		expect((await upload('')).status).toBe(400);
		expect((await upload('name,url\n"A,https://a.example.com/')).status).toBe(400);
		expect(effects()).toEqual({});
	});
});

describe('opportunities', () => {
	useStandingDate();
	const update = (id: string, changes: object) =>
		client.tenant(
			`/backlinks/${id}/opportunity-status`,
			patch({ tenantId: client.tenantId, ...changes }),
		);

	it.each(['directory_opportunity', 'competitor_gap'])('of %s move on', async (sourceType) => {
		const [id] = move('createBacklinks', { sourceType }).ids;
		const first = await update(id, { status: 'completed', notes: 'Listed' });
		expect(first.status).toBe(200);
		expect(first.json).toMatchObject({
			outreachStatus: 'completed',
			completedAt: isoTime,
			notes: 'Listed',
		});
		expect((await update(id, { status: 'in_progress' })).json).toMatchObject({
			outreachStatus: 'in_progress',
			completedAt: null,
			notes: 'Listed',
		});
		expect(effects()).toEqual({ opportunitiesUpdated: 2, searchSyncJobs: 2 });
	});

	it.each(['outreach_prospect', 'unlinked_mention', 'haro'])(
		'are not what %s is',
		async (sourceType) => {
			const [id] = move('createBacklinks', { sourceType }).ids;
			const { status, json } = await update(id, { status: 'completed' });
			expect(status).toBe(422);
			expect(json).toMatchObject({ errors: { sourceType: [`Is ${sourceType}`] } });
			expect(effects()).toEqual({});
		},
	);

	it.each([['new'], ['sent'], [undefined]])('refuse the status %p', async (status) => {
		const [id] = move('createBacklinks', { sourceType: 'competitor_gap' }).ids;
		const answer = await update(id, { status });
		expect(answer.status).toBe(400);
		expect(answer.json).toMatchObject({
			errors: { status: ['Must be one of in_progress, completed, not_applicable'] },
		});
	});

	const runMatcher = async (): Promise<void> => {
		const { status, json } = await client.tenant(
			'/backlinks/run-opportunity-matcher',
			post({ tenantId: client.tenantId }),
		);
		expect(status).toBe(202);
		expect(json).toEqual({
			jobId: expect.stringMatching(/^c[0-9a-z]{24}$/) as string,
			status: 'queued',
		});
	};

	it('are found by the matcher after a while', async () => {
		move('configureMatcher', { milliseconds: 60, opportunities: 2 });
		const before = (await client.backlinks()).items;
		await runMatcher();
		expect((await client.backlinks()).items).toEqual(before);
		pass(60);
		const after = (await client.backlinks()).items;
		expect(after.slice(2)).toEqual(before.slice(0, 48));
		expect(after.slice(0, 2)).toMatchObject([
			{ sourceType: 'competitor_gap', outreachStatus: 'new', directoryId: null },
			{ sourceType: 'directory_opportunity', steps: expect.any(Array) as unknown[] },
		]);
		expect((await client.backlinks()).items).toEqual(after);
		expect(effects()).toEqual({ matcherRuns: 1 });
	});

	it('are found at once when a move completes the run', async () => {
		move('configureMatcher', { milliseconds: 60_000 });
		await runMatcher();
		move('finishMatcher');
		expect(client.tenants[0].backlinks.size).toBe(603);
	});
});

describe('planned routes', () => {
	const queries = async (query = ''): Promise<Page<HaroQuery>> =>
		(await client.dm(`/haro-queries?tenantId=${client.tenantId}${query}`)).json as Page<HaroQuery>;
	const respond = (id: string) =>
		client.tenant(`/haro-queries/${id}/respond`, post({ tenantId: client.tenantId }));

	it('list HARO queries with drafted responses', async () => {
		const { items, nextCursor } = await queries();
		expect(items).toHaveLength(15);
		expect(nextCursor).toBeNull();
		expect(items.every(({ draftResponse }) => draftResponse.length > 20)).toBe(true);
		const page = await queries('&limit=10');
		expect(page).toEqual({ items: items.slice(0, 10), nextCursor: items[9].id });
		expect((await queries(`&cursor=${items[9].id}`)).items).toEqual(items.slice(10));
		expect((await client.dm(`/haro-queries?tenantId=${client.tenantId}&limit=101`)).status).toBe(
			400,
		);
	});

	it('respond once to a HARO query, which then no longer waits', async () => {
		const [{ id }] = (await queries()).items;
		const first = await respond(id);
		expect(first.status).toBe(200);
		expect(first.json).toMatchObject({ id, status: 'responded', respondedAt: isoTime });
		const second = await respond(id);
		expect(second.status).toBe(409);
		expect((await queries()).items.map((query) => query.id)).not.toContain(id);
		expect((await respond('x')).json).toEqual({ message: 'HARO query not found' });
		expect(effects()).toEqual({ haroResponsesSent: 1, [`haroResponseSent:${id}`]: 1 });
	});

	it('list mentions without a link, and no longer once it is there', async () => {
		const [id] = move('createBacklinks', { sourceType: 'unlinked_mention' }).ids;
		const mentions = async (): Promise<Backlink[]> => {
			const path = `/backlinks/unlinked-mentions?tenantId=${client.tenantId}&limit=100`;
			return ((await client.dm(path)).json as Page<Backlink>).items;
		};
		const found = await mentions();
		expect(found.length).toBeGreaterThan(10);
		expect(found[0].id).toBe(id);
		for (const { sourceType, outreachStatus, mentionContext } of found) {
			expect([sourceType, typeof mentionContext]).toEqual(['unlinked_mention', 'string']);
			expect(outreachStatus).not.toBe('completed');
		}
		move('setOutreachStatus', { ids: [id], outreachStatus: 'completed' });
		expect(await mentions()).toEqual(found.slice(1));
	});

	it('are not there on a server that lacks them', async () => {
		move('offerRoutes', { plannedRoutes: false });
		const [query] = client.tenants[0].haroQueries.all();
		const answers = await Promise.all([
			client.dm(`/backlinks/unlinked-mentions?tenantId=${client.tenantId}`),
			client.dm(`/haro-queries?tenantId=${client.tenantId}`),
			respond(query.id),
			client.admin('/backlink-directories/bulk-import', post({})),
		]);
		for (const { status, json } of answers) {
			expect([status, json]).toEqual([404, { message: 'Not Found' }]);
		}
		expect((await client.backlinks()).items).toHaveLength(50);
		move('offerRoutes', { plannedRoutes: true, toBuildRoutes: false });
		expect((await queries()).items).toHaveLength(15);
		const matcher = '/backlinks/run-opportunity-matcher';
		expect((await client.tenant(matcher, post({ tenantId: client.tenantId }))).json).toEqual({
			message: 'Not Found',
		});
		expect(effects()).toEqual({});
	});
});
