import fc from 'fast-check';
import type {
	Delivered,
	PollEnd,
	PollStep,
	SimulationOptions,
	Step,
	WorldStep,
} from './simulation';
import { pageSize, Simulation } from './simulation';

/** So many histories are played for each property. */
const histories = Number(process.env.HISTORIES ?? 2_500);

const quietPoll: PollStep = { kind: 'poll', during: [], end: 'fine' };

const create = fc.record({
	kind: fc.constant('create' as const),
	count: fc.integer({ min: 1, max: 4 }),
	place: fc.oneof(fc.constant(0), fc.nat(20)),
});
const change = fc.record({
	kind: fc.constant('change' as const),
	at: fc.nat(20),
	value: fc.constantFrom('a', 'b', 'c'),
});
const remove = fc.record({ kind: fc.constant('delete' as const), at: fc.nat(20) });
const world: fc.Arbitrary<WorldStep> = fc.oneof(create, change, remove);

const fault = fc.record({
	request: fc.integer({ min: 1, max: 6 }),
	kind: fc.constantFrom('fails' as const, 'empty' as const, 'busy' as const),
});

const pollWith = (ends: readonly PollEnd[], during: fc.Arbitrary<WorldStep>) =>
	fc.record(
		{
			kind: fc.constant('poll' as const),
			during: fc.array(fc.record({ afterRequests: fc.integer({ min: 1, max: 6 }), step: during }), {
				maxLength: 2,
			}),
			fault,
			pages: fc.integer({ min: 1, max: 4 }),
			end: fc.constantFrom(...ends),
		},
		{ requiredKeys: ['kind', 'during', 'end'] },
	);

const historyWith = (ends: readonly PollEnd[]): fc.Arbitrary<Step[]> =>
	fc.array(fc.oneof(world, pollWith(ends, world)), { minLength: 1, maxLength: 20 });

const service = fc.record({
	initial: fc.nat(10),
	tellsTotal: fc.boolean(),
	concurrency: fc.integer({ min: 1, max: 3 }),
	delays: fc.array(fc.nat(4), { maxLength: 4 }),
});

const survived: readonly PollEnd[] = ['fine'];
const durableEnds: readonly PollEnd[] = [
	'fine',
	'killedWhilePolling',
	'killedAfterSaving',
	'killedAfterExecution',
];
const defaultEnds: readonly PollEnd[] = [...durableEnds, 'publishedAgain'];

/** The engines that store a memory and the execution apart. */
const unsafe = [
	['default' as const, defaultEnds],
	['scheduler' as const, durableEnds],
] as const;

async function play(simulation: Simulation, steps: readonly Step[]): Promise<void> {
	for (const step of steps) {
		if (step.kind === 'poll') await simulation.take(step);
		else simulation.happen(step);
	}
}

/** Polls without a fault until nothing more is found. */
async function settle(simulation: Simulation): Promise<void> {
	for (let poll = 0; poll < 4; poll++) await simulation.take(quietPoll);
}

const check = async <Value>(
	arbitrary: fc.Arbitrary<Value>,
	property: (value: Value) => Promise<void>,
): Promise<void> => {
	await fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: histories });
};

const idsOf = (items: readonly Delivered[]): number[] => items.map(({ id }) => id);
const sorted = (ids: Iterable<number>): number[] => [...ids].sort((one, other) => one - other);

/** The first polls, without changes in the service: whatever goes wrong, they announce nothing. */
const start = fc.record({
	fault: fc.option(fault, { nil: undefined }),
	budgets: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
});

