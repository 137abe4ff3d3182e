import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startN8n } from '../sandbox/n8n/host';
import { layPackage, packPackage, recordPackage } from '../sandbox/n8n/pack';
import { noting, type StartUp, wholeStartUpIn } from '../sandbox/n8n/startUp';
import { median, type Table } from './measure';

/** Milliseconds that the package may add to n8n's start. */
const atMost = 30;

/** Starts of the same n8n differ by hundreds of milliseconds: it needs more of them than other jobs. */
const startsARound = 3;

/**
 * n8n's start, until its editor can be reached, with the package and without. The two take turns, each
 * with a database of its own, which a first start has made. What counts is the time that n8n's loader takes for
 * the package, because that is too little to be seen in the difference of the two.
 */
export async function startTable(rounds: number): Promise<Table> {
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'start-'));
	try {
		const [withPackage, without] = ['with', 'without'].map((name) => path.join(folder, name));
		const tarball = await packPackage(folder);
		await once(without);
		await fs.mkdir(withPackage);
		const laid = await layPackage(tarball, withPackage);
		await once(withPackage);
		await recordPackage(laid, withPackage);
		const starts: [StartUp, StartUp][] = [];
		for (let turn = 0; turn < rounds * startsARound; turn++) {
			starts.push([await once(withPackage), await once(without)]);
		}
		return tableOf(starts);
	} finally {
		await fs.rm(folder, { recursive: true, force: true });
	}
}

async function once(userFolder: string): Promise<StartUp> {
	const file = path.join(userFolder, 'start.jsonl');
	await fs.rm(file, { force: true });
	await fs.mkdir(userFolder, { recursive: true });
	const n8n = await startN8n({ userFolder, env: noting(file) });
	try {
		return await wholeStartUpIn(file);
	} finally {
		await n8n.stop();
	}
}

function tableOf(starts: readonly (readonly [StartUp, StartUp])[]): Table {
	const [withPackage, without] = [0, 1].map((side) => starts.map((pair) => pair[side]));
	const required = withPackage.flatMap((start) => start.required);
	const nodeFiles = required.filter((file) => file.endsWith('.node.js')).length;
	const loading = median(withPackage.map((start) => start.loading));
	const readyAfter = [withPackage, without].map((side) => side.map((start) => start.readyAfter));
	const cells = [
		...readyAfter.map(median),
		...readyAfter.map((times) => Math.min(...times)),
		loading,
		atMost,
	].map((milliseconds) => `${milliseconds.toFixed(0)} ms`);
	const lines = [
		'| n8n’s start | with the package | without | fastest with | without | loading the package | at most | files of nodes required |',
		'| --- | --- | --- | --- | --- | --- | --- | --- |',
		`| ${String(starts.length)} starts each | ${cells.join(' | ')} | ${String(nodeFiles)} |`,
		'',
	];
	const isMissed = loading > atMost || nodeFiles > 0;
	return { lines, missed: isMissed ? ['n8n’s start'] : [] };
}
