/**
 * Child processes that never outlive this one: each leads a process group of its own, so that it goes
 * with everything that it started.
 */
import { type ChildProcess, spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import readline from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const onWindows = process.platform === 'win32';
const running = new Set<ChildProcess>();

process.on('exit', () => {
	for (const child of running) signalTree(child, 'SIGKILL');
});

/** A program to start. */
export interface Command {
	program: string;
	args: string[];
	options?: SpawnOptions;
}

/**
 * Starts a program as the leader of its own process group.
 * @returns the child, which is killed with its whole group when this process exits before it does
 */
export function startProcess({ program, args, options }: Command): ChildProcess {
	const child = spawn(program, args, { ...options, detached: !onWindows, windowsHide: true });
	running.add(child);
	child.once('exit', () => running.delete(child));
	child.once('error', () => running.delete(child));
	return child;
}

/**
 * Runs a program to its end, handing on what it prints line by line.
 * @param onLine gets every line of both outputs
 * @returns the lines of its standard output
 * @throws when it cannot be started or ends with another code than 0; the message holds its last lines
 */
export async function runProcess(
	command: Command,
	onLine: (line: string) => void = () => undefined,
): Promise<string[]> {
	const child = startProcess({
		...command,
		options: { ...command.options, stdio: ['ignore', 'pipe', 'pipe'] },
	});
	const output: string[] = [];
	const lastLines: string[] = [];
	const listen = (stream: NodeJS.ReadableStream | null, keep: boolean) => {
		if (!stream) return;
		readline.createInterface({ input: stream }).on('line', (line) => {
			if (keep) output.push(line);
			lastLines.push(line);
			if (lastLines.length > 30) lastLines.shift();
			onLine(line);
		});
	};
	listen(child.stdout, true);
	listen(child.stderr, false);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code === 0) return output;
	const call = [command.program, ...command.args].join(' ');
	throw new Error(`"${call}" ended with code ${String(code)}:\n${lastLines.join('\n')}`);
}

/** npm, which is a script on Windows. */
export function npm(args: string[], options: SpawnOptions = {}): Command {
	return { program: 'npm', args, options: { ...options, shell: onWindows } };
}

/** A program of a development package. */
export function npx(args: string[], options: SpawnOptions = {}): Command {
	return { ...npm(args, options), program: 'npx' };
}

/** Sends a signal to a process and to everything that it started; does nothing where they are gone. */
export function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	if (onWindows) {
		spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
		return;
	}
	signalIfThere(-child.pid, signal);
}

/** Sends a signal to one process alone; does nothing where it is gone. */
export function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

/** Whether a process, or a process group (a negative number), is still there. */
export function isRunning(pid: number): boolean {
	return signalIfThere(pid, 0);
}

/**
 * Waits until nothing of a process group is left.
 * @returns false where something was still there after `timeoutMs`
 */
export async function waitUntilGone(child: ChildProcess, timeoutMs: number): Promise<boolean> {
	const group = onWindows ? child.pid : -(child.pid ?? 0);
	if (!group) return true;
	const deadline = Date.now() + timeoutMs;
	while (isRunning(group)) {
		if (Date.now() > deadline) return false;
		await pause(20);
	}
	return true;
}

/** Kills everything that was started here and is still running. */
export function killEverything(): void {
	for (const child of running) signalTree(child, 'SIGKILL');
}
