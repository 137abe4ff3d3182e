import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import type { Fault } from '../../sandbox/core/faults';
import type { Execution } from '../../sandbox/n8n/client';
import type { SandboxServices } from '../../sandbox/server';
import { allOperations, type CataloguedOperation } from '../support/operations';
import { leaksIn, secretsOf } from '../support/secrets/demoSecrets';
import { SecretSearch } from '../support/secrets/secretSearch';
import { typedParameters, typedSecrets, typedToLookFor } from '../support/secrets/typed';
import { edition } from './edition';
import { announced, publish, until } from './listening';
import { backlinkBaseScenes } from './scenes/backlinkBase';
import { leadmetricsScenes } from './scenes/leadmetrics';
import { likePionScenes } from './scenes/likePion';
import { seRankingScenes } from './scenes/seRanking';
import { type Change, workflowOf } from './support/operationWorkflow';
import { useDemo } from './useDemo';

const services = ['backlinkBase', 'leadmetrics', 'likePion', 'seRanking'] as const;
type ServiceName = (typeof services)[number] & keyof SandboxServices;

/** What a user types comes out of n8n's environment, so that neither workflow nor items hold it. */
const variableFor = (field: string): string => `TYPED_${field.toUpperCase()}`;

const demo = useDemo(
	{
		backlinks: 400,
		env: {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_OUTPUT: 'console,file',
			N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
			...Object.fromEntries(
				Object.entries(typedSecrets).map(([field, value]) => [variableFor(field), value]),
			),
		},
	},
	(sandbox) => ({ ...secretsOf(sandbox), ...typedToLookFor }),
);

const folder = (): string => path.dirname(demo().n8n.logFile);

let search: SecretSearch;

const expectNoSecretsIn = (value: unknown): void => {
	expect(search.inValue(value)).toEqual([]);
};

/** Another server, to which nothing may be sent on. */
const elsewhere = http.createServer((request, response) => {
	sentElsewhere.push(request.url ?? '');
	response.end('{}');
});
const sentElsewhere: string[] = [];
let elsewhereUrl: string;

beforeAll(async () => {
	search = new SecretSearch({ ...secretsOf(demo().sandbox), ...typedToLookFor });
	await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
	elsewhereUrl = `http://127.0.0.1:${String((elsewhere.address() as AddressInfo).port)}`;
});

afterEach(() => {
	for (const service of services) demo().sandbox.services[service].faults.clear();
	const requests = demo().sandbox.control.requests({});
	expectNoSecretsIn(requests.map(({ path: address, headers }) => [address, headers.referer]));
	expect(sentElsewhere).toEqual([]);
});

afterAll(() => {
	elsewhere.closeAllConnections();
	elsewhere.close();
});

function strikeAll(fault: Omit<Fault, 'service'>): void {
	for (const service of services) {
		demo().sandbox.control.addFault({ service, ...fault, times: 'always' });
	}
}

/** A service that says what it was told, secrets included; nobody has to wait before the next try. */
const echo = (status: number): Omit<Fault, 'service'> => ({
	kind: 'echo',
	status,
	headers: { 'retry-after': '0' },
});

const typedFromEnvironment: Change = (operation, parameters) => ({
	...parameters,
	...typedParameters(operation, (field) => `={{ $env.${variableFor(field)} }}`),
});

const takesSecrets = (operation: CataloguedOperation): boolean =>
	Object.keys(typedParameters(operation)).length > 0;

const isDeletion = ({ operation }: CataloguedOperation): boolean => /delete/i.test(operation);

/** A service's operations; what takes something away comes last. */
function operationsOf(service: ServiceName): CataloguedOperation[] {
	const own = allOperations.filter((operation) => operation.service === service);
	return [...own.filter((one) => !isDeletion(one)), ...own.filter(isDeletion)];
}

/** Runs operations in one workflow, where told under a fault. */
async function run(
	name: string,
	operations: readonly CataloguedOperation[],
	{
		fault,
		change = typedFromEnvironment,
		onError = 'continueRegularOutput',
	}: { fault?: Omit<Fault, 'service'>; change?: Change; onError?: INode['onError'] } = {},
): Promise<Execution> {
	const file = workflowOf(demo(), name, operations, change, onError);
	if (fault) strikeAll(fault);
	const workflow = await demo().client.importWorkflow(file);
	return await demo().client.runWorkflow(workflow, { timeoutMs: 150_000 });
}

/** The nodes whose items tell of no error. */
const succeeded = ({ data }: Execution, operations: readonly CataloguedOperation[]): string[] =>
	operations
		.map(({ name }) => name)
		.filter((name) => {
			const items = data.resultData.runData[name][0].data?.main[0];
			return items?.every(({ json }) => json.error === undefined) ?? false;
		});

describe.each(services)('%s', (service) => {
	const operations = operationsOf(service);
	const telling = operations.filter(takesSecrets);

	it('shows no secret while its operations succeed', async () => {
		const execution = await run(`${service}: all is well`, operations);
		// Some find their target changed by the ones before them, which is a case as good as any.
		expect(succeeded(execution, operations).length).toBeGreaterThan(operations.length / 2);
		expectNoSecretsIn(execution);
	}, 180_000);

	it.each([200, 401, 422])(
		'shows none that it echoes with status %d',
		async (status) => {
			const execution = await run(`${service}: ${String(status)}`, operations, {
				fault: echo(status),
			});
			expect(succeeded(execution, operations)).toEqual([]);
			expectNoSecretsIn(execution);
		},
		180_000,
	);

	it('shows none where it sends a request on, and sends none there', async () => {
		const fault = { kind: 'redirect', location: `${elsewhereUrl}/login` };
		expectNoSecretsIn(await run(`${service}: sent on`, operations, { fault }));
	}, 180_000);

	it('shows none in the error that ends an execution', async () => {
		for (const operation of [operations[0], ...telling]) {
			const execution = await run(`${operation.name} stops`, [operation], {
				fault: echo(500),
				onError: 'stopWorkflow',
			});
			expect(execution.status).toBe('error');
			expectNoSecretsIn(execution);
		}
	}, 180_000);
});

