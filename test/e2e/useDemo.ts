import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Demo, startDemo } from '../../sandbox/demo/start';
import type { DemoOptions } from '../../sandbox/demo/options';

/** The first start installs n8n, which takes minutes. */
const startTimeout = 900_000;

/**
 * The demo in a folder of its own, for the tests of a file: started before them, gone after them.
 * The returned function gives it while a test runs.
 */
export function useDemo(options: DemoOptions = {}): () => Demo {
	let folder: string;
	let demo: Demo | undefined;
	beforeAll(async () => {
		folder = await fs.mkdtemp(path.join(os.tmpdir(), 'demo-'));
		demo = await startDemo({ folder, ...options });
	}, startTimeout);
	afterAll(async () => {
		await demo?.stop();
		await fs.rm(folder, { recursive: true, force: true });
	});
	return () => {
		if (demo === undefined) throw new Error('The demo is there only while a test runs');
		return demo;
	};
}
