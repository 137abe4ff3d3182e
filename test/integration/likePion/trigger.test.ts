import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { LikePionApi } from '../../../credentials/LikePionApi.credentials';
import { events } from '../../../nodes/LikePion/events';
import { LikePionTrigger } from '../../../nodes/LikePion/LikePionTrigger.node';
import { likePion } from '../../../nodes/LikePion/service';
import { PublishedTrigger } from '../support/trigger';
import { byId, likePionTests } from './setup';

const { under, group, linkRequest, move } = likePionTests();

const waitFor = (event: string, parameters: INodeParameters = {}): PublishedTrigger =>
	new PublishedTrigger(
		() => ({
			...under(),
			type: new LikePionTrigger(),
			credentialTypes: [new LikePionApi()],
		}),
		likePion,
		events,
		{ event, ...parameters },
	);
const idsOf = (items: readonly IDataObject[]): string[] =>
	items.map(({ id }) => id as string).sort();
/** The first request with links, as the parameters name it. */
const ofRequest = (): INodeParameters => {
	const { fields } = linkRequest();
	return { serviceType: fields.service_type, requestId: byId(fields.id) };
};
const requestFields = () => ({ requestId: linkRequest().fields.id });

describe('the events of LikePion', () => {
	it('requestStatusChanged', async () => {
		const { fields } = linkRequest();
		const trigger = waitFor('requestStatusChanged', { serviceType: fields.service_type });
		await trigger.poll();
		const before = fields.status;
		move('setRequestStatus', { ids: [fields.id], status: 'failed' });
		const [item, ...others] = await trigger.poll();
		expect(others).toEqual([]);
		expect(item).toMatchObject({
			event: 'requestStatusChanged',
			id: fields.id,
			previousStatus: before,
			status: 'failed',
			record: { id: fields.id, name: fields.name, status: 'failed' },
		});
		expect(await trigger.poll()).toEqual([]);
	});

	it('projectStatusChanged, of whatever service type', async () => {
		const { fields } = linkRequest();
		const trigger = waitFor('projectStatusChanged');
		await trigger.poll();
		move('setProjectStatus', { ids: [fields.id], status: 'failed' });
		expect(idsOf(await trigger.poll())).toEqual([fields.id]);
	});

	it('linkStatusChanged, over several pages, without the password of the profile', async () => {
		const request = linkRequest();
		move('addLinks', { ...requestFields(), count: 250 });
		const trigger = waitFor('linkStatusChanged', ofRequest());
		await trigger.poll();
		const ids = move('setLinkStatus', { ...requestFields(), count: 3, status: 'completed' }).ids;
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual([...ids].sort());
		expect(items[0]).toMatchObject({ status: 'completed' });
		expect(items[0].record).not.toHaveProperty('password');
		expect(request.links.size).toBeGreaterThan(250);
	});

	it('linkIndexed, from no to yes alone', async () => {
		move('setIndexed', { ...requestFields(), count: 1_000, indexed: false });
		const trigger = waitFor('linkIndexed', ofRequest());
		await trigger.poll();
		const { ids } = move('setIndexed', { ...requestFields(), count: 2, indexed: true });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual([...ids].sort());
		expect(items[0]).toMatchObject({ previousStatus: false, status: true });
		move('setIndexed', { ...requestFields(), ids, indexed: false });
		expect(await trigger.poll()).toEqual([]);
	});

	it('accountStatusChanged, without the account’s secrets', async () => {
		const { id } = group().group;
		const trigger = waitFor('accountStatusChanged', { groupId: byId(id) });
		await trigger.poll();
		const { ids } = move('setAccountStatus', { groupId: id, count: 1, status: 'inactive' });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		for (const secret of ['password', 'app_password', 'twofa', 'cookies', 'pass_mail']) {
			expect(items[0].record).not.toHaveProperty(secret);
		}
	});
});

it('the status filters decide what is announced, not what is remembered', async () => {
	const { fields } = linkRequest();
	const trigger = waitFor('requestStatusChanged', {
		serviceType: fields.service_type,
		filters: { fromStatuses: 'running', toStatuses: 'completed, failed' },
	});
	const become = (status: string) => move('setRequestStatus', { ids: [fields.id], status });
	become('completed');
	await trigger.poll();
	become('failed');
	expect(await trigger.poll()).toEqual([]);
	become('running');
	expect(await trigger.poll()).toEqual([]);
	become('completed');
	expect(await trigger.poll()).toMatchObject([{ previousStatus: 'running', status: 'completed' }]);
	trigger.parameters = { ...trigger.parameters, filters: { toStatuses: 'failed' } };
	expect(await trigger.poll()).toEqual([]);
	become('failed');
	expect(await trigger.poll()).toMatchObject([{ previousStatus: 'completed', status: 'failed' }]);
});
