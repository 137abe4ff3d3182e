import type { IDataObject } from 'n8n-workflow';
import type { Watch } from '../../../nodes/shared/trigger/look';
import { lookAndKeep } from '../../../nodes/shared/trigger/look';
import type { ProcessMemory } from '../../../nodes/shared/trigger/state';
import { newProcess } from '../../../nodes/shared/trigger/state';

/** The memory of two records, 7 "queued" and "b-1" "done", in each form in which it was ever stored. */
const forms: Record<string, () => IDataObject> = {
	'0': () => ({ version: 0, statuses: { '7': 'queued', 'b-1': 'done' } }),
	'1': () => ({
		version: 1,
		scope: 'scope',
		sequence: 3,
		course: '{"phase":"watching","passes":0,"quietPasses":0}',
		entries: 'BwAAAAEAAACG4alsAgBrrw==',
		values: '["queued","done"]',
	}),
};

const watch = (records: Record<string, string>, more: Partial<Watch> = {}): Watch => ({
	kind: 'changed',
	emitsExisting: false,
	async *list() {
		await Promise.resolve();
		yield { records: Object.entries(records).map(([id, status]) => ({ id, status })) };
	},
	idOf: ({ id }) => id,
	watched: ({ status }) => status as string,
	announces: () => true,
	mayGoOn: () => true,
	...more,
});

const minutes = 60_000;

/** A trigger in a process, at a time. */
const look = async (
	data: IDataObject,
	records: Record<string, string>,
	process: ProcessMemory = newProcess(),
	at = 0,
	isDurable = false,
	more: Partial<Watch> = {},
): Promise<string[]> => {
	const keeping = { data, key: 'node', process, isDurable, isReadAnew: isDurable, now: () => at };
	const found = await lookAndKeep(keeping, 'scope', watch(records, more));
	return found.map(({ id, before, after }) => `${id}: ${String(before)} > ${String(after)}`);
};
const copyOf = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;

describe('the memory of an earlier version', () => {
	it.each(Object.keys(forms))(
		'in form %s is read, and stored in the present form',
		async (form) => {
			const data = forms[form]();
			expect(await look(data, { '7': 'queued', 'b-1': 'done' })).toEqual([]);
			expect(data.version).toBe(1);
			expect(await look(data, { '7': 'running', 'b-1': 'published' })).toEqual([
				'7: queued > running',
				'b-1: done > published',
			]);
		},
	);

	it('that a newer version wrote is left as it is', async () => {
		const data = { version: 99, secretOfTheFuture: 'x' };
		await expect(look(data, {})).rejects.toThrow('newer version');
		expect(data).toEqual({ version: 99, secretOfTheFuture: 'x' });
	});
});

it('is stored as a handful of texts and numbers, and not touched when nothing changed', async () => {
	const data: IDataObject = {};
	await look(data, { '7': 'queued' });
	const stored = copyOf(data);
	await look(data, { '7': 'queued' });
	expect(data).toEqual(stored);
	expect(Object.values(data).every((value) => ['string', 'number'].includes(typeof value))).toBe(
		true,
	);
	expect(Object.keys(data).length).toBeLessThanOrEqual(8);
});

