import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SeRankingProjectApi } from '../../../credentials/SeRankingProjectApi.credentials';
import { SeRankingBacklinks } from '../../../nodes/SeRankingBacklinks/SeRankingBacklinks.node';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import type { NodeRun, NodeUnderTest, RunOptions } from '../support/runNode';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/useSandbox';

/** The first seeded site, which holds most backlinks, and one of another account. */
export const siteId = '20481';
export const foreignSiteId = '99999';

export interface SeRankingTests {
	readonly sandbox: () => Sandbox;
	readonly under: () => NodeUnderTest;
	/** Runs an operation on the first site; other parameters are added or take its place. */
	readonly run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		options?: Omit<RunOptions, 'parameters'>,
	) => Promise<NodeRun>;
	/** What arrived at SE Ranking, oldest first. */
	readonly requests: () => LoggedRequest[];
	/** The first site, as the sandbox has it now. */
	readonly site: () => Sandbox['services']['seRanking']['world']['sites'][number];
	readonly move: (name: string, input?: IDataObject) => unknown;
}

/** SE Ranking's node against the sandbox, for the tests of a file. */
export function seRankingTests(options: SandboxOptions = {}): SeRankingTests {
	const sandbox = useSandbox({ backlinks: 2_500, today: '2026-03-14', ...options });
	const under = (): NodeUnderTest => {
		const { url, credentials } = sandbox().services.seRanking;
		return {
			type: new SeRankingBacklinks(),
			credentialTypes: [new SeRankingProjectApi()],
			credentials: { seRankingProjectApi: { baseUrl: url, apiKey: credentials.apiKey } },
		};
	};
	return {
		sandbox,
		under,
		run: async (resource, operation, parameters = {}, more = {}) =>
			await runNode(under(), {
				parameters: {
					resource,
					operation,
					siteId: { __rl: true, mode: 'id', value: siteId },
					...parameters,
				},
				...more,
			}),
		requests: () => sandbox().control.requests({ service: 'seRanking' }),
		site: () => sandbox().services.seRanking.world.site(Number(siteId)),
		move: (name, input = {}) => sandbox().control.world('seRanking', name, input),
	};
}
