/** Brings up the whole demo: this package in a real n8n, the services in a sandbox, the examples. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { type Credential, N8nApiError, N8nClient, type Owner } from '../n8n/client';
import { type N8nHost, startN8n } from '../n8n/host';
import { defaultVersion, installN8n } from '../n8n/install';
import {
	buildPackage,
	laidFolder,
	layPackage,
	packageFingerprint,
	packPackage,
	recordPackage,
} from '../n8n/pack';
import { freePort } from '../n8n/ports';
import { isRunning } from '../n8n/processes';
import { type Sandbox, startSandbox } from '../server';
import { placeOf, provideCredentials, type SandboxPlace } from './credentials';
import { type Example, provideExamples } from './examples';
import { type Memory, recall, remember } from './memory';
import { demoFolder, type DemoOptions, usualPort, usualSandboxPort } from './options';

const packageName = 'n8n-nodes-backlinks';

/** Who the demo's user logs in as. The login is no secret: this n8n listens to this machine only. */
export const demoOwner: Owner = {
	email: 'demo@example.com',
	password: 'Backlinks-1',
	firstName: 'Dana',
	lastName: 'Demo',
};

/** A demo that is up. */
export interface Demo {
	/** Where the editor is. */
	url: string;
	owner: Owner;
	sandbox: Sandbox;
	n8n: N8nHost;
	/** Logged in as the owner, unless they have changed their password. */
	client: N8nClient;
	/** By type. */
	credentials: Map<string, Credential>;
	examples: Example[];
	/** Stops n8n and the sandbox and leaves no process. */
	stop(): Promise<void>;
}

/** What the steps share. */
type Context = Required<Pick<DemoOptions, 'folder' | 'version' | 'say'>> &
	DemoOptions & { memory: Memory };

/**
 * Starts the demo; what is installed, built and set up already is left as it is.
 * @throws when the same demo is running already, and when a step fails, with what to look at
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
	const context = await openFolder(options);
	await prepareN8n(context);
	const isNewlyLaid = await layIfChanged(context);
	const formerPlace = placeOfFormerSandbox(context);
	const sandbox = await openSandbox(context);
	try {
		const n8n = await openN8n(context);
		try {
			if (isNewlyLaid) await recordPackage(laidFolder(context.folder, packageName), context.folder);
			const client = new N8nClient(n8n.url);
			const provided = await furnish(context, client, sandbox, formerPlace);
			const stop = async () => {
				await n8n.stop();
				await sandbox.close();
				await leave(context);
			};
			return { url: n8n.url, owner: demoOwner, sandbox, n8n, client, ...provided, stop };
		} catch (error) {
			await n8n.stop();
			throw error;
		}
	} catch (error) {
		await sandbox.close();
		throw error;
	}
}

async function openFolder(options: DemoOptions): Promise<Context> {
	const { version = defaultVersion, say = () => undefined } = options;
	const { folder = demoFolder(version) } = options;
	await refuseSecondRun(await recall(folder));
	if (options.reset) {
		say('Forgetting earlier runs …');
		await fs.rm(folder, { recursive: true, force: true });
	}
	await fs.mkdir(folder, { recursive: true });
	return { ...options, folder, version, say, memory: await recall(folder) };
}

/** Two n8n on one database would spoil it. */
async function refuseSecondRun({ pid, url }: Memory): Promise<void> {
	if (pid === undefined || url === undefined || pid === process.pid || !isRunning(pid)) return;
	const answers = await fetch(url).then(
		() => true,
		() => false,
	);
	if (answers) {
		throw new Error(`The demo is running already, at ${url} (process ${String(pid)}).`);
	}
}

async function prepareN8n({ version, say }: Context): Promise<void> {
	say(`Seeing to n8n ${version} (a few minutes the first time) …`);
	await installN8n(version, say);
}

/** @returns whether the package in the user folder is another one now */
async function layIfChanged({ folder, memory, say }: Context): Promise<boolean> {
	await buildPackage(say);
	const fingerprint = await packageFingerprint();
	const isThere = await fs.stat(laidFolder(folder, packageName)).catch(() => undefined);
	if (isThere && memory.fingerprint === fingerprint) return false;
	say('Packing the package and installing it into n8n …');
	await layPackage(await packPackage(folder, say), folder);
	memory.fingerprint = fingerprint;
	return true;
}

function placeOfFormerSandbox({
	memory: { sandboxPort, smtpPort },
}: Context): SandboxPlace | undefined {
	if (sandboxPort === undefined) return undefined;
	return { url: `http://127.0.0.1:${String(sandboxPort)}`, smtpPort };
}

async function openSandbox({
	folder,
	sandboxPort,
	backlinks,
	memory,
	say,
}: Context): Promise<Sandbox> {
	const port = await freePort(sandboxPort ?? memory.sandboxPort ?? usualSandboxPort, say);
	say('Starting the sandbox …');
	const smtpPort = await freePort(memory.smtpPort);
	const stateFile = path.join(folder, 'sandbox.json');
	const sandbox = await startSandbox({ port, smtpPort, backlinks, stateFile });
	memory.sandboxPort = port;
	memory.smtpPort = placeOf(sandbox).smtpPort;
	return sandbox;
}

async function openN8n({ folder, version, port, env, memory, say }: Context): Promise<N8nHost> {
	say('Starting n8n …');
	const logFile = path.join(folder, 'n8n.log');
	await fs.rm(logFile, { force: true });
	const n8n = await startN8n({
		version,
		userFolder: folder,
		port: port ?? usualPort,
		env,
		logFile,
		say,
	});
	memory.pid = process.pid;
	memory.url = n8n.url;
	return n8n;
}

/** Owner, credentials and examples, as far as they are missing. */
async function furnish(
	{ folder, memory, say }: Context,
	client: N8nClient,
	sandbox: Sandbox,
	formerPlace: SandboxPlace | undefined,
): Promise<Pick<Demo, 'credentials' | 'examples'>> {
	await remember(folder, memory);
	if (!(await logIn(client))) {
		say('The owner has a password of their own now: nothing was added.');
		return { credentials: new Map(), examples: [] };
	}
	say('Adding the credentials and the example workflows …');
	const credentials = await provideCredentials(client, sandbox, formerPlace);
	const examples = await provideExamples(client, memory.workflows, credentials);
	await remember(folder, memory);
	return { credentials, examples };
}

async function logIn(client: N8nClient): Promise<boolean> {
	try {
		await client.signIn(demoOwner);
		return true;
	} catch (error) {
		if (error instanceof N8nApiError && error.status === 401) return false;
		throw error;
	}
}

async function leave({ folder, memory }: Context): Promise<void> {
	delete memory.pid;
	await remember(folder, memory);
}
