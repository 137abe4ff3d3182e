/** Starts and stops a real n8n. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { editionOf } from './editions';
import { defaultVersion, type Installation, installN8n, type Say } from './install';
import { freePort } from './ports';
import { signalIfThere, signalTree, startProcess, waitUntilGone } from './processes';

const readyWithinMs = 90_000;
const stopWithinMs = 15_000;
const linesOfLogToShow = 20;
const guard = path.join(__dirname, '..', 'guard.cjs');

/**
 * What a process of n8n does: everything, or, in queue mode, the editor and the triggers (`main`); run
 * executions (`worker`); take webhooks (`webhook`).
 */
export type Role = 'main' | 'worker' | 'webhook';

/** n8n's command for a role, and what answers with JSON once the process is ready. */
const roles: Record<Role, { command: string; readyAt: string }> = {
	// `/healthz` answers before the API does, and the API answers with a page before it is ready.
	main: { command: 'start', readyAt: '/rest/settings' },
	worker: { command: 'worker', readyAt: '/healthz/readiness' },
	webhook: { command: 'webhook', readyAt: '/healthz/readiness' },
};

/** How to start n8n. */
export interface N8nOptions {
	/** Default: `main`. */
	role?: Role;
	/** Holds `.n8n`, where n8n keeps its database, its key and community packages. */
	userFolder: string;
	/** Default: that of `defaultVersion`; there must be a folder of that name in `sandbox/n8n/versions`. */
	version?: string;
	/** 0, the default, for any; a taken one gives way to the next free one. */
	port?: number;
	/** Settings on top of, and stronger than, those of {@link settingsOf}. */
	env?: Record<string, string>;
	/** Default: `n8n.log` in the user folder. Appended to. */
	logFile?: string;
	/** Hears about installing and taken ports. */
	say?: Say;
}

/** How an n8n ended. */
export interface Ending {
	code: number | null;
	signal: NodeJS.Signals | null;
}

/**
 * Settings that keep n8n on this machine and to itself: it listens on the loopback interface only, calls
 * nobody, and asks its user neither for surveys nor for e-mail addresses.
 */
export const quietSettings: Record<string, string> = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	// n8n's directory of verified packages; packages that are installed already load all the same.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
};

/** What n8n says when its port is taken. */
const portIsTaken = 'is already in use';

/** A running n8n. */
export class N8nHost {
	private child: ChildProcess;
	private ending: Promise<Ending>;

	private constructor(
		private readonly installation: Installation,
		private readonly options: N8nOptions,
		/** The port of its editor and API; of a worker, that of its health check. */
		readonly port: number,
		private readonly brokerPort: number,
	) {
		[this.child, this.ending] = this.spawn();
	}

	/** @see startN8n */
	static async start(options: N8nOptions): Promise<N8nHost> {
		const installation = await installN8n(options.version ?? defaultVersion, options.say);
		for (let port = options.port; ; ) {
			port = await freePort(port, options.say);
			const host = new N8nHost(installation, options, port, await freePort());
			if (await host.hasItsPort()) return host;
			port += 1;
		}
	}

	/** Where the editor is; the API is beneath `/rest`. */
	get url(): string {
		return `http://127.0.0.1:${String(this.port)}`;
	}

	/** The process that is running now. */
	get pid(): number {
		return this.child.pid ?? 0;
	}

	private get role(): (typeof roles)[Role] {
		return roles[this.options.role ?? 'main'];
	}

	/** Where n8n's output goes. */
	get logFile(): string {
		return this.options.logFile ?? path.join(this.options.userFolder, 'n8n.log');
	}

	/** Settles when the process that is running now has ended, for whatever reason. */
	get exited(): Promise<Ending> {
		return this.ending;
	}

	/** Lets n8n finish, then makes sure that nothing of it is left. Can be called again. */
	async stop(): Promise<void> {
		signalIfThere(this.pid, 'SIGTERM');
		await Promise.race([this.ending, pause(stopWithinMs, undefined, { ref: false })]);
		await this.kill('SIGKILL');
	}