describe('created', () => {
	it.each([
		['durable' as const, durableEnds],
		['default' as const, survived],
		['scheduler' as const, survived],
	])(
		'announces every new record exactly once, and none that was there (engine: %s)',
		async (engine, ends) => {
			await check(fc.tuple(service, start, historyWith(ends)), async ([options, first, steps]) => {
				const simulation = new Simulation({ kind: 'created', engine, ...options });
				const there = new Set(simulation.records.map(({ id }) => id));
				await simulation.take({ ...quietPoll, fault: first.fault });
				for (const pages of first.budgets) await simulation.take({ ...quietPoll, pages });
				await settle(simulation);
				expect(simulation.delivered).toEqual([]);

				await play(simulation, steps);
				await settle(simulation);
				const announced = idsOf(simulation.delivered);
				expect(new Set(announced).size).toBe(announced.length);
				expect(announced.filter((id) => there.has(id))).toEqual([]);
				const mustBe = simulation.records.map(({ id }) => id).filter((id) => !there.has(id));
				expect(mustBe.filter((id) => !announced.includes(id))).toEqual([]);
			});
		},
		300_000,
	);

	it.each(unsafe)(
		'with the engine "%s" loses none when n8n is killed, and announces at most the last twice',
		async (engine, ends) => {
			await check(fc.tuple(service, historyWith(ends)), async ([options, steps]) => {
				const simulation = new Simulation({ kind: 'created', engine, ...options });
				const there = new Set(simulation.records.map(({ id }) => id));
				await settle(simulation);
				await play(simulation, steps);
				await settle(simulation);
				const announced = idsOf(simulation.delivered);
				expect(announced.filter((id) => there.has(id))).toEqual([]);
				const mustBe = simulation.records.map(({ id }) => id).filter((id) => !there.has(id));
				expect(mustBe.filter((id) => !announced.includes(id))).toEqual([]);
				expectOnlyTheLastTwice(simulation);
				for (const id of announced)
					expect(announced.filter((one) => one === id).length).toBeLessThan(3);
				await expectStartsToFallSilent(simulation);
			});
		},
		300_000,
	);

	it('with "Emit Existing" announces all that is there, once', async () => {
		await check(fc.tuple(service, historyWith(durableEnds)), async ([options, steps]) => {
			const simulation = new Simulation({
				kind: 'created',
				engine: 'durable',
				emitsExisting: true,
				...options,
			});
			await play(simulation, steps);
			await settle(simulation);
			const announced = idsOf(simulation.delivered);
			expect(new Set(announced).size).toBe(announced.length);
			const mustBe = simulation.records.map(({ id }) => id);
			expect(mustBe.filter((id) => !announced.includes(id))).toEqual([]);
		});
	}, 300_000);
});

/** What comes again was in the last batch before n8n was killed or published the workflow again. */
function expectOnlyTheLastTwice({ log }: Simulation): void {
	const announced = new Set<number>();
	const mayComeAgain = new Set<number>();
	let last: Delivered[] = [];
	for (const entry of log) {
		if (entry === 'shaken') {
			for (const { id } of last) mayComeAgain.add(id);
			continue;
		}
		for (const { id } of entry) {
			expect(announced.has(id) && !mayComeAgain.delete(id)).toBe(false);
			announced.add(id);
		}
		last = entry;
	}
}

