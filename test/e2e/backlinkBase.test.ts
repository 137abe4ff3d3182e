import { itemsOf, type Execution } from '../../sandbox/n8n/client';
import {
	byId,
	expectNoToken,
	failureOf,
	nodeInN8n,
	once,
	operationsOf,
	storedData,
	type Step,
} from './chain';
import { refusedCredential } from './edition';
import { useDemo } from './useDemo';

const demo = useDemo({ backlinks: 50 });
const service = () => demo().sandbox.services.backlinkBase;
const world = () => service().world;
const move = (name: string, input: object = {}) =>
	demo().sandbox.control.world('backlinkBase', name, input);

const credentialType = 'backlinkBaseApi';
const backlinkBase = nodeInN8n(demo, {
	type: 'backlinkBase',
	credential: () => credentialType,
});

const newTask = {
	name: 'Press release batch',
	articleTitle: 'Fintech startup Acme raises series A funding',
	articleBody: '<p>Acme, a Pune based <b>fintech</b> company, raised its series A.</p>',
	articleUrls: 'https://acme.example, https://acme.example/product',
};
const enabledSites = () =>
	world()
		.sites()
		.filter(({ status }) => status === 1);

beforeAll(() => {
	// Nothing here depends on tasks that go on by themselves.
	move('configureProgress', { stepMilliseconds: 3_600_000 });
});

describe('a workflow through all resources', () => {
	const filters = { minDa: 30, maxSpamScore: 3, onlyEnabled: true, excludeLimited: true };
	let execution: Execution;
	let steps: Step[];
	let creditsBefore: number;
	let tasksBefore: number;
	const result = (name: string) => itemsOf(execution, name);

	beforeAll(async () => {
		creditsBefore = world().credits;
		tasksBefore = world().allTasks().length;
		const targets = "={{ $('Sites').all().slice(0, 2).map(({ json }) => json.id) }}";
		steps = [
			once('Health', 'account', 'healthCheck'),
			once('Credits Before', 'account', 'getCredits'),
			once('Sites', 'site', 'getAll', { returnAll: true, filters }),
			once('Test', 'task', 'create', { ...newTask, targetWebsiteIds: targets }),
			once('Credits Between', 'account', 'getCredits'),
			once('Create', 'task', 'create', {
				...newTask,
				targetWebsiteIds: targets,
				sandbox: false,
				additionalFields: { scheduleFrom: '={{ $now.toUTC().plus({ days: 1 }).toISODate() }}' },
				options: { maxCredits: 2 },
			}),
			once('Credits After', 'account', 'getCredits'),
			once('Task', 'task', 'get', {
				taskId: byId("={{ $('Create').first().json.task_id }}"),
				output: 'raw',
			}),
			once('Placements', 'task', 'get', {
				taskId: byId("={{ $('Create').first().json.task_id }}"),
				output: 'unified',
			}),
			once('Queued', 'task', 'getAll', { returnAll: true, filters: { status: 'queued' } }),
			once('All Placements', 'task', 'getAll', { returnAll: true, output: 'unified' }),
		];
		execution = await backlinkBase.run('All of BacklinkBase', steps);
	});

	it('has every operation', async () => {
		expect(operationsOf(steps)).toEqual(await backlinkBase.operations());
	});

	it('succeeds, and leaves no token in its data', () => {
		expect(execution.status).toBe('success');
		expectNoToken(demo(), execution);
	});

	it('sends the token in query or body, and nowhere else', () => {
		const headers = JSON.stringify(service().requests.map((request) => request.headers));
		expect(world().tokenPlaces).toMatchObject({ body: 2, both: 0 });
		expect(headers).not.toContain(service().credentials.apiToken);
	});

	it('takes only the credits of the task that is no test', () => {
		const [{ credits: between }] = result('Credits Between');
		expect(result('Credits Before')).toEqual([{ credits: creditsBefore }]);
		expect(between).toBe(creditsBefore);
		expect(result('Credits After')).toEqual([{ credits: creditsBefore - 2 }]);
		expect(world().credits).toBe(creditsBefore - 2);
		expect(service().effects.all()).toMatchObject({
			sandboxTasksCreated: 1,
			tasksCreated: 1,
			creditsSpent: 2,
		});
		expect(world().allTasks()).toHaveLength(tasksBefore + 2);
	});

	it('filters the sites', () => {
		const fitting = world()
			.sites()
			.filter(({ da, spam_score: spam, status, limited }) => {
				return da >= 30 && spam <= 3 && status === 1 && !limited;
			});
		expect(fitting.length).toBeGreaterThan(2);
		expect(result('Sites').map(({ id }) => id)).toEqual(fitting.map(({ id }) => id));
		expect(result('Health')).toMatchObject([{ success: true }]);
	});

	it('gives the tasks that it created', () => {
		const [{ task_id: testId, ...test }] = result('Test');
		const [{ task_id: taskId, ...created }] = result('Create');
		expect(test).toMatchObject({ name: newTask.name, sandbox: true, credits: 0 });
		expect(created).toMatchObject({ name: newTask.name, sandbox: false, credits: 2 });
		const task = world().task(taskId as string);
		expect(result('Task')).toEqual([task.details('examples')]);
		expect(task.fields.article).toEqual({
			title: newTask.articleTitle,
			body: newTask.articleBody,
			urls: ['https://acme.example', 'https://acme.example/product'],
		});
		const sites = result('Sites').slice(0, 2);
		expect(task.fields.rows.map((row) => row.backlink_website_id)).toEqual(
			sites.map(({ id }) => id),
		);
		expect(result('Queued').map(({ id }) => id)).toEqual(expect.arrayContaining([testId, taskId]));
	});

	it('gives placements as unified backlinks', () => {
		expect(result('Placements')).toMatchObject([
			{ service: 'backlinkBase', targetUrl: 'https://acme.example', status: 'queued' },
			{ service: 'backlinkBase', targetUrl: 'https://acme.example', status: 'queued' },
		]);
		const rows = world()
			.allTasks()
			.flatMap(({ fields }) => fields.rows);
		expect(result('All Placements')).toHaveLength(rows.length);
	});
});

