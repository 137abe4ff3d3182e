import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { demoOwner } from '../../sandbox/demo/start';
import { N8nClient } from '../../sandbox/n8n/client';
import { type N8nHost, startN8n } from '../../sandbox/n8n/host';
import { layPackage, packPackage } from '../../sandbox/n8n/pack';
import { noting, startUpIn, wholeStartUpIn } from '../../sandbox/n8n/startUp';
import { startNode } from './support/operationWorkflow';

describe('an n8n that has the package', () => {
	let folder: string;
	let trace: string;
	let n8n: N8nHost;

	beforeAll(async () => {
		folder = await fs.mkdtemp(path.join(os.tmpdir(), 'start-up-'));
		trace = path.join(folder, 'trace.jsonl');
		await layPackage(await packPackage(folder), folder);
		n8n = await startN8n({ userFolder: folder, env: noting(trace) });
	}, 900_000);

	afterAll(async () => {
		await n8n.stop();
		await fs.rm(folder, { recursive: true, force: true });
	});

	/** What was required of the package, from `dist` on. */
	const required = async (): Promise<string[]> =>
		(await startUpIn(trace)).required.map((file) =>
			file.replace(/^n8n-nodes-backlinks\/dist\//, ''),
		);

	const nodeFiles = async (): Promise<string[]> =>
		(await required()).filter((file) => file.endsWith('.node.js'));

	it('starts, and shows the nodes, without requiring one of them', async () => {
		const client = new N8nClient(n8n.url);
		await client.signIn(demoOwner);
		const { name, value } = client.loginCookie;
		const headers = { cookie: `${name}=${value}` };
		const types = await fetch(`${n8n.url}/types/nodes.json`, { headers });
		expect(await types.text()).toContain('"n8n-nodes-backlinks.seRankingBacklinksTrigger"');
		expect((await wholeStartUpIn(trace)).loading).toBeGreaterThan(0);
		// n8n 2 requires the credentials of every package at its start, and they the rules of their tests.
		const others = (await required()).filter((file) => !file.endsWith('.credentials.js'));
		expect(others.filter((file) => !file.endsWith('/credentialTest.js'))).toEqual([]);
		expect(await nodeFiles()).toEqual([]);
	});

	it('requires those of a node when that is used first, and of no other', async () => {
		const client = new N8nClient(n8n.url);
		await client.signIn(demoOwner);
		const nowhere = { baseUrl: 'http://127.0.0.1:1', accessToken: 'a-token' };
		const { id, name } = await client.createCredential('Nowhere', 'likePionApi', nowhere);
		const workflow = await client.importWorkflow({
			name: 'LikePion alone',
			nodes: [
				startNode,
				{
					id: 'statistics',
					name: 'Statistics',
					type: 'n8n-nodes-backlinks.likePion',
					typeVersion: 1,
					position: [200, 0],
					parameters: { resource: 'stats', operation: 'get' },
					credentials: { likePionApi: { id, name } },
				},
			],
			connections: {
				[startNode.name]: { main: [[{ node: 'Statistics', type: 'main', index: 0 }]] },
			},
			settings: { executionOrder: 'v1' },
		});
		const { status } = await client.runWorkflow(workflow);
		expect(status).toBe('error');
		expect(await nodeFiles()).toEqual(['nodes/LikePion/LikePion.node.js']);
	});
});
