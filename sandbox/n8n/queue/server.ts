/** A server of the machine's own packages, such as Redis, run for a while in a folder of its own. */
import { existsSync, closeSync, openSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { signalIfThere, startProcess, waitUntilGone } from '../processes';

const readyWithinMs = 60_000;
const stopWithinMs = 20_000;

/** What a server is, beside its program. */
export interface ServerOptions {
	/** As messages call it: "Redis". */
	name: string;
	program: string;
	args: string[];
	/** Where its output is appended to. */
	logFile: string;
	/** Who runs it, where this process is root and the server will not be; default: whoever runs this. */
	user?: string;
	/** The signal on which it stops without losing anything. */
	stopsOn: NodeJS.Signals;
	/** Whether it answers. */
	isReady: () => Promise<boolean>;
}

/** A running server, which ends when this process does. */
export class Server {
	private child?: ChildProcess;

	constructor(private readonly options: ServerOptions) {}

	/** @throws Error with the end of its log where it ends, or does not answer in time */
	async start(): Promise<void> {
		const { name, program, args, logFile, user, stopsOn, isReady } = this.options;
		const log = openSync(logFile, 'a');
		const child = startProcess(diesWithThisProcess(program, args, stopsOn, user, log));
		this.child = child;
		closeSync(log);
		const deadline = Date.now() + readyWithinMs;
		while (!(await isReady())) {
			if (child.exitCode !== null || Date.now() > deadline) {
				await this.kill();
				const end = (await fs.readFile(logFile, 'utf8')).slice(-2_000);
				throw new Error(`${name} did not start. The end of ${logFile}:\n${end}`);
			}
			await pause(100);
		}
	}

	/** Lets it finish what it does; makes sure that nothing of it is left. */
	async stop(): Promise<void> {
		if (!this.child?.pid) return;
		signalIfThere(this.child.pid, this.options.stopsOn);
		await waitUntilGone(this.child, stopWithinMs);
		await this.kill();
	}

	/** Ends it as a crash would. */
	async kill(): Promise<void> {
		if (!this.child?.pid) return;
		signalIfThere(-this.child.pid, 'SIGKILL');
		await waitUntilGone(this.child, stopWithinMs);
	}
}

/** A command that runs as `user` and is told to stop when this process is gone, however it went. */
function diesWithThisProcess(
	program: string,
	args: string[],
	stopsOn: NodeJS.Signals,
	user: string | undefined,
	log: number,
) {
	const asUser = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
	const dying = ['--pdeathsig', stopsOn.replace('SIG', '')];
	return {
		program: 'setpriv',
		args: [...asUser, ...dying, program, ...args],
		options: { stdio: ['ignore', log, log] as ('ignore' | number)[], cwd: '/' },
	};
}

/**
 * Where a program of a Debian package is.
 * @param folders to look in beside those of the search path
 * @throws Error that names the package where it is not installed
 */
export function programOf(debianPackage: string, name: string, folders: string[] = []): string {
	const places = [...folders, ...(process.env.PATH ?? '').split(path.delimiter)];
	const found = places.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
	if (found !== undefined) return found;
	throw new Error(
		`This needs ${name}, which is not installed here. On Debian: apt-get install ${debianPackage}`,
	);
}