describe('a start after an announcement that nobody may have heard', () => {
	const announced = async (): Promise<IDataObject> => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '7': 'queued' }, process);
		expect(await look(data, { '7': 'done' }, process, 0)).toEqual(['7: queued > done']);
		return copyOf(data);
	};

	it('within ten minutes makes it again', async () => {
		const saved = await announced();
		expect(await look(saved, { '7': 'done' }, newProcess(), 9 * minutes)).toEqual([
			'7: queued > done',
		]);
	});

	it('makes it again once, and each later one once', async () => {
		const saved = await announced();
		const records = { '7': 'done', '8': 'queued' };
		expect(await look(saved, records, newProcess(), 1 * minutes)).toHaveLength(1);
		expect(await look(saved, records, newProcess(), 2 * minutes)).toEqual([]);
		expect(await look(saved, { ...records, '8': 'done' }, newProcess(), 3 * minutes)).toEqual([
			'8: queued > done',
		]);
		expect(await look(saved, { ...records, '8': 'done' }, newProcess(), 4 * minutes)).toEqual([
			'8: queued > done',
		]);
		expect(await look(saved, { ...records, '8': 'done' }, newProcess(), 5 * minutes)).toEqual([]);
	});

	it('remembers that it is a repetition where the record does not come at first', async () => {
		const saved = await announced();
		const again = ['7: queued > done'];
		expect(await look(saved, {}, newProcess(), 1 * minutes)).toEqual([]);
		expect(await look(saved, { '7': 'done' }, newProcess(), 2 * minutes)).toEqual(again);
		expect(await look(saved, { '7': 'done' }, newProcess(), 3 * minutes)).toEqual([]);
	});

	it('tells both changes where the record is back', async () => {
		const saved = await announced();
		expect(await look(saved, { '7': 'queued' }, newProcess(), 9 * minutes)).toEqual([
			'7: queued > done',
			'7: done > queued',
		]);
	});

	it('tells the second of them once more at the next start, and then none', async () => {
		const saved = await announced();
		const records = { '7': 'queued' };
		expect(await look(saved, records, newProcess(), 1 * minutes)).toHaveLength(2);
		expect(await look(saved, records, newProcess(), 2 * minutes)).toEqual(['7: done > queued']);
		expect(await look(saved, records, newProcess(), 3 * minutes)).toEqual([]);
		expect(await look(saved, records, newProcess(), 4 * minutes)).toEqual([]);
	});

	it('tells both changes where the record has gone on', async () => {
		const saved = await announced();
		const records = { '7': 'sent' };
		expect(await look(saved, records, newProcess(), 1 * minutes)).toEqual([
			'7: queued > done',
			'7: done > sent',
		]);
		expect(await look(saved, records, newProcess(), 2 * minutes)).toEqual(['7: done > sent']);
		expect(await look(saved, records, newProcess(), 3 * minutes)).toEqual([]);
	});

	it('tells of them what the filters let through', async () => {
		const only = (value: string): Partial<Watch> => ({ announces: ({ after }) => after === value });
		const start = async (value: string, filter: string, saved: IDataObject) =>
			await look(saved, { '7': value }, newProcess(), 1 * minutes, false, only(filter));
		const saved = await announced();
		expect(await start('sent', 'done', copyOf(saved))).toEqual(['7: queued > done']);
		expect(await start('sent', 'sent', copyOf(saved))).toEqual(['7: done > sent']);
		expect(await start('sent', 'failed', saved)).toEqual([]);
		expect(await start('failed', 'failed', saved)).toEqual(['7: sent > failed']);
	});

	it('knows the records that the announcing look saw for the first time', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '1': 'active' }, process);
		expect(await look(data, { '1': 'lost', '2': 'active' }, process)).toHaveLength(1);
		const records = { '1': 'lost', '2': 'lost' };
		expect(await look(copyOf(data), records, newProcess(), 1)).toEqual([
			'1: active > lost',
			'2: active > lost',
		]);
		const later = 12 * minutes;
		expect(await look(data, records, newProcess(), later)).toEqual(['2: active > lost']);
	});

	it('reads again what the announcing look noted as read', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		const known: boolean[] = [];
		const noting: Partial<Watch> = {
			async *list({ knows }) {
				await Promise.resolve();
				known.push(knows('8 was read'));
				yield { records: [{ id: '7', status: 'done' }], notes: ['8 was read'] };
			},
		};
		await look(data, { '7': 'queued' }, process);
		for (const at of [0, 1, 2, 3]) await look(data, {}, newProcess(), at, false, noting);
		expect(known).toEqual([false, false, false, true]);
	});

	it('that an earlier version stored with a record that was back is read', async () => {
		const { entries } = forms['1']();
		const none = { entries: '', values: '[]' };
		const last = {
			...{ at: 0, process: 'ended', added: 0, between: { entries, values: '["done","failed"]' } },
			...{ entries, values: '["queued","done"]' },
			course: { phase: 'watching', passes: 0, quietPasses: 0 },
		};
		const saved = { ...forms['1'](), last: JSON.stringify(last), unheard: JSON.stringify(none) };
		expect(await look(saved, { '7': 'queued', 'b-1': 'done' })).toEqual([
			'7: queued > done',
			'7: done > queued',
			'b-1: done > failed',
			'b-1: failed > done',
		]);
	});

	it('later than that takes it for heard', async () => {
		const saved = await announced();
		expect(await look(saved, { '7': 'done' }, newProcess(), 11 * minutes)).toEqual([]);
	});

	it('does not make it again where a later poll of the same process followed it', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '7': 'queued' }, process);
		await look(data, { '7': 'done' }, process);
		await look(data, { '7': 'done' }, process);
		expect(await look(copyOf(data), { '7': 'done' }, newProcess(), 1)).toEqual([]);
	});
});

