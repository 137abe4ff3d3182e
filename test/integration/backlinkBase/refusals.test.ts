import type { INodeParameters } from 'n8n-workflow';
import { errorOf, runNode } from '../support/runNode';
import { backlinkBaseTests, day } from './setup';

const { run, create, requests, stored, sandbox, targets, move, under, effects, world } =
	backlinkBaseTests();

const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

interface BadInput {
	parameters: INodeParameters;
	message: RegExp | string;
}

const badTasks: BadInput[] = [
	{ parameters: { name: 'Single' }, message: '"Name" must have 2 to 10 words, not 1' },
	{ parameters: { name: words(11) }, message: '"Name" must have 2 to 10 words, not 11' },
	{ parameters: { name: '={{ undefined }}' }, message: '"Name" must not be empty' },
	{
		parameters: { articleTitle: words(3) },
		message: '"Article Title" must have 4 to 50 words, not 3',
	},
	{
		parameters: { articleTitle: words(51) },
		message: '"Article Title" must have 4 to 50 words, not 51',
	},
	{
		parameters: { articleBody: `<p>${words(401)}</p>` },
		message: '"Article Body" must have 1 to 400 words, not 401',
	},
	{
		parameters: { articleBody: '<p class="empty"></p>' },
		message: '"Article Body" must have 1 to 400 words, not 0',
	},
	{
		parameters: { articleUrls: 'acme.example/page' },
		message:
			'"Article URLs" has entries that are not usable: each must be an absolute URL, e.g. https://example.com/page; not "acme.example/page"',
	},
	{
		parameters: {
			articleUrls: [1, 2, 3, 4, 5, 6].map((n) => `https://a.example/${String(n)}`).join(),
		},
		message: '"Article URLs" must hold at most 5 entries, not 6',
	},
	{
		parameters: { targetWebsiteIds: [] },
		message: '"Target Website Names or IDs" must not be empty',
	},
	{
		parameters: { targetWebsiteIds: '301, 3.5, ../tasks, 0' },
		message:
			'"Target Website Names or IDs" has entries that are not usable: each must be a whole number, e.g. 388; not "3.5", "../tasks", "0"',
	},
	{
		parameters: { sandbox: '={{ "perhaps" }}' },
		message: '"Sandbox" must be true or false, not "perhaps"',
	},
	{
		parameters: { additionalFields: { scheduleFrom: day(-1) } },
		message: new RegExp(`^"Schedule From" must be between ${day(0)} and .*, not ${day(-1)}$`),
	},
	{
		parameters: { additionalFields: { scheduleTill: day(32) } },
		message: new RegExp(`^"Schedule Till" must be between ${day(0)} and .*, not ${day(32)}$`),
	},
	{
		parameters: { additionalFields: { scheduleFrom: day(5), scheduleTill: day(4) } },
		message: `"Schedule Till" must not be before "Schedule From" (${day(5)}), as ${day(4)} is`,
	},
	{
		parameters: { additionalFields: { scheduleFrom: 'tomorrow' } },
		message: '"Schedule From" must be a date such as 2026-01-31, not "tomorrow"',
	},
	{
		parameters: { options: { maxCredits: 1 } },
		message: '"Target Website Names or IDs" must cost at most 1 credits ("Max Credits"), not 2',
	},
	...['={{ undefined }}', '={{ null }}', '={{ "" }}'].flatMap((none) => [
		{
			parameters: { options: { maxCredits: none } },
			message: '"Max Credits" must not be empty',
		},
		{ parameters: { sandbox: none }, message: '"Sandbox" must not be empty' },
	]),
];

