import type { IDataObject } from 'n8n-workflow';
import { errorOf, itemsOf, type Execution, type Workflow } from '../../../sandbox/n8n/client';
import type { Fault } from '../../../sandbox/core/faults';
import type { Task } from '../../../sandbox/services/backlinkbase/task';
import { hasPolledTwice, until } from '../listening';
import { found } from '../scenes/scene';
import {
	ended,
	exampleIn,
	nextOf,
	publishQuickly,
	runExample,
	set,
	type Settings,
} from '../support/examples';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 10 });

const service = () => demo().sandbox.services.backlinkBase;
const move = (name: string, input: IDataObject = {}): unknown =>
	demo().sandbox.control.world('backlinkBase', name, input);
const order = async (settings: Settings = {}): Promise<Execution> =>
	await runExample(demo(), '05a-placement-buyer', settings);
const newest = (): Task => service().world.allTasks()[0];

describe('5a · Placement buyer: buy', () => {
	const strike = (fault: Pick<Fault, 'kind' | 'status'>): void => {
		demo().sandbox.control.addFault({
			service: 'backlinkBase',
			method: 'POST',
			path: '^/task/store$',
			...fault,
		});
	};
	const effect = (name: string): number => service().effects.of(name);

	beforeEach(() => {
		demo().sandbox.control.reset('backlinkBase');
		// Nothing goes on by itself.
		move('configureProgress', { stepMilliseconds: 3_600_000 });
	});

	/** The ids of the best sites: by DA, then PA, then spam score. */
	const bestSites = (count: number): number[] =>
		service()
			.world.sites()
			.filter(({ da, pa, spam_score: spam }) => da >= 30 && pa >= 30 && spam <= 3)
			.filter(({ status, limited }) => status === 1 && !limited)
			.sort(
				(one, other) => other.da - one.da || other.pa - one.pa || one.spam_score - other.spam_score,
			)
			.slice(0, count)
			.map(({ id }) => id);
	const sitesOf = ({ fields }: Task): number[] =>
		fields.rows.map(({ backlink_website_id: id }) => id);

	it('tests an order first, on the best sites within the budget, and spends nothing', async () => {
		const before = service().world.allTasks().length;
		const execution = await order();
		expect(execution.status).toBe('success');
		const [receipt] = itemsOf(execution, 'Receipt');
		expect(receipt).toMatchObject({ creditsSpent: 0, creditsLeft: 40, taskId: newest().fields.id });
		expect(newest().fields).toMatchObject({
			name: 'Test: Pour over guide for beginners',
			sandbox: true,
		});
		expect(sitesOf(newest())).toEqual(bestSites(3));

		const again = await order();
		expect(itemsOf(again, 'The Order There Is')).toMatchObject([{ id: newest().fields.id }]);
		expect(service().world.allTasks()).toHaveLength(before + 1);
		expect(effect('creditsSpent')).toBe(0);
	});

	it('buys when it is switched to go live, once for a name however often it runs', async () => {
		await order();
		const execution = await order({ goLive: true });
		const name = 'Pour over guide for beginners';
		expect(itemsOf(execution, 'Receipt')).toMatchObject([
			{ name, mode: 'live', creditsSpent: 3, creditsLeft: 37 },
		]);
		expect(newest().fields).toMatchObject({ name, sandbox: false });
		for (const taskName of [name, `  ${name.toUpperCase()} `]) {
			const again = await order({ goLive: true, taskName });
			expect(itemsOf(again, 'The Order There Is')).toMatchObject([{ id: newest().fields.id }]);
		}
		expect(effect('tasksCreated')).toBe(1);
		expect(effect('creditsSpent')).toBe(3);
	});

	it('takes fewer sites where other credits shall stay', async () => {
		move('setCredits', { credits: 12 });
		const execution = await order({ goLive: true, keepCredits: 10 });
		expect(execution.status).toBe('success');
		expect(sitesOf(newest())).toEqual(bestSites(2));
		expect(service().world.credits).toBe(10);
	});

	it.each([
		{ why: 'no credit may be spent', settings: { keepCredits: 40 }, words: 'has 40 credits' },
		{ why: 'no site is good enough', settings: { minDa: 100 }, words: 'a DA of 100' },
	])('buys nothing where $why, and says so', async ({ settings, words }) => {
		const execution = await order({ goLive: true, ...settings });
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain('Nothing was bought');
		expect(errorOf(execution)).toContain(words);
		expect(effect('tasksCreated')).toBe(0);
	});

	it('says what BacklinkBase refused', async () => {
		strike({ kind: 'status', status: 409 });
		const execution = await order({ goLive: true });
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain('fewer credits than the task has target sites');
		expect(effect('tasksCreated')).toBe(0);
	});

	it('buys once where the answer to the order is lost', async () => {
		strike({ kind: 'resetAfter' });
		const execution = await order({ goLive: true });
		expect(itemsOf(execution, 'Receipt')).toMatchObject([{ taskId: newest().fields.id }]);
		expect(effect('tasksCreated')).toBe(1);
	});
});

