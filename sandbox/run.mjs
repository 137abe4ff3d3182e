#!/usr/bin/env node
// Runs a TypeScript program of this project: `node sandbox/run.mjs <program.ts> [its arguments]`.
// Installs the development dependencies first, so that it works right after a clone.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { install, requireNode } from '../.ci/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
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
		['--import', loader, path.resolve(root, program), ...rest],
		{ stdio: 'inherit' },
	);
	passSignalsTo(child);
	child.on('exit', (code, signal) => {
		process.exitCode = signal ? 130 : (code ?? 1);
	});
}

/**
 * The terminal sends Ctrl-C to the whole group, so this process only waits until the program has tidied
 * up; other signals reach this process alone and are handed on.
 */
function passSignalsTo(child) {
	process.on('SIGINT', () => undefined);
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
}