describe('a task that cannot be', () => {
	it.each(badTasks)('$message', async ({ parameters, message }) => {
		const error = await errorOf(create(parameters));
		expect(error).toMatchObject({ name: 'NodeOperationError', itemIndex: 0 });
		expect(error.message).toEqual(
			typeof message === 'string' ? message : expect.stringMatching(message),
		);
		expect(error.description).toContain('Nothing was sent');
		expect(requests()).toEqual([]);
	});

	it('is refused for all broken rules at once', async () => {
		const { message } = await errorOf(
			create({
				name: 'Single',
				articleTitle: 'Short',
				articleBody: words(500),
				articleUrls: 'nowhere',
				additionalFields: { scheduleFrom: day(40), scheduleTill: day(-3) },
				options: { maxCredits: 0 },
			}),
		);
		const parameters = [...message.matchAll(/"([A-Z][\w ]+)" (?:must|has)/g)].map(
			([, name]) => name,
		);
		expect(parameters).toEqual([
			'Name',
			'Article Title',
			'Article Body',
			'Article URLs',
			'Schedule From',
			'Schedule Till',
			'Schedule Till',
			'Target Website Names or IDs',
		]);
		expect(requests()).toEqual([]);
	});

	it('in the last item leaves nothing half done', async () => {
		const input = [{ name: 'One task' }, { name: 'Two tasks' }, { name: 'Three' }];
		const error = await errorOf(create({ name: '={{ $json.name }}' }, { input }));
		expect(error).toMatchObject({ itemIndex: 2 });
		expect(requests()).toEqual([]);
	});

	it('fails alone where the node continues on fail', async () => {
		const input = [{ name: 'One task' }, { name: 'Two' }, { name: 'Three tasks' }];
		const { items } = await create({ name: '={{ $json.name }}' }, { input, continueOnFail: true });
		expect(items.map(({ json }) => json.name)).toEqual(['One task', undefined, 'Three tasks']);
		expect(items[1]).toMatchObject({
			json: { error: '"Name" must have 2 to 10 words, not 1' },
			pairedItem: { item: 1 },
		});
		expect(effects().tasksCreated).toBe(2);
	});
});

describe('a task at the edges of the rules', () => {
	it.each<INodeParameters>([
		{ name: words(2) },
		{ name: words(10) },
		{ articleTitle: words(4) },
		{ articleTitle: words(50) },
		{ articleTitle: 'Learn <canvas> in HTML' },
		{ articleBody: `<div class="a b c">${words(399)} <b>last</b><br/></div>` },
		{ articleUrls: [1, 2, 3, 4, 5].map((n) => `https://a.example/${String(n)}`).join('\n') },
		{ additionalFields: { scheduleFrom: day(0), scheduleTill: day(0) } },
		{ additionalFields: { scheduleTill: day(28) } },
		{ options: { maxCredits: 2 } },
		{ options: { maxCredits: 0 }, sandbox: true },
	])('%j', async (parameters) => {
		const { json } = await create(parameters);
		expect(json[0].task_id).toBe(world().allTasks()[0].fields.id);
	});

	it('costs by distinct sites', async () => {
		const [site] = targets(1);
		await create({ targetWebsiteIds: `${site}, ${site}`, options: { maxCredits: 1 } });
		expect(effects().creditsSpent).toBe(1);
	});
});

it.each([
	['', '"Task" must not be empty'],
	['../task/store?x=1#', '"Task" must be a task ID, e.g. 6825f0ba291e7'],
])('task > get refuses the ID "%s"', async (value, message) => {
	const error = await errorOf(run('task', 'get', { taskId: { __rl: true, mode: 'id', value } }));
	expect(error.message).toBe(message);
	expect(requests()).toEqual([]);
});

it('task > getAll refuses a status that is none', async () => {
	const error = await errorOf(run('task', 'getAll', { filters: { status: 'lost' } }));
	expect(error.message).toBe(
		'"Status" must be one of cancelled, completed, failed, queued, running, not "lost"',
	);
});

it('site > getAll refuses a score that is none', async () => {
	const error = await errorOf(run('site', 'getAll', { filters: { minDa: 'high', minPa: 101 } }));
	expect(error.message).toBe('"Min DA" must be a number, not "high"; "Min PA" must be at most 100');
});

