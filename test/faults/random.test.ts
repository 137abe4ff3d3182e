import * as fc from 'fast-check';
import { NodeApiError, NodeOperationError, type IDataObject } from 'n8n-workflow';
import { allOperations, type CataloguedOperation, mostPlaces } from '../support/operations';
import { Sandboxes } from '../support/operations/sandboxes';
import { type ObservedRun, observedRun, readingOf, severalAtOnce } from './support/faultRun';
import { type Elsewhere, startElsewhere } from './support/elsewhere';
import { kinds } from './support/kinds';
import { comparable } from './support/outcomes';
import { shareOf } from './support/share';

const runs = shareOf(1_000);
const seed = 20_261_121;

const onlyOnce = allOperations.filter((operation) => operation.onlyOnce);

/** What mails, spends or adds, several times, while all kinds of failures strike all kinds of requests. */
const scenarios = fc.record({
	operation: fc.constantFrom(...onlyOnce),
	places: fc.integer({ min: 1, max: mostPlaces }),
	concurrency: fc.integer({ min: 1, max: 10 }),
	continueOnFail: fc.boolean(),
	combineItems: fc.boolean(),
	jitter: fc.integer({ min: 0, max: 8 }),
	failures: fc.array(
		fc.record({
			kind: fc.constantFrom(...kinds.filter(({ baseUrl }) => baseUrl === undefined)),
			method: fc.constantFrom('POST', 'GET', 'PATCH', undefined),
			times: fc.constantFrom<number | 'always'>(1, 2, 4, 'always'),
			skip: fc.integer({ min: 0, max: 4 }),
		}),
		{ minLength: 1, maxLength: 4 },
	),
});

type Scenario = typeof scenarios extends fc.Arbitrary<infer Value> ? Value : never;

const sandboxes = new Sandboxes();
let elsewhere: Elsewhere;
let ran: Array<{ scenario: Scenario; run: ObservedRun }>;
/** What operations do without any failure, by how many items. */
const unharmed = new Map<CataloguedOperation, Array<Record<string, number>>>();

beforeAll(async () => {
	elsewhere = await startElsewhere();
	await severalAtOnce(onlyOnce, async (operation) => {
		const effects: Array<Record<string, number>> = [{}];
		for (let places = 1; places <= mostPlaces; places++) {
			effects[places] = comparable((await observedRun(sandboxes, operation, { places })).effects);
		}
		unharmed.set(operation, effects);
	});
	ran = await severalAtOnce(fc.sample(scenarios, { numRuns: runs, seed }), runScenario, 32);
}, 1_800_000);

afterAll(async () => {
	await sandboxes.close();
	await elsewhere.close();
});

async function runScenario(scenario: Scenario) {
	const { operation, concurrency, combineItems, failures, jitter } = scenario;
	const run = await observedRun(sandboxes, operation, {
		...scenario,
		latency: { milliseconds: 0, jitterMilliseconds: jitter },
		parameters: { combineItems },
		options: { concurrency },
		faults: failures.flatMap(({ kind, method, times, skip }) =>
			kind.strikes(times, elsewhere).map((strike) => ({ ...strike, method, skip })),
		),
	});
	return { scenario, run };
}

/** The runs for which something does not hold, in words. */
const broken = (
	problemOf: (run: ObservedRun, scenario: Scenario) => string | undefined,
): string[] =>
	ran.flatMap(({ scenario, run }) => {
		const problem = problemOf(run, scenario);
		return problem === undefined ? [] : [`${problem}: ${inWords(scenario, run)}`];
	});

const inWords = (
	{ operation, failures, ...others }: Scenario,
	{ error, effects, items }: ObservedRun,
) =>
	JSON.stringify({
		operation: operation.name,
		...others,
		failures: failures.map(({ kind, ...more }) => ({ kind: kind.name, ...more })),
		effects,
		error: readingOf(error),
		items: items.map(({ json }) => json),
	});

/** What one item does, by effect, where each item does the same. */
function usualEffects({ operation }: Scenario): Array<[string, number]> {
	const [, ofOne, , , ofAll] = unharmed.get(operation) ?? [];
	return Object.entries(ofOne).filter(
		([name, count]) => ofAll[name] === mostPlaces * count && name !== 'emailsUpdated',
	);
}

const saysItIsNotKnown = (description: string): boolean =>
	description.includes('It is not known whether');

/** How many items were done according to the node, at least and at most. */
function doneInWords({ items, error }: ObservedRun, { places }: Scenario): [number, number] {
	if (error !== undefined) {
		const { description } = readingOf(error);
		const done = places === 1 ? 0 : Number(/(\d+) of \d+ items were done/.exec(description)?.[1]);
		return [done, saysItIsNotKnown(description) || places > 1 ? places : 0];
	}
	const perItem = new Map(
		items.map(({ json, pairedItem }) => [(pairedItem as { item: number }).item, json]),
	);
	const all = [...perItem.values()];
	const failed = all.filter(isFailure);
	const unknown = failed.filter(({ details }) => saysItIsNotKnown(details.description));
	return [all.length - failed.length, all.length - failed.length + unknown.length];
}

const isFailure = (
	json: IDataObject,
): json is { error: string; details: { description: string } } =>
	Object.keys(json).join() === 'error,details';

it(`${String(runs)} runs did something`, () => {
	expect(ran.filter(({ run }) => Object.keys(run.effects).length > 0).length).toBeGreaterThan(
		runs / 4,
	);
	expect(
		ran.filter(({ run: { error, items } }) => error ?? items.some(({ json }) => isFailure(json)))
			.length,
	).toBeGreaterThan(runs / 4);
});

it('nobody was mailed twice, and no query was answered twice', () => {
	expect(
		broken(({ effects }) =>
			Object.entries(effects)
				.find(([name, count]) => name.includes(':') && count > 1)
				?.join(' '),
		),
	).toEqual([]);
});

it('nothing was spent, added or started more often than asked for', () => {
	expect(
		broken(({ effects }, { operation, places }) => {
			const most = unharmed.get(operation)?.[places] ?? {};
			return Object.entries(comparable(effects))
				.find(([name, count]) => name !== 'emailsUpdated' && count > (most[name] ?? 0))
				?.join(' ');
		}),
	).toEqual([]);
});

it('what the node says was done is what was done', () => {
	expect(
		broken((run, scenario) => {
			const [least, most] = doneInWords(run, scenario);
			return usualEffects(scenario)
				.map(([name, count]) => ({ name, items: (run.effects[name] ?? 0) / count }))
				.filter(({ items }) => !(items >= least && items <= most))
				.map(
					({ name, items }) =>
						`${name} of ${String(items)} items, said ${String(least)} to ${String(most)}`,
				)
				.at(0);
		}),
	).toEqual([]);
});

it('no redirect was followed', () => {
	expect(elsewhere.arrived).toEqual([]);
});

it('every failure is one that n8n shows as such', () => {
	expect(
		broken(({ error }) =>
			error === undefined || error instanceof NodeApiError || error instanceof NodeOperationError
				? undefined
				: error.name,
		),
	).toEqual([]);
});
