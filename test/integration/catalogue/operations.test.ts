import { allOperations, mostPlaces, operationsOf } from '../../support/operations';
import { runOperation } from '../../support/operations/run';
import { Sandboxes } from '../../support/operations/sandboxes';

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

it.each([...new Set(allOperations.map(({ service }) => service))])(
	'%s: every operation of the node is in the catalogue',
	async (service) => {
		const ofService = allOperations.filter((operation) => operation.service === service);
		const offered = await sandboxes.use(service, async (sandbox) =>
			Promise.resolve(operationsOf(ofService[0].node(sandbox))),
		);
		expect(offered.length).toBeGreaterThan(0);
		expect(new Set(ofService.map(({ operation }) => operation))).toEqual(new Set(offered));
	},
);

describe.each(allOperations)('$name', (operation) => {
	it.each([1, mostPlaces])('succeeds for %i items', async (places) => {
		const { items, error, requests, effects } = await sandboxes.use(
			operation.service,
			async (sandbox) => await runOperation(sandbox, operation, { places }),
		);
		expect(error).toBeUndefined();
		const pairs = items.map(({ pairedItem }) => (pairedItem as { item: number }).item);
		expect(new Set(pairs)).toEqual(new Set(Array.from({ length: places }, (_, item) => item)));
		expect(requests.filter(({ status }) => status === null || status >= 300)).toEqual([]);
		const reads = requests.every(({ method }) => method === 'GET');
		if (reads) expect(effects).toEqual({});
		if (operation.onlyOnce) expect(effects).not.toEqual({});
	});
});
