import type { ChildProcess } from 'node:child_process';
import type { IDataObject } from 'n8n-workflow';
import { SeRankingProjectApi } from '../credentials/SeRankingProjectApi.credentials';
import { SeRankingBacklinksTrigger } from '../nodes/SeRankingBacklinks/SeRankingBacklinksTrigger.node';
import { projectFolder } from '../sandbox/n8n/install';
import { signalTree, startProcess, waitUntilGone } from '../sandbox/n8n/processes';
import { apiKey } from '../sandbox/services/seranking/routes';
import { runPoll, type NodeUnderTest } from '../test/integration/support/runNode';
import { median, type Table } from './measure';

const records = 100_000;
const pageSize = 1000;
const siteId = '20481';
const stopWithinMs = 10_000;

/** Of the time of a bare fetch and JSON.parse of the same pages. */
const atMost = 1.5;

/**
 * A poll that finds nothing changed among 100,000 backlinks, against a bare fetch and JSON.parse of the
 * same pages one after the other, in this process; the sandbox has a process of its own.
 */
export async function pollTable(rounds: number): Promise<Table> {
	const sandbox = await sandboxApart();
	try {
		const polled = pollOf(sandbox.url);
		// Remembers; the second one sees that nothing goes on.
		await polled();
		await polled();
		const times: [number[], number[]] = [[], []];
		for (let round = 0; round <= rounds; round++) {
			const pair = [
				await timeOf(polled),
				await timeOf(async () => {
					await readBare(sandbox.url);
				}),
			];
			if (round > 0) pair.forEach((time, side) => times[side].push(time));
		}
		const [ours, bare] = times.map(median);
		const lines = [
			'| a poll over 100,000 records, nothing changed | bare fetch and JSON.parse | ratio | at most |',
			'| --- | --- | --- | --- |',
			`| ${ours.toFixed(0)} ms | ${bare.toFixed(0)} ms | ${(ours / bare).toFixed(2)} | ${String(atMost)} |`,
			'',
		];
		return { lines, missed: ours / bare <= atMost ? [] : ['a poll over 100,000 records'] };
	} finally {
		await sandbox.stop();
	}
}

/** The trigger with what it remembers from poll to poll. */
function pollOf(url: string): () => Promise<unknown> {
	const under: NodeUnderTest = {
		type: new SeRankingBacklinksTrigger(),
		credentialTypes: [new SeRankingProjectApi()],
		credentials: { seRankingProjectApi: { apiKey, baseUrl: url } },
	};
	const staticData: IDataObject = {};
	const parameters = {
		event: 'indexStatusChanged',
		siteId: { __rl: true, mode: 'id', value: siteId },
	};
	return async () => {
		const found = await runPoll(under, { parameters, staticData });
		if (found !== null) throw new Error('Nothing had changed, but the poll found something');
	};
}

async function readBare(url: string): Promise<void> {
	let count = 0;
	for (let page: unknown[] | undefined; page === undefined || page.length === pageSize; ) {
		const query = new URLSearchParams({ limit: String(pageSize), offset: String(count) });
		const answer = await fetch(`${url}/backlinks/${siteId}?${query.toString()}`, {
			headers: { Authorization: `Token ${apiKey}` },
		});
		page = JSON.parse(await answer.text()) as unknown[];
		count += page.length;
	}
	if (count !== records)
		throw new Error(`${String(count)} of ${String(records)} backlinks were read`);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/** A sandbox whose work does not count as ours. */
async function sandboxApart(): Promise<{ url: string; stop: () => Promise<void> }> {
	const command = ['sandbox/run.mjs', 'sandbox/start.ts', '--port', '0'];
	const child = startProcess({
		program: process.execPath,
		args: [...command, '--backlinks', String(records)],
		options: { cwd: projectFolder, stdio: ['ignore', 'pipe', 'inherit'] },
	});
	const url = await addressSaidBy(child);
	const stop = async () => {
		signalTree(child, 'SIGTERM');
		await waitUntilGone(child, stopWithinMs);
	};
	return { url, stop };
}

/** Where SE Ranking is, as the sandbox says when it is ready. */
async function addressSaidBy(child: ChildProcess): Promise<string> {
	return await new Promise((resolve, reject) => {
		let output = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			const found = /Base URL {2}(\S+\/seranking\S*)/.exec(output)?.[1];
			if (found !== undefined) resolve(found);
		});
		child.once('close', () => {
			reject(new Error(`The sandbox did not start:\n${output}`));
		});
	});
}
