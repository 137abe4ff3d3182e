import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { backlinkBaseTests, day, newTask } from './setup';

const { run, create, requests, sandbox, targets, world, effects } = backlinkBaseTests();
const token = (): string => sandbox().services.backlinkBase.credentials.apiToken;
const firstTask = (): string => world().allTasks()[0].fields.id;

interface Case {
	resource: string;
	operation: string;
	parameters?: () => INodeParameters;
	method: string;
	path: string;
	query?: () => IDataObject;
}

/** What each operation that reads sends for one input item, after the API text. */
const reads: Case[] = [
	{ resource: 'account', operation: 'getCredits', method: 'GET', path: '/credits' },
	{ resource: 'account', operation: 'healthCheck', method: 'GET', path: '/health-check' },
	{ resource: 'site', operation: 'getAll', method: 'GET', path: '/task/sites' },
	{ resource: 'task', operation: 'getAll', method: 'GET', path: '/tasks' },
	{
		resource: 'task',
		operation: 'get',
		parameters: () => ({ taskId: { __rl: true, mode: 'id', value: ` ${firstTask()} ` } }),
		method: 'GET',
		path: '/task/show',
		query: () => ({ id: firstTask() }),
	},
];

describe('a read', () => {
	it.each(reads)('$resource > $operation', async (expected) => {
		const { items } = await run(expected.resource, expected.operation, expected.parameters?.());
		expect(items.length).toBeGreaterThan(0);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		const arrived = requests();
		expect(arrived).toHaveLength(1);
		expect(arrived[0]).toMatchObject({
			method: expected.method,
			path: expected.path,
			// The token is in the query, and nowhere else.
			query: { ...expected.query?.(), api_token: token() },
			status: 200,
		});
		expect(arrived[0].body ?? null).toBeNull();
		expect(JSON.stringify(arrived[0].headers)).not.toContain(token());
		expect(world().tokenPlaces).toEqual({ query: 1, body: 0, both: 0 });
	});
});

describe('what reads give', () => {
	it('account > getCredits', async () => {
		expect((await run('account', 'getCredits')).json).toEqual([{ credits: world().credits }]);
	});

	it('account > healthCheck', async () => {
		const [{ success, timestamp }] = (await run('account', 'healthCheck')).json;
		expect(success).toBe(true);
		expect(Math.abs(Date.parse(timestamp as string) - Date.now())).toBeLessThan(60_000);
	});

	it('site > getAll', async () => {
		const { json } = await run('site', 'getAll', { returnAll: true });
		expect(json).toEqual(world().sites());
	});

	it.each(['simplified', 'raw'])('task > get, %s', async (output) => {
		const { json } = await run('task', 'get', { taskId: firstTask(), output });
		expect(json).toEqual([world().task(firstTask()).details('examples')]);
	});

	it('task > get, selected fields', async () => {
		const { json } = await run('task', 'get', {
			taskId: firstTask(),
			output: 'selectedFields',
			outputFields: ['status', 'id'],
		});
		expect(json).toEqual([{ status: 'Queued Publishing', id: firstTask() }]);
	});

	it('task > getAll', async () => {
		const { json } = await run('task', 'getAll', { returnAll: true });
		expect(json).toEqual(
			world()
				.allTasks()
				.map((task) => task.item('examples')),
		);
	});
});

describe('task > create', () => {
	it('sends what the examples send, with the token in the body only', async () => {
		const [first, second] = targets(2);
		const { json, items } = await create({
			articleUrls: 'https://acme.example/a,b, https://acme.example\nhttps://acme.example',
			targetWebsiteIds: [first, second, first],
			additionalFields: { scheduleFrom: `${day(1)}T09:30:00.000Z`, scheduleTill: day(3) },
		});
		expect(requests()).toHaveLength(1);
		expect(requests()[0]).toMatchObject({ method: 'POST', path: '/task/store', rawQuery: '' });
		expect(requests()[0].body).toEqual({
			api_token: token(),
			name: newTask.name,
			article_title: newTask.articleTitle,
			article_body: newTask.articleBody,
			article_urls: 'https://acme.example/a%2Cb, https://acme.example',
			target_website_ids: `${first}, ${second}`,
			schedule_from: day(1),
			schedule_till: day(3),
		});
		expect(JSON.stringify(requests()[0].headers)).not.toContain(token());
		expect(world().tokenPlaces).toEqual({ query: 0, body: 1, both: 0 });
		expect(json).toEqual([
			{
				task_id: firstTask(),
				message: 'Task created successfully.',
				name: newTask.name,
				sandbox: false,
				credits: 2,
			},
		]);
		expect(items[0].pairedItem).toEqual({ item: 0 });
		expect(effects()).toMatchObject({ tasksCreated: 1, creditsSpent: 2 });
	});

	it('tests only, unless told otherwise', async () => {
		const { json } = await run('task', 'create', {
			...newTask,
			sandbox: undefined as never,
			targetWebsiteIds: targets(2),
		});
		expect(requests()[0].body).toMatchObject({ sandbox: true });
		expect(json[0]).toMatchObject({ sandbox: true, credits: 0 });
		expect(effects()).toEqual({ sandboxTasksCreated: 1 });
	});

	it.each<[string, () => INodeParameters[string]]>([
		['text with commas', () => targets(2).join(', ')],
		['a number', () => Number(targets(1)[0])],
		['a list of numbers', () => `={{ [${targets(2).join()}] }}`],
		['a list of sites', () => `={{ [{ id: ${targets(1)[0]}, url: 'x.example' }] }}`],
		['JSON in text', () => `[${targets(2).join()}]`],
		['digits with zeros before', () => `00${targets(1)[0]}, ${targets(1)[0]}`],
	])('takes its target sites from %s', async (_kind, targetWebsiteIds) => {
		const { json } = await create({ targetWebsiteIds: targetWebsiteIds() });
		const sent = requests()[0].body as { target_website_ids: string };
		expect(sent.target_website_ids.split(', ')).toEqual(targets(Number(json[0].credits)));
	});

	it('creates a task for each item, one after the other', async () => {
		const input = ['One task', 'Two tasks', 'Three tasks'].map((name) => ({ name }));
		const { json, items } = await create(
			{ name: '={{ $json.name }}', options: { concurrency: 10 } },
			{ input },
		);
		expect(json.map(({ name }) => name)).toEqual(input.map(({ name }) => name));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(sandbox().services.backlinkBase.maxInFlight).toBe(1);
	});
});
