#!/usr/bin/env node
// Installs the development dependencies as the lockfile has them, with pnpm through npx, so that every
// npm script works on a machine that has Node and npm and nothing else. Does nothing when they are there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const pnpmVersion = '10.34.8';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Installs what `folder`'s pnpm lockfile lists, unless that very lockfile was installed there before.
 * @param {string} folder holds package.json and pnpm-lock.yaml
 * @param {{ node?: string, say?: (line: string) => void }} [options] `node`: the folder of another Node's binary, for packages that need it
 * @returns {boolean} whether anything had to be installed
 * @throws when pnpm fails; its last lines are in the message
 */
export function install(folder, { node, say = console.log } = {}) {
	const lockfile = fs.readFileSync(path.join(folder, 'pnpm-lock.yaml'));
	const stamp = createHash('sha256').update(lockfile).digest('hex');
	const stampFile = path.join(folder, 'node_modules', '.installed');
	if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return false;

	say(`Installing the packages of ${path.relative(root, folder) || 'the project'} …`);
	const result = spawnSync(
		'npx',
		['--yes', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile', '--reporter=append-only'],
		{
			cwd: folder,
			encoding: 'utf8',
			shell: process.platform === 'win32',
			maxBuffer: 64 * 1024 * 1024,
			env: {
				...process.env,
				CI: 'true',
				...(node ? { PATH: `${node}${path.delimiter}${process.env.PATH ?? ''}` } : {}),
			},
		},
	);
	if (result.status !== 0) {
		const lines = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-30);
		throw new Error(`pnpm could not install ${folder}:\n${lines.join('\n')}`);
	}
	fs.writeFileSync(stampFile, stamp);
	return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install(root);
