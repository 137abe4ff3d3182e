import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { events } from '../../../nodes/Leadmetrics/events';
import { LeadmetricsTrigger } from '../../../nodes/Leadmetrics/LeadmetricsTrigger.node';
import { leadmetrics } from '../../../nodes/Leadmetrics/service';
import { errorOf } from '../support/runNode';
import { PublishedTrigger } from '../support/trigger';
import { byId, leadmetricsTests } from './setup';

const { sandbox, under, tenant, move, strike, requests } = leadmetricsTests();

const waitFor = (event: string, parameters: INodeParameters = {}): PublishedTrigger =>
	new PublishedTrigger(
		() => ({ ...under(), type: new LeadmetricsTrigger() }),
		leadmetrics,
		events,
		{ event, tenantId: tenant().description.id, ...parameters },
	);
const idsOf = (items: readonly IDataObject[]): string[] =>
	items.map(({ id }) => id as string).sort();
const moved = (name: string, input: IDataObject = {}): string[] =>
	[...(move(name, input) as { ids: string[] }).ids].sort();
const campaigns = (): string[] =>
	tenant()
		.campaigns.all()
		.map(({ id }) => id);

describe('the events of Leadmetrics', () => {
	it('backlinkCreated', async () => {
		const trigger = waitFor('backlinkCreated');
		expect(await trigger.poll()).toEqual([]);
		const ids = moved('createBacklinks', { count: 3, outreachStatus: 'identified' });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		expect(items[0]).toMatchObject({
			event: 'backlinkCreated',
			previousStatus: null,
			status: 'identified',
		});
		expect(await trigger.poll()).toEqual([]);
	});

	it('backlinkCreated of some sources alone, for new opportunities', async () => {
		const trigger = waitFor('backlinkCreated', {
			filters: { sourceType: 'directory_opportunity, competitor_gap' },
		});
		await trigger.poll();
		moved('createBacklinks', { count: 2 });
		const ids = moved('createBacklinks', { sourceType: 'directory_opportunity' });
		expect(idsOf(await trigger.poll())).toEqual(ids);
		trigger.parameters = { ...trigger.parameters, filters: {} };
		expect(await trigger.poll()).toEqual([]);
	});

	it('backlinkCreated of several tenants, each record with its tenant', async () => {
		const [first, second, third] = sandbox().services.leadmetrics.world.tenants.map(
			({ description }) => description.id,
		);
		const trigger = waitFor('backlinkCreated', { tenantId: `${first}, ${third}` });
		expect(await trigger.poll()).toEqual([]);
		const ids = [first, second, third].map((tenantId) => moved('createBacklinks', { tenantId })[0]);
		const items = await trigger.poll();
		expect(items.map(({ id, record }) => [id, (record as IDataObject).tenantId])).toEqual([
			[ids[0], first],
			[ids[2], third],
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('backlinkStatusChanged, with statuses that the text does not list', async () => {
		const trigger = waitFor('backlinkStatusChanged', { filters: { toStatuses: 'won' } });
		await trigger.poll();
		const ids = moved('setOutreachStatus', { count: 2, outreachStatus: 'won' });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		expect(items[0]).toMatchObject({ status: 'won', record: { outreachStatus: 'won' } });
		moved('setOutreachStatus', { ids, outreachStatus: 'lost' });
		expect(await trigger.poll()).toEqual([]);
	});

	it('a campaign as a filter narrows what is watched; another one is a new start', async () => {
		const [first, second] = campaigns();
		const trigger = waitFor('backlinkCreated', { filters: { campaignId: byId(first) } });
		await trigger.poll();
		moved('createBacklinks', { count: 1 });
		expect(await trigger.poll()).toEqual([]);
		trigger.parameters = { ...trigger.parameters, filters: { campaignId: byId(second) } };
		expect(await trigger.poll()).toEqual([]);
		const paths = requests().map(({ query }) => (query as { campaignId?: string }).campaignId);
		expect(new Set(paths)).toEqual(new Set([first, second]));
	});

	it('campaignStatusChanged, of several campaigns', async () => {
		const [first, second] = campaigns();
		const trigger = waitFor('campaignStatusChanged', { campaignIds: `${first}, ${second}` });
		await trigger.poll();
		move('setCampaignStatus', { campaignId: second, status: 'sent' });
		expect(await trigger.poll()).toMatchObject([
			{ id: second, status: 'sent', record: { id: second, status: 'sent' } },
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('campaignEmailStatusChanged', async () => {
		const [first, second] = campaigns();
		const trigger = waitFor('campaignEmailStatusChanged', { campaignIds: [first, second] });
		await trigger.poll();
		const ids = moved('setEmailStatus', { campaignId: second, count: 2, status: 'sent' });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		expect(items[0]).toMatchObject({ status: 'sent', record: { campaignId: second } });
	});

	it('haroQueryCreated; where the server has no such route it says so', async () => {
		const trigger = waitFor('haroQueryCreated');
		move('offerRoutes', { plannedRoutes: false });
		expect((await errorOf(trigger.poll())).message).toContain('HARO queries');
		move('offerRoutes', { plannedRoutes: true });
		await trigger.poll();
		const ids = moved('addHaroQueries', { count: 2 });
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});
});

describe('a list by cursor', () => {
	it('that repeats a cursor stops, and loses nothing', async () => {
		const trigger = waitFor('backlinkCreated');
		await trigger.poll();
		const ids = moved('createBacklinks', { count: 2 });
		const before = trigger.saved();
		strike({ kind: 'repeatCursor', path: '/backlinks$', times: 'always' });
		const error = await errorOf(trigger.poll());
		expect(error.description).toContain('the same page of the list again');
		expect(trigger.data).toEqual(before);
		sandbox().control.clearFaults();
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	it('whose records change their place while a poll runs makes nothing old new', async () => {
		const { control } = sandbox();
		const trigger = waitFor('backlinkCreated');
		control.world('leadmetrics', 'shift', { count: 30 }, 2);
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toEqual([]);
		control.world('leadmetrics', 'shift', { count: 30 }, 2);
		expect(await trigger.poll()).toEqual([]);
		const ids = moved('createBacklinks');
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	it('begins anew where the service no longer knows the cursor at which a poll stopped', async () => {
		const trigger = waitFor('backlinkStatusChanged');
		sandbox().control.setLatency({ service: 'leadmetrics', milliseconds: 250 });
		await trigger.poll({ budget: 700 });
		expect(trigger.course).toHaveProperty('underWay');
		sandbox().control.setLatency({ service: 'leadmetrics', milliseconds: 0 });
		strike({ kind: 'status', status: 400 });
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.course).not.toHaveProperty('underWay');
	});
});

it('names the campaign that is not there', async () => {
	const trigger = waitFor('campaignStatusChanged', { campaignIds: 'cm-none' });
	const error = await errorOf(trigger.poll());
	expect(error.httpCode).toBe('404');
	expect(error.description).toContain('There is no campaign "cm-none"');
});

it('names the tenant that it may not read among several', async () => {
	const trigger = waitFor('backlinkCreated', { tenantId: `${tenant().description.id}, cm-none` });
	const error = await errorOf(trigger.poll());
	expect(error.httpCode).toBe('403');
	expect(error.description).toContain('the tenant "cm-none"');
});
