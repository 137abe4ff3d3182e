import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
	files: string[];
	[key: string]: unknown;
};

/** Bytes that the tarball may have. */
const mostBytes = 150_000;

let folder = '';
let tarball = '';
let packed: string[] = [];

beforeAll(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
	const output = execFileSync(
		'npm',
		['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder],
		{ cwd: root, encoding: 'utf8' },
	);
	const [{ filename, files }] = JSON.parse(output) as Array<{
		filename: string;
		files: Array<{ path: string }>;
	}>;
	tarball = path.join(folder, filename);
	packed = files.map((file) => file.path).sort();
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
});

afterAll(() => {
	fs.rmSync(folder, { recursive: true, force: true });
});

/** The files below a folder of the project, relative to the project. */
const sourcesIn = (place: string): string[] =>
	fs
		.readdirSync(path.join(root, place), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));

describe('the packed package', () => {
	it('holds every file that it needs, and nothing else', () => {
		const compiled = [...sourcesIn('nodes'), ...sourcesIn('credentials')].map(
			(file) => `dist/${file.replace(/\.ts$/, '.js')}`,
		);
		const icons = sourcesIn('icons').map((file) => `dist/${file}`);
		const metadata = ['known', 'types'].flatMap((kind) =>
			['nodes', 'credentials'].map((what) => `dist/${kind}/${what}.json`),
		);
		const expected = [
			...compiled,
			...icons,
			...metadata,
			'LICENSE.md',
			'README.md',
			'package.json',
		];
		expect(packed).toEqual(expected.sort());
	});

	it('holds every file that its manifest names', () => {
		expect(packed).toEqual(
			expect.arrayContaining([...manifest.n8n.nodes, ...manifest.n8n.credentials]),
		);
	});

	it('is small', () => {
		expect(fs.statSync(tarball).size).toBeLessThan(mostBytes);
	});

	it('requires nothing but what n8n hosts and its own files', () => {
		const required = packed
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => {
				const code = fs.readFileSync(path.join(folder, 'package', file), 'utf8');
				return [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module);
			});
		const foreign = required.filter((module) => !module.startsWith('.'));
		expect([...new Set(foreign)].sort()).toEqual(['n8n-workflow', 'zod']);
	});

	it('shows an icon, light and dark, for each node and credential', () => {
		const types = ['nodes', 'credentials'].flatMap(
			(kind) =>
				JSON.parse(
					fs.readFileSync(path.join(folder, 'package/dist/types', `${kind}.json`), 'utf8'),
				) as Array<{ name: string; icon?: unknown; iconUrl?: { light: string; dark: string } }>,
		);
		for (const { name, iconUrl } of types) {
			for (const shade of ['light', 'dark'] as const) {
				const file =
					iconUrl?.[shade].replace('icons/n8n-nodes-backlinks/', '') ??
					`no ${shade} icon of ${name}`;
				expect(packed).toContain(file);
			}
		}
	});

	it('declares what a community package must, and no dependency', () => {
		expect(manifest).toMatchObject({
			name: 'n8n-nodes-backlinks',
			license: 'MIT',
			files: ['dist'],
			peerDependencies: { 'n8n-workflow': '*' },
			n8n: { n8nNodesApiVersion: 1 },
		});
		expect(manifest.keywords).toContain('n8n-community-node-package');
		for (const field of [
			'dependencies',
			'optionalDependencies',
			'overrides',
			'bundledDependencies',
		]) {
			expect(manifest).not.toHaveProperty(field);
		}
	});
});

describe('publishing it', () => {
	// Nobody's own settings, and a registry that is not there: a rehearsal asks none.
	const env = {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
		NPM_CONFIG_USERCONFIG: path.join(os.tmpdir(), 'no-npmrc'),
		NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/',
	};
	const rehearse = (place: string) =>
		spawnSync('npm', ['publish', '--dry-run', '--ignore-scripts'], {
			cwd: place,
			encoding: 'utf8',
			env,
		});
	const complaintsIn = (output: string): string[] =>
		output
			.split('\n')
			.filter((line) => /^npm (warn|error)/i.test(line))
			// A rehearsal needs no login, and says so.
			.filter((line) => !line.includes('requires you to be logged in'));

	it('is rehearsed without a complaint', () => {
		const { stdout, stderr, status } = rehearse(root);
		expect(complaintsIn(stderr)).toEqual([]);
		expect(status).toBe(0);
		expect(stdout).toContain(`+ n8n-nodes-backlinks@${String(manifest.version)}`);
	});

	it('would hear a complaint: a repository that is no address', () => {
		const bad = fs.mkdtempSync(path.join(folder, 'bad-'));
		const spoilt = {
			name: 'bad',
			version: '1.0.0',
			bin: './gone.js',
			repository: 'not/an/address/',
		};
		fs.writeFileSync(path.join(bad, 'package.json'), JSON.stringify(spoilt));
		expect(complaintsIn(rehearse(bad).stderr)).not.toEqual([]);
	});

	it.each([`v${String(manifest.version)}`])('has notes in CHANGELOG.md for %s', (tag) => {
		const notes = spawnSync(process.execPath, ['.github/release-notes.mjs', tag], { cwd: root });
		expect(notes.stderr.toString()).toBe('');
		expect(notes.stdout.toString().trim()).not.toBe('');
	});

	it('is refused for a tag of another version', () => {
		const notes = spawnSync(process.execPath, ['.github/release-notes.mjs', 'v99.0.0'], {
			cwd: root,
		});
		expect(notes.stderr.toString()).toContain('The tag is "v99.0.0"');
		expect(notes.status).toBe(1);
	});
});

describe("n8n's scanner", () => {
	// Under NODE_ENV=test, which Jest sets, n8n's rules take every file for a node.
	const env = { ...process.env, NODE_ENV: undefined };
	const scan = (place: string, kind: 'sources' | 'package') =>
		spawnSync(process.execPath, [path.join(__dirname, 'scan.mjs'), place, kind], {
			encoding: 'utf8',
			env,
		});

	it.each([
		['the sources', () => root, 'sources' as const],
		['the unpacked tarball', () => path.join(folder, 'package'), 'package' as const],
	])('finds nothing in %s', (_what, place, kind) => {
		const { stdout, stderr, status } = scan(place(), kind);
		expect(`${stdout}${stderr}`).toBe('');
		expect(status).toBe(0);
	});

	it('would find something: a forbidden import', () => {
		const bad = path.join(folder, 'bad', 'nodes');
		fs.mkdirSync(bad, { recursive: true });
		fs.writeFileSync(path.join(bad, 'Bad.ts'), "import fs from 'fs';\nexport const files = fs;\n");
		expect(scan(path.dirname(bad), 'sources').status).toBe(1);
	});
});
