import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { BacklinkBaseApi } from '../../../credentials/BacklinkBaseApi.credentials';
import { BacklinkBase } from '../../../nodes/BacklinkBase/BacklinkBase.node';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox } from '../../../sandbox/server';
import type { NodeRun, NodeUnderTest, RunOptions } from '../support/runNode';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/useSandbox';

type World = Sandbox['services']['backlinkBase']['world'];

export interface BacklinkBaseTests {
	readonly sandbox: () => Sandbox;
	readonly under: () => NodeUnderTest;
	readonly run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		options?: Omit<RunOptions, 'parameters'>,
	) => Promise<NodeRun>;
	/** Creates a task with `newTask`, in which some parameters are others. */
	readonly create: (
		parameters?: INodeParameters,
		options?: Omit<RunOptions, 'parameters'>,
	) => Promise<NodeRun>;
	/** What arrived, oldest first. */
	readonly requests: () => LoggedRequest[];
	/** What arrived to create a task. */
	readonly stored: () => LoggedRequest[];
	readonly world: () => World;
	readonly move: (name: string, input?: IDataObject) => unknown;
	readonly effects: () => Record<string, number>;
	/** Ids of sites that can be targets. */
	readonly targets: (count: number) => string[];
}

export const day = (daysFromToday: number): string =>
	new Date(Date.now() + daysFromToday * 86_400_000).toISOString().slice(0, 10);

/** A task as a user fills it in, without its target sites; for real, so that it spends. */
export const newTask = {
	name: 'Press release batch',
	articleTitle: 'Fintech startup Acme raises series A funding',
	articleBody: '<p>Acme, a Pune based <b>fintech</b> company, raised its series A.</p>',
	articleUrls: 'https://acme.example, https://acme.example/product',
	sandbox: false,
};

/** BacklinkBase's node against the sandbox, for the tests of a file. */
export function backlinkBaseTests(): BacklinkBaseTests {
	const sandbox = useSandbox();
	let test = 0;
	beforeEach(() => {
		test += 1;
		// Nothing in these tests depends on tasks that go on by themselves.
		move('configureProgress', { stepMilliseconds: 3_600_000 });
	});
	const world = (): World => sandbox().services.backlinkBase.world;
	const move: BacklinkBaseTests['move'] = (name, input = {}) =>
		sandbox().control.world('backlinkBase', name, input);
	const under = (): NodeUnderTest => {
		const { url, credentials } = sandbox().services.backlinkBase;
		return {
			type: new BacklinkBase(),
			credentialTypes: [new BacklinkBaseApi()],
			credentials: {
				// The allowance of 60 a minute belongs to a credential, so each test brings its own.
				backlinkBaseApi: {
					baseUrl: url,
					apiToken: credentials.apiToken,
					test: `test ${String(test)}`,
				},
			},
		};
	};
	const run: BacklinkBaseTests['run'] = async (resource, operation, parameters = {}, more = {}) =>
		await runNode(under(), { parameters: { resource, operation, ...parameters }, ...more });
	const targets = (count: number): string[] =>
		world()
			.sites()
			.filter(({ status }) => status === 1)
			.slice(0, count)
			.map(({ id }) => String(id));
	return {
		sandbox,
		under,
		run,
		create: async (parameters = {}, more = {}) =>
			await run(
				'task',
				'create',
				{ ...newTask, targetWebsiteIds: targets(2), ...parameters },
				more,
			),
		requests: () => sandbox().control.requests({ service: 'backlinkBase' }),
		stored: () => sandbox().control.requests({ service: 'backlinkBase', path: '/task/store' }),
		world,
		move,
		effects: () => sandbox().services.backlinkBase.effects.all(),
		targets,
	};
}
