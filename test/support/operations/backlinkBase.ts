import type { INodeParameters } from 'n8n-workflow';
import type { SandboxServices } from '../../../sandbox/server';
import { backlinkBaseIn } from '../nodes';
import { byId, found, never, type NodeCatalogue } from './catalogue';

type Service = SandboxServices['backlinkBase'];

/** A task as a user fills it in, without its target sites; for real, so that it spends. */
export const newTask = {
	name: 'Press release batch',
	articleTitle: 'Fintech startup Acme raises series A funding',
	articleBody: '<p>Acme, a Pune based <b>fintech</b> company, raised its series A.</p>',
	articleUrls: 'https://acme.example, https://acme.example/product',
	sandbox: false,
};

/** Ids of sites that can be targets. */
export const targetSites = ({ world }: Service, count: number): string[] =>
	world
		.sites()
		.filter(({ status }) => status === 1)
		.slice(0, count)
		.map(({ id }) => String(id));

const onTask = ({ world }: Service, place: number): INodeParameters => ({
	taskId: byId(found(world.allTasks().at(place)).fields.id),
});

export const backlinkBaseCatalogue: NodeCatalogue<'backlinkBase'> = {
	service: 'backlinkBase',
	node: backlinkBaseIn,
	calm: (service) => service.move('configureProgress', { stepMilliseconds: never }),
	operations: [
		{ operation: 'account.getCredits' },
		{ operation: 'account.healthCheck' },
		{ operation: 'site.getAll' },
		{ operation: 'task.getAll' },
		{
			operation: 'task.getAll',
			variant: 'unified',
			parameters: () => ({ output: 'unified', limit: 3 }),
		},
		{ operation: 'task.get', parameters: onTask },
		{
			operation: 'task.create',
			parameters: (service, place) => ({
				...newTask,
				name: `Press release batch ${String(place + 1)}`,
				targetWebsiteIds: targetSites(service, 2),
			}),
			onlyOnce: true,
		},
	],
};
