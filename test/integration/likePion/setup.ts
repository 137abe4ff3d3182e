import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { LikePionApi } from '../../../credentials/LikePionApi.credentials';
import { LikePion } from '../../../nodes/LikePion/LikePion.node';
import type { Fault } from '../../../sandbox/core/faults';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import type { NodeRun, NodeUnderTest, RunOptions } from '../support/runNode';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/useSandbox';

type World = Sandbox['services']['likePion']['world'];
type Group = ReturnType<World['groups']['all']>[number];
type LinkRequest = ReturnType<World['allRequests']>[number];

export interface LikePionTests {
	readonly sandbox: () => Sandbox;
	readonly under: () => NodeUnderTest;
	readonly run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		options?: Omit<RunOptions, 'parameters'>,
	) => Promise<NodeRun>;
	/** What arrived, oldest first. */
	readonly requests: () => LoggedRequest[];
	/** What arrived to change something. */
	readonly writes: () => LoggedRequest[];
	readonly world: () => World;
	/** The seeded group with this name. */
	readonly group: (name?: string) => Group;
	/** The seeded request with this name; by default the one that is completed, with 50 links. */
	readonly linkRequest: (name?: string) => LinkRequest;
	readonly move: (name: string, input?: IDataObject) => { ids: string[] };
	readonly strike: (fault: Omit<Fault, 'service'>) => void;
	readonly effects: () => Record<string, number>;
}

/** A resource locator as it is stored when a user gives an ID. */
export const byId = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

export const absentId = '00000000-0000-4000-8000-000000000000';

/** LikePion's node against the sandbox, for the tests of a file. */
export function likePionTests(options: SandboxOptions = {}): LikePionTests {
	const sandbox = useSandbox({ backlinks: 250, ...options });
	const world = (): World => sandbox().services.likePion.world;
	const move: LikePionTests['move'] = (name, input = {}) =>
		sandbox().control.world('likePion', name, input) as { ids: string[] };
	beforeEach(() => {
		// Nothing in these tests depends on what goes on by itself.
		move('configureProgress', { stepMilliseconds: 3_600_000 });
		move('configureChecks', { stepMilliseconds: 3_600_000 });
	});
	const under = (): NodeUnderTest => {
		const { url, credentials } = sandbox().services.likePion;
		return {
			type: new LikePion(),
			credentialTypes: [new LikePionApi()],
			credentials: {
				likePionApi: { baseUrl: url, accessToken: credentials.accessToken },
			},
		};
	};
	const requests = (): LoggedRequest[] => sandbox().control.requests({ service: 'likePion' });
	return {
		sandbox,
		under,
		run: async (resource, operation, parameters = {}, more = {}) =>
			await runNode(under(), { parameters: { resource, operation, ...parameters }, ...more }),
		requests,
		writes: () => requests().filter(({ method }) => method !== 'GET'),
		world,
		group: (name = 'Entity profiles A') =>
			found(world().groups.all(), ({ group }) => group.name === name),
		linkRequest: (name = 'Northwind Cycles: spring bikes') =>
			found(world().allRequests(), ({ fields }) => fields.name === name),
		move,
		strike: (fault) => {
			sandbox().control.addFault({ service: 'likePion', ...fault });
		},
		effects: () => sandbox().services.likePion.effects.all(),
	};
}

function found<Thing>(things: readonly Thing[], isIt: (thing: Thing) => boolean): Thing {
	const thing = things.find(isIt);
	if (thing === undefined) throw new Error('The sandbox has no such thing');
	return thing;
}