describe('a list to choose from', () => {
	it('of tasks names them with their status', async () => {
		const { results } = await backlinkBase.search('searchTasks', {
			resource: 'task',
			operation: 'get',
		});
		expect(results.map(({ value }) => value)).toEqual(
			world()
				.allTasks()
				.map(({ fields }) => fields.id),
		);
		expect(results[0].name).toMatch(/^Press release batch \(Queued Publishing, \d{4}-\d\d-\d\d\)$/);
	});

	it('of sites tells DA, PA and spam score, the best first', async () => {
		const choices = await backlinkBase.options('getSites', {
			resource: 'task',
			operation: 'create',
		});
		expect(new Set(choices.map(({ value }) => value))).toEqual(
			new Set(enabledSites().map(({ id }) => String(id))),
		);
		const [best] = enabledSites().sort((one, other) => other.da - one.da);
		const { url, da, pa, spam_score: spam } = best;
		expect(choices[0].name).toContain(
			`${url} (DA ${String(da)}, PA ${String(pa)}, Spam Score ${String(spam)}`,
		);
	});
});

describe('an operation that fails', () => {
	const create = (parameters: Step['parameters'] = {}): Step =>
		once('Create', 'task', 'create', {
			...newTask,
			sandbox: false,
			targetWebsiteIds: enabledSites()
				.slice(0, 3)
				.map(({ id }) => String(id)),
			...parameters,
		});

	it('names all rules that its parameters break, and sends nothing', async () => {
		const before = service().requests.length;
		const execution = await backlinkBase.run('Broken rules', [
			create({ name: 'Single', articleTitle: 'Too short', options: { maxCredits: 2 } }),
		]);
		const failure = failureOf(execution, 'Create');
		expect(failure.status).toBe('error');
		expect(failure.message).toContain('"Name" must have 2 to 10 words, not 1');
		expect(failure.message).toContain('"Article Title" must have 4 to 50 words, not 2');
		expect(failure.message).toContain('"Target Website Names or IDs"');
		expect(failure.description).toContain('Nothing was sent');
		expect(service().requests).toHaveLength(before);
		expectNoToken(demo(), execution);
	});

	it('tells the credits that there are', async () => {
		const { credits } = world();
		move('setCredits', { credits: 1 });
		const execution = await backlinkBase.run('Few credits', [create()]);
		expect(world().credits).toBe(1);
		move('setCredits', { credits });
		const failure = failureOf(execution, 'Create');
		expect(failure.message).toBe('The account has fewer credits than the task has target sites');
		expect(failure.description).toContain('The account has 1 credits, and the task needs 3.');
		expect(service().effects.of('tasksCreated')).toBe(1);
		expectNoToken(demo(), execution);
	});

	it('finds the task whose answer was lost, and does not order it again', async () => {
		const before = service().effects.of('tasksCreated');
		const lost = { kind: 'resetAfter', method: 'POST', path: '/task/store' };
		demo().sandbox.control.addFault({ service: 'backlinkBase', ...lost });
		const execution = await backlinkBase.run('Lost answer', [create({ name: 'Lost answer' })]);
		expect(itemsOf(execution, 'Create')).toMatchObject([
			{ name: 'Lost answer', message: 'Task found after the answer was lost.' },
		]);
		expect(service().effects.of('tasksCreated')).toBe(before + 1);
	});

	it('asks again where the connection broke while it read', async () => {
		const { credits } = world();
		demo().sandbox.control.addFault({ service: 'backlinkBase', kind: 'resetBefore' });
		const execution = await backlinkBase.run('Broken off', [
			once('Credits', 'account', 'getCredits'),
		]);
		expect(itemsOf(execution, 'Credits')).toEqual([{ credits }]);
	});

	it('keeps a wrong token to itself', async () => {
		const apiToken = 'a-token-that-is-wrong';
		const wrong = await backlinkBase.credential(credentialType, service().url, { apiToken });
		const execution = await backlinkBase.run('Wrong token', [
			{ ...once('Credits', 'account', 'getCredits'), credential: wrong },
		]);
		expect(failureOf(execution, 'Credits').message).toBe(
			'BacklinkBase did not accept the API token',
		);
		expect(storedData(execution)).not.toContain(apiToken);
	});
});

it('the credential passes its test, and fails it with a wrong token', async () => {
	const { credits } = world();
	expect(await backlinkBase.test(credentialType)).toMatchObject({ status: 'OK' });
	const wrong = await backlinkBase.credential(credentialType, service().url, { apiToken: 'wrong' });
	expect(await backlinkBase.test(wrong)).toEqual(
		refusedCredential('BacklinkBase did not accept the API token'),
	);
	expect(world().credits).toBe(credits);
});
