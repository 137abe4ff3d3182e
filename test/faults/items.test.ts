import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { allOperations, type CataloguedOperation, mostPlaces } from '../support/operations';
import type { HowToRun } from '../support/operations/run';
import { Sandboxes } from '../support/operations/sandboxes';
import { observedRun, readingOf } from './support/faultRun';
import { comparable } from './support/outcomes';
import { sampled } from './support/share';

const sandboxes = new Sandboxes();

afterAll(async () => {
	await sandboxes.close();
});

/** The place of the item that fails. */
const bad = 2;

/** Each item by itself, one after the other. */
const oneByOne = (places: number): HowToRun => ({
	places,
	parameters: { combineItems: false },
	options: { concurrency: 1 },
});

/** One service call for all items, and one whose first request is only a question of how much there is. */
const isOneForAll = ({ name }: CataloguedOperation): boolean =>
	['leadmetrics directory.bulkImport', 'seRanking backlink.getAll (all)'].includes(name);

describe.each(
	sampled(
		allOperations.filter((operation) => !isOneForAll(operation)),
		'items',
	),
)('one bad item of several: $name', (operation) => {
	it('gets its error, and every other its result, where the run goes on', async () => {
		const whole = await observedRun(sandboxes, operation, oneByOne(mostPlaces));
		const { items, error } = await withOneBad(operation, { continueOnFail: true });
		expect(error).toBeUndefined();
		for (let place = 0; place < mostPlaces; place++) {
			const results = jsonOf(items, place);
			if (place === bad) expect(results).toEqual([refused]);
			else expect(results.map(shape)).toEqual(jsonOf(whole.items, place).map(shape));
		}
	});

	it('stops the run, with the number of those that were done', async () => {
		const before = await observedRun(sandboxes, operation, oneByOne(bad));
		const { items, error, requests, effects } = await withOneBad(operation);
		expect(items).toEqual([]);
		expect(readingOf(error).description).toContain(
			`${String(bad)} of ${String(mostPlaces)} items were done before the run stopped at item ${String(bad)}.`,
		);
		expect((error as { context?: IDataObject }).context?.itemIndex).toBe(bad);
		expect(requests).toHaveLength(before.requests.length + 1);
		expect(comparable(effects)).toEqual(comparable(before.effects));
	});
});

/** Runs several items, of which the service refuses one. */
async function withOneBad(operation: CataloguedOperation, how: HowToRun = {}) {
	const { requests } = await observedRun(sandboxes, operation, oneByOne(bad));
	return await observedRun(sandboxes, operation, {
		...oneByOne(mostPlaces),
		...how,
		faults: [
			{ kind: 'status', status: 418, body: { message: 'Not this one' }, skip: requests.length },
		],
	});
}

const refused = {
	error: expect.stringContaining('refused the request (HTTP 418)') as string,
	details: {
		description: expect.stringContaining('The service said: "Not this one".') as string,
		httpCode: '418',
	},
};

const jsonOf = (items: readonly INodeExecutionData[], place: number): IDataObject[] =>
	items
		.filter(({ pairedItem }) => (pairedItem as { item: number }).item === place)
		.map(({ json }) => json);

/** Ids and times differ between two runs. */
const shape = (json: IDataObject): string[] => Object.keys(json);
