/** Measures the nodes against what a user would use instead, in a real n8n on the sandbox: `npm run bench`. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startDemo, type Demo } from '../sandbox/demo/start';
import { jobsOn, records, usualConcurrency, type Job } from './jobs';
import { median, peakMemory, startOfMeasurement } from './measure';
import { type Contestant, prepare } from './contestants';
import { pollRows } from './poll';
import { stateRows } from './state';

/** Rounds that count, after one that warms up. */
const usualRounds = 5;

interface Figures {
	milliseconds: number;
	/** Megabytes of n8n at its peak; null where the system does not tell. */
	megabytes: number | null;
	/** How many requests arrived, and how many were under way at once at most. */
	requests: number;
	atOnce: number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: String(usualRounds) },
			only: { type: 'string', default: '' },
		},
	});
	if ('state'.includes(values.only)) print(stateRows());
	if ('poll'.includes(values.only)) print(await pollRows(Number(values.rounds)));
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bench-'));
	const demo = await startDemo({ folder, port: 0, backlinks: records, say: console.error });
	try {
		const chosen = jobsOn(demo.sandbox).filter(({ name }) => name.includes(values.only));
		process.exitCode = (await runAll(demo, chosen, Number(values.rounds))) ? 0 : 1;
	} finally {
		await demo.stop();
		await fs.rm(folder, { recursive: true, force: true });
	}
}

/** @returns whether no figure is missed */
async function runAll(demo: Demo, chosen: readonly Job[], rounds: number): Promise<boolean> {
	console.log('| job | ours | instead | time | at most | peak memory | requests | at once |');
	console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
	const missed: string[] = [];
	for (const job of chosen) {
		if (!(await run(demo, job, rounds))) missed.push(job.name);
	}
	for (const name of missed) console.log(`missed: ${name}`);
	return missed.length === 0;
}

/** Lets the two run in turn, so that a machine that slows down slows both. */
async function run(within: Demo, job: Job, rounds: number): Promise<boolean> {
	within.sandbox.control.setLatency({ service: job.service, milliseconds: job.latency });
	const ours = await prepare(within, job.ours);
	const instead = await prepare(within, job.instead);
	const figures: [Figures[], Figures[]] = [[], []];
	for (let round = 0; round <= rounds; round++) {
		const pair = [await once(within, ours, job), await once(within, instead, job)];
		if (round > 0) pair.forEach((figure, side) => figures[side].push(figure));
	}
	const [time, memory] = (['milliseconds', 'megabytes'] as const).map((what) =>
		figures.map((side) => median(side.map((figure) => figure[what] ?? NaN))),
	);
	const ratio = time[0] / time[1];
	const memoryRatio = memory[0] / memory[1];
	const mostRequests = Math.max(...figures[0].map(({ requests }) => requests));
	const mostAtOnce = Math.max(...figures[0].map(({ atOnce }) => atOnce));
	const cells = [
		...[job.name, `${time[0].toFixed(0)} ms`, `${time[1].toFixed(0)} ms`, ratio.toFixed(2)],
		...[job.atMost, memoryRatio.toFixed(2), mostRequests, mostAtOnce].map(String),
	];
	print([`| ${cells.join(' | ')} |`]);
	return (
		ratio <= job.atMost &&
		memoryRatio <= (job.memoryAtMost ?? Infinity) &&
		mostRequests <= (job.requestsAtMost ?? Infinity) &&
		mostAtOnce <= usualConcurrency
	);
}

async function once(
	within: Demo,
	contestant: Contestant,
	{ service, items }: Job,
): Promise<Figures> {
	const { [service]: running } = within.sandbox.services;
	running.clearRequests();
	await startOfMeasurement(within.n8n.pid);
	const execution = await within.client.runWorkflow(contestant.workflow, { timeoutMs: 300_000 });
	const run = new Map(Object.entries(execution.data.resultData.runData))
		.get(contestant.node)
		?.at(-1);
	const count = run?.data?.main[0]?.length ?? 0;
	if (!run || count !== items) {
		const why = execution.data.resultData.error?.message ?? execution.status;
		throw new Error(`${contestant.node} gave ${String(count)} of ${String(items)} items: ${why}`);
	}
	return {
		milliseconds: run.executionTime,
		megabytes: await peakMemory(within.n8n.pid),
		requests: running.requests.length,
		atOnce: running.maxInFlight,
	};
}

function print(lines: readonly string[]): void {
	for (const line of lines) console.log(line);
}

void main();
