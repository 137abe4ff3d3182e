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

export default {
	rootDir,
	projects: [project('unit'), project('package'), project('integration'), project('e2e')],
	maxWorkers: 2,
	// Other work on a small machine must not make a test fail.
	testTimeout: 60_000,
};
