import path from 'node:path';
import { fileURLToPath } from 'node:url';

const rootDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Types are checked once, by `npm run typecheck`; here TypeScript is only stripped. */
const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false }],
};

const project = (displayName, more = {}) => ({
	displayName,
	rootDir,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
	transform,
	modulePathIgnorePatterns: [
		'<rootDir>/dist',
		'<rootDir>/.demo',
		'<rootDir>/.cache',
		'<rootDir>/sandbox/n8n/versions',
	],
	...more,
});

/** What n8n 1.x has no nodes for: an agent whose tools wait for a person. */
const notIn1 = /^1\./.test(process.env.N8N_VERSION ?? '') ? ['examples/agent\\.test'] : [];

export default {
	rootDir,
	projects: [
		project('unit'),
		project('package'),
		project('integration'),
		project('faults', { setupFiles: ['<rootDir>/test/faults/support/setup.ts'] }),
		project('e2e', { testPathIgnorePatterns: ['/node_modules/', 'triggers\\.test', ...notIn1] }),
		// Minutes each, so they are parts of their own: npm run test:triggers, npm run test:crash.
		project('triggers', { testMatch: ['<rootDir>/test/e2e/triggers.test.ts'] }),
		project('crash'),
		// n8n's queue mode; needs Debian's redis-server and postgresql: npm run test:queue.
		project('queue'),
	],
	maxWorkers: 2,
	// Other work on a small machine must not make a test fail.
	testTimeout: 60_000,
};
