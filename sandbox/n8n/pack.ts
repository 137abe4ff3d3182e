/** Builds, packs and lays the package as n8n itself would install it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { installNode, projectFolder, type Say } from './install';
import { npm, runProcess } from './processes';

const sources = ['nodes', 'credentials', 'icons', 'package.json', 'tsconfig.json', 'gulpfile.js'];
/** The last file that a build writes. */
const lastBuilt = path.join(projectFolder, 'dist', 'types', 'nodes.json');

const quietly: Say = () => undefined;

interface PackageJson {
	name: string;
	version: string;
	[key: string]: unknown;
}

/**
 * Builds the package where a source is newer than the build.
 * @returns whether it had to be built
 */
export async function buildPackage(say: Say = quietly): Promise<boolean> {
	if (await isBuilt()) return false;
	say('Building the package …');
	await runProcess(npm(['run', 'build'], { cwd: projectFolder }));
	return true;
}

async function isBuilt(): Promise<boolean> {
	if (!existsSync(lastBuilt)) return false;
	const builtAt = (await fs.stat(lastBuilt)).mtimeMs;
	const changedAt = await Promise.all(
		sources.map(async (source) => await newestChange(path.join(projectFolder, source))),
	);
	return changedAt.every((time) => time < builtAt);
}

/** Of a file, or of a folder and all that is in it: a file that was taken away changes its folder. */
async function newestChange(file: string): Promise<number> {
	const entries = await entriesBeneath(file);
	const stats = await Promise.all([file, ...entries].map(async (entry) => await fs.stat(entry)));
	return Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
}

/** The files and folders in a folder, at any depth, sorted; none where it is a file itself. */
async function entriesBeneath(folder: string): Promise<string[]> {
	if (!(await fs.stat(folder)).isDirectory()) return [];
	const names = await fs.readdir(folder, { recursive: true });
	return names.sort().map((name) => path.join(folder, name));
}

/**
 * A word that is another whenever the package that would be packed is another.
 */
export async function packageFingerprint(): Promise<string> {
	const hash = createHash('sha256');
	hash.update(await fs.readFile(path.join(projectFolder, 'package.json')));
	const dist = path.join(projectFolder, 'dist');
	for (const entry of await entriesBeneath(dist)) {
		hash.update(path.relative(dist, entry));
		if ((await fs.stat(entry)).isFile()) hash.update(await fs.readFile(entry));
	}
	return hash.digest('hex');
}

/**
 * Packs the package into a folder as it would be published, building it first where that is needed.
 * @returns the path of the tarball
 */
export async function packPackage(folder: string, say: Say = quietly): Promise<string> {
	await buildPackage(say);
	await fs.mkdir(folder, { recursive: true });
	const flags = ['--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
	const output = await runProcess(npm(['pack', ...flags], { cwd: projectFolder }));
	const tarball = output.at(-1)?.trim();
	if (!tarball) throw new Error('npm pack did not say what it wrote');
	return path.join(folder, tarball);
}

/** Where n8n keeps a community package. */
export function laidFolder(userFolder: string, packageName: string): string {
	return path.join(userFolder, '.n8n', 'nodes', 'node_modules', packageName);
}

/**
 * Lays a packed package into a user folder as n8n's own installer does: unpacked into `node_modules`,
 * its development and peer dependencies struck from its package.json, and listed in the package.json
 * above. n8n must not be running, or must be restarted, to see it.
 * @returns the folder that the package is in
 */
export async function layPackage(tarball: string, userFolder: string): Promise<string> {
	const nodesFolder = path.join(userFolder, '.n8n', 'nodes');
	const unpacked = path.join(nodesFolder, '.unpacking');
	await fs.rm(unpacked, { recursive: true, force: true });
	await fs.mkdir(unpacked, { recursive: true });
	await runProcess({
		program: 'tar',
		args: ['-xzf', tarball, '-C', unpacked, '--strip-components=1'],
	});
	const { name, version } = await strikeDevelopment(unpacked);
	const folder = laidFolder(userFolder, name);
	await fs.rm(folder, { recursive: true, force: true });
	await fs.mkdir(path.dirname(folder), { recursive: true });
	await fs.rename(unpacked, folder);
	await listPackage(nodesFolder, name, version);
	return folder;
}

async function strikeDevelopment(folder: string): Promise<PackageJson> {
	const file = path.join(folder, 'package.json');
	const manifest = await readPackageJson(file);
	const struck = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
	const kept = Object.entries(manifest).filter(([key]) => !struck.includes(key));
	await fs.writeFile(file, JSON.stringify(Object.fromEntries(kept), null, 2));
	return manifest;
}

async function listPackage(nodesFolder: string, name: string, version: string): Promise<void> {
	const file = path.join(nodesFolder, 'package.json');
	const ledger = existsSync(file)
		? await readPackageJson(file)
		: { name: 'installed-nodes', private: true };
	const others = 'dependencies' in ledger ? (ledger.dependencies as Record<string, string>) : {};
	const dependencies = { ...others, [name]: version };
	await fs.writeFile(file, JSON.stringify({ ...ledger, dependencies }, null, 2));
}

async function readPackageJson(file: string): Promise<PackageJson> {
	return JSON.parse(await fs.readFile(file, 'utf8')) as PackageJson;
}

/**
 * Enters a laid package in n8n's list of community packages, so that Settings > Community nodes shows
 * it. n8n must have made its database, and may be running.
 */
export async function recordPackage(packageFolder: string, userFolder: string): Promise<void> {
	const script = path.join(__dirname, 'record-package.cjs');
	const database = path.join(userFolder, '.n8n', 'database.sqlite');
	await runProcess({
		program: await installNode(),
		args: ['--no-warnings', script, database, packageFolder],
	});
}
