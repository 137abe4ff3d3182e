#!/usr/bin/env node
// What `npm test` runs: every part in turn, with its time; stops at the first that fails and names it.
import { spawn } from 'node:child_process';

const parts = {
	lint: 'lint',
	types: 'typecheck',
	'unit tests': 'test:unit',
	'package and scanner': 'test:package',
	'integration tests': 'test:integration',
	'end-to-end tests in a real n8n': 'test:e2e',
};

/** Runs an npm script; the exit code is its own. */
const run = (script) =>
	new Promise((resolve) => {
		const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
		const child = spawn(npm, ['run', '--silent', script], {
			stdio: 'inherit',
			shell: process.platform === 'win32',
		});
		child.on('close', (code) => resolve(code ?? 1));
	});

let passed = 0;
for (const [name, script] of Object.entries(parts)) {
	console.log(`\n=== ${name}`);
	const started = Date.now();
	const code = await run(script);
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
