import fs from 'node:fs';

/** Milliseconds between two looks at a process's memory. */
const betweenLooks = 5;
/** Bytes of a page of memory on Linux. */
const pageOfMemory = 4096;

/** What a measurement says, and which of its figures are missed. */
export interface Table {
	readonly lines: readonly string[];
	readonly missed: readonly string[];
}

/** The value in the middle, or between the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

/** The memory of a process while something goes on in it. */
export interface MemoryWatch {
	/** Megabytes at the highest in a stretch of the time watched; NaN where the system does not tell. */
	peakIn(span: Span): number;
}

/** Watches the memory of a process while `work` goes on. */
export async function watchMemory<Result>(
	pid: number,
	work: () => Promise<Result>,
): Promise<[Result, MemoryWatch]> {
	const looks: Array<{ at: number; megabytes: number }> = [];
	const timer = setInterval(() => {
		const megabytes = memoryOf(pid);
		if (megabytes !== null) looks.push({ at: Date.now(), megabytes });
	}, betweenLooks);
	const result = await work().finally(() => {
		clearInterval(timer);
	});
	const peakIn = ({ from, to }: Span): number => {
		const within = looks.filter(({ at }) => at >= from && at <= to);
		return within.length === 0 ? NaN : Math.max(...within.map(({ megabytes }) => megabytes));
	};
	return [result, { peakIn }];
}

function memoryOf(pid: number): number | null {
	try {
		const [, resident] = fs.readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ');
		return (Number(resident) * pageOfMemory) / 1024 ** 2;
	} catch {
		return null;
	}
}
