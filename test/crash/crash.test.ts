import { setTimeout as pause } from 'node:timers/promises';
import { RandomStream } from '../../sandbox/core/random';
import { engines } from '../e2e/engines';
import { type Announcement, announcements, pollInterval, publish, until } from '../e2e/listening';
import { useDemo } from '../e2e/useDemo';
import { type Account, accountOf } from './account';
import { Changes, listeners } from './changes';

/** How often n8n is killed on each engine. */
const kills = Number(process.env.KILLS ?? 30);

/** Run with the same one, the same things happen after the same times. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** An answer takes so long that a poll takes about as long as n8n needs to announce what it found. */
const latency = { service: 'seRanking', milliseconds: 100, jitterMilliseconds: 200 };

const seconds = (count: number): number => count * 1_000;

/**
 * Where n8n was killed while it set a workflow's trigger up, it waits so many seconds before it does so
 * again; two minutes, unless told.
 */
const soonPublishedAgain = { N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '15' };

/** Killed at any moment, while it polls and announces, or while it starts. */
const moments = ['any', 'announcing', 'starting'] as const;
type Moment = (typeof moments)[number];

describe.each(engines)('n8n killed again and again on the $engine engine', ({ engine, env }) => {
	const demo = useDemo({ backlinks: 1_500, env: { ...env, ...soonPublishedAgain } });
	const random = new RandomStream(seed);
	const workflows = new Map<string, string>();
	const killed: Record<Moment, number> = { any: 0, announcing: 0, starting: 0 };
	const heard = new Map<string, Announcement[]>();
	const accounts = new Map<string, Account>();
	let changes: Changes;

	beforeAll(async () => {
		const { sandbox } = demo();
		changes = new Changes(sandbox, random);
		for (const listener of listeners) {
			workflows.set(listener.parameters.event, await publish(demo(), listener));
		}
		await pause(seconds(3 * pollInterval));
		sandbox.control.setLatency(latency);
	}, seconds(120));

	it(
		`announces what happens, killed ${String(kills)} times`,
		async () => {
			for (let kill = 0; kill < kills; kill++) {
				await killAt(random.pick(moments));
				await takeAccount();
			}
			await until('everything announced', isEverythingTold, seconds(120)).catch(() => undefined);
			await pause(seconds(2 * pollInterval));
			await takeAccount();
			console.log(report());
		},
		seconds(300 + 60 * kills),
	);

	it('loses nothing and invents nothing', () => {
		for (const { lost, invented } of accounts.values()) expect({ lost, invented }).toEqual(nothing);
		expect(changes.count).toBeGreaterThan(kills);
	});

	const nothing = { lost: [], invented: [] };

	if (engine === 'durable') {
		it('announces each change exactly once', () => {
			for (const { repeated } of accounts.values()) expect([...repeated]).toEqual([]);
		});
	} else {
		it('announces nothing more than twice', () => {
			for (const { repeated } of accounts.values()) {
				expect([...repeated].filter(([, times]) => times > 2)).toEqual([]);
			}
		});
	}

	/** Lets n8n run for a while in a changing world, kills it, and starts it again. */
	async function killAt(moment: Moment): Promise<void> {
		const { n8n, client, owner } = demo();
		const over = new AbortController();
		const changing = keepChanging(over.signal);
		if (moment === 'starting') await dieWhileStarting();
		else if (moment === 'announcing') await untilPolling();
		else await pause(random.integer(0, seconds(pollInterval + 2)));
		await n8n.kill('SIGKILL');
		killed[moment] += 1;
		await pause(random.integer(0, seconds(1)));
		over.abort();
		await changing;
		await n8n.restart();
		await client.login(owner);
	}

	async function keepChanging(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			changes.happen();
			await pause(random.integer(200, seconds(4)), undefined, { signal }).catch(() => undefined);
		}
	}

	/** n8n needs some seconds to start, and polls before it is ready. */
	async function dieWhileStarting(): Promise<void> {
		const { n8n } = demo();
		await n8n.kill('SIGKILL');
		const starting = n8n.restart().catch(() => undefined);
		await pause(random.integer(0, seconds(10)));
		await n8n.kill('SIGKILL');
		await starting;
	}

	/** Until some moment after the next request, when polls and announcements are under way. */
	async function untilPolling(): Promise<void> {
		const { seRanking } = demo().sandbox.services;
		seRanking.clearRequests();
		const deadline = Date.now() + seconds(3 * pollInterval);
		while (seRanking.requests.length === 0 && Date.now() < deadline) await pause(10);
		await pause(random.integer(0, seconds(3)));
	}

	async function isEverythingTold(): Promise<boolean> {
		await takeAccount();
		return [...accounts.values()].every(({ lost }) => lost.length === 0);
	}

	async function takeAccount(): Promise<void> {
		for (const [event, id] of workflows) {
			const told = await announcements(demo().client, id, heard.get(event));
			heard.set(event, told);
			accounts.set(event, accountOf(changes.made.get(event) ?? [], told));
		}
	}

	function report(): string {
		const all = [...accounts.values()];
		const counts = all.flatMap(({ repeated }) => [...repeated.values()]);
		const lost = all.flatMap((account) => account.lost).length;
		const repeats = all.reduce((sum, account) => sum + account.repeats, 0);
		return [
			`${engine} engine, SEED=${String(seed)}: ${String(kills)} kills ${JSON.stringify(killed)}`,
			`${String(workflows.size)} workflows, ${String(changes.count)} changes, ${String(lost)} lost`,
			`announced more than once: ${String(counts.length)}, the most often ${String(Math.max(1, ...counts))} times`,
			`announcements that repeated another: ${String(repeats)} of ${String(kills * workflows.size)} times that a workflow's n8n was killed`,
		].join('\n');
	}
});
