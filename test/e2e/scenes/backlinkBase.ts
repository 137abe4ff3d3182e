import type { Sandbox } from '../../../sandbox/server';
import { moved, type Scene, type SetScene } from './scene';

const scene = (event: string, set: (sandbox: Sandbox) => SetScene): Scene => ({
	service: 'backlinkBase',
	node: 'backlinkBaseTrigger',
	credential: 'backlinkBaseApi',
	event,
	set: (sandbox) => {
		// Nothing goes on by itself.
		sandbox.control.world('backlinkBase', 'configureProgress', { stepMilliseconds: 3_600_000 });
		return set(sandbox);
	},
});

const newTask = (sandbox: Sandbox): string =>
	moved(sandbox, 'backlinkBase', 'addTasks', { count: 1 })[0];

export const backlinkBaseScenes: readonly Scene[] = [
	// One task is published and one cancelled; each trigger hears of one of them.
	scene('placementStatusChanged', (sandbox) => {
		const { control, services } = sandbox;
		const taskId = newTask(sandbox);
		return {
			parameters: { filters: { toStatuses: ['completed'] } },
			asks: /^\/task\/show\?/,
			happens: () => {
				control.world('backlinkBase', 'finishTask', { taskId });
				return services.backlinkBase.world.task(taskId).fields.rows.map((row) => ({
					id: `${taskId}/${String(row.backlink_website_id)}`,
					previousStatus: 'queued',
					status: 'completed',
					record: { task_id: taskId, result_url: row.result_url },
				}));
			},
		};
	}),

	scene('taskStatusChanged', (sandbox) => {
		const taskId = newTask(sandbox);
		return {
			parameters: { filters: { toStatuses: ['cancelled'] } },
			asks: /^\/tasks\?/,
			happens: () => {
				sandbox.control.world('backlinkBase', 'cancelTask', { taskId });
				return [{ id: taskId, previousStatus: 'queued', status: 'cancelled' }];
			},
		};
	}),

	scene('siteStatusChanged', ({ control, services }) => ({
		parameters: {},
		asks: /^\/task\/sites\?/,
		happens: () => {
			const [{ id, limited }] = services.backlinkBase.world.sites();
			control.world('backlinkBase', 'setSite', { siteId: id, limited: !limited });
			const [from, to] = limited ? ['limited', 'free'] : ['free', 'limited'];
			return [{ id: String(id), changes: [{ field: 'limited', from, to }] }];
		},
	})),

	// With few credits every site that costs more would become limited.
	scene('creditsBelow', ({ control }) => {
		control.world('backlinkBase', 'setCredits', { credits: 20_000 });
		return {
			parameters: { threshold: 10_000 },
			asks: /^\/credits\?/,
			happens: () => {
				control.world('backlinkBase', 'setCredits', { credits: 9_999 });
				return [{ previousStatus: 'enough', status: 'below', record: { credits: 9_999 } }];
			},
		};
	}),
];