describe('5b · Placement buyer: follow and alarm', () => {
	const file = '05b-placement-alarm';
	const mailTo = 'owner@agency.example';
	let workflow: Workflow;
	const mails = () => demo().sandbox.services.inbox.world.mailsTo(mailTo);

	beforeAll(async () => {
		const { control } = demo().sandbox;
		control.reset('backlinkBase');
		move('configureProgress', { stepMilliseconds: 3_600_000 });
		for (const { fields, status } of service().world.allTasks()) {
			if (status !== 'Published') move('cancelTask', { taskId: fields.id });
		}
		const { client } = demo();
		workflow = await set(client, await exampleIn(demo(), file), { mailTo });
		await publishQuickly(client, workflow);
		control.clearRequests('backlinkBase');
		const asks = [/^\/tasks\?/, /^\/credits\?/];
		const isWatching = () =>
			asks.every((one) => hasPolledTwice(demo().sandbox, 'backlinkBase', one));
		await until('polls of both triggers', isWatching, 180_000);
	}, 240_000);

	/** The execution that comes of what happens. */
	async function hearing(happens: () => unknown): Promise<Execution> {
		const before = await ended(demo().client, workflow);
		happens();
		return await nextOf(demo().client, workflow, before);
	}

	/** The trigger tells of what it has seen otherwise before. */
	async function untilSeen(taskId: string): Promise<void> {
		const { control } = demo().sandbox;
		const asks = { service: 'backlinkBase', path: '^/task/show$' };
		const isSeen = (): boolean =>
			control
				.requests(asks)
				.some(({ rawQuery, status }) => rawQuery.includes(taskId) && status === 200);
		await until('a look at the task', isSeen, 60_000);
	}

	/** A task with these sites that somebody ordered, and that the trigger has seen. */
	async function newTask(...siteIds: number[]): Promise<Task> {
		const [id] = (move('addTasks', { siteIds }) as { ids: string[] }).ids;
		await untilSeen(id);
		return service().world.task(id);
	}

	it('hands on the address of each link that is live', async () => {
		const { fields } = await newTask(301, 302);
		const execution = await hearing(() => move('finishTask', { taskId: fields.id }));
		const live = itemsOf(execution, 'Live Link');
		expect(live).toMatchObject(
			fields.rows.map((row) => ({
				url: row.result_url,
				task: fields.name,
				taskId: fields.id,
				siteId: row.backlink_website_id,
			})),
		);
		expect(mails()).toEqual([]);
	});

	it('mails one alarm for the credits that may be lost, naming the sites', async () => {
		const { fields } = await newTask(303, 304);
		const execution = await hearing(() => {
			move('failRow', { taskId: fields.id, siteId: 303 });
			move('cancelTask', { taskId: fields.id });
		});
		expect(execution.status).toBe('success');
		expect(mails()).toHaveLength(1);
		const [{ subject, text }] = mails();
		expect(subject).toBe('BacklinkBase: 2 placement(s) failed or cancelled');
		const urlOf = (siteId: number): string =>
			found(service().world.sites(), ({ id }) => id === siteId).url;
		expect(text).toContain(`- ${fields.name} on ${urlOf(303)}: failed`);
		expect(text).toContain(`- ${fields.name} on ${urlOf(304)}: cancelled`);
		expect(text).toContain('The account has 40 credits now');
	});

	it('mails when credits run low', async () => {
		const execution = await hearing(() => move('setCredits', { credits: 9 }));
		expect(execution.status).toBe('success');
		expect(mails().at(-1)?.subject).toBe('BacklinkBase: 9 credits left');
		expect(mails().at(-1)?.text).toContain('fewer than 10');
	});

	it('takes no test for a loss', async () => {
		const before = mails().length;
		await order({ keepCredits: 0, taskName: 'Nothing but a try' });
		const { id, name } = newest().fields;
		expect(name).toBe('Test: Nothing but a try');
		await untilSeen(id);
		const execution = await hearing(() => move('cancelTask', { taskId: id }));
		expect(itemsOf(execution, 'Only a Test')).toHaveLength(newest().fields.rows.length);
		expect(mails()).toHaveLength(before);
	});

	it('fails visibly where the alarm cannot be mailed', async () => {
		demo().sandbox.control.world('inbox', 'refuse', { recipient: mailTo });
		const { fields } = await newTask(305);
		const execution = await hearing(() => move('cancelTask', { taskId: fields.id }));
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain('1 placement(s) failed or cancelled');
		expect(errorOf(execution)).toContain('The mail did not go out');
	});

	it('mails nobody before an address is given', async () => {
		const before = mails().length;
		const execution = await runExample(demo(), file, {}, 'Credits Are Low');
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Mails Are Off')).toHaveLength(1);
		expect(mails()).toHaveLength(before);
	});
});
