import fs from 'node:fs';
import path from 'node:path';
import { allOperations, type CataloguedOperation } from '../support/operations';
import { Sandboxes } from '../support/operations/sandboxes';
import { type Elsewhere, startElsewhere } from './support/elsewhere';
import { observedRun, severalAtOnce, type Times } from './support/faultRun';
import { type FailureKind, kinds } from './support/kinds';
import {
	allOutcomes,
	onlyOnceUnder,
	type Outcome,
	outcomeOf,
	type Outcomes,
	repeatableUnder,
	timesOf,
} from './support/outcomes';
import { failuresPage } from './support/page';
import { isWhole } from './support/share';

const sandboxes = new Sandboxes();
let elsewhere: Elsewhere;
let outcomes: Outcomes;
/** What operations do without any failure. */
const unharmed = new Map<CataloguedOperation, Outcome>();

beforeAll(async () => {
	elsewhere = await startElsewhere();
	await severalAtOnce(allOperations, async (operation) => {
		unharmed.set(operation, outcomeOf(await observedRun(sandboxes, operation), operation));
	});
	outcomes = await allOutcomes(sandboxes, elsewhere);
}, 1_800_000);

afterAll(async () => {
	await sandboxes.close();
	await elsewhere.close();
});

const mostTries = 4;

/** The services do not tell what these did, so that the user is told what to check. */
const cannotBeReadBack = new Set([
	'leadmetrics haroQuery.respond',
	'leadmetrics opportunity.runMatcher',
	'seRanking gscImport.run',
	'seRanking gscImport.run (waiting)',
]);

const notKnown =
	/^It is not known whether .+ carried out the request, because no usable answer came, so it was not sent again\. \S.+ (?:shows?|holds?|lists?|was|were|is|are|had) /;

function without(operation: CataloguedOperation): Outcome {
	const found = unharmed.get(operation);
	if (found === undefined) throw new Error(`${operation.name} did not run`);
	return found;
}

function expectPauses({ pauses }: Outcome, kind: FailureKind): void {
	pauses.forEach(({ passed, slept }, place) => {
		const [least, most] = kind.pauses[place];
		expect(passed).toBeGreaterThanOrEqual(least);
		expect(slept).toBeLessThanOrEqual(most);
	});
}

function expectGivenUp({ tries, message, description }: Outcome, kind: FailureKind): void {
	expect(tries).toBe(mostTries);
	expect(message).toMatch(kind.message);
	expect(description).toContain(`Tried ${String(mostTries)} times.`);
}

function expectDone(outcome: Outcome, operation: CataloguedOperation): void {
	expect(outcome.message).toBe('');
	expect(outcome.items).toBe(without(operation).items);
}

/** An answer that holds nothing anyway is not lost when it comes empty. */
const isHarmless = (operation: CataloguedOperation, kind: FailureKind): boolean =>
	kind.name === 'empty answer' && without(operation).isAnsweredWithNothing;

/** Where a repetition is refused because the first was carried out, that shows in its status alone. */
const mayEndEarly = ({ name }: FailureKind): boolean => name === 'empty answer';

describe.each(kinds.map((kind): [string, FailureKind] => [kind.name, kind]))(
	'%s',
	(_name, kind) => {
		it.each(repeatableUnder(kind))('$name', (operation) => {
			for (const times of timesOf(kind)) {
				const outcome = outcomes(operation, kind, times);
				if (outcome.isRead) expect(outcome.effects).toEqual({});
				if (kind.again === 'useless') {
					expect(outcome.tries).toBe(1);
					expect(outcome.message).toMatch(kind.message);
					continue;
				}
				expectPauses(outcome, kind);
				if (isHarmless(operation, kind)) {
					expectDone(outcome, operation);
					expect(outcome.tries).toBe(1);
				} else if (times === 'always') {
					if (outcome.tries === mostTries || !mayEndEarly(kind)) expectGivenUp(outcome, kind);
				} else {
					expectDone(outcome, operation);
					if (!mayEndEarly(kind)) expect(outcome.tries).toBe(Number(times) + 1);
				}
			}
		});

		it.each(onlyOnceUnder(kind))('only once: $name', (operation) => {
			for (const times of timesOf(kind)) {
				const outcome = outcomes(operation, kind, times);
				expectPauses(outcome, kind);
				expectEffects(operation, outcome, isDone(kind, times));
				if (kind.again === 'safe' && times === 'always') expectGivenUp(outcome, kind);
				else if (kind.again === 'safe') {
					expectDone(outcome, operation);
					expect(outcome.tries).toBe(Number(times) + 1);
				} else expectSentOnce(operation, outcome);
			}
		});

		function expectSentOnce(operation: CataloguedOperation, outcome: Outcome): void {
			expect(outcome.tries).toBe(1);
			if (kind.acted && !cannotBeReadBack.has(operation.name)) {
				expectDone(outcome, operation);
				return;
			}
			expect(outcome.message).toMatch(kind.message);
			if (kind.again === 'mayHeal') expect(outcome.description).toMatch(notKnown);
		}
	},
);

const isDone = ({ acted, again }: FailureKind, times: Times): boolean =>
	acted || (again === 'safe' && times !== 'always');

/** What is done is done once. Changes before a mail is sent are stored all the same. */
function expectEffects(operation: CataloguedOperation, { effects }: Outcome, done: boolean): void {
	const { emailsUpdated = 0, ...once } = effects;
	const { emailsUpdated: updates = 0, ...expected } = without(operation).effects;
	expect(once).toEqual(done ? expected : {});
	expect(emailsUpdated).toBeLessThanOrEqual(updates);
}

it('nothing reached another host', () => {
	expect(elsewhere.arrived).toEqual([]);
});

// The page holds the figures of all runs, which a sample does not have.
if (isWhole) {
	it('docs/failures.md says what happened', () => {
		const file = path.resolve(__dirname, '../../docs/failures.md');
		const written = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
		const now = failuresPage(outcomes);
		fs.writeFileSync(file, now);
		// Where it was not up to date it has been written anew: look at it, and run again.
		expect(written).toBe(now);
	});
}
