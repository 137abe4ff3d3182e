import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.resolve(__dirname, '../../..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Workflow {
	on: Record<string, unknown>;
	jobs: Record<string, Job>;
}

interface Job {
	uses?: string;
	needs?: string;
	permissions?: Record<string, string>;
	strategy?: { matrix: { n8n?: string[] } };
	steps?: { run?: string }[];
}

const workflow = (name: string): Workflow =>
	parse(read(`.github/workflows/${name}.yml`)) as Workflow;

const commandsOf = ({ steps = [] }: Job): string[] => steps.flatMap(({ run = [] }) => run);

describe('CI', () => {
	const { on, jobs } = workflow('ci');
	const commands = Object.values(jobs).flatMap(commandsOf);

	it('runs on pushes and pull requests', () => {
		expect(Object.keys(on)).toEqual(expect.arrayContaining(['push', 'pull_request']));
	});

	it('runs scripts that there are, every kind of test among them', () => {
		const scripts = commands.flatMap((command) => /npm run (\S+)/.exec(command)?.[1] ?? []);
		expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
		const kinds = ['lint', 'typecheck', 'test:unit', 'test:package', 'test:integration'];
		expect(scripts).toEqual(expect.arrayContaining([...kinds, 'test:e2e', 'test:queue']));
	});

	it('runs the end-to-end tests in every version of n8n that the project has', () => {
		const versions = fs.readdirSync(path.join(root, 'sandbox/n8n/versions'));
		const tested = jobs.e2e.strategy?.matrix.n8n ?? [];
		expect([...tested].sort()).toEqual(versions.sort());
	});
});

describe('publishing', () => {
	const { on, jobs } = workflow('publish');

	it('starts with a tag, after all of CI', () => {
		expect(on).toEqual({ push: { tags: [expect.stringMatching(/^v/)] } });
		expect(jobs.ci.uses).toBe('./.github/workflows/ci.yml');
		expect(jobs.publish.needs).toBe('ci');
	});

	it('gives npm a provenance statement, for which the workflow must prove who it is', () => {
		expect(jobs.publish.permissions).toMatchObject({ 'id-token': 'write' });
		const [publish] = commandsOf(jobs.publish).filter((command) => /npm publish/.test(command));
		expect(publish).toContain('--provenance');
	});
});

describe('the other files for GitHub', () => {
	const files = fs
		.readdirSync(path.join(root, '.github'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.yml'));

	it.each(files)('%s can be read', (file) => {
		expect(parse(read(`.github/${file}`))).toEqual(expect.any(Object));
	});
});

describe('CONTRIBUTING', () => {
	const text = read('.github/CONTRIBUTING.md');

	it('shows code as it is', () => {
		const [, shown = ''] = /```ts\n([^]*?)```/.exec(text) ?? [];
		const source = read('nodes/BacklinkBase/resources/account.ts');
		for (const part of shown.trim().split('\n\n')) expect(source).toContain(part);
		expect(shown).not.toBe('');
	});

	it('links to files that are there', () => {
		const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link);
		const missing = links.filter((link) => !fs.existsSync(path.join(root, '.github', link)));
		expect(missing).toEqual([]);
	});
});
