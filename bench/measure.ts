import fs from 'node:fs/promises';

/** The value in the middle, or between the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** Lets Linux forget the highest memory of a process so far; other systems have no such count. */
export async function startOfMeasurement(pid: number): Promise<void> {
	await fs.writeFile(`/proc/${String(pid)}/clear_refs`, '5').catch(() => undefined);
}

/** Megabytes that a process had at its highest since then; null where the system does not tell. */
export async function peakMemory(pid: number): Promise<number | null> {
	const status = await fs.readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
	const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
