import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, screenshotFolder } from '../../sandbox/browser';
import { itemsOf, N8nApiError, N8nClient, type WorkflowFile } from '../../sandbox/n8n/client';
import { type N8nHost, startN8n } from '../../sandbox/n8n/host';
import { freePort } from '../../sandbox/n8n/ports';
import { isRunning } from '../../sandbox/n8n/processes';

const owner = {
	email: 'host@example.com',
	password: 'Backlinks-1',
	firstName: 'Hanna',
	lastName: 'Host',
};

/** A trigger, a node whose expressions n8n evaluates, and one whose code runs in the task runner. */
const workflowFile: WorkflowFile = {
	name: 'Two and two',
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'sum',
			name: 'Sum',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: { mode: 'raw', jsonOutput: '={{ { sum: 2 + 2 } }}', options: {} },
		},
		{
			id: 'double',
			name: 'Double',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [400, 0],
			parameters: { jsCode: 'return [1, 2].map((n) => ({ json: { n, of: $json.sum } }))' },
		},
	],
	connections: {
		Start: { main: [[{ node: 'Sum', type: 'main', index: 0 }]] },
		Sum: { main: [[{ node: 'Double', type: 'main', index: 0 }]] },
	},
};

describe('a real n8n', () => {
	let userFolder: string;
	let host: N8nHost;
	let client: N8nClient;
	let obstacle: net.Server;
	let takenPort: number;
	const said: string[] = [];

	beforeAll(async () => {
		userFolder = await fs.mkdtemp(path.join(os.tmpdir(), 'n8n-host-'));
		takenPort = await freePort();
		obstacle = net.createServer();
		await new Promise<void>((resolve) => obstacle.listen(takenPort, '127.0.0.1', resolve));
		host = await startN8n({ userFolder, port: takenPort, say: (line) => said.push(line) });
		client = new N8nClient(host.url);
	}, 600_000);

	afterAll(async () => {
		await host.stop();
		obstacle.close();
		await fs.rm(userFolder, { recursive: true, force: true });
	});

	it('takes the next free port where the preferred one is taken, and says so', () => {
		expect(host.port).toBeGreaterThan(takenPort);
		expect(said).toContainEqual(`Port ${String(takenPort)} is taken; using ${String(host.port)}.`);
	});

	it('makes its owner at the first sign-in and knows them at the next', async () => {
		await client.signIn(owner);
		await new N8nClient(host.url).signIn(owner);
		const stranger = new N8nClient(host.url).login({ ...owner, password: 'Wrong-1234' });
		await expect(stranger).rejects.toThrow(/POST \/rest\/login answered 401/);
	});

	it('runs a workflow, expressions and code included', async () => {
		const workflow = await client.importWorkflow(workflowFile);
		const execution = await client.runWorkflow(workflow);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Sum')).toEqual([{ sum: 4 }]);
		expect(itemsOf(execution, 'Double')).toEqual([
			{ n: 1, of: 4 },
			{ n: 2, of: 4 },
		]);
		expect(await client.executions(workflow.id)).toMatchObject([{ id: execution.id }]);
	});

	it('names route, status and body when it refuses', async () => {
		const refusal = await client.getWorkflow('nobody').catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(N8nApiError);
		expect(refusal).toMatchObject({ route: 'GET /rest/workflows/nobody', status: 404 });
	});

	it('leads from the login straight to the workflows, without anything in the way', async () => {
		const browser = await launchBrowser();
		try {
			await expectWorkflowsAfterLogin(browser, host.url);
		} finally {
			await browser.close();
		}
	}, 120_000);

	it('comes back after a kill, with its data, on the same port', async () => {
		const { port } = host;
		await host.kill('SIGKILL');
		await host.restart();
		expect(host.port).toBe(port);
		await client.login(owner);
		expect(await client.listWorkflows()).toMatchObject([{ name: workflowFile.name }]);
	}, 120_000);

	it('leaves no process behind', async () => {
		const { pid } = host;
		expect(processesOfGroup(pid).join('\n')).toMatch(/task-runner/);
		await host.stop();
		expect(isRunning(pid)).toBe(false);
		expect(processesOfGroup(pid)).toEqual([]);
		await expect(fetch(host.url)).rejects.toThrow();
	});

	it('says what its log says when it cannot start', async () => {
		const broken = startN8n({ userFolder, env: { N8N_ENCRYPTION_KEY: 'another folder’s' } });
		await expect(broken).rejects.toThrow(/n8n ended before it was ready.*n8n\.log.*Mismatching/s);
	}, 120_000);
});

async function expectWorkflowsAfterLogin(browser: Browser, url: string): Promise<void> {
	const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
	await page.goto(url);
	await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(owner.email);
	await page.locator('input[type=password]').fill(owner.password);
	await page.keyboard.press('Enter');
	await page.getByText(workflowFile.name).first().waitFor();
	expect(page.url()).toContain('/home/workflows');
	await fs.mkdir(screenshotFolder, { recursive: true });
	await page.screenshot({ path: path.join(screenshotFolder, 'after-login.png') });
	await expect(page.locator('[role=dialog]:visible').count()).resolves.toBe(0);
	await page.getByText(workflowFile.name).first().click();
	await page.getByTestId('execute-workflow-button').waitFor();
}

/** Command lines of a process group; none on Windows, which has no `ps`. */
function processesOfGroup(group: number): string[] {
	if (process.platform === 'win32') return [];
	const lines = execFileSync('ps', ['-eo', 'pgid=,args='], { encoding: 'utf8' }).split('\n');
	return lines.filter((line) => line.trimStart().startsWith(`${String(group)} `));
}
