import fc from 'fast-check';
import { Remembered } from '../../../nodes/shared/trigger/remembered';

const filled = (entries: ReadonlyArray<readonly [string | number, string]>): Remembered => {
	const remembered = new Remembered();
	for (const [id, value] of entries) remembered.remember(remembered.place(id), value);
	return remembered;
};
const valueOf = (remembered: Remembered, id: string | number): string | undefined =>
	remembered.has(id) ? remembered.valueAt(remembered.place(id)) : undefined;

const id = fc.oneof(
	fc.maxSafeNat(),
	fc.nat(50).map(String),
	fc.uuid(),
	fc.webUrl(),
	fc.constantFrom('', '0', '00', '-1', '1.5', '999999999999999', '9999999999999999', 'é'),
);

describe('what is remembered', () => {
	it('is what a plain map would hold, also after it was stored and read again', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(id, fc.string())), (entries) => {
				const plain = new Map(entries.map(([one, value]) => [String(one), value]));
				const remembered = Remembered.decode(filled(entries).encode());
				for (const [one, value] of plain) expect(valueOf(remembered, one)).toBe(value);
				expect(remembered.size).toBe(plain.size);
			}),
		);
	});

	it('is stored as the same text when nothing changed', () => {
		const stored = filled([
			[1, 'queued'],
			['b', 'done'],
			[3, 'queued'],
		]).encode();
		expect(Remembered.decode(stored).encode()).toEqual(stored);
	});

	it('takes a number and its digits for the same id, and nothing else for it', () => {
		const remembered = filled([[7, 'seven']]);
		expect(valueOf(remembered, '7')).toBe('seven');
		for (const other of ['07', ' 7', '7.0', '+7', 'seven'])
			expect(remembered.has(other)).toBe(false);
		expect(remembered.idAt(0)).toBe('7');
	});

	it('keeps large numbers as they are, and tells them from hashes', () => {
		const remembered = filled([
			['999999999999999', 'largest'],
			['a text', 'hashed'],
		]);
		const again = Remembered.decode(remembered.encode());
		expect(again.idAt(0)).toBe('999999999999999');
		expect(again.idAt(1)).toBeUndefined();
		expect(valueOf(again, 'a text')).toBe('hashed');
	});

	it('forgets what it is told to forget, and remembers it anew', () => {
		const remembered = filled([
			['a', 'one'],
			['b', 'two'],
		]);
		remembered.forget(remembered.place('a'));
		expect(remembered.has('a')).toBe(false);
		const stored = Remembered.decode(remembered.encode());
		expect(stored.size).toBe(1);
		expect(valueOf(stored, 'b')).toBe('two');
		remembered.remember(remembered.place('a'), 'three');
		expect(valueOf(Remembered.decode(remembered.encode()), 'a')).toBe('three');
	});

	it('keeps names where it is given them', () => {
		const remembered = new Remembered();
		remembered.remember(remembered.place(1), 'listed', 'https://one.example/');
		remembered.remember(remembered.place(2), 'listed', 'domain:two.example');
		remembered.forget(0);
		const again = Remembered.decode(remembered.encode());
		expect(again.nameAt(0)).toBe('domain:two.example');
		expect(again.idAt(0)).toBe('2');
	});

	it('takes back its last entries, and others as an earlier memory had them', () => {
		const remembered = filled([
			[1, 'new'],
			[2, 'new'],
			['three', 'new'],
		]);
		const earlier = new Remembered();
		earlier.copyUnlessKnown(filled([[1, 'old']]), 0);
		earlier.copyUnlessKnown(filled([[1, 'not so old']]), 0);
		remembered.dropLast(1);
		remembered.copyAll(earlier);
		expect(valueOf(remembered, 1)).toBe('old');
		expect(valueOf(remembered, 2)).toBe('new');
		expect(remembered.has('three')).toBe(false);
	});
});

describe('the different values', () => {
	it('may be 4,095; one more is refused with words that a user understands', () => {
		const most = Array.from(
			{ length: 4_095 },
			(_, number) => [number, `status ${String(number)}`] as const,
		);
		const remembered = filled(most);
		expect(valueOf(Remembered.decode(remembered.encode()), 4_094)).toBe('status 4094');
		expect(() => {
			remembered.remember(remembered.place('one more'), 'one more');
		}).toThrow('more than 4,095 different statuses');
	});

	it('make room for others when no entry has them any more', () => {
		const remembered = filled([
			[1, 'stays'],
			[2, ''],
		]);
		for (let turn = 0; turn < 20_000; turn++) remembered.remember(1, `status ${String(turn)}`);
		expect(valueOf(remembered, 1)).toBe('stays');
		expect(valueOf(remembered, 2)).toBe('status 19999');
	});
});

describe('a hundred thousand records', () => {
	const count = 100_000;
	const uuids = Array.from(
		{ length: count },
		(_, number) => `0b6b4b0e-4d1c-4a53-9a46-${String(number).padStart(12, '0')}`,
	);

	it.each([
		['numbers', uuids.map((_, number) => 5_000_000_000 + number)],
		['texts', uuids],
	])('take at most twelve bytes each, and read back as they were: %s', (_kind, ids) => {
		const stored = filled(ids.map((one, place) => [one, `status ${String(place % 40)}`])).encode();
		expect(JSON.stringify(stored).length).toBeLessThanOrEqual(12 * count);
		const again = Remembered.decode(stored);
		expect(ids.every((one, place) => valueOf(again, one) === `status ${String(place % 40)}`)).toBe(
			true,
		);
	});
});
