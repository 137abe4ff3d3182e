import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../../sandbox/server';
import type { Backlink } from '../../../sandbox/services/leadmetrics/backlink';
import { LeadmetricsClient, type Page } from './leadmetricsClient';

const today = '2026-03-14';

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

const move = (name: string, input: unknown = {}): { ids: string[] } =>
	sandbox.control.world('leadmetrics', name, input) as { ids: string[] };
const idsOf = ({ items }: Page<Backlink>): string[] => items.map(({ id }) => id);

describe('the seeded data', () => {
	it('has believable shares of every source type and status', () => {
		const { backlinks } = client.tenants[0];
		const all = backlinks.newest(600).map((id) => backlinks.get(id));
		const share = (holds: (backlink: Backlink) => boolean): number =>
			all.filter(holds).length / all.length;
		const shares = { outreach_prospect: 0.55, competitor_gap: 0.17, directory_opportunity: 0.16 };
		for (const [type, expected] of Object.entries(shares)) {
			expect(share(({ sourceType }) => sourceType === type)).toBeCloseTo(expected, 1);
		}
		expect(share(({ sourceType }) => sourceType === 'unlinked_mention')).toBeGreaterThan(0.03);
		expect(share(({ outreachStatus }) => outreachStatus === 'new')).toBeGreaterThan(0.4);
		expect(share(({ outreachStatus }) => outreachStatus === 'completed')).toBeGreaterThan(0.05);
	});

	it('agrees with itself', () => {
		for (const { backlinks, description } of client.tenants) {
			for (const id of backlinks.newest(600)) {
				const backlink = backlinks.get(id);
				expect(new URL(backlink.sourceUrl).hostname).toBe(backlink.sourceDomain);
				expect(new URL(backlink.targetUrl).hostname).toBe(description.domain);
				expect(backlink.tenantId).toBe(description.id);
				expect(backlink.completedAt !== null).toBe(backlink.outreachStatus === 'completed');
				expect(backlink.directoryId !== null).toBe(backlink.sourceType === 'directory_opportunity');
				expect(backlink.steps !== null).toBe(backlink.directoryId !== null);
				expect(backlink.campaignId !== null).toBe(backlink.campaignEmailId !== null);
				expect(backlink.updatedAt >= backlink.createdAt).toBe(true);
				expect(backlink.updatedAt.slice(0, 10) <= today).toBe(true);
			}
		}
	});

	it('has campaigns of each tenant whose emails and backlinks know each other', () => {
		for (const { campaigns, backlinks } of client.tenants) {
			expect(campaigns.all().length).toBeGreaterThanOrEqual(2);
			for (const { id, totalEmails, status } of campaigns.all()) {
				const emails = campaigns.emailsOf(id);
				expect(emails).toHaveLength(totalEmails);
				expect(emails.length).toBeGreaterThanOrEqual(5);
				expect(emails.length).toBeLessThanOrEqual(40);
				for (const email of emails) {
					const backlink = backlinks.get(email.backlinkId);
					expect(backlink).toMatchObject({ campaignId: id, campaignEmailId: email.id });
					expect(email.sentAt !== null).toBe(email.status === 'sent');
					expect(backlink.outreachSentAt).toBe(email.sentAt);
					expect(email.createdAt >= backlink.createdAt).toBe(true);
					if (status === 'sent') expect(['sent', 'skipped']).toContain(email.status);
					// Nobody is to be mailed by accident.
					if (email.recipientEmail !== null) expect(email.recipientEmail).toMatch(/\.example$/);
				}
			}
		}
		const statuses = client.tenants.flatMap(({ campaigns }) =>
			campaigns.all().flatMap(({ id }) => campaigns.emailsOf(id).map(({ status }) => status)),
		);
		expect([...new Set(statuses)].sort()).toEqual(['approved', 'draft', 'sent', 'skipped']);
	});

	it('is the same for the same seed, and other for another', async () => {
		const sandboxes = await Promise.all(
			[7, 7, 8].map((seed) => startSandbox({ seed, today, backlinks: 100 })),
		);
		const pages = await Promise.all(
			sandboxes.map((one) => new LeadmetricsClient(one).backlinks('&limit=100')),
		);
		await Promise.all(sandboxes.map((one) => one.close()));
		expect(pages[1]).toEqual(pages[0]);
		expect(pages[2]).not.toEqual(pages[0]);
	});

	it.each([0, 1, 20])('takes a size of %d', async (backlinks) => {
		const small = await startSandbox({ backlinks, today });
		const page = await new LeadmetricsClient(small).backlinks();
		await small.close();
		expect(page.items).toHaveLength(backlinks);
		expect(page.nextCursor).toBeNull();
	});

	it('takes a million backlinks, all with ids of their own', async () => {
		const big = await startSandbox({ backlinks: 1_000_000, today });
		const { backlinks } = new LeadmetricsClient(big).tenants[0];
		const [oldest, next] = backlinks.oldest(2);
		const [newest] = backlinks.newest(1);
		await big.close();
		expect(new Set([oldest, next, newest]).size).toBe(3);
		expect(backlinks.size).toBe(1_000_000);
		expect(backlinks.get(oldest).createdAt < backlinks.get(newest).createdAt).toBe(true);
		const last = backlinks.page({}, { cursor: next, limit: 100 });
		expect([last.items.map(({ id }) => id), last.nextCursor]).toEqual([[oldest], null]);
	});
});

