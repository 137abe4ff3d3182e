import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

/**
 * A sandbox for the tests of a file: started before them, as seeded before each, ended after them.
 * The returned function gives it while a test runs.
 */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	beforeEach(() => {
		sandbox?.control.reset();
	});
	afterAll(async () => {
		await sandbox?.close();
	});
	return () => {
		if (sandbox === undefined) throw new Error('The sandbox is there only while a test runs');
		return sandbox;
	};
}
