#!/usr/bin/env node
// Installs packages as a lockfile has them, with pnpm through npx, so that every npm script works on a
// machine that has Node and npm and nothing else. Does nothing when they are there already.
//
//   node .ci/setup.mjs                          the project's development packages
//   node .ci/setup.mjs <folder> [<node folder>] another folder's, under another Node's binary
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const pnpmVersion = '10.34.8';
const oldestNode = 20;
const secondsBetweenProgressLines = 10;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @throws when the running Node is older than this project can use
 */
export function requireNode() {
	if (Number.parseInt(process.versions.node, 10) >= oldestNode) return;
	throw new Error(
		`This project needs Node ${oldestNode} or newer; this is ${process.version}. Get it from https://nodejs.org and try again.`,
	);
}

/**
 * Installs what `folder`'s pnpm lockfile lists, unless that very lockfile was installed there before.
 * @param {string} folder holds package.json and pnpm-lock.yaml
 * @param {{ node?: string, say?: (line: string) => void }} [options] `node`: the folder of another Node's binary, for packages that need it
 * @returns {Promise<boolean>} whether anything had to be installed
 * @throws when pnpm fails; its last lines are in the message
 */
export async function install(folder, { node, say = console.log } = {}) {
	const lockfile = fs.readFileSync(path.join(folder, 'pnpm-lock.yaml'));
	const stamp = createHash('sha256').update(lockfile).digest('hex');
	const stampFile = path.join(folder, 'node_modules', '.installed');
	if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return false;

	say(`Installing the packages of ${path.relative(root, folder) || 'the project'} …`);
	await runPnpm(folder, node, progressTo(say));
	fs.writeFileSync(stampFile, stamp);
	return true;
}

/** pnpm, its lines handed to `onLine`; rejects with the last of them when it fails. */
function runPnpm(folder, node, onLine) {
	const child = spawn(
		'npx',
		['--yes', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile', '--reporter=append-only'],
		{
			cwd: folder,
			shell: process.platform === 'win32',
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, CI: 'true', ...(node ? { PATH: pathStartingWith(node) } : {}) },
		},
	);
	const lastLines = [];
	for (const stream of [child.stdout, child.stderr]) {
		readline.createInterface({ input: stream }).on('line', (line) => {
			lastLines.push(line);
			if (lastLines.length > 30) lastLines.shift();
			onLine(line);
		});
	}
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) resolve();
			else reject(new Error(`pnpm could not install ${folder}:\n${lastLines.join('\n')}`));
		});
	});
}

function pathStartingWith(folder) {
	return `${folder}${path.delimiter}${process.env.PATH ?? ''}`;
}

/** Of pnpm's many lines only the counts, and those now and then. */
function progressTo(say) {
	let saidAt = Date.now();
	return (line) => {
		const counts = /^Progress: (resolved .*)$/.exec(line)?.[1];
		if (!counts || Date.now() - saidAt < secondsBetweenProgressLines * 1000) return;
		saidAt = Date.now();
		say(`  … ${counts}`);
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [folder, node] = process.argv.slice(2);
	try {
		requireNode();
		await install(folder ? path.resolve(folder) : root, { node });
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