describe('moves of the world', () => {
	it('create backlinks of a source type at the front', async () => {
		const input = { count: 2, sourceType: 'unlinked_mention', relevanceScore: 91 };
		const { ids } = move('createBacklinks', input);
		const { items } = await client.backlinks('&limit=2');
		expect(items.map(({ id }) => id)).toEqual([...ids].reverse());
		for (const item of items) {
			expect(item).toMatchObject({
				sourceType: 'unlinked_mention',
				relevanceScore: 91,
				outreachStatus: 'new',
				anchorText: null,
				mentionContext: expect.any(String) as string,
			});
			expect(item.createdAt.slice(0, 10)).toBe(today);
		}
	});

	it('create and change for another tenant alone', async () => {
		const tenantId = client.tenants[2].description.id;
		const before = await client.backlinks();
		const { ids } = move('createBacklinks', { tenantId });
		move('setOutreachStatus', { tenantId, ids, outreachStatus: 'won' });
		expect(client.tenants[2].backlinks.get(ids[0]).outreachStatus).toBe('won');
		expect(await client.backlinks()).toEqual(before);
	});

	it('set the status of those that do not have it, completedAt included', async () => {
		const { ids } = move('setOutreachStatus', { count: 3, outreachStatus: 'completed' });
		expect(ids).toHaveLength(3);
		const { ids: others } = move('setOutreachStatus', { outreachStatus: 'completed' });
		expect(ids).not.toContain(others[0]);
		const { backlinks } = client.tenants[0];
		expect(backlinks.get(ids[0]).completedAt?.slice(0, 10)).toBe(today);
		move('setOutreachStatus', { ids, outreachStatus: 'replied' });
		expect(backlinks.get(ids[0])).toMatchObject({ outreachStatus: 'replied', completedAt: null });
		expect((await client.backlinks('&outreachStatus=replied&limit=3')).items[0].id).toBe(ids[0]);
	});

	it('set single fields, and refuse unknown ones', () => {
		const [id] = client.tenants[0].backlinks.newest(1);
		move('setBacklink', { id, fields: { relevanceScore: 3, anchorText: null } });
		expect(client.tenants[0].backlinks.get(id)).toMatchObject({
			relevanceScore: 3,
			anchorText: null,
		});
		expect(() => move('setBacklink', { id, fields: { id: 'x' } })).toThrow(/fields/);
	});

	it('remove backlinks', async () => {
		const before = idsOf(await client.backlinks());
		const { ids } = move('removeBacklinks', { count: 2 });
		expect(ids).toEqual(before.slice(0, 2));
		expect(idsOf(await client.backlinks()).slice(0, 48)).toEqual(before.slice(2));
		const { status } = await client.dm(`/backlinks/${ids[0]}?tenantId=${client.tenantId}`);
		expect(status).toBe(404);
		expect(() => move('removeBacklinks', { ids })).toThrow(/not found/);
	});

	const wholeList = async (): Promise<string[]> => {
		const ids: string[] = [];
		let cursor: string | null = '';
		while (cursor !== null) {
			const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
			const page: Page<Backlink> = await client.backlinks(`&limit=100${query}`);
			ids.push(...idsOf(page));
			cursor = page.nextCursor;
		}
		return ids;
	};

	it('shift the oldest to the front, where a reader on the way misses them', async () => {
		const before = await wholeList();
		sandbox.control.world('leadmetrics', 'shift', { count: 2 }, 3);
		expect(await wholeList()).toEqual(before.slice(0, 598));
		expect(await wholeList()).toEqual([...before.slice(-2), ...before.slice(0, 598)]);
	});

	it('shift the newest to the end, where a reader on the way sees them twice', async () => {
		const before = await wholeList();
		sandbox.control.world('leadmetrics', 'shift', { count: 2, to: 'back' }, 3);
		const read = await wholeList();
		expect(read).toHaveLength(602);
		expect(read.slice(-2)).toEqual(before.slice(0, 2));
		expect(await wholeList()).toEqual([...before.slice(2), ...before.slice(0, 2)]);
	});

	it('set the status of campaigns and emails', async () => {
		const { ids: campaigns } = move('setCampaignStatus', { status: 'paused' });
		expect((await client.campaign(campaigns[0])).status).toBe('paused');

		const campaignId = client.campaignNamed('Press follow-ups');
		const { ids } = move('setEmailStatus', { campaignId, count: 2, status: 'replied' });
		const { emails } = await client.campaign(campaignId);
		const replied = emails.filter(({ status }) => status === 'replied');
		expect(replied.map(({ id }) => id)).toEqual(ids);
		expect(replied.every(({ sentAt }) => sentAt !== null)).toBe(true);
		expect(() => move('setEmailStatus', { emailIds: ['x'], status: 'sent' })).toThrow(/not found/);
		expect(() => move('setCampaignStatus', { campaignId: 'x', status: 's' })).toThrow(/not found/);
	});

	it('draft emails for new prospects', async () => {
		const campaignId = client.campaignNamed('Spring guest posts');
		const { totalEmails } = await client.campaign(campaignId);
		const { ids } = move('draftEmails', { campaignId, count: 2 });
		const campaign = await client.campaign(campaignId);
		expect(campaign.totalEmails).toBe(totalEmails + 2);
		expect(campaign.emails.slice(-2).map(({ id, status }) => [id, status])).toEqual(
			ids.map((id) => [id, 'draft']),
		);
		const { items } = await client.backlinks('&limit=2');
		expect(items.map((item) => [item.campaignEmailId, item.outreachStatus])).toEqual(
			[...ids].reverse().map((id) => [id, 'in_campaign']),
		);
	});

	it('add HARO queries at the front', async () => {
		const { ids } = move('addHaroQueries', { count: 2 });
		const { json } = await client.dm(`/haro-queries?tenantId=${client.tenantId}&limit=2`);
		expect((json as Page<{ id: string }>).items.map(({ id }) => id)).toEqual([...ids].reverse());
	});

	it('refuse what is unknown or wrong', () => {
		expect(() => move('fly')).toThrow(/no move 'fly'/);
		expect(() => move('createBacklinks', { sourceType: 'spam' })).toThrow(/sourceType/);
		expect(() => move('createBacklinks', { tenantId: 'x' })).toThrow(/No access/);
		expect(() => move('setOutreachStatus', { outreachStatus: '' })).toThrow(/outreachStatus/);
	});
});

