#!/usr/bin/env node
// Runs a TypeScript program of this project: `node sandbox/run.mjs <program.ts> [its arguments]`.
// Installs the development dependencies first, so that it works right after a clone.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { install, requireNode } from '../.ci/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const guard = path.join(root, 'sandbox', 'guard.cjs');
const [program, ...rest] = process.argv.slice(2);

try {
	requireNode();
	await install(root);
	runProgram();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}

function runProgram() {
	const loader = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
	const child = spawn(
		process.execPath,
		['--require', guard, '--import', loader, path.resolve(root, program), ...rest],
		{ stdio: 'inherit' },
	);
	passSignalsTo(child);
	// npm ends at once when it is told to end, and leaves what it runs behind.
	if (process.env.npm_lifecycle_event) createRequire(import.meta.url)(guard);
	child.on('exit', (code, signal) => {
		process.exitCode = signal ? 130 : (code ?? 1);
	});
}

/**
 * The terminal sends Ctrl-C to the whole group, whoever else sends it to this process alone: it is handed
 * on a little later, to a program that is still there. Programs take the second of two for the first.
 */
function passSignalsTo(child) {
	process.on('SIGINT', () => setTimeout(() => child.kill('SIGINT'), 500).unref());
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
}
