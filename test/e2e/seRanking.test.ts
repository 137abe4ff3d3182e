import { itemsOf, resultOf } from '../../sandbox/n8n/client';
import { byId, expectNoToken, nodeInN8n, once, operationsOf } from './chain';
import { refusedCredential } from './edition';
import { set } from './support/examples';
import { useDemo } from './useDemo';

const demo = useDemo({ backlinks: 1_200 });

const siteId = '20481';
const site = () => demo().sandbox.services.seRanking.world.site(Number(siteId));
const seRanking = nodeInN8n(demo, {
	type: 'seRankingBacklinks',
	credential: () => 'seRankingProjectApi',
	parameters: () => ({ siteId: byId(siteId) }),
});

describe('the first example', () => {
	it('disavows the toxic backlinks and writes the file', async () => {
		const { client, examples } = demo();
		const workflow = await client.getWorkflow(examples[0].id);
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

	it('works on the site that Settings names, and on no other', async () => {
		const { client, examples, sandbox } = demo();
		const { world } = sandbox.services.seRanking;
		const other = world.site(20736);
		const domainsOf = ({ disavowed }: typeof other): string[] =>
			disavowed
				.all()
				.filter(({ type }) => type === 'domain')
				.map(({ url }) => url);
		const before = site().disavowed.all();
		const example = await client.getWorkflow(examples[0].id);
		const execution = await client.runWorkflow(await set(client, example, { siteId: '20736' }));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Backlinks')).toHaveLength(other.stat().total);
		const toxic = itemsOf(execution, 'Toxic and Not Disavowed Yet').map(({ domain }) => domain);
		expect(toxic.length).toBeGreaterThan(0);
		expect(domainsOf(other)).toEqual(expect.arrayContaining(toxic));
		expect(site().disavowed.all()).toEqual(before);

		const [[file]] = resultOf(execution, 'Disavow File for Google').outputs;
		const content = await client.binaryOf(file.binary?.data ?? { data: '', mimeType: '' });
		const lines = content.toString('utf8').split('\n');
		expect(lines).toEqual(
			expect.arrayContaining(domainsOf(other).map((domain) => `domain:${domain}`)),
		);
	});
});

describe('the credential', () => {
	it('passes its test, and fails it with a wrong key', async () => {
		expect(await seRanking.test('seRankingProjectApi')).toMatchObject({ status: 'OK' });

		const { url } = demo().sandbox.services.seRanking;
		const wrong = await seRanking.credential('seRankingProjectApi', url, {
			apiKey: 'not-the-key',
		});
		expect(await seRanking.test(wrong)).toEqual(
			refusedCredential('SE Ranking did not accept the API key'),
		);
	});
});

describe('a workflow through all resources', () => {
	it('does what each operation promises, in a real n8n', async () => {
		const [first, second] = site().backlinks.newest(2);
		const steps = [
			once('Sites', 'site', 'getAll'),
			once('Add', 'backlink', 'create', { url: 'https://fresh.example/post' }),
			once('Import', 'backlink', 'import', {
				list: 'https://two.example/, https://three.example/',
			}),
			once('Recheck', 'backlink', 'recheck', { backlinkIds: String(first), recheckType: 'index' }),
			once('Remove', 'backlink', 'delete', { backlinkIds: String(second) }),
			once('Statistics', 'backlink', 'getStats'),
			once('Unified', 'backlink', 'getAll', { limit: 3, output: 'unified' }),
			once('Settings', 'gscImport', 'updateSettings', { gscAutoimport: true }),
			once('Search Console', 'gscImport', 'run', { options: { waitForCompletion: true } }),
			once('Status', 'gscImport', 'getStatus', {
				token: "={{ $('Search Console').first().json.token }}",
			}),
			once('Disavow', 'disavow', 'add', { list: 'domain:casino.example' }),
			once('Disavowed', 'disavow', 'getAll', { returnAll: true }),
			once('File', 'disavow', 'exportFile'),
			once('Import File', 'disavow', 'importFile'),
			once('Allow Again', 'disavow', 'delete', {
				disavowLinkId: byId("={{ $('Disavowed').last().json.id }}"),
			}),
		];
		expect(operationsOf(steps)).toEqual(await seRanking.operations());
		const execution = await seRanking.run('All of SE Ranking', steps);
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
		expectNoToken(demo(), execution);
	});
});
