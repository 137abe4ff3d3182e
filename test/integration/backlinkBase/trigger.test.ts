import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { events } from '../../../nodes/BacklinkBase/events';
import { BacklinkBaseTrigger } from '../../../nodes/BacklinkBase/BacklinkBaseTrigger.node';
import { backlinkBase } from '../../../nodes/BacklinkBase/service';
import { errorOf } from '../support/runNode';
import { durableBudget, PublishedTrigger } from '../support/trigger';
import { backlinkBaseTests } from './setup';

const { sandbox, under, move, requests, world } = backlinkBaseTests();

const waitFor = (event: string, parameters: INodeParameters = {}): PublishedTrigger =>
	new PublishedTrigger(
		() => ({ ...under(), type: new BacklinkBaseTrigger() }),
		backlinkBase,
		events,
		{ event, ...parameters },
	);
const shown = (): string[] =>
	requests()
		.filter(({ path }) => path === '/task/show')
		.map(({ query }) => (query as { id: string }).id);
const moved = (name: string, input: IDataObject = {}): { taskId: string; siteId: number } =>
	move(name, input) as { taskId: string; siteId: number };
const newTask = (): string => (move('addTasks', { count: 1 }) as { ids: string[] }).ids[0];

describe('the events of BacklinkBase', () => {
	it('taskStatusChanged, in either vocabulary of the service', async () => {
		const taskId = newTask();
		const trigger = waitFor('taskStatusChanged');
		await trigger.poll();
		move('setVocabulary', { vocabulary: 'model' });
		expect(await trigger.poll()).toEqual([]);
		moved('finishTask', { taskId });
		expect(await trigger.poll()).toMatchObject([
			{ id: taskId, previousStatus: 'queued', status: 'completed', record: { id: taskId } },
		]);
	});

	it('placementStatusChanged, with the address once it is published', async () => {
		const taskId = newTask();
		const trigger = waitFor('placementStatusChanged', { filters: { toStatuses: ['completed'] } });
		await trigger.poll();
		const { siteId } = moved('startRow', { taskId });
		expect(await trigger.poll()).toEqual([]);
		moved('finishRow', { taskId, siteId });
		expect(await trigger.poll()).toMatchObject([
			{
				id: `${taskId}/${String(siteId)}`,
				previousStatus: 'running',
				status: 'completed',
				record: {
					task_id: taskId,
					backlink_website_id: siteId,
					result_url: expect.stringMatching(/^https?:/) as string,
				},
			},
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('placementStatusChanged asks for finished tasks only when they changed', async () => {
		const taskId = newTask();
		const trigger = waitFor('placementStatusChanged');
		await trigger.poll();
		expect(shown()).toHaveLength(world().allTasks().length);
		moved('finishTask', { taskId });
		await trigger.poll();
		// The service's times are whole seconds; n8n polls at most once a minute.
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		await trigger.poll();
		sandbox().control.clearRequests();
		expect(await trigger.poll()).toEqual([]);
		expect(shown()).not.toContain(taskId);
		const unfinished = world()
			.allTasks()
			.filter(({ status }) => status !== 'Published' && status !== 'Failed');
		expect(shown().length).toBeLessThanOrEqual(unfinished.length);

		sandbox().control.clearRequests();
		const [{ backlink_website_id: siteId }] = world().task(taskId).fields.rows;
		moved('setRowStatus', { taskId, siteId, status: 'Failed' });
		expect(await trigger.poll()).toMatchObject([{ previousStatus: 'completed', status: 'failed' }]);
		expect(shown()).toContain(taskId);
	});

	it('placementStatusChanged hears of a second change within one second too', async () => {
		const taskId = newTask();
		const trigger = waitFor('placementStatusChanged');
		await trigger.poll();
		moved('finishTask', { taskId });
		expect(await trigger.poll()).toMatchObject([{ status: 'completed' }]);
		const [{ backlink_website_id: siteId }] = world().task(taskId).fields.rows;
		moved('setRowStatus', { taskId, siteId, status: 'Failed' });
		expect(await trigger.poll()).toMatchObject([{ status: 'failed' }]);
	});

	it('siteStatusChanged: status and limited', async () => {
		const trigger = waitFor('siteStatusChanged');
		const [{ id, status, limited }] = world().sites();
		await trigger.poll();
		move('setSite', { siteId: id, limited: !limited, status: 1 - status });
		expect(await trigger.poll()).toMatchObject([
			{ id: String(id), changes: [{ field: 'status' }, { field: 'limited' }] },
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('creditsBelow, once, and again only after they rose', async () => {
		move('setCredits', { credits: 20 });
		const trigger = waitFor('creditsBelow', { threshold: 10 });
		expect(await trigger.poll()).toEqual([]);
		move('setCredits', { credits: 9 });
		expect(await trigger.poll()).toMatchObject([
			{ event: 'creditsBelow', previousStatus: 'enough', status: 'below', record: { credits: 9 } },
		]);
		move('setCredits', { credits: 5 });
		expect(await trigger.poll()).toEqual([]);
		move('setCredits', { credits: 10 });
		expect(await trigger.poll()).toEqual([]);
		move('setCredits', { credits: 3 });
		expect(await trigger.poll()).toHaveLength(1);
	});

	it('creditsBelow, where BacklinkBase refuses everything as the credits are used up', async () => {
		move('setCredits', { credits: 12 });
		move('setNeedsCredits', { needsCredits: true });
		const trigger = waitFor('creditsBelow', { threshold: 10 });
		expect(await trigger.poll()).toEqual([]);
		move('setCredits', { credits: 0 });
		expect(await trigger.poll()).toMatchObject([{ status: 'below', record: { credits: 0 } }]);
		move('setTokenActive', { active: false });
		expect((await errorOf(trigger.poll())).httpCode).toBe('401');
	});

	it('placementStatusChanged, in the one shape of all services', async () => {
		const taskId = newTask();
		const trigger = waitFor('placementStatusChanged', { options: { unifiedRecord: true } });
		await trigger.poll();
		const { siteId } = moved('startRow', { taskId });
		moved('finishRow', { taskId, siteId });
		const { fields } = world().task(taskId);
		const row = fields.rows.find((one) => one.backlink_website_id === siteId);
		expect(await trigger.poll()).toMatchObject([
			{
				record: {
					service: 'backlinkBase',
					id: `${taskId}-${String(siteId)}`,
					sourceUrl: row?.result_url,
					targetUrl: fields.article.urls[0],
					status: 'completed',
					firstSeen: row?.completed_at,
				},
			},
		]);
	});

	it('creditsBelow refuses a threshold that is none, before it asks', async () => {
		const error = await errorOf(waitFor('creditsBelow', { threshold: '' }).poll());
		expect(error.message).toContain('"Threshold"');
		expect(requests()).toEqual([]);
	});
});

it('more tasks than a minute allows requests for are covered poll by poll', async () => {
	move('addTasks', { count: 80 });
	const trigger = waitFor('placementStatusChanged');
	expect(await trigger.poll({ budget: durableBudget })).toEqual([]);
	expect(trigger.course).toHaveProperty('underWay');
	expect(new Set(shown()).size).toBe(shown().length);
	expect(shown().length).toBeLessThanOrEqual(60);
	expect(requests().every(({ status }) => status === 200)).toBe(true);
});
