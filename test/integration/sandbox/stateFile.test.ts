import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCommandLine } from '../../../sandbox/commandLine';
import { type Sandbox, startSandbox } from '../../../sandbox/server';
import { SeRankingClient } from './client';

let folder: string;
let stateFile: string;

beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-state-'));
	stateFile = path.join(folder, 'state.json');
});

afterEach(() => {
	fs.rmSync(folder, { recursive: true });
});

/** The first site as a stranger sees it. */
async function seen(sandbox: Sandbox): Promise<unknown[]> {
	const client = new SeRankingClient(sandbox);
	return [
		await client.page('?limit=1000'),
		(await client.onSite('/stat')).json,
		(await client.onDisavow('?limit=1000')).json,
	];
}

describe('the state file', () => {
	it('brings everything back that happened', async () => {
		const first = await startSandbox({ stateFile, backlinks: 300, today: '2026-03-14' });
		const client = new SeRankingClient(first);
		const [newest] = await client.page('?limit=1');
		await client.onSite('', {
			method: 'POST',
			body: { url: 'https://kept.example.com/', price: 5 },
		});
		await client.onSite('/delete', { method: 'POST', body: { backlink_ids: [Number(newest.id)] } });
		await client.onDisavow('', { method: 'POST', body: { list: ['domain:spam.example.com'] } });
		await client.onDisavow('?id=1', { method: 'DELETE' });
		first.control.world('seRanking', 'loseBacklinks', { count: 4 });
		first.control.world('seRanking', 'findBacklinks', { count: 3 });
		first.control.world('seRanking', 'removeBacklinks', { count: 1 });
		const before = await seen(first);
		await first.close();

		// Neither another size nor another day changes what was seeded.
		const second = await startSandbox({ stateFile, backlinks: 5, today: '2026-03-14', seed: 1 });
		expect(await seen(second)).toEqual(before);
		const ids = (await new SeRankingClient(second).page('?limit=1000')).map(({ id }) => id);
		second.control.world('seRanking', 'findBacklinks', { count: 1 });
		const [found] = await new SeRankingClient(second).page('?limit=1');
		expect(ids).not.toContain(found.id);
		await second.close();
	});

	it('keeps the seeded dates on a later day', async () => {
		const first = await startSandbox({ stateFile, backlinks: 50, today: '2026-03-14' });
		const before = await new SeRankingClient(first).page();
		await first.close();
		const second = await startSandbox({ stateFile, today: '2026-04-20' });
		expect(await new SeRankingClient(second).page()).toEqual(before);
		await second.close();
	});

	it('is saved soon after a change, without waiting for the end', async () => {
		const sandbox = await startSandbox({ stateFile, backlinks: 50 });
		const client = new SeRankingClient(sandbox);
		await client.onSite('', { method: 'POST', body: { url: 'https://soon.example.com/' } });
		while (!fs.readFileSync(stateFile, 'utf8').includes('soon.example.com')) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		await sandbox.close();
		expect(fs.readdirSync(folder)).toEqual(['state.json']);
	});

	it('stays small: the seed is not written down', async () => {
		const sandbox = await startSandbox({ stateFile, backlinks: 100_000 });
		await sandbox.close();
		expect(fs.statSync(stateFile).size).toBeLessThan(10_000);
	});

	it.each(['not json', '{"version":1}', '[]'])('refuses a file that holds %s', async (content) => {
		fs.writeFileSync(stateFile, content);
		await expect(startSandbox({ stateFile })).rejects.toThrow(/not a state of this sandbox/);
		expect(fs.readFileSync(stateFile, 'utf8')).toBe(content);
	});
});

describe('the command line', () => {
	it('reads its options', () => {
		const read = readCommandLine([
			'--port',
			'0',
			'--backlinks',
			'100000',
			'--seed',
			'3',
			'--state',
			'a',
		]);
		expect(read).toEqual({
			help: false,
			options: { port: 0, backlinks: 100_000, seed: 3, stateFile: 'a' },
		});
		expect(readCommandLine(['--help'])).toEqual({ help: true });
	});

	it.each([
		[['--port', '70000'], /--port must be a whole number from 0 to 65535, not '70000'/],
		[['--backlinks', '1000001'], /--backlinks must be/],
		[['--backlinks', 'many'], /--backlinks must be/],
		[['--seed', '-1'], /--seed/],
		[['--state', ''], /--state/],
		[['--prot', '1'], /--prot/],
		[['stray'], /stray/],
	])('refuses %j', (argumentList, message) => {
		expect(() => readCommandLine(argumentList)).toThrow(message);
	});

	it('runs: prints where to go, moves on from a taken port, saves and ends when told to', async () => {
		const holder = await startSandbox({ backlinks: 1 });
		const taken = new URL(holder.url).port;
		const program = spawn(
			process.execPath,
			[
				'--import',
				'tsx',
				'sandbox/start.ts',
				'--port',
				taken,
				'--backlinks',
				'20',
				'--state',
				stateFile,
			],
			{ stdio: ['ignore', 'pipe', 'inherit'] },
		);
		let output = '';
		program.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
		while (!output.includes('Ctrl-C')) await new Promise((resolve) => setTimeout(resolve, 20));
		expect(output).toContain(`Port ${taken} is taken`);
		expect(output).toContain('sandbox-seranking-api-key');
		const url = /Base URL {2}(\S+\/seranking)/.exec(output)?.[1] ?? '';
		const headers = { authorization: 'Token sandbox-seranking-api-key' };
		expect((await fetch(`${url}/sites`, { headers })).status).toBe(200);

		const ended = new Promise((resolve) => program.once('exit', resolve));
		program.kill('SIGTERM');
		expect(await ended).toBe(0);
		expect(fs.existsSync(stateFile)).toBe(true);
		await holder.close();
	}, 30_000);
});
