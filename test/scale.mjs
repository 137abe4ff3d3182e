#!/usr/bin/env node
// What `npm run test:scale` runs: queue mode in full, and the end-to-end tests in every version of n8n that
// has a folder in sandbox/n8n/versions. Says at the end what passed; fails where something did not.
//
//   node test/scale.mjs                              all of it
//   node test/scale.mjs --n8n 1.123.81 [<pattern>…]  that version alone, those tests alone
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const versionsFolder = new URL('../sandbox/n8n/versions', import.meta.url);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const { values, positionals } = parseArgs({
	options: { n8n: { type: 'string' } },
	allowPositionals: true,
});

const runs = values.n8n
	? [endToEnd(values.n8n, positionals)]
	: [
			{ what: 'queue mode', projects: ['queue'], patterns: [], env: {} },
			...fs.readdirSync(versionsFolder).map((version) => endToEnd(version, [])),
		];

function endToEnd(version, patterns) {
	const what = `end-to-end tests in n8n ${version}`;
	return { what, projects: ['e2e', 'triggers'], patterns, env: { N8N_VERSION: version } };
}

const results = runs.map(({ what, projects, patterns, env }) => {
	console.log(`\n=== ${what}`);
	const started = Date.now();
	const args = ['-c', 'test/jest.config.mjs', '--selectProjects', ...projects, '--runInBand'];
	const chosen = patterns.length > 0 ? ['--testPathPatterns', ...patterns] : [];
	const { status } = spawnSync(process.execPath, [jest, ...args, ...chosen], {
		stdio: 'inherit',
		env: { ...process.env, ...env },
	});
	const seconds = Math.round((Date.now() - started) / 1000);
	return { what, passed: status === 0, seconds };
});

console.log('');
for (const { what, passed, seconds } of results) {
	console.log(`${passed ? 'passed' : 'FAILED'}  ${what}: ${String(seconds)} s`);
}
if (results.some(({ passed }) => !passed)) process.exitCode = 1;
