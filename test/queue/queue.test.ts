import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { provideCredentials } from '../../sandbox/demo/credentials';
import { demoOwner } from '../../sandbox/demo/start';
import type { Credential, Execution, ExecutionSummary } from '../../sandbox/n8n/client';
import { errorOf, N8nClient } from '../../sandbox/n8n/client';
import { packPackage } from '../../sandbox/n8n/pack';
import { type QueueMode, startQueueMode } from '../../sandbox/n8n/queue';
import { type Sandbox, startSandbox } from '../../sandbox/server';
import { durableSettings } from '../e2e/engines';
import { announced, pollTimesFrom, publish, until } from '../e2e/listening';
import { scenes } from '../e2e/scenes';
import { objectWith, type Scene, type SetScene } from '../e2e/scenes/scene';
import { type Call, callsFor, deliver, publishWebhooks, undone } from './deliveries';

/** Executions in all, those that triggers start included. */
const executions = Number(process.env.EXECUTIONS ?? 200);

/** Two workers and the main process, which polls, share BacklinkBase's 60 requests a minute. */
const requestsPerMinute = 60 / 3;

/** Seconds between two polls: four triggers at BacklinkBase must get by with its share. */
const pollInterval = 20;

/** Calls that are under way at once. */
const callers = 4;

/** An answer takes long enough for a worker to be killed while it waits for one. */
const latency = { milliseconds: 150, jitterMilliseconds: 300 };

/** n8n sees sooner than by default that a worker is gone, and which executions went with it. */
const soonRecovered = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
	N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '15',
};

const unfinished = ['new', 'running', 'waiting', 'unknown'];

const seconds = (count: number): number => count * 1_000;

/**
 * Whether n8n still has what an execution was started with. Where a worker dies, n8n 2.41.1 puts an error
 * in its place, unless another process finds the execution crashed first; Retry has nothing to run then.
 */
const canBeRetried = ({ data }: Execution): boolean =>
	(data.executionData?.nodeExecutionStack ?? []).length > 0;

