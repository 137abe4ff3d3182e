import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { LoggerProxy } from 'n8n-workflow';
import type { Fault } from '../../sandbox/core/faults';
import type { Sandbox } from '../../sandbox/server';
import { backlinkBaseScenes } from '../e2e/scenes/backlinkBase';
import { leadmetricsScenes } from '../e2e/scenes/leadmetrics';
import { likePionScenes } from '../e2e/scenes/likePion';
import type { Scene } from '../e2e/scenes/scene';
import { seRankingScenes } from '../e2e/scenes/seRanking';
import {
	loadChoices,
	type NodeUnderTest,
	runPoll,
	searchList,
} from '../integration/support/runNode';
import { nodesIn, type ServiceWithNodes, triggers } from '../support/nodes';
import { allOperations, type CataloguedOperation } from '../support/operations';
import { type HowToRun, type OperationRun, runOperation } from '../support/operations/run';
import { Sandboxes } from '../support/operations/sandboxes';
import { secretsOf, tokensOf } from '../support/secrets/demoSecrets';
import { SecretSearch } from '../support/secrets/secretSearch';
import { typedParameters, typedToLookFor } from '../support/secrets/typed';
import { type Elsewhere, startElsewhere } from './support/elsewhere';
import { type ObservedRun, observedRun, severalAtOnce } from './support/faultRun';
import { kinds } from './support/kinds';
import { inOwnTime } from './support/ownTime';

/** What happens to the requests of a run. */
interface Trouble {
	readonly name: string;
	readonly faults: (elsewhere: Elsewhere) => ReadonlyArray<Omit<Fault, 'service'>>;
	readonly baseUrl?: (elsewhere: Elsewhere) => string;
}

const none: Trouble = { name: 'no failure', faults: () => [] };

const failures = kinds.map(
	({ name, strikes, baseUrl }): Trouble => ({
		name,
		faults: (where) => strikes('always', where),
		baseUrl,
	}),
);

/** A service that says what it was told, secrets included. */
const echoes = [200, 401, 404, 422, 429, 500].map(
	(status): Trouble => ({
		name: `an echo with status ${String(status)}`,
		faults: () => [{ kind: 'echo', status, times: 'always' }],
	}),
);

/** More runs at a time than the machine can work on, because many of them only wait for an answer. */
const atOnce = 32;

const sandboxes = new Sandboxes();
let elsewhere: Elsewhere;
/** For all secrets, and for the tokens alone; those of all sandboxes are the same. */
let search: SecretSearch;
let searchForTokens: SecretSearch;
/** Whatever the nodes, or n8n for them, wrote into n8n's log. */
const logged: unknown[] = [];

beforeAll(async () => {
	elsewhere = await startElsewhere();
	await sandboxes.use('likePion', async (sandbox) => {
		search = new SecretSearch({ ...secretsOf(sandbox), ...typedToLookFor });
		searchForTokens = new SecretSearch(tokensOf(sandbox));
		await Promise.resolve();
	});
	const log = (...said: unknown[]): void => void logged.push(said);
	LoggerProxy.init({ debug: log, info: log, warn: log, error: log });
});

afterAll(async () => {
	await sandboxes.close();
	await elsewhere.close();
});

afterEach(() => {
	expect(search.inValue(logged)).toEqual([]);
	expect(elsewhere.arrived).toEqual([]);
});

/** What of a run anybody can see: items with files, hints, the error with all that it holds, addresses. */
const visible = ({ items, hints, error, requests }: OperationRun): unknown => ({
	items,
	hints,
	error,
	addresses: requests.map(({ path, headers }) => [path, headers.referer]),
});

/** Runs an operation with secrets in every field that takes one. */
const struck = async (
	operation: CataloguedOperation,
	trouble: Trouble,
	how: HowToRun = {},
): Promise<ObservedRun> =>
	await observedRun(sandboxes, operation, {
		...how,
		parameters: { ...typedParameters(operation), ...how.parameters },
		faults: trouble.faults(elsewhere),
		...(trouble.baseUrl ? { baseUrl: trouble.baseUrl(elsewhere) } : {}),
	});

describe('every operation shows no secret', () => {
	it.each([none, ...failures, ...echoes])(
		'under $name',
		async (trouble) => {
			const cases = [false, true].flatMap((continueOnFail) =>
				allOperations.map((operation) => ({ operation, continueOnFail })),
			);
			const runs = await severalAtOnce(
				cases,
				async ({ operation, ...how }) => await struck(operation, trouble, how),
				atOnce,
			);
			const shown = runs.flatMap((run, place) =>
				search.inValue(visible(run)).map((one) => ({ ...cases[place], ...one })),
			);
			expect(shown).toEqual([]);
			expect(runs.some(({ error }) => error !== undefined)).toBe(trouble !== none);
		},
		300_000,
	);

	/** Stops the execution as soon as a request of it is under way, which is never answered. */
	const stopped = async (operation: CataloguedOperation): Promise<OperationRun> =>
		await sandboxes.use(operation.service, async (sandbox) => {
			const stop = new AbortController();
			const watch = setInterval(() => {
				if (sandbox.services[operation.service].requests.length > 0) stop.abort();
			}, 5);
			const running = inOwnTime(
				async () =>
					await runOperation(sandbox, operation, {
						parameters: typedParameters(operation),
						faults: [{ kind: 'hang', times: 'always' }],
						abortSignal: stop.signal,
					}),
			);
			return await running.finally(() => {
				clearInterval(watch);
			});
		});

	it('where the execution is stopped while a request is under way', async () => {
		const runs = await severalAtOnce(allOperations, stopped, atOnce);
		expect(runs.flatMap((run) => search.inValue(visible(run)))).toEqual([]);
		for (const { error } of runs) {
			expect(error?.message).toMatch(/^The execution was stopped/);
		}
	}, 300_000);
});

