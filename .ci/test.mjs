#!/usr/bin/env node
// What `npm test` runs, with each part's time. Lanes go side by side, because whoever talks to a real n8n
// mostly waits; within a lane a part follows the one before. Whatever fails is named at the end. A part that has a
// long form gets its short one here; `npm run <script>` is the long one.
//
//   npm test             what needs nothing but Node and Chromium
//   npm test -- --scale  queue mode as well, with Debian's redis-server and postgresql
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the lanes stand on: the package as built, and n8n, which is installed once. */
const foundation = [
	{ name: 'build', script: 'build' },
	{ name: 'n8n', script: 'n8n:install' },
];

const lanes = [
	[
		{ name: 'lint', script: 'lint' },
		{ name: 'types', script: 'typecheck' },
		{ name: 'unit tests', script: 'test:unit' },
		{ name: 'integration tests', script: 'test:integration' },
		{ name: 'every operation under every failure', script: 'test:faults' },
	],
	[
		{ name: 'package and scanner', script: 'test:package' },
		{ name: 'end-to-end tests in a real n8n', script: 'test:e2e' },
	],
	[
		{ name: 'triggers on both engines of a real n8n', script: 'test:triggers' },
		{ name: 'n8n killed again and again', script: 'test:crash', env: { KILLS: '3' } },
		{ name: 'end-to-end tests of nodes and triggers in n8n 1.x', script: 'test:e2e:1.x' },
	],
];

/** What wants the machine for itself: four processes of n8n, PostgreSQL and Redis. */
const afterwards = process.argv.includes('--scale')
	? [
			{
				name: 'queue mode, parts of which are killed',
				script: 'test:queue',
				env: { EXECUTIONS: '60' },
			},
		]
	: [];

let passed = 0;
const failed = [];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const programs = path.join(root, 'node_modules', '.bin');

/**
 * Runs a script of package.json as npm does, but without the one before it, which would build again what
 * other lanes are using; gives its exit code and what it printed.
 */
const run = (script, env) =>
	new Promise((resolve) => {
		const child = spawn(scripts[script], {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH}`, ...env },
			shell: true,
		});
		const printed = [];
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk) => printed.push(chunk));
		}
		child.on('close', (code) => {
			resolve({ code: code ?? 1, output: Buffer.concat(printed).toString() });
		});
	});

/** Prints a part as a whole when it is over, so that lanes do not mix. */
async function runPart({ name, script, env }) {
	console.log(`... ${name}`);
	const started = Date.now();
	const { code, output } = await run(script, env);
	const seconds = Math.round((Date.now() - started) / 1000);
	const result = code === 0 ? `${seconds} s` : `failed after ${seconds} s (npm run ${script})`;
	console.log(`\n=== ${name}\n${output}=== ${name}: ${result}`);
	if (code === 0) passed += 1;
	else failed.push(name);
}

async function runLane(parts) {
	for (const part of parts) {
		await runPart(part);
	}
}

await runLane(foundation);
if (failed.length === 0) {
	await Promise.all(lanes.map(runLane));
	await runLane(afterwards);
}
for (const name of failed) console.log(`failed: ${name}`);
console.log(`\n${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
