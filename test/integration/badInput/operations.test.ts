import * as fc from 'fast-check';
import type { Case } from '../../support/badInput/spoil';
import { badCase } from '../../support/badInput/spoil';
import { placesFor } from '../../support/badInput/parameters';
import type { Bounds } from '../../support/badInput/promises';
import { brokenPromises, routeOf } from '../../support/badInput/promises';
import { runSpoilt } from '../../support/badInput/run';
import { seed } from '../../support/badInput/seed';
import type { ServiceName } from '../../support/operations';
import { allOperations, type CataloguedOperation } from '../../support/operations';
import { runOperation } from '../../support/operations/run';
import { Sandboxes } from '../../support/operations/sandboxes';

/** How many values in all, over the operations of all nodes. */
const values = Number(process.env.BAD_INPUT_VALUES ?? 10_000);
/** How many values a run has, with a margin below the usual. */
const valuesInRun = 1.6;
/** So many runs go on at a time. */
const atOnce = 8;

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

interface Run {
	readonly operation: CataloguedOperation;
	readonly bad: Case;
}

const nameOf = ({ service, operation }: CataloguedOperation): string => `${service} ${operation}`;

const chosenBy = ({ operation: name }: CataloguedOperation): Record<string, string> => {
	const [resource, operation] = name.split('.');
	return { resource, operation };
};

/** Routes that are an operation's own, and that it reaches only where its options say so. */
const furtherRoutes = new Map([
	['seRanking gscImport.run', ['GET /backlinks/:siteId/import-status']],
]);

/** What each of a service's operations is held to: its routes are those that it reaches with right values. */
async function boundsOf(operations: readonly CataloguedOperation[]): Promise<Map<string, Bounds>> {
	const bounds = new Map<string, { routes: Set<string>; displayNames: Set<string> }>();
	for (const operation of operations) {
		await sandboxes.use(operation.service, async (sandbox) => {
			const known = bounds.get(nameOf(operation)) ?? {
				routes: new Set(furtherRoutes.get(nameOf(operation))),
				displayNames: new Set(),
			};
			const { requests } = await runOperation(sandbox, operation);
			for (const request of requests) known.routes.add(routeOf(request));
			for (const { displayName } of placesFor(operation.node(sandbox), chosenBy(operation))) {
				known.displayNames.add(displayName);
			}
			bounds.set(nameOf(operation), known);
		});
	}
	return bounds;
}

/** Runs of a service's operations, each as often as the others. */
async function runsOf(operations: readonly CataloguedOperation[]): Promise<fc.Arbitrary<Run>> {
	const places = await sandboxes.use(operations[0].service, async (sandbox) =>
		Promise.resolve(
			operations.map((operation) => placesFor(operation.node(sandbox), chosenBy(operation))),
		),
	);
	const arbitraries = operations
		.map((operation, index) => ({ operation, places: places[index] }))
		.filter((one) => one.places.length > 0)
		.map((one) => badCase(one.places).map((bad): Run => ({ operation: one.operation, bad })));
	return fc.oneof(...arbitraries);
}

const services = [...new Set(allOperations.map(({ service }) => service))];

describe(`bad input (seed ${String(seed)})`, () => {
	it.each<ServiceName>(services)(
		'%s keeps its promises whatever it is given',
		async (service) => {
			const operations = allOperations.filter((operation) => operation.service === service);
			const bounds = await boundsOf(operations);
			const share = (values * operations.length) / allOperations.length;
			let given = 0;
			const promisesBrokenBy = async ({ operation, bad }: Run): Promise<string[]> => {
				const run = await sandboxes.useAsLeft(
					service,
					async (sandbox) => await runSpoilt(sandbox, operation, bad),
				);
				given += bad.spoilt.length;
				const broken = brokenPromises(run, bad, bounds.get(nameOf(operation)) as Bounds);
				return broken.map((promise) => `${operation.name} ${promise}`);
			};
			const manyRuns = fc.array(await runsOf(operations), { minLength: atOnce, maxLength: atOnce });
			await fc.assert(
				fc.asyncProperty(manyRuns, async (runs) => {
					const broken = await Promise.all(runs.map(promisesBrokenBy));
					expect(broken.flat()).toEqual([]);
				}),
				{ seed, numRuns: Math.ceil(share / valuesInRun / atOnce) },
			);
			expect(given).toBeGreaterThanOrEqual(share);
		},
		600_000,
	);
});
