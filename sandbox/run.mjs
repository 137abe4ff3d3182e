#!/usr/bin/env node
// Runs a TypeScript program of this project: `node sandbox/run.mjs <program.ts> [its arguments]`.
// Installs the development dependencies first, so that it works right after a clone.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { install } from '../.ci/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [program, ...rest] = process.argv.slice(2);

install(root);
const loader = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;
const child = spawn(process.execPath, ['--import', loader, path.resolve(root, program), ...rest], {
	stdio: 'inherit',
});
// The terminal sends Ctrl-C to the whole group; this process only waits until the program has tidied up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => {
		if (signal !== 'SIGINT') child.kill(signal);
	});
}
child.on('exit', (code, signal) => {
	process.exitCode = signal ? 130 : (code ?? 1);
});