describe('faults', () => {
	it('repeat a cursor on the page after the first, and go on when told to stop', async () => {
		sandbox.control.addFault({ service: 'leadmetrics', kind: 'repeatCursor', times: 'always' });
		const { nextCursor } = await client.backlinks();
		const second = await client.backlinks(`&cursor=${String(nextCursor)}`);
		expect(second.nextCursor).toBe(nextCursor);
		expect(second.items).toHaveLength(50);
		sandbox.control.clearFaults('leadmetrics');
		const again = await client.backlinks(`&cursor=${String(nextCursor)}`);
		expect(again.items).toEqual(second.items);
		expect(again.nextCursor).not.toBe(nextCursor);
	});

	it('empty a page and leave its cursor', async () => {
		const { nextCursor } = await client.backlinks();
		sandbox.control.addFault({ service: 'leadmetrics', kind: 'emptyPage' });
		expect(await client.backlinks()).toEqual({ items: [], nextCursor });
	});

	it('count the rate limit by token, wherever it is', async () => {
		sandbox.control.setRateLimit({ service: 'leadmetrics', requestsPerMinute: 1 });
		const cookie = `dm_access_token=${client.tokens.dm}`;
		expect((await client.withCookie(cookie, '/dm-portal/api/x')).status).toBe(404);
		expect((await client.dm('/backlinks')).status).toBe(429);
		expect((await client.admin('/backlink-directories')).status).toBe(200);
	});
});

describe('a state file', () => {
	it('continues with everything that happened', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'leadmetrics-'));
		const options = { backlinks: 200, today, stateFile: path.join(folder, 'state.json') };
		const first = await startSandbox(options);
		const firstClient = new LeadmetricsClient(first);
		const make = (name: string, input: unknown = {}): unknown =>
			first.control.world('leadmetrics', name, input);
		make('createBacklinks', { count: 2, sourceType: 'directory_opportunity' });
		make('removeBacklinks', { count: 1 });
		make('setOutreachStatus', { count: 3, outreachStatus: 'replied' });
		make('shift', { count: 1 });
		make('draftEmails', { count: 1 });
		make('addHaroQueries');
		make('offerRoutes', { plannedRoutes: false });
		const campaignId = firstClient.campaignNamed('Resource pages');
		const body = { tenantId: firstClient.tenantId };
		await firstClient.dm(`/campaigns/${campaignId}/send-all`, { method: 'POST', body });
		const fields = { name: 'Kept', url: 'https://kept.example.com/' };
		await firstClient.admin('/backlink-directories', { method: 'POST', body: fields });
		const before = await stateOf(first, campaignId);
		await first.close();

		const second = await startSandbox(options);
		const after = await stateOf(second, campaignId);
		const { ids } = second.control.world('leadmetrics', 'createBacklinks') as { ids: string[] };
		await second.close();
		fs.rmSync(folder, { recursive: true });
		expect(after).toEqual(before);
		expect(before.page.items.map(({ id }) => id)).not.toContain(ids[0]);
	});

	const stateOf = async (one: Sandbox, campaignId: string) => {
		const of = new LeadmetricsClient(one);
		return {
			page: await of.backlinks('&limit=100'),
			campaign: await of.campaign(campaignId),
			directories: (await of.admin('/backlink-directories')).json,
			outbox: one.services.leadmetrics.world.outbox,
			summary: one.services.leadmetrics.world.summary(),
		};
	};
});