it('with Include Secrets, passwords stand in the items alone, and tokens nowhere', async () => {
	const operations = allOperations.filter(({ service }) => service === 'likePion');
	const how: HowToRun = { options: { includeSecrets: true }, parameters: { output: 'raw' } };
	const runs = await severalAtOnce(
		operations,
		async (operation) => await struck(operation, none, how),
		atOnce,
	);
	expect(runs.flatMap((run) => searchForTokens.inValue(visible(run)))).toEqual([]);
	expect(runs.flatMap((run) => search.inValue(visible({ ...run, items: [] })))).toEqual([]);
	const giving = operations.filter((_, place) => search.inValue(runs[place].items).length > 0);
	expect(giving.map(({ operation }) => operation)).toEqual(
		expect.arrayContaining(['account.getAll', 'account.export', 'group.export']),
	);
}, 120_000);

const services = Object.keys(nodesIn) as ServiceWithNodes[];

/** A node with its credentials at another address, where a failure wants that. */
function nodeUnder(
	sandbox: Sandbox,
	service: ServiceWithNodes,
	{ baseUrl }: Trouble,
): NodeUnderTest {
	const changes = { ...(baseUrl ? { baseUrl: baseUrl(elsewhere) } : {}), allowance: randomUUID() };
	const { credentials } = nodesIn[service](sandbox);
	return nodesIn[service](
		sandbox,
		Object.fromEntries(Object.keys(credentials).map((name) => [name, changes])),
	);
}

/** What a promise gives, or the error that it ends in. */
const outcomeOf = async (promise: Promise<unknown>): Promise<unknown> =>
	await promise.catch((error: unknown) => error);

/** Without those that never answer: for these a trigger or a list waits a minute, as it should. */
const answered = [
	none,
	...failures.filter(({ name }) => !name.startsWith('no answer in time')),
	...echoes,
];

describe('every trigger shows no secret', () => {
	const scenes: readonly Scene[] = [
		...backlinkBaseScenes,
		...leadmetricsScenes,
		...likePionScenes,
		...seRankingScenes,
	];

	/** Polls before and after something happened, the last time under the trouble and by hand. */
	const polled = async ({ event, set, ...scene }: Scene, trouble: Trouble): Promise<object[]> => {
		const service = scene.service as ServiceWithNodes;
		return await sandboxes.use(
			service,
			async (sandbox) =>
				await inOwnTime(async () => {
					// So small a sandbox has disavowed nothing.
					sandbox.services.seRanking.world
						.site('20481')
						.disavow([{ type: 'domain', url: 'spam.example' }]);
					const { parameters, happens } = set(sandbox);
					const staticData: IDataObject = {};
					const poll = async (way: Trouble, mode: 'trigger' | 'manual' = 'trigger') =>
						await outcomeOf(
							runPoll(
								{ ...nodeUnder(sandbox, service, way), type: triggers[service] },
								{
									parameters: { event, ...parameters },
									staticData,
									mode,
									workflowId: randomUUID(),
								},
							),
						);
					const seen = [await poll(none), await poll(none)];
					happens();
					for (const fault of trouble.faults(elsewhere)) {
						sandbox.control.addFault({ service, ...fault });
					}
					seen.push(await poll(trouble), await poll(trouble, 'manual'));
					const addresses = sandbox.control
						.requests({ service })
						.map(({ path, headers }) => [path, headers.referer]);
					return search.inValue({ seen, staticData, addresses }).map((one) => ({ event, ...one }));
				}),
		);
	};

	it.each(answered)(
		'under $name',
		async (trouble) => {
			const shown = await severalAtOnce(
				scenes,
				async (scene) => await polled(scene, trouble),
				atOnce,
			);
			expect(shown.flat()).toEqual([]);
		},
		300_000,
	);
});

describe('every list to choose from shows no secret', () => {
	/** All parameters that a list may depend on. */
	const allParameters = (sandbox: Sandbox, service: ServiceWithNodes): INodeParameters =>
		Object.assign(
			{},
			...allOperations
				.filter((operation) => operation.service === service)
				.map((operation) => operation.parameters(sandbox, 0)),
		) as INodeParameters;

	const listed = async (service: ServiceWithNodes, trouble: Trouble): Promise<object[]> =>
		await sandboxes.use(
			service,
			async (sandbox) =>
				await inOwnTime(async () => {
					for (const operation of allOperations) {
						if (operation.service === service) operation.prepare(sandbox, 1);
					}
					const parameters = allParameters(sandbox, service);
					const node = nodeUnder(sandbox, service, trouble);
					const { listSearch = {}, loadOptions = {} } = node.type.methods ?? {};
					for (const fault of trouble.faults(elsewhere)) {
						sandbox.control.addFault({ service, ...fault });
					}
					const seen: unknown[] = [];
					for (const method of Object.keys(listSearch)) {
						seen.push(await outcomeOf(searchList(node, method, { parameters })));
					}
					for (const method of Object.keys(loadOptions)) {
						seen.push(await outcomeOf(loadChoices(node, method, parameters)));
					}
					expect(seen.length).toBeGreaterThan(0);
					return search.inValue(seen);
				}),
		);

	it.each(answered)(
		'under $name',
		async (trouble) => {
			const shown = await severalAtOnce(
				services,
				async (service) => await listed(service, trouble),
				atOnce,
			);
			expect(shown.flat()).toEqual([]);
		},
		300_000,
	);
});
