import type { INode, INodeParameters } from 'n8n-workflow';
import { itemsOf, resultOf, type Execution, type WorkflowFile } from '../../sandbox/n8n/client';
import { useDemo } from './useDemo';

const demo = useDemo({ backlinks: 1_200 });

const siteId = '20481';
const site = () => demo().sandbox.services.seRanking.world.site(Number(siteId));

describe('the first example', () => {
	it('disavows the toxic backlinks and writes the file', async () => {
		const { client, examples } = demo();
		const example = examples.find(({ name }) => name.includes('Disavow'));
		const workflow = await client.getWorkflow(example?.id ?? 'no example');
		const before = site().disavowed.all();
		const execution = await client.runWorkflow(workflow);
		expect(execution.status).toBe('success');

		const backlinks = itemsOf(execution, 'Backlinks');
		expect(backlinks.map(({ id }) => Number(id))).toEqual(
			site().backlinks.newest(site().stat().total),
		);
		const toxic = itemsOf(execution, 'Toxic and Not Disavowed Yet');
		expect(toxic.length).toBeGreaterThan(10);

		const after = site().disavowed.all();
		const added = after.filter(({ id }) => !before.some((entry) => entry.id === id));
		const domains = new Set(toxic.map(({ domain }) => domain));
		expect(new Set(added.map(({ url }) => url))).toEqual(domains);
		expect(added.every(({ type }) => type === 'domain')).toBe(true);

		const [[file]] = resultOf(execution, 'Disavow File for Google').outputs;
		const content = await client.binaryOf(file.binary?.data ?? { data: '', mimeType: '' });
		const lines = content.toString('utf8').trimEnd().split('\n').slice(1);
		expect(new Set(lines)).toEqual(
			new Set(after.map(({ type, url }) => (type === 'domain' ? `domain:${url}` : url))),
		);
	});

	it('adds nothing when it runs again', async () => {
		const { client, examples } = demo();
		const before = site().disavowed.all();
		const workflow = await client.getWorkflow(examples[0].id);
		const execution = await client.runWorkflow(workflow);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Toxic and Not Disavowed Yet')).toEqual([]);
		expect(itemsOf(execution, 'Disavow File for Google')).toHaveLength(1);
		expect(site().disavowed.all()).toEqual(before);
	});
});

describe('the credential', () => {
	it('passes its test, and fails it with a wrong key', async () => {
		const { client, credentials } = demo();
		const credential = credentials.get('seRankingProjectApi');
		if (credential === undefined) throw new Error('The demo made no credential');
		expect(await client.testCredential(credential)).toMatchObject({ status: 'OK' });

		const { url } = demo().sandbox.services.seRanking;
		const wrong = await client.createCredential('Wrong key', 'seRankingProjectApi', {
			baseUrl: url,
			apiKey: 'not-the-key',
		});
		expect(await client.testCredential(wrong)).toMatchObject({ status: 'Error' });
	});
});

describe('a workflow through all resources', () => {
	it('does what each operation promises, in a real n8n', async () => {
		const [first, second] = site().backlinks.newest(2);
		const steps: Array<[string, INodeParameters]> = [
			['Sites', { resource: 'site', operation: 'getAll' }],
			['Add', { resource: 'backlink', operation: 'create', url: 'https://fresh.example/post' }],
			[
				'Import',
				{
					resource: 'backlink',
					operation: 'import',
					list: 'https://two.example/, https://three.example/',
				},
			],
			[
				'Recheck',
				{
					resource: 'backlink',
					operation: 'recheck',
					backlinkIds: String(first),
					recheckType: 'index',
				},
			],
			['Remove', { resource: 'backlink', operation: 'delete', backlinkIds: String(second) }],
			['Statistics', { resource: 'backlink', operation: 'getStats' }],
			['Unified', { resource: 'backlink', operation: 'getAll', limit: 3, output: 'unified' }],
			['Settings', { resource: 'gscImport', operation: 'updateSettings', gscAutoimport: true }],
			[
				'Search Console',
				{ resource: 'gscImport', operation: 'run', options: { waitForCompletion: true } },
			],
			[
				'Status',
				{
					resource: 'gscImport',
					operation: 'getStatus',
					token: "={{ $('Search Console').first().json.token }}",
				},
			],
			['Disavow', { resource: 'disavow', operation: 'add', list: 'domain:casino.example' }],
			['Disavowed', { resource: 'disavow', operation: 'getAll', returnAll: true }],
			['File', { resource: 'disavow', operation: 'exportFile' }],
			['Import File', { resource: 'disavow', operation: 'importFile' }],
			[
				'Allow Again',
				{
					resource: 'disavow',
					operation: 'delete',
					disavowLinkId: "={{ $('Disavowed').last().json.id }}",
				},
			],
		];
		const execution = await runChain(steps);
		expect(execution.status).toBe('success');
		const result = (name: string) => itemsOf(execution, name);

		expect(result('Sites')).toHaveLength(4);
		expect(result('Add')).toMatchObject([{ url: 'https://fresh.example/post' }]);
		expect(result('Import')[0]).toMatchObject({ request: { added: 2, duplicates: 0 } });
		expect(site().backlinks.newest(site().stat().total)).not.toContain(second);
		expect(result('Unified')).toMatchObject([
			{ service: 'seRanking', sourceDomain: 'three.example' },
			{ sourceDomain: 'two.example' },
			{ sourceDomain: 'fresh.example' },
		]);
		expect(site().gscAutoimport).toBe(true);
		expect(result('Search Console')).toMatchObject([{ status: 'completed', finished: true }]);
		expect(result('Status')).toMatchObject([{ status: 'completed' }]);
		expect(result('Import File')).toMatchObject([{ added: 0 }]);
		expect(
			site()
				.disavowed.all()
				.map(({ url }) => url),
		).not.toContain('casino.example');
	});

	/** Runs SE Ranking nodes one after the other, each once, whatever the one before gives. */
	async function runChain(steps: ReadonlyArray<[string, INodeParameters]>): Promise<Execution> {
		const { client, credentials } = demo();
		const { id, name } = credentials.get('seRankingProjectApi') ?? { id: '', name: '' };
		const start: INode = {
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const nodes = steps.map(
			([step, parameters], index): INode => ({
				id: `step-${String(index)}`,
				name: step,
				type: 'n8n-nodes-backlinks.seRankingBacklinks',
				typeVersion: 1,
				position: [200 * (index + 1), 0],
				parameters: { siteId: { __rl: true, mode: 'id', value: siteId }, ...parameters },
				credentials: { seRankingProjectApi: { id, name } },
				executeOnce: true,
			}),
		);
		const all = [start, ...nodes];
		const connections: WorkflowFile['connections'] = {};
		all.slice(0, -1).forEach((node, index) => {
			connections[node.name] = { main: [[{ node: all[index + 1].name, type: 'main', index: 0 }]] };
		});
		const workflow = await client.importWorkflow({
			name: 'All of SE Ranking',
			nodes: all,
			connections,
			settings: { executionOrder: 'v1' },
		});
		return await client.runWorkflow(workflow);
	}
});
