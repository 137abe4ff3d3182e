import { errorOf, type Execution } from '../n8n/client';
import type { Demo } from './start';

/** How one part of the demo did. */
export interface CheckResult {
	what: string;
	/** The error's words where it failed. */
	problem?: string;
}

/** What n8n says of a credential that it cannot try out: of those that protect its own forms and webhooks. */
const untestable = 'No testing function found for this credential.';

/**
 * Does what the demo's user would: tests every credential and presses Execute in every example that
 * starts by hand.
 */
export async function checkDemo(demo: Demo): Promise<CheckResult[]> {
	const results: CheckResult[] = [];
	for (const credential of demo.credentials.values()) {
		const { status, message } = await demo.client.testCredential(credential);
		if (message === untestable) continue;
		const problem = status === 'OK' ? undefined : message;
		results.push({ what: `Credential "${credential.name}"`, problem });
	}
	for (const { id, name } of demo.examples) {
		const workflow = await demo.client.getWorkflow(id);
		if (!workflow.nodes.some(({ type }) => type.endsWith('.manualTrigger'))) continue;
		const execution = await demo.client.runWorkflow(workflow);
		results.push({ what: `Workflow "${name}"`, problem: problemOf(execution) });
	}
	return results;
}

function problemOf(execution: Execution): string | undefined {
	if (execution.status === 'success') return undefined;
	return errorOf(execution) ?? execution.status;
}