describe('changed', () => {
	/** A service that goes through a history, and its records as they were before that. */
	async function playedOut(
		options: Omit<SimulationOptions, 'kind'>,
		steps: readonly Step[],
	): Promise<{ simulation: Simulation; initially: Map<number, string> }> {
		const simulation = new Simulation({ kind: 'changed', ...options });
		const initially = new Map(simulation.records.map(({ id, value }) => [id, value]));
		await settle(simulation);
		await play(simulation, steps);
		await settle(simulation);
		return { simulation, initially };
	}

	it.each([
		['durable' as const, durableEnds],
		['default' as const, survived],
		['scheduler' as const, survived],
	])(
		'tells each record’s changes as one unbroken chain that ends with what it is now (engine: %s)',
		async (engine, ends) => {
			await check(fc.tuple(service, historyWith(ends)), async ([options, steps]) => {
				const { simulation, initially } = await playedOut({ ...options, engine }, steps);
				const told = new Map(initially);
				for (const { id, before, after } of simulation.delivered) {
					expect(before).not.toBe(after);
					expect(before).toBe(told.get(id) ?? before);
					told.set(id, String(after));
				}
				for (const { id, value } of simulation.records) expect(told.get(id) ?? value).toBe(value);
			});
		},
		300_000,
	);

	it.each(unsafe)(
		'with the engine "%s" loses none when n8n is killed',
		async (engine, ends) => {
			await check(fc.tuple(service, historyWith(ends)), async ([options, steps]) => {
				const { simulation, initially } = await playedOut({ ...options, engine }, steps);
				expect(simulation.lostForGood).toEqual([]);
				const told = new Map([...simulation.known, ...initially]);
				for (const { id, after } of simulation.delivered) told.set(id, String(after));
				for (const { id, value } of simulation.records) expect(told.get(id) ?? value).toBe(value);
				expectOnlyTheLastChangesTwice(simulation, initially);
				await expectStartsToFallSilent(simulation);
			});
		},
		300_000,
	);

	it('with a filter and the default engine loses none that was announced when n8n is killed', async () => {
		await check(fc.tuple(service, historyWith(defaultEnds)), async ([options, steps]) => {
			const filtered = { engine: 'default', announced: ['b'], ...options } as const;
			const { simulation } = await playedOut(filtered, steps);
			expect(simulation.lostForGood).toEqual([]);
			expect(simulation.delivered.filter(({ after }) => after !== 'b')).toEqual([]);
			await expectStartsToFallSilent(simulation);
		});
	}, 300_000);
});

/** A start tells the last announcement again, and the next one at most where a record went on since. */
async function expectStartsToFallSilent(simulation: Simulation): Promise<void> {
	for (let start = 0; start < 3; start++) {
		await simulation.take({ ...quietPoll, end: 'killedAfterExecution' });
	}
	const told = simulation.delivered.length;
	for (let start = 0; start < 2; start++) {
		await simulation.take({ ...quietPoll, end: 'killedAfterExecution' });
	}
	expect(simulation.delivered.slice(told)).toEqual([]);
}

/** The same of changes: one that does not go on from what was told last is one of the last batch. */
function expectOnlyTheLastChangesTwice(
	{ log }: Simulation,
	initially: ReadonlyMap<number, string>,
): void {
	const told = new Map<number, string | null>(initially);
	const mayComeAgain = new Map<number, string | null>();
	let last: Delivered[] = [];
	for (const entry of log) {
		if (entry === 'shaken') {
			for (const { id, before } of last) mayComeAgain.set(id, before);
			continue;
		}
		for (const { id, before, after } of entry) {
			if (told.has(id) && before !== told.get(id)) expect(before).toBe(mayComeAgain.get(id));
			told.set(id, after);
		}
		last = entry;
	}
}

/** The same where a poll has the time to read all pages once, but not twice. */
async function settleSlowly(simulation: Simulation): Promise<void> {
	const pages = Math.ceil(simulation.records.length / pageSize) + 2;
	for (let poll = 0; poll < 16; poll++) await simulation.take({ ...quietPoll, pages });
}

describe('listed', () => {
	it.each([
		['all the time that it needs', settle],
		['the time to read it once', settleSlowly],
	])(
		'tells what joined and what left, each once, and takes nothing for gone that is there, with %s',
		async (_time, settleDown) => {
			const steps = historyWith(durableEnds);
			await check(fc.tuple(service, steps), async ([options, history]) => {
				const simulation = new Simulation({
					kind: 'listed',
					engine: 'durable',
					...options,
					tellsTotal: true,
				});
				const listed = new Set(simulation.records.map(({ id }) => id));
				await settleDown(simulation);
				await play(simulation, history);
				await settleDown(simulation);
				for (const { id, after } of simulation.delivered) {
					expect(listed.has(id)).toBe(after === null);
					if (after === null) listed.delete(id);
					else listed.add(id);
				}
				expect(sorted(listed)).toEqual(sorted(simulation.records.map(({ id }) => id)));
			});
		},
		300_000,
	);
});
