import { runNode } from '../support/runNode';
import { allOperations, type CataloguedOperation } from '../../support/operations';
import { found } from '../../support/operations/catalogue';
import { Sandboxes } from '../../support/operations/sandboxes';

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

/** All that mail somebody, or spend on something that is there already. */
const oncePerTarget = [
	'leadmetrics campaign.sendAll',
	'leadmetrics campaignEmail.send',
	'leadmetrics campaignEmail.send (with changes)',
	'leadmetrics haroQuery.respond',
	'likePion link.retry',
	'likePion link.retryAll',
	'likePion request.restart',
	'likePion request.start',
];

const named = (name: string): CataloguedOperation =>
	found(allOperations.find((operation) => operation.name === name));

/** What is sent to change something, for so many items with the same target. */
async function runWith(operation: CataloguedOperation, items: number) {
	return await sandboxes.use(operation.service, async (sandbox) => {
		const service = sandbox.services[operation.service];
		operation.prepare(sandbox, 1);
		service.clearRequests();
		const run = await runNode(operation.node(sandbox), {
			parameters: operation.parameters(sandbox, 0),
			input: Array.from({ length: items }, () => ({})),
		});
		const writes = service.requests.filter(({ method }) => method !== 'GET');
		return { items: run.items, writes: writes.map(({ method, path }) => `${method} ${path}`) };
	});
}

describe.each(oncePerTarget)('%s', (name) => {
	it('is done once for six items with one target, each of which gets what came of it', async () => {
		const one = await runWith(named(name), 1);
		const six = await runWith(named(name), 6);
		expect(one.writes.length).toBeGreaterThan(0);
		expect(six.writes).toEqual(one.writes);
		expect(six.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
		);
		for (const { json } of six.items) expect(json).toEqual(six.items[0].json);
	});
});