describe('an older memory than the process has', () => {
	it('is not used: what was announced and followed is not announced again', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '7': 'queued' }, process);
		const older = copyOf(data);
		await look(data, { '7': 'done' }, process);
		await look(data, { '7': 'done' }, process);
		expect(await look(older, { '7': 'done' }, process)).toEqual([]);
		expect(await look(older, { '7': 'lost' }, process)).toEqual(['7: done > lost']);
	});

	it('is not missed where n8n gives none', async () => {
		const process = newProcess();
		await look({}, { '7': 'queued' }, process);
		expect(await look({}, { '7': 'done' }, process)).toEqual(['7: queued > done']);
	});

	it('may mean that the last announcement was thrown away, so it is made again', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '7': 'queued' }, process);
		const older = copyOf(data);
		await look(data, { '7': 'done' }, process);
		expect(await look(older, { '7': 'done' }, process, 60 * minutes)).toEqual(['7: queued > done']);
		expect(await look(older, { '7': 'done' }, process, 61 * minutes)).toEqual([]);
	});
});

describe('the durable engine', () => {
	/** A memory that was stored, and the one that a poll handed over after it. */
	const handed = async (process: ProcessMemory): Promise<[IDataObject, IDataObject]> => {
		const data: IDataObject = {};
		await look(data, { '7': 'queued' }, process, 0, true);
		const stored = copyOf(data);
		expect(await look(data, { '7': 'done' }, process, 0, true)).toEqual(['7: queued > done']);
		return [stored, data];
	};

	it('that did not store yet what a poll handed over hears nothing of it from the next poll', async () => {
		const process = newProcess();
		const [stored, data] = await handed(process);
		const before = copyOf(stored);
		expect(await look(stored, { '7': 'done' }, process, 500, true)).toEqual([]);
		expect(stored).toEqual(before);
		expect(await look(data, { '7': 'lost' }, process, 1_000, true)).toEqual(['7: done > lost']);
	});

	it('that threw it away hears of it again, after a minute or after a start', async () => {
		const process = newProcess();
		const [stored] = await handed(process);
		const again = ['7: queued > done'];
		expect(await look(copyOf(stored), { '7': 'done' }, newProcess(), 500, true)).toEqual(again);
		expect(await look(stored, { '7': 'done' }, process, minutes, true)).toEqual(again);
	});

	it('is told nothing again that the first poll after publishing announced, whose engine is unknown', async () => {
		const data: IDataObject = {};
		const process = newProcess();
		await look(data, { '7': 'queued' }, process, 0, true);
		expect(await look(data, { '7': 'done' }, process, 0, false)).toHaveLength(1);
		expect(await look(data, { '7': 'done' }, newProcess(), 500, true)).toEqual([]);
	});
});
