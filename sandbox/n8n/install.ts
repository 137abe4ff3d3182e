/** Puts Node 24 and a version of n8n beside the project, each from its own committed lockfile. */
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { npm, runProcess } from './processes';

/** The project's folder. */
export const projectFolder = path.resolve(__dirname, '..', '..');

/** The version of n8n that the package is made and measured with. */
export const usualVersion = '2.41.1';

/** The version of n8n that everything runs on unless another is asked for; `N8N_VERSION` sets it. */
export const defaultVersion = process.env.N8N_VERSION ?? usualVersion;

const nodeMajor = 24;
const nodeFolder = path.join(__dirname, 'node');
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** An installed n8n: the Node that runs it, and its command. */
export interface Installation {
	version: string;
	node: string;
	cli: string;
}

/** Hears what is going on, a line at a time. */
export type Say = (line: string) => void;

const quietly: Say = () => undefined;

/**
 * Node 24, which n8n needs: the running one where it is that, otherwise the binary of an npm package.
 * @returns the path of its binary
 * @throws where npm has no such package for this platform, saying what to do
 */
export async function installNode(say: Say = quietly): Promise<string> {
	if (process.versions.node.startsWith(`${String(nodeMajor)}.`)) return process.execPath;
	await setUp([nodeFolder], say);
	if (!existsSync(nodeBinary())) await installNodeOfThisPlatform(say);
	return nodeBinary();
}

function nodeBinary(): string {
	const [folder, file] = process.platform === 'win32' ? ['bin', 'node.exe'] : ['bin', 'node'];
	return path.join(nodeFolder, 'node_modules', nodePackage, folder, file);
}

/** For platforms that the lockfile does not list, such as Macs with Apple's own chips. */
async function installNodeOfThisPlatform(say: Say): Promise<void> {
	const wanted = `${nodePackage}@${String(nodeMajor)}`;
	say(`Getting ${wanted} …`);
	const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
	try {
		await runProcess(npm(['install', ...flags, wanted], { cwd: nodeFolder }));
	} catch (error) {
		throw new Error(
			`n8n needs Node ${String(nodeMajor)}, and npm could not get ${wanted}. Install Node ${String(nodeMajor)} from https://nodejs.org and try again.`,
			{ cause: error },
		);
	}
}

/**
 * Installs a version of n8n and the Node that it needs, unless they are there already.
 * @param version one that has a folder in `sandbox/n8n/versions`
 * @throws when there is no such folder, or when installing fails
 */
export async function installN8n(
	version: string = defaultVersion,
	say: Say = quietly,
): Promise<Installation> {
	const folder = path.join(__dirname, 'versions', version);
	if (!existsSync(folder)) {
		const known = await fs.readdir(path.dirname(folder));
		throw new Error(`There is no n8n ${version} here; there is ${known.join(', ')}`);
	}
	const node = await installNode(say);
	await setUp([folder, path.dirname(node)], say);
	return { version, node, cli: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

async function setUp(args: string[], say: Say): Promise<void> {
	const script = path.join(projectFolder, '.ci', 'setup.mjs');
	await runProcess({ program: process.execPath, args: [script, ...args] }, say);
}
