import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPort as usualSandboxPort } from '../commandLine';
import { defaultVersion, projectFolder, type Say, usualVersion } from '../n8n/install';
import { defaultBacklinks } from '../server';

/** How to start the demo. */
export interface DemoOptions {
	/** Where everything that the demo keeps is; that of {@link demoFolder} unless told. */
	folder?: string;
	/** The port that n8n shall have, or the next free one. */
	port?: number;
	/** The port that the sandbox shall have, or the next free one; the one it had before unless told. */
	sandboxPort?: number;
	/** How many backlinks a new sandbox starts with. */
	backlinks?: number;
	/** A version of n8n that has a folder in `sandbox/n8n/versions`. */
	version?: string;
	/** Settings of n8n on top of the demo's own. */
	env?: Record<string, string>;
	/** Throws away what an earlier run has left. */
	reset?: boolean;
	/** Hears every step. */
	say?: Say;
}

/** What was typed after `npm run demo --`. */
export interface CommandLine extends DemoOptions {
	help: boolean;
	/** Run every example once, say how it went, and stop. */
	check: boolean;
}

/**
 * Where the demo keeps everything unless told otherwise; git ignores it. Each version of n8n has its own:
 * none can use the database of a newer one.
 */
export function demoFolder(version: string): string {
	const name = version === usualVersion ? '.demo' : `.demo-${version}`;
	return path.join(projectFolder, name);
}

/** n8n's usual port. */
export const usualPort = 5678;

export { usualSandboxPort };

/** What `npm run demo -- --help` prints. */
export const helpText = `npm run demo [-- options]

Starts n8n ${defaultVersion} with this package, the services in a sandbox, and the example workflows.

  --reset             start afresh: forget the workflows, credentials and data of earlier runs
  --port <n>          port of n8n (${String(usualPort)})
  --sandbox-port <n>  port of the sandbox (${String(usualSandboxPort)}, then the same as before)
  --backlinks <n>     how many backlinks a fresh sandbox holds (${String(defaultBacklinks)})
  --n8n <version>     which n8n, of those in sandbox/n8n/versions (${defaultVersion})
  --folder <path>     where the demo keeps everything (.demo in the project, .demo-<version> for another n8n)
  --check             run every example once, say how it went, and stop
  --help              this text

A port that is taken gives way to the next free one. Ctrl-C stops everything.
`;

/**
 * Reads the command line.
 * @throws Error for an unknown option or a port that is none
 */
export function readCommandLine(args: string[]): CommandLine {
	const { values } = parseArgs({
		args,
		options: {
			reset: { type: 'boolean', default: false },
			check: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
			port: { type: 'string' },
			'sandbox-port': { type: 'string' },
			backlinks: { type: 'string' },
			n8n: { type: 'string' },
			folder: { type: 'string' },
		},
	});
	return {
		reset: values.reset,
		check: values.check,
		help: values.help,
		port: portOf('--port', values.port),
		sandboxPort: portOf('--sandbox-port', values['sandbox-port']),
		backlinks: numberOf('--backlinks', values.backlinks, 0, 1_000_000),
		version: values.n8n,
		folder: values.folder === undefined ? undefined : path.resolve(values.folder),
	};
}

function portOf(option: string, text: string | undefined): number | undefined {
	return numberOf(option, text, 1, 65_535);
}

function numberOf(
	option: string,
	text: string | undefined,
	least: number,
	most: number,
): number | undefined {
	if (text === undefined) return undefined;
	const number = Number(text);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	throw new Error(
		`${option} takes a whole number from ${String(least)} to ${String(most)}, not "${text}"`,
	);
}
