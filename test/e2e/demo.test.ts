import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { demoOwner } from '../../sandbox/demo/start';
import { N8nClient } from '../../sandbox/n8n/client';
import { projectFolder } from '../../sandbox/n8n/install';
import { freePort } from '../../sandbox/n8n/ports';

/** `npm run demo` as a person runs it: a command in a terminal, ended by Ctrl-C. */
describe('npm run demo', () => {
	let folder: string;
	let port: number;
	let obstacle: net.Server;
	let running: ChildProcess | undefined;

	beforeAll(async () => {
		folder = await fs.mkdtemp(path.join(os.tmpdir(), 'demo-command-'));
		port = await freePort();
		obstacle = net.createServer();
		await new Promise<void>((resolve) => obstacle.listen(port, '127.0.0.1', resolve));
	});
	afterAll(async () => {
		if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
		obstacle.close();
		await fs.rm(folder, { recursive: true, force: true });
	});

	/** Starts the demo in a process group of its own, as a terminal does. */
	function start(): { output: () => string; group: number; ended: Promise<number | null> } {
		const child = spawn('npm', ['run', 'demo', '--', '--folder', folder, '--port', String(port)], {
			cwd: projectFolder,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		running = child;
		let text = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
		}
		const ended = new Promise<number | null>((resolve) => {
			child.on('close', (code) => {
				running = undefined;
				resolve(code);
			});
		});
		return { output: () => text, group: child.pid ?? 0, ended };
	}

	async function untilReady(demo: ReturnType<typeof start>): Promise<string> {
		const ended = demo.ended.then(() => true);
		while (!demo.output().includes('Ctrl-C stops everything')) {
			const isOver = await Promise.race([
				ended,
				new Promise((resolve) => setTimeout(resolve, 200, false)),
			]);
			if (isOver === true) throw new Error(`The demo ended before it was ready:\n${demo.output()}`);
		}
		return demo.output();
	}

	const addressIn = (output: string): string => /is at\s+(\S+)/.exec(output)?.[1] ?? 'no address';
	const processesOf = (group: number): string[] =>
		execFileSync('ps', ['-eo', 'pgid=,args='], { encoding: 'utf8' })
			.split('\n')
			.filter((line) => line.trimStart().startsWith(`${String(group)} `));

	it('says what it does, takes the next port, and leaves no process behind after Ctrl-C', async () => {
		const demo = start();
		const output = await untilReady(demo);
		expect(output).toContain(`Port ${String(port)} is taken; using `);
		expect(output).toMatch(/\d+\.\d s {2}Starting the sandbox/);
		expect(output).toMatch(/Log in with\s+demo@example.com/);
		expect(output).toContain('and press "Execute workflow"');

		const client = new N8nClient(addressIn(output));
		await client.login(demoOwner);
		const workflows = await client.listWorkflows();
		const first = workflows.find(({ name }) => name.includes('Start here'));
		await client.updateWorkflow(first?.id ?? 'no first example', { name: 'Mine now' });

		process.kill(-demo.group, 'SIGINT');
		await demo.ended;
		expect(processesOf(demo.group)).toEqual([]);
		expect(demo.output()).toContain('Stopped.');
	}, 600_000);

	it('keeps what the user changed when it runs again', async () => {
		const demo = start();
		const output = await untilReady(demo);
		expect(output).not.toContain('installing it into n8n');

		const client = new N8nClient(addressIn(output));
		await client.login(demoOwner);
		const names = (await client.listWorkflows()).map(({ name }) => name);
		expect(names).toContain('Mine now');
		expect(names.filter((name) => name.includes('Start here'))).toEqual([]);

		process.kill(-demo.group, 'SIGINT');
		await demo.ended;
		expect(processesOf(demo.group)).toEqual([]);
	}, 600_000);
});