describe(`queue mode: ${String(executions)} executions, while a worker, Redis and the main process are killed`, () => {
	let folder: string;
	let sandbox: Sandbox;
	let queueMode: QueueMode;
	let client: N8nClient;
	let credentials: Map<string, Credential>;
	let webhooks: Map<string, string>;
	let calls: Call[];
	const triggers = new Map<Scene, string>();
	const set = new Map<Scene, SetScene>();
	const expected = new Map<Scene, IDataObject[]>();
	const retried: Execution[] = [];
	/** Executions that went down and that n8n has nothing to retry of. */
	const forgotten: string[] = [];
	/** The calls of such, as far as something was left to do. */
	let calledAgain: Call[] = [];
	/** When processes came back, in milliseconds since 1970. */
	const comebacks: number[] = [];
	let delivered = 0;

	beforeAll(async () => {
		folder = await fs.mkdtemp(path.join(os.tmpdir(), 'queue-'));
		// PostgreSQL runs as a user of its own.
		await fs.chmod(folder, 0o755);
		sandbox = await startSandbox({ port: 0, backlinks: 400 });
		const env = { ...durableSettings, ...soonRecovered };
		queueMode = await startQueueMode({ folder, tarball: await packPackage(folder), env });
		client = new N8nClient(queueMode.main.url);
		await client.signIn(demoOwner);
		credentials = await provideCredentials(client, sandbox, undefined);
	}, seconds(900));

	afterAll(async () => {
		await queueMode.stop();
		await sandbox.close();
		await fs.rm(folder, { recursive: true, force: true });
	}, seconds(120));

	it(
		'runs them all',
		async () => {
			await listen();
			await shareAllowance();
			calls = callsFor(sandbox, Math.max(0, executions - scenes.length));
			webhooks = await publishWebhooks(client, credentials);
			for (const service of ['leadmetrics', 'likePion', 'seRanking', 'backlinkBase'] as const) {
				sandbox.control.setLatency({ service, ...latency });
			}
			const delivering = deliverAll();
			await afterCalls(0.15);
			makeHappen(0);
			await killWorkerWhileItMails();
			await afterCalls(0.45);
			makeHappen(1);
			await restartRedis();
			await afterCalls(0.75);
			await restartMain();
			await delivering;
			await until('the end of every execution', isAllOver, seconds(300));
			await until('every announcement', isAllTold, seconds(180));
			await retryWhatCrashed();
			await callAgain();
		},
		seconds(1_200),
	);

	async function listen(): Promise<void> {
		const pollTimes: INodeParameters = pollTimesFrom(0, pollInterval);
		for (const scene of scenes) set.set(scene, scene.set(sandbox));
		for (const [scene, { parameters }] of set) {
			const listening = { ...scene, parameters: { event: scene.event, pollTimes, ...parameters } };
			triggers.set(scene, await publish({ client, credentials }, listening));
		}
		const haveLooked = async (): Promise<boolean> => (await withoutMemory()).length === 0;
		await until('memories of every trigger', haveLooked, seconds(600)).catch(() => undefined);
		expect(await withoutMemory()).toEqual([]);
	}

	/** The events of the triggers whose first look, which only remembers, is not over yet. */
	async function withoutMemory(): Promise<string[]> {
		const looked = await queueMode.database.query(
			`SELECT "workflowId" FROM poller_state WHERE cursor::text <> '{}'`,
		);
		return [...triggers].flatMap(([{ event }, id]) => (looked.includes(id) ? [] : event));
	}

	/**
	 * From now on each process keeps to its share. Until now the main process was alone with all of it, and
	 * read the whole account when the triggers were new; the workers start when that is a minute ago.
	 */
	async function shareAllowance(): Promise<void> {
		const credential = credentials.get('backlinkBaseApi');
		if (credential === undefined) throw new Error('There is no credential of BacklinkBase');
		const data = (await client.credentialData(credential.id)) as IDataObject;
		await client.updateCredential(credential, { ...data, requestsPerMinute });
		const latest = (): number =>
			sandbox.control
				.requests({ service: 'backlinkBase' })
				.filter(({ time }) => Date.now() - Date.parse(time) < seconds(60)).length;
		await until(
			'the main process within its share',
			() => latest() <= requestsPerMinute,
			seconds(90),
		);
	}

	async function deliverAll(): Promise<void> {
		const waiting = [...calls];
		const deliverNext = async (): Promise<void> => {
			for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
				await deliver(queueMode.webhooks.url, call);
				delivered += 1;
				// So that the calls last as long as what happens meanwhile.
				await pause(seconds(callers * (60 / executions)));
			}
		};
		await Promise.all(Array.from({ length: callers }, deliverNext));
	}

	async function afterCalls(share: number): Promise<void> {
		const enough = (): boolean => delivered >= share * calls.length;
		await until(`${String(100 * share)} % of the calls`, enough, seconds(300));
	}

	/** A third of what the triggers wait for. */
	function makeHappen(part: number): void {
		for (const [place, [scene, { happens }]] of [...set].entries()) {
			if (place % 3 === part) expected.set(scene, happens());
		}
	}

	/** One of the workers; it is started again, as a container that always restarts. */
	async function killWorkerWhileItMails(): Promise<void> {
		const [worker] = queueMode.workers;
		const sends = (): number => sandbox.control.requests({ path: '/send' }).length;
		const before = sends();
		await until('a mail', () => sends() > before, seconds(60));
		await worker.kill('SIGKILL');
		await worker.restart();
		comebacks.push(Date.now());
	}

	async function restartRedis(): Promise<void> {
		await queueMode.redis.server.kill();
		await pause(seconds(2));
		await queueMode.redis.server.start();
	}

	/** Things happen while it is down. */
	async function restartMain(): Promise<void> {
		await queueMode.main.kill('SIGKILL');
		makeHappen(2);
		await queueMode.main.restart();
		comebacks.push(Date.now());
		await client.login(demoOwner);
	}

	const executionsOf = async (ids: Iterable<string>): Promise<ExecutionSummary[]> =>
		(await Promise.all([...ids].map(async (id) => await client.executions(id)))).flat();

	async function isAllOver(): Promise<boolean> {
		const all = await executionsOf(webhooks.values());
		return all.length >= calls.length && all.every(({ status }) => !unfinished.includes(status));
	}

	const heard = async (scene: Scene): Promise<IDataObject[]> =>
		await announced(client, triggers.get(scene) ?? '');

	async function isAllTold(): Promise<boolean> {
		for (const [scene, items] of expected) {
			if ((await heard(scene)).length < items.length) return false;
		}
		return true;
	}

	/** As a user does who looks at the list of executions after a crash. */
	async function retryWhatCrashed(): Promise<void> {
		for (const { id, status } of await executionsOf(webhooks.values())) {
			if (status === 'success') continue;
			if (canBeRetried(await client.execution(id))) retried.push(await client.retryExecution(id));
			else forgotten.push(id);
		}
	}

	/** As a caller does who sees that a call had no effect. */
	async function callAgain(): Promise<void> {
		calledAgain = undone(sandbox, calls);
		for (const call of calledAgain) await deliver(queueMode.webhooks.url, call);
		const isDone = (): boolean => undone(sandbox, calls).length === 0;
		await until('the effect of what was called again', isDone, seconds(120));
	}

	it('brings every execution to its end, those of the killed worker by a retry', () => {
		const failed = retried.filter(({ status }) => status !== 'success');
		expect(failed.map((retry) => [retry.workflowId, errorOf(retry)])).toEqual([]);
		expect(delivered).toBe(calls.length);
		const counts = [retried.length, forgotten.length, calledAgain.length].map(String);
		console.log(
			`${counts[0]} executions went down and were retried; n8n kept nothing of ${counts[1]} others, and ${counts[2]} were called again`,
		);
	});

	it('loses no call unseen: the list of executions shows each that had no effect as failed', () => {
		expect(calledAgain.length).toBeLessThanOrEqual(forgotten.length);
	});

	it('does what every call asked for', () => {
		expect(undone(sandbox, calls)).toEqual([]);
	});

	it('sends no mail twice, and none that nobody asked for', () => {
		const mails = calls.filter(({ path: workflow }) => workflow === 'mail');
		expect(mails.length).toBeGreaterThan(5);
		expect(sandbox.services.leadmetrics.effects.of('mailsSent')).toBe(mails.length);
	});

	it.each(scenes)('$node announces $event once', async (scene) => {
		const wanted = expected.get(scene) ?? [];
		const items = await heard(scene);
		expect(wanted).not.toEqual([]);
		expect(items).toHaveLength(wanted.length);
		expect(items).toEqual(expect.arrayContaining(wanted.map((item) => objectWith(item))));
	});

	/** A process that was killed has forgotten what it sent in the minute before. */
	const isSoonAfterComeback = (time: number): boolean =>
		comebacks.some((comeback) => time >= comeback && time < comeback + seconds(60));

	it('runs executions on both workers, and in no other process', async () => {
		for (const { logFile } of queueMode.workers) {
			expect(await fs.readFile(logFile, 'utf8')).toMatch(/Worker started execution \d+/);
		}
		for (const { logFile } of [queueMode.main, queueMode.webhooks]) {
			expect(await fs.readFile(logFile, 'utf8')).not.toMatch(/Worker started execution/);
		}
	});

	it('stays within BacklinkBase’s requests a minute, all processes together', () => {
		const requests = sandbox.control.requests({ service: 'backlinkBase' });
		const refused = requests.filter(({ status }) => status === 429);
		expect(refused.filter(({ time }) => !isSoonAfterComeback(Date.parse(time)))).toEqual([]);
		expect(requests.length).toBeGreaterThan(10);
	});
});
