import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox } from '../../../sandbox/server';
import { runNode } from '../../integration/support/runNode';
import type { CataloguedOperation } from '../operations';
import { inputFor } from '../operations/run';
import type { Case } from './spoil';
import { withSpoilt } from './spoil';

/** What became of a run with bad input. */
export interface BadRun {
	readonly items: readonly INodeExecutionData[];
	/** What the run ended with, where it ended with an error. */
	readonly thrown?: unknown;
	readonly requests: readonly LoggedRequest[];
}

/** Runs an operation of the catalogue with what a case spoils. The sandbox's service must be as seeded. */
export async function runSpoilt(
	sandbox: Sandbox,
	operation: CataloguedOperation,
	bad: Case,
): Promise<BadRun> {
	operation.prepare(sandbox, bad.items);
	const service = sandbox.services[operation.service];
	// What a run may be told to wait for shall not keep it waiting.
	if (operation.service === 'seRanking')
		service.move('configureGscImport', { stepMilliseconds: 0 });
	const right = Array.from({ length: bad.items }, (_, place) =>
		operation.parameters(sandbox, place),
	);
	const { parameters, input } = withSpoilt(inputFor(sandbox, operation, bad.items), bad, right);
	service.clearRequests();
	// BacklinkBase's 60 requests a minute belong to a credential, so each run brings its own.
	const under = operation.node(sandbox, { backlinkBaseApi: { allowance: randomUUID() } });
	const outcome = await runNode(under, {
		parameters,
		input,
		continueOnFail: bad.continueOnFail,
	}).then(
		({ items }) => ({ items }),
		(thrown: unknown) => ({ items: [], thrown }),
	);
	return { ...outcome, requests: service.requests };
}
