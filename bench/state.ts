import { Remembered } from '../nodes/shared/trigger/remembered';
import { median, type Table } from './measure';

const count = 100_000;
/** Of the bytes of a JSON object of id to status. */
const atMost = 0.25;
/** Statuses that a service knows, more than any of ours has. */
const statuses = 40;

/**
 * What a trigger remembers of 100,000 records: its size against a JSON object of id to status, and the
 * time to read it and write it again, which every poll does.
 * The design wants at most 12 bytes a record, and 150 ms.
 */
export function stateTable(): Table {
	const records = Array.from({ length: count }, (_, index): [string, string] => [
		`0b6b4b0e-4d1c-4a53-9a46-${String(index).padStart(12, '0')}`,
		`status ${String(index % statuses)}`,
	]);
	const remembered = new Remembered();
	for (const [id, status] of records) remembered.remember(remembered.place(id), status);
	const stored = remembered.encode();
	const bytes = JSON.stringify(stored).length;
	const ratio = bytes / JSON.stringify(Object.fromEntries(records)).length;
	const times = Array.from({ length: 9 }, () => {
		const start = performance.now();
		Remembered.decode(stored).encode();
		return performance.now() - start;
	});
	const lines = [
		'| state of 100,000 records | bytes a record | of a JSON object of id to status | read and written |',
		'| --- | --- | --- | --- |',
		`| | ${(bytes / count).toFixed(2)} | ${ratio.toFixed(2)} | ${median(times).toFixed(0)} ms |`,
		'',
	];
	return { lines, missed: ratio <= atMost ? [] : ['state of 100,000 records'] };
}
