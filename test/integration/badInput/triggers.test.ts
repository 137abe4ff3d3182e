import * as fc from 'fast-check';
import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/server';
import { type Place, placesFor } from '../../support/badInput/parameters';
import {
	type Bounds,
	brokenByRequests,
	isNodeError,
	namesParameter,
	routeOf,
	touchedPrototypes,
} from '../../support/badInput/promises';
import { seed } from '../../support/badInput/seed';
import { type Given, givenTo } from '../../support/badInput/values';
import { nodesIn, type ServiceWithNodes, triggers } from '../../support/nodes';
import { parametersOf } from '../../support/operations';
import { Sandboxes } from '../../support/operations/sandboxes';
import { type NodeUnderTest, runPoll } from '../support/runNode';

const sandboxes = new Sandboxes();
afterAll(async () => {
	await sandboxes.close();
});

const triggerIn = (service: ServiceWithNodes, sandbox: Sandbox): NodeUnderTest => ({
	...nodesIn[service](sandbox),
	type: triggers[service],
});

const eventsOf = ({ type }: NodeUnderTest): string[] =>
	type.description.properties
		.filter(({ name }) => name === 'event')
		.flatMap(({ options = [] }) => options as INodePropertyOptions[])
		.map(({ value }) => String(value));

/** A poll with one parameter that is not what it should be. */
interface BadPoll {
	readonly event: string;
	readonly place: Place;
	readonly given: Given;
	readonly mode: 'trigger' | 'manual';
}

function withBad(right: INodeParameters, { place, given }: BadPoll): INodeParameters {
	const stored = (given.kind === 'code' ? `={{ ${given.code} }}` : given.value) as string;
	if (place.box === undefined) return { ...right, [place.name]: stored };
	return { ...right, [place.box]: { [place.name]: stored } };
}

it.each(Object.keys(triggers) as ServiceWithNodes[])(
	`the trigger of %s keeps its promises whatever it is given (seed ${String(seed)})`,
	async (service) => {
		await sandboxes.use(service, async (sandbox) => {
			const running = sandbox.services[service];
			const under = triggerIn(service, sandbox);
			const known = parametersOf(service, sandbox);
			const campaign = (known.campaignId as INodeParameters | undefined)?.value;
			const rightFor = (event: string): INodeParameters => ({
				...known,
				event,
				...(campaign === undefined ? {} : { campaignIds: campaign }),
			});
			const events = eventsOf(under);
			const bounds = new Map<string, Bounds>();
			for (const event of events) {
				running.clearRequests();
				await runPoll(under, { parameters: rightFor(event) });
				bounds.set(event, {
					routes: new Set(running.requests.map(routeOf)),
					displayNames: new Set(placesFor(under, { event }).map(({ displayName }) => displayName)),
				});
			}

			const badPoll = fc
				.constantFrom(
					...events.flatMap((event) =>
						placesFor(under, { event }).map((place) => ({ event, place })),
					),
				)
				.chain(({ event, place }) =>
					fc.record<BadPoll>({
						event: fc.constant(event),
						place: fc.constant(place),
						given: givenTo(place.choices),
						mode: fc.constantFrom('trigger', 'manual'),
					}),
				);
			await fc.assert(
				fc.asyncProperty(badPoll, async (bad) => {
					running.limiter.clear();
					running.clearRequests();
					const parameters = withBad(rightFor(bad.event), bad);
					const staticData = {};
					const error: unknown = await runPoll(under, {
						parameters,
						staticData,
						mode: bad.mode,
					}).then(
						() => undefined,
						(thrown: unknown) => thrown,
					);
					const { routes, displayNames } = bounds.get(bad.event) as Bounds;
					expect(brokenByRequests(running, { routes })).toEqual([]);
					expect(touchedPrototypes()).toEqual([]);
					if (error === undefined) return;
					expect(isNodeError(error)).toBe(true);
					expect(staticData).toEqual({});
					const { name, message } = error as Error;
					if (name === 'NodeOperationError') {
						expect([message, namesParameter(message, { displayNames })]).toEqual([message, true]);
					}
				}),
				{ seed, numRuns: 100 },
			);
		});
	},
	600_000,
);
