import type { INodeParameters } from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox } from '../../../sandbox/server';
import { backlinkBaseIn } from '../../support/nodes';
import { newTask, targetSites } from '../../support/operations/backlinkBase';
import type { NodeRun } from '../support/runNode';
import { type RunSettings, serviceTests, type ServiceTests } from '../support/serviceTests';

type World = Sandbox['services']['backlinkBase']['world'];

export interface BacklinkBaseTests extends ServiceTests {
	/** Creates a task with `newTask`, in which some parameters are others. */
	readonly create: (parameters?: INodeParameters, settings?: RunSettings) => Promise<NodeRun>;
	/** What arrived to create a task. */
	readonly stored: () => LoggedRequest[];
	readonly world: () => World;
	/** Ids of sites that can be targets. */
	readonly targets: (count: number) => string[];
}

export { newTask };

export const day = (daysFromToday: number): string =>
	new Date(Date.now() + daysFromToday * 86_400_000).toISOString().slice(0, 10);

/** BacklinkBase's node against the sandbox, for the tests of a file. */
export function backlinkBaseTests(): BacklinkBaseTests {
	let test = 0;
	const tests = serviceTests('backlinkBase', (sandbox) =>
		// The allowance of 60 a minute belongs to a credential, so each test brings its own.
		backlinkBaseIn(sandbox, { backlinkBaseApi: { test: `test ${String(test)}` } }),
	);
	beforeEach(() => {
		test += 1;
		// Nothing in these tests depends on tasks that go on by themselves.
		tests.move('configureProgress', { stepMilliseconds: 3_600_000 });
	});
	const world = (): World => tests.sandbox().services.backlinkBase.world;
	const targets = (count: number): string[] =>
		targetSites(tests.sandbox().services.backlinkBase, count);
	return {
		...tests,
		create: async (parameters = {}, settings = {}) =>
			await tests.run(
				'task',
				'create',
				{ ...newTask, targetWebsiteIds: targets(2), ...parameters },
				settings,
			),
		stored: () =>
			tests.sandbox().control.requests({ service: 'backlinkBase', path: '/task/store' }),
		world,
		targets,
	};
}