describe('what the editor asks for', () => {
	const own = () =>
		[...demo().credentials.values()].filter(({ type }) =>
			allOperations.some(({ node }) => type in node(demo().sandbox).credentials),
		);

	const answers = edition.logsCredentialTests ? [] : [echo(200), echo(401), echo(500)];

	it.each([...answers, { kind: 'redirect', location: 'http://127.0.0.1:9' }])(
		'tests of credentials say no token: %j',
		async (fault) => {
			strikeAll(fault);
			expect(own()).toHaveLength(6);
			for (const credential of own()) {
				expectNoSecretsIn(await demo().client.testCredential(credential));
			}
		},
		180_000,
	);

	it.each(['a list', 'an echo'])(
		'lists to choose from show no secret where the answer is %s',
		async (answer) => {
			if (answer === 'an echo') strikeAll(echo(422));
			const credentials = Object.fromEntries(
				own().map(({ type, id, name }) => [type, { id, name }]),
			);
			for (const { name: type, properties } of await demo().client.nodeTypes()) {
				if (!/^n8n-nodes-backlinks\..*(?<!Trigger)$/.test(type)) continue;
				const methods = JSON.stringify(properties).match(/(?<="searchListMethod":")\w+/g) ?? [];
				for (const method of new Set(methods)) {
					const field = { type, typeVersion: 1, method, parameters: {}, credentials };
					const list = demo().client.resourceLocatorResults(field);
					expectNoSecretsIn(await list.catch((error: unknown) => error));
				}
			}
		},
		180_000,
	);
});

it('triggers show no secret, while they are polled and while their services echo', async () => {
	const { sandbox, client } = demo();
	sandbox.control.reset();
	const scenes = [
		...seRankingScenes,
		...leadmetricsScenes,
		...likePionScenes,
		...backlinkBaseScenes,
	].map((scene) => ({ ...scene, ...scene.set(sandbox) }));
	const workflows: string[] = [];
	for (const { event, parameters, ...scene } of scenes) {
		workflows.push(await publish(demo(), { ...scene, parameters: { event, ...parameters } }));
	}
	const allPolledSince = (moment: number): boolean =>
		scenes.every(({ service, asks }) =>
			sandbox.control
				.requests({ service })
				.some(
					({ path: address, rawQuery, time }) =>
						asks.test(`${address}?${rawQuery}`) && Date.parse(time) > moment,
				),
		);
	// The first poll remembers; it is over when another one comes.
	await until('first polls', () => allPolledSince(0), 100_000);
	const polled = Date.now();
	await until('second polls', () => allPolledSince(polled), 100_000);
	for (const { happens } of scenes) happens();
	const isTold = async (id: string) => (await announced(client, id)).length > 0;
	const areTold = async () => (await Promise.all(workflows.map(isTold))).every(Boolean);
	await until('announcements', areTold, 100_000);
	for (const id of workflows) expectNoSecretsIn(await announced(client, id));

	strikeAll(echo(401));
	const isEchoed = (service: ServiceName): boolean =>
		sandbox.control.requests({ service }).some(({ fault }) => fault === 'echo');
	await until('polls that fail', () => services.every(isEchoed), 100_000);
	for (const id of workflows) await client.deactivate(id);
}, 600_000);

describe('a password that is typed into a node in plain text', () => {
	const typed = 'pla1n+text/password in a workflow';

	/** The workflow as it is, as it was, and as it ran; the file is the database that holds all this. */
	const keptByN8n =
		/^(workflow_\w+\.\w+|execution_data\.(workflowData|data)|\.n8n.database\.sqlite(-wal)?)$/;

	it('stands where n8n keeps the workflow, and neither in results nor in logs', async () => {
		const create = operationsOf('likePion').filter(
			({ operation }) => operation === 'account.create',
		);
		const execution = await run('Typed in plain text', create, {
			fault: echo(500),
			change: (_operation, parameters) => ({
				...parameters,
				additionalFields: { username: 'plain', password: typed },
			}),
			onError: 'stopWorkflow',
		});
		expect(execution.status).toBe('error');
		expect(new SecretSearch({ typed }).inValue(execution.data.resultData)).toEqual([]);
		const where = (await leaksIn(folder(), { typed })).map((leak) => leak.where);
		expect(where).toContain('workflow_entity.nodes');
		expect(where.filter((place) => !keptByN8n.test(place))).toEqual([]);
	}, 180_000);
});

describe('the search itself', () => {
	it('reads n8n’s log at debug level, from the console and out of the file', async () => {
		for (const log of [demo().n8n.logFile, path.join(folder(), '.n8n', 'logs', 'n8n.log')]) {
			expect(await fs.readFile(log, 'utf8')).toContain('Workflow execution finished with error');
		}
	});

	it('finds what is there, also where the database cuts it into pages', async () => {
		const planted = 'a planted mark of the test';
		const notes = Buffer.from(`${planted} `.repeat(400)).toString('base64');
		const { nodes, connections } = workflowOf(demo(), '', [], typedFromEnvironment, undefined);
		await demo().client.importWorkflow({
			name: planted,
			nodes: [{ ...nodes[0], notes }],
			connections,
		});
		const where = (await leaksIn(folder(), { planted })).map((leak) => leak.where);
		expect(where).toEqual(
			expect.arrayContaining(['workflow_entity.name', 'workflow_entity.nodes']),
		);
	}, 180_000);
});
