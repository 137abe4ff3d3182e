import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Demo, startDemo } from '../../sandbox/demo/start';
import type { DemoOptions } from '../../sandbox/demo/options';
import type { Sandbox } from '../../sandbox/server';
import { leaksIn, secretsOf } from '../support/secrets/demoSecrets';
import type { Secrets } from '../support/secrets/secretSearch';

/** The first start installs n8n, which takes minutes. */
const startTimeout = 900_000;

const stopTimeout = 300_000;

/** For triggers to look and forms to be answered, in milliseconds: other work must not make a test fail. */
const testTimeout = 180_000;

/**
 * The demo in a folder of its own, for the tests of a file: started before them, gone after them.
 * The returned function gives it while a test runs.
 *
 * Whatever the tests did, none of the sandbox's secrets may stand in what n8n stored or logged.
 * @param options how to start it
 * @param keepsSecret which of the sandbox's secrets those are; all unless told, for tests that store some
 */
export function useDemo(
	options: DemoOptions = {},
	keepsSecret: (sandbox: Sandbox) => Secrets = secretsOf,
): () => Demo {
	jest.setTimeout(testTimeout);
	let folder: string;
	let demo: Demo | undefined;
	beforeAll(async () => {
		folder = await fs.mkdtemp(path.join(os.tmpdir(), 'demo-'));
		// Any free ports: other demos run at the same time.
		demo = await startDemo({ folder, port: 0, sandboxPort: 0, ...options });
	}, startTimeout);
	afterAll(async () => {
		await demo?.stop();
		const leaks = demo ? await leaksIn(folder, keepsSecret(demo.sandbox)) : [];
		await fs.rm(folder, { recursive: true, force: true });
		expect(leaks).toEqual([]);
	}, stopTimeout);
	return () => {
		if (demo === undefined) throw new Error('The demo is there only while a test runs');
		return demo;
	};
}
