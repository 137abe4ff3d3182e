import type { IDataObject } from 'n8n-workflow';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import { likePionIn } from '../../support/nodes';
import { serviceTests, type ServiceTests } from '../support/serviceTests';

export { byId } from '../support/serviceTests';

type World = Sandbox['services']['likePion']['world'];
type Group = ReturnType<World['groups']['all']>[number];
type LinkRequest = ReturnType<World['allRequests']>[number];

export interface LikePionTests extends ServiceTests {
	readonly world: () => World;
	/** The seeded group with this name. */
	readonly group: (name?: string) => Group;
	/** The seeded request with this name; by default the one that is completed, with 50 links. */
	readonly linkRequest: (name?: string) => LinkRequest;
	readonly move: (name: string, input?: IDataObject) => { ids: string[] };
}

export const absentId = '00000000-0000-4000-8000-000000000000';

/** LikePion's node against the sandbox, for the tests of a file. */
export function likePionTests(options: SandboxOptions = {}): LikePionTests {
	const tests = serviceTests('likePion', likePionIn, { backlinks: 250, ...options });
	const world = (): World => tests.sandbox().services.likePion.world;
	beforeEach(() => {
		// Nothing in these tests depends on what goes on by itself.
		tests.move('configureProgress', { stepMilliseconds: 3_600_000 });
		tests.move('configureChecks', { stepMilliseconds: 3_600_000 });
	});
	return {
		...tests,
		move: (name, input) => tests.move(name, input) as { ids: string[] },
		world,
		group: (name = 'Entity profiles A') =>
			found(world().groups.all(), ({ group }) => group.name === name),
		linkRequest: (name = 'Northwind Cycles: spring bikes') =>
			found(world().allRequests(), ({ fields }) => fields.name === name),
	};
}

function found<Thing>(things: readonly Thing[], isIt: (thing: Thing) => boolean): Thing {
	const thing = things.find(isIt);
	if (thing === undefined) throw new Error('The sandbox has no such thing');
	return thing;
}