	/**
	 * Sends a signal to n8n and everything that it started, as a crash or a power cut would, and waits
	 * until they are gone.
	 */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		signalTree(this.child, signal);
		await this.ending;
		await waitUntilGone(this.child, stopWithinMs);
	}

	/** Stops n8n where it still runs, and starts it anew with the same settings on the same port. */
	async restart(): Promise<void> {
		await this.stop();
		[this.child, this.ending] = this.spawn();
		await this.untilReady();
	}

	/** The last lines of n8n's log. */
	async lastLogLines(count = linesOfLogToShow): Promise<string> {
		const log = await fs.readFile(this.logFile, 'utf8').catch(() => '');
		return log.trimEnd().split('\n').slice(-count).join('\n');
	}

	private spawn(): [ChildProcess, Promise<Ending>] {
		const { node, cli } = this.installation;
		const folder = path.join(this.options.userFolder, '.n8n');
		mkdirSync(folder, { recursive: true });
		// Where it finds that it was killed, n8n waits ten seconds before it starts.
		rmSync(path.join(folder, 'crash.journal'), { force: true });
		const log = openSync(this.logFile, 'a');
		const child = startProcess({
			program: node,
			args: ['--require', guard, cli, this.role.command],
			options: {
				cwd: this.options.userFolder,
				env: this.environment(),
				stdio: ['ignore', log, log],
			},
		});
		closeSync(log);
		const ending = new Promise<Ending>((resolve) => {
			child.once('error', () => {
				resolve({ code: null, signal: null });
			});
			child.once('exit', (code, signal) => {
				resolve({ code, signal });
			});
		});
		return [child, ending];
	}

	private environment(): NodeJS.ProcessEnv {
		return {
			...inheritedEnvironment(path.dirname(this.installation.node)),
			...quietSettings,
			...editionOf(this.installation.version).settings,
			N8N_USER_FOLDER: this.options.userFolder,
			N8N_PORT: String(this.port),
			N8N_EDITOR_BASE_URL: this.url,
			N8N_WEBHOOK_URL: this.url,
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(this.port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			...this.options.env,
		};
	}

	private async untilReady(): Promise<void> {
		const deadline = Date.now() + readyWithinMs;
		const ended = this.ending.then(() => true);
		while (!(await answersJson(this.url + this.role.readyAt))) {
			const hasEnded = await Promise.race([ended, pause(100, false)]);
			if (hasEnded) await this.fail('ended before it was ready');
			if (Date.now() > deadline) {
				await this.fail(`was not ready within ${String(readyWithinMs / 1000)} s`);
			}
		}
	}

	/** Waits until it is ready. @returns false where somebody else took the port since it was looked at */
	private async hasItsPort(): Promise<boolean> {
		return await this.untilReady().then(
			() => true,
			(error: unknown) => {
				if (error instanceof Error && error.message.includes(portIsTaken)) return false;
				throw error;
			},
		);
	}

	private async fail(what: string): Promise<never> {
		await this.kill();
		throw new Error(`n8n ${what}. The end of ${this.logFile}:\n${await this.lastLogLines()}`);
	}
}

/**
 * Starts n8n, installing it first where that was not done yet, and waits until it answers.
 * @throws when n8n ends or is not ready within 90 s; the message holds the last lines of its log
 */
export async function startN8n(options: N8nOptions): Promise<N8nHost> {
	return await N8nHost.start(options);
}

/**
 * This process's environment without what would change n8n's behaviour: its own settings, those of its
 * database and queue, and what test runners and npm set. n8n starts its task runner as plain `node`, so
 * Node 24 comes first on the path.
 */
function inheritedEnvironment(nodeFolder: string): NodeJS.ProcessEnv {
	const alien = /^(N8N_|DB_|QUEUE_|EXECUTIONS_|OFFLOAD_|WEBHOOK_URL$|NODE_|JEST_|npm_|CI$)/i;
	const kept = Object.entries(process.env).filter(([name]) => !alien.test(name));
	const searchPath = `${nodeFolder}${path.delimiter}${process.env.PATH ?? ''}`;
	return { ...Object.fromEntries(kept), PATH: searchPath, NODE_ENV: 'production' };
}

async function answersJson(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		const type = response.headers.get('content-type') ?? '';
		await response.arrayBuffer();
		return response.ok && type.includes('json');
	} catch {
		return false;
	}
}
