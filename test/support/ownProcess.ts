import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../..');
const loader = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;

/**
 * Runs a program of `test/support` in a process of its own, and gives what it prints as JSON.
 * @param program its path from `test/support` on
 * @param env added to the environment of this process
 */
export async function printedBy(
	program: string,
	argumentList: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--import', loader, path.join(__dirname, program), ...argumentList],
		{ env: { ...process.env, ...env } },
	);
	return JSON.parse(stdout) as unknown;
}
