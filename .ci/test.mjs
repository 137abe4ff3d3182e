#!/usr/bin/env node
// What `npm test` runs: every part in turn, with its time; stops at the first that fails and names it.
// A part that has a long form is given its short one here; `npm run <script>` alone runs the long one.
import { spawn } from 'node:child_process';

const parts = [
	{ name: 'lint', script: 'lint' },
	{ name: 'types', script: 'typecheck' },
	{ name: 'unit tests', script: 'test:unit' },
	{ name: 'package and scanner', script: 'test:package' },
	{ name: 'integration tests', script: 'test:integration' },
	{ name: 'end-to-end tests in a real n8n', script: 'test:e2e' },
	{ name: 'triggers on both engines of a real n8n', script: 'test:triggers' },
	{ name: 'n8n killed again and again', script: 'test:crash', env: { KILLS: '4' } },
];

/** Runs an npm script; the exit code is its own. */
const run = (script, env) =>
	new Promise((resolve) => {
		const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
		const child = spawn(npm, ['run', '--silent', script], {
			stdio: 'inherit',
			env: { ...process.env, ...env },
			shell: process.platform === 'win32',
		});
		child.on('close', (code) => resolve(code ?? 1));
	});

let passed = 0;
for (const { name, script, env } of parts) {
	console.log(`\n=== ${name}`);
	const started = Date.now();
	const code = await run(script, env);
	const seconds = Math.round((Date.now() - started) / 1000);
	if (code !== 0) {
		console.log(`\n=== ${name}: failed after ${seconds} s (npm run ${script})`);
		console.log(`\n${passed} passed, 1 failed`);
		process.exit(code);
	}
	passed += 1;
	console.log(`=== ${name}: ${seconds} s`);
}
console.log(`\n${passed} passed, 0 failed`);
