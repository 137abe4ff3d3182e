/** Measures the nodes against what a user would use instead, in a real n8n on the sandbox: `npm run bench`. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startDemo, type Demo } from '../sandbox/demo/start';
import { jobsOn, records, usualConcurrency, type Job } from './jobs';
import { median, type Span, type Table, watchMemory } from './measure';
import { type Contestant, prepare } from './contestants';
import { pollTable } from './poll';
import { startTable } from './start';
import { stateTable } from './state';

/** Rounds that count, after one that warms up. */
const usualRounds = 5;

interface Figures {
	readonly milliseconds: number;
	/** How many requests arrived, and how many were under way at once at most. */
	readonly requests: number;
	readonly atOnce: number;
	/** While the node ran. */
	readonly span: Span;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: String(usualRounds) },
			only: { type: 'string', default: '' },
		},
	});
	const rounds = Number(values.rounds);
	const tables = new Map<string, () => Promise<Table>>([
		['state', async () => await Promise.resolve(stateTable())],
		['poll', async () => await pollTable(rounds)],
		['start', async () => await startTable(rounds)],
	]);
	const missed: string[] = [];
	for (const [name, measured] of tables) {
		if (!name.includes(values.only)) continue;
		const table = await measured();
		print(table.lines);
		missed.push(...table.missed);
	}
	if (!tables.has(values.only)) missed.push(...(await runJobs(values.only, rounds)));
	print(missed.map((name) => `missed: ${name}`));
	process.exitCode = missed.length === 0 ? 0 : 1;
}

/** @returns the jobs of which a figure is missed */
async function runJobs(only: string, rounds: number): Promise<string[]> {
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bench-'));
	const demo = await startDemo({ folder, port: 0, backlinks: records, say: console.error });
	try {
		console.log('| job | ours | instead | time | at most | peak memory | requests | at once |');
		console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
		const missed: string[] = [];
		for (const job of jobsOn(demo.sandbox).filter(({ name }) => name.includes(only))) {
			if (!(await run(demo, job, rounds))) missed.push(job.name);
		}
		return missed;
	} finally {
		await demo.stop();
		await fs.rm(folder, { recursive: true, force: true });
	}
}

/** Lets the two run in turn, so that a machine that slows down slows both. */
async function run(within: Demo, job: Job, rounds: number): Promise<boolean> {
	within.sandbox.control.setLatency({ service: job.service, milliseconds: job.latency });
	const sides = [await prepare(within, job.ours), await prepare(within, job.instead)];
	const rounded = await inTurn(rounds + 1, sides, async (side) => await once(within, side, job));
	const [ours, instead] = rounded.map((figures) => figures.slice(1));
	const peaks =
		job.memoryAtMost === undefined
			? []
			: await inTurn(rounds, sides, async (side) => await peakOf(within, side, job));
	const [time, other] = [ours, instead].map((figures) =>
		median(figures.map(({ milliseconds }) => milliseconds)),
	);
	const [memory = NaN, otherMemory = NaN] = peaks.map(median);
	const mostRequests = Math.max(...ours.map(({ requests }) => requests));
	const mostAtOnce = Math.max(...ours.map(({ atOnce }) => atOnce));
	const cells = [
		job.name,
		...[`${time.toFixed(0)} ms`, `${other.toFixed(0)} ms`, (time / other).toFixed(2), job.atMost],
		Number.isNaN(memory)
			? ''
			: `${memory.toFixed(0)} of ${otherMemory.toFixed(0)} MB: ${(memory / otherMemory).toFixed(2)}`,
		...[mostRequests, mostAtOnce],
	];
	print([`| ${cells.join(' | ')} |`]);
	return (
		time / other <= job.atMost &&
		(job.memoryAtMost === undefined || memory / otherMemory <= job.memoryAtMost) &&
		mostRequests <= (job.requestsAtMost ?? Infinity) &&
		mostAtOnce <= usualConcurrency
	);
}

/** What each side gave in each of the rounds. */
async function inTurn<Result>(
	rounds: number,
	sides: readonly Contestant[],
	work: (side: Contestant) => Promise<Result>,
): Promise<Result[][]> {
	const results: Result[][] = sides.map(() => []);
	for (let round = 0; round < rounds; round++) {
		for (const [index, side] of sides.entries()) results[index].push(await work(side));
	}
	return results;
}

/**
 * Megabytes of n8n at its highest while the node runs, in an n8n that has just started: one that ran for
 * a while keeps memory for later, and what it saves of an execution takes more than the execution did.
 */
async function peakOf(within: Demo, side: Contestant, job: Job): Promise<number> {
	await within.n8n.restart();
	const [{ span }, memory] = await watchMemory(
		within.n8n.pid,
		async () => await once(within, side, job),
	);
	return memory.peakIn(span);
}

async function once(within: Demo, contestant: Contestant, { service }: Job): Promise<Figures> {
	const { [service]: running } = within.sandbox.services;
	running.clearRequests();
	const execution = await within.client.runWorkflow(contestant.workflow, { timeoutMs: 300_000 });
	const runs =
		new Map(Object.entries(execution.data.resultData.runData)).get(contestant.node) ?? [];
	const count = sum(runs.map(({ data }) => data?.main[0]?.length ?? 0));
	if (count !== contestant.items) {
		const why = execution.data.resultData.error?.message ?? execution.status;
		throw new Error(
			`${contestant.node} gave ${String(count)} of ${String(contestant.items)} items: ${why}`,
		);
	}
	const from = Math.min(...runs.map(({ startTime }) => startTime));
	const to = Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime));
	return {
		milliseconds: sum(runs.map(({ executionTime }) => executionTime)),
		requests: running.requests.length,
		atOnce: running.maxInFlight,
		span: { from, to },
	};
}

const sum = (numbers: readonly number[]): number =>
	numbers.reduce((total, number) => total + number, 0);

function print(lines: readonly string[]): void {
	for (const line of lines) console.log(line);
}

void main();