describe('what the service refuses', () => {
	it('409 with the credits that there are', async () => {
		move('setCredits', { credits: 1 });
		const error = await errorOf(create());
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '409',
			message: 'The account has fewer credits than the task has target sites',
		});
		expect(error.description).toContain('The account has 1 credits, and the task needs 2.');
		expect(error.description).toContain('No task was created');
		expect(stored()).toHaveLength(1);
		expect(effects()).toEqual({});
	});

	it('409 also where the credits cannot be read', async () => {
		move('setCredits', { credits: 1 });
		sandbox().control.addFault({
			service: 'backlinkBase',
			kind: 'status',
			status: 400,
			path: '/credits',
			times: 'always',
		});
		const error = await errorOf(create());
		expect(error.httpCode).toBe('409');
		expect(error.description).toContain('No task was created');
	});

	it('401 of an account without credits', async () => {
		move('setCredits', { credits: 0 });
		const error = await errorOf(create());
		expect(error).toMatchObject({
			httpCode: '401',
			message: 'BacklinkBase did not accept the API token',
		});
		expect(error.description).toContain('the account has no credits left');
	});

	it('422 by the parameters of the editor', async () => {
		const disabled = world()
			.sites()
			.find(({ status }) => status === 0)?.id;
		const error = await errorOf(create({ targetWebsiteIds: `9999, ${String(disabled)}` }));
		expect(error).toMatchObject({
			httpCode: '422',
			message: 'BacklinkBase refused the values',
		});
		expect(error.description).toContain(
			`Target Website Names or IDs: The target_website_ids do not exist: 9999. The target_website_ids are disabled: ${String(disabled)}.`,
		);
	});

	it('404 of a task that is not there', async () => {
		const error = await errorOf(run('task', 'get', { taskId: '6825f0ba291e7' }));
		expect(error).toMatchObject({
			httpCode: '404',
			message: 'BacklinkBase has no task with this ID in the account',
		});
	});

	it.each(['getCredits', 'healthCheck'])(
		'account > %s: success false with 200',
		async (operation) => {
			sandbox().control.addFault({
				service: 'backlinkBase',
				kind: 'successFalse',
				message: 'Down for maintenance',
			});
			const error = await errorOf(run('account', operation));
			expect(error.message).toContain('Down for maintenance');
			expect(requests()).toHaveLength(1);
		},
	);

	it('an answer without credits', async () => {
		sandbox().control.addFault({
			service: 'backlinkBase',
			kind: 'status',
			status: 200,
			body: { success: true, message: [] },
		});
		const error = await errorOf(run('account', 'getCredits'));
		expect(error.description).toContain('It does not tell the credits.');
	});
});

describe('the API token', () => {
	const secret = 'very/secret+token=4711';
	const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];

	/** All that an error carries, whatever n8n stores or logs of it. */
	const everythingIn = (error: unknown, seen = new Set<unknown>()): string => {
		if (typeof error !== 'object' || error === null) return String(error);
		if (seen.has(error)) return '';
		seen.add(error);
		return Object.getOwnPropertyNames(error)
			.map((name) => `${name}: ${everythingIn((error as Record<string, unknown>)[name], seen)}`)
			.join('\n');
	};

	const withToken = (baseUrl: string) => ({
		...under(),
		credentials: { backlinkBaseApi: { baseUrl, apiToken: secret } },
	});
	const url = (): string => sandbox().services.backlinkBase.url;
	const fault =
		(kind: string, more: object = {}) =>
		(): string => {
			const path = '/credits|/task/store';
			sandbox().control.addFault({ service: 'backlinkBase', kind, path, times: 'always', ...more });
			return url();
		};
	const echo = {
		success: false,
		message: `No such token: ${secret}`,
		errors: { api_token: secret },
	};

	it.each<[string, () => string]>([
		['is wrong', url],
		['is wrong and echoed', fault('status', { status: 401, body: echo })],
		[
			'is echoed in an address',
			fault('status', {
				status: 400,
				body: { message: `/credits?api_token=${encodeURIComponent(secret)}` },
			}),
		],
		['is on its way when the connection breaks', fault('resetBefore')],
		['is on its way when the answer breaks off', fault('brokenOff')],
		['goes to a server that is not there', () => 'http://127.0.0.1:9'],
		['goes to a name that is none', () => 'http://nowhere.invalid'],
		['is sent on elsewhere', fault('redirect', { location: 'http://127.0.0.1:9/credits' })],
		['meets a web page', fault('htmlError')],
	])('is in no error where it %s', async (_case, prepare) => {
		const baseUrl = prepare();
		for (const operation of ['getCredits', 'create']) {
			const parameters =
				operation === 'create'
					? {
							resource: 'task',
							operation,
							name: 'Two words',
							articleTitle: words(4),
							articleBody: words(9),
							articleUrls: 'https://a.example',
							targetWebsiteIds: '301',
						}
					: { resource: 'account', operation };
			const error = await runNode(withToken(baseUrl), { parameters }).then(
				() => undefined,
				(thrown: unknown) => thrown,
			);
			expect(error).toBeInstanceOf(Error);
			const all = everythingIn(error);
			for (const form of forms) expect(all).not.toContain(form);
		}
	});

	it('is in no output item of a run that continues on fail', async () => {
		fault('status', { status: 401, body: echo })();
		const { items } = await runNode(withToken(url()), {
			parameters: { resource: 'account', operation: 'getCredits' },
			continueOnFail: true,
		});
		expect(items).toHaveLength(1);
		for (const form of forms) expect(JSON.stringify(items)).not.toContain(form);
	});
});
