import * as fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/server';
import {
	brokenByRequests,
	isNodeError,
	routeOf,
	touchedPrototypes,
} from '../../support/badInput/promises';
import { listsFor } from '../../support/badInput/parameters';
import { seed } from '../../support/badInput/seed';
import { givenTo } from '../../support/badInput/values';
import { allOperations, parametersOf, type ServiceName } from '../../support/operations';
import { Sandboxes } from '../../support/operations/sandboxes';
import { loadChoices, type NodeUnderTest, searchList } from '../support/runNode';

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

interface Listing {
	readonly filter?: string;
	readonly paginationToken?: string;
	readonly parameters?: INodeParameters;
}

/** The lists of a node, each with parameters of an operation that offers it. */
function listsOf(service: ServiceName, sandbox: Sandbox): Map<string, INodeParameters> {
	const lists = new Map<string, INodeParameters>();
	for (const operation of allOperations.filter((one) => one.service === service)) {
		const [resource, name] = operation.operation.split('.');
		for (const list of listsFor(operation.node(sandbox), { resource, operation: name })) {
			const right = { ...parametersOf(service, sandbox), ...operation.parameters(sandbox, 0) };
			if (!lists.has(list)) lists.set(list, right);
		}
	}
	return lists;
}

/** Asks for every list. @returns the errors */
async function askForAll(
	node: NodeUnderTest,
	lists: ReadonlyMap<string, INodeParameters>,
	{ parameters: other = {}, ...typed }: Listing,
): Promise<unknown[]> {
	const outcomes = await Promise.allSettled(
		[...lists].map(async ([list, right]) => {
			const parameters = { ...right, ...other };
			if (node.type.methods?.loadOptions?.[list]) await loadChoices(node, list, parameters);
			else await searchList(node, list, { parameters, ...typed });
		}),
	);
	return outcomes.flatMap((outcome) =>
		outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
	);
}

/** Text as somebody types it into a list, and a place to go on from that no list has given. */
const typed = givenTo([]).map((given) =>
	given.kind === 'code'
		? given.code
		: typeof given.value === 'string'
			? given.value
			: JSON.stringify(given.value),
);

const services = [...new Set(allOperations.map(({ service }) => service))];

it.each<ServiceName>(services)(
	`%s: lists ask for nothing but themselves, whatever is typed or chosen before (seed ${String(seed)})`,
	async (service) => {
		const [{ node: nodeIn }] = allOperations.filter((operation) => operation.service === service);
		await sandboxes.use(service, async (sandbox) => {
			const running = sandbox.services[service];
			// Leadmetrics gives its lists to tokens of the DM portal alone.
			const { dmAccessToken } = sandbox.services.leadmetrics.credentials;
			const node = nodeIn(sandbox, { leadmetricsTenantApi: { dmAccessToken } });
			const lists = listsOf(service, sandbox);
			running.clearRequests();
			expect(await askForAll(node, lists, {})).toEqual([]);
			const routes = new Set(running.requests.map(routeOf));

			const names = ['siteId', 'tenantId', 'campaignId', 'groupId', 'requestId', 'serviceType'];
			const listings = fc.record(
				{
					filter: typed,
					paginationToken: typed,
					parameters: fc
						.tuple(fc.constantFrom(...names), givenTo([]))
						.map(([name, given]): INodeParameters => {
							const stored = given.kind === 'code' ? `={{ ${given.code} }}` : given.value;
							return { [name]: stored as string };
						}),
				},
				{ requiredKeys: ['parameters'] },
			);
			await fc.assert(
				fc.asyncProperty(listings, async (listing) => {
					running.limiter.clear();
					running.clearRequests();
					const errors = await askForAll(node, lists, listing);
					expect(errors.filter((error) => !isNodeError(error))).toEqual([]);
					expect(brokenByRequests(running, { routes })).toEqual([]);
					expect(touchedPrototypes()).toEqual([]);
				}),
				{ seed, numRuns: 60 },
			);
		});
	},
	600_000,
);
