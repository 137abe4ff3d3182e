import js from '@eslint/js';
import { config as n8nCommunityNodes } from '@n8n/node-cli/eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const published = ['package.json', 'nodes/**/*.ts', 'credentials/**/*.ts'];
const everythingElse = ['{test,sandbox,bench,docs,examples,.ci}/**/*.ts'];

export default defineConfig(
	globalIgnores(['dist', '.demo*', '.cache', 'coverage', '**/node_modules']),
	// What is published: n8n's default, cloud-eligible config, unchanged; it is what n8n's scanner reads.
	{ files: published, ignores: everythingElse, extends: [n8nCommunityNodes] },
	// Everything else: typescript-eslint with type information.
	{
		files: everythingElse,
		extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: { project: 'test/tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
	},
);
