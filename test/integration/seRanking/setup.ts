import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import { seRankingIn } from '../../support/nodes';
import { byId, serviceTests, type ServiceTests } from '../support/serviceTests';

export { byId };

/** The first seeded site, which holds most backlinks, and one of another account. */
export const siteId = '20481';
export const foreignSiteId = '99999';

export interface SeRankingTests extends ServiceTests {
	/** The first site, as the sandbox has it now. */
	readonly site: () => Sandbox['services']['seRanking']['world']['sites'][number];
}

/** SE Ranking's node against the sandbox; operations run on the first site unless told otherwise. */
export function seRankingTests(options: SandboxOptions = {}): SeRankingTests {
	const tests = serviceTests('seRanking', seRankingIn, {
		backlinks: 2_500,
		today: '2026-03-14',
		usual: { siteId: byId(siteId) },
		...options,
	});
	return {
		...tests,
		site: () => tests.sandbox().services.seRanking.world.site(Number(siteId)),
	};
}
