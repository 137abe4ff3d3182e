import { type Sandbox, startSandbox } from '../../../sandbox/server';
import { pass, useStandingDate } from '../../support/standingDate';
import { BacklinkBaseClient, type SiteAnswer } from './backlinkBaseClient';
import { call } from './client';

const today = '2026-01-31';

let sandbox: Sandbox;
let client: BacklinkBaseClient;
let enabled: SiteAnswer[];
let disabled: SiteAnswer[];

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 10, today });
	client = new BacklinkBaseClient(sandbox);
	const sites = await client.sites();
	enabled = sites.filter(({ status }) => status === 1);
	disabled = sites.filter(({ status }) => status === 0);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset();
});

const targets = (count: number): string =>
	enabled
		.slice(0, count)
		.map(({ id }) => id)
		.join(', ');

const task = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
	name: 'Press release batch',
	article_title: 'Fintech startup Acme raises series A funding',
	article_body: 'Acme, a fintech company…',
	article_urls: 'https://acme.example, https://acme.example/product',
	target_website_ids: targets(2),
	...more,
});

const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

async function stored(more: Record<string, unknown> = {}): Promise<string> {
	const { status, json, text } = await client.post('/task/store', task(more));
	if (status !== 201) throw new Error(text);
	return (json as { task_id: string }).task_id;
}

const badToken = {
	success: false,
	message: 'API Token Verification Error',
	errors: { api_token: 'API Token is not a valid' },
};

describe('the token', () => {
	const reads = ['/health-check', '/credits', '/task/sites', '/task/show', '/tasks'];

	it.each(reads)('is wanted by %s', async (path) => {
		for (const query of ['', '?api_token=wrong', '?api_key=sandbox-backlinkbase-api-token']) {
			const { status, json } = await call(client.url + path + query);
			expect(status).toBe(401);
			expect(json).toEqual(badToken);
		}
	});

	it('is no header', async () => {
		const headers = { authorization: `Bearer ${client.token}` };
		expect((await call(`${client.url}/credits`, { headers })).status).toBe(401);
	});

	it('is wanted by task/store, and a wrong one has no effect', async () => {
		for (const body of [task(), task({ api_token: 'wrong' })]) {
			const { status, json } = await call(`${client.url}/task/store`, { method: 'POST', body });
			expect(status).toBe(401);
			expect(json).toEqual(badToken);
		}
		expect(client.effects()).toEqual({});
	});

	it('is taken from the query or a POST’s body, and the world says from where', async () => {
		await client.get('/credits');
		await client.post('/task/store', {});
		await call(`${client.url}/tasks?api_token=${client.token}`, { method: 'POST', body: {} });
		await call(`${client.url}/tasks?api_token=${client.token}`, {
			method: 'POST',
			body: { api_token: client.token },
		});
		expect(sandbox.control.state().backlinkBase.summary.tokenPlaces).toEqual({
			query: 2,
			body: 1,
			both: 1,
		});
	});

	it('that is wrong more than three times a minute is answered with 429, a right one is not', async () => {
		const statuses: number[] = [];
		for (let tries = 0; tries < 5; tries += 1) {
			statuses.push((await call(`${client.url}/credits?api_token=x${String(tries)}`)).status);
		}
		expect(statuses).toEqual([401, 401, 401, 429, 429]);
		const { json } = await call(`${client.url}/credits`);
		expect(json).toEqual({
			success: false,
			message: 'Rate limit exceeded. Please try again later.',
			errors: { api_token: 'Rate limit exceeded. Please try again later.' },
		});
		expect((await client.get('/credits')).status).toBe(200);
	});

	it('can be inactive', async () => {
		client.move('setTokenActive', { active: false });
		expect((await client.get('/credits')).json).toEqual(badToken);
	});
});

describe('the rate limit', () => {
	it('takes 60 requests a minute and refuses the next in the words of the text', async () => {
		const answers = await Promise.all(Array.from({ length: 60 }, () => client.get('/credits')));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		const { status, headers, json } = await client.get('/credits');
		expect(status).toBe(429);
		expect(headers.get('retry-after')).toBeNull();
		expect(json).toMatchObject({ message: 'Rate limit exceeded. Please try again later.' });
		expect((await client.post('/task/store', task())).status).toBe(429);
		expect(client.effects()).toEqual({});
	});
});

describe('what is read', () => {
	it('health and credits', async () => {
		const health = (await client.get('/health-check')).json as { timestamp: string };
		expect(health).toEqual({
			success: true,
			timestamp: expect.stringMatching(/^2026-01-31T\d\d:\d\d:\d\d\.000000Z$/) as unknown,
		});
		expect((await client.get('/credits')).json).toEqual({
			success: true,
			message: [],
			credits: 40,
		});
	});

	it('all sites in one answer, some disabled, some limited by the credits', async () => {
		const sites = await client.sites();
		expect(sites).toHaveLength(150);
		expect(Object.keys(sites[0])).toEqual([
			'id',
			'url',
			'da',
			'pa',
			'spam_score',
			'status',
			'limited',
		]);
		expect(new Set(sites.map(({ id }) => id)).size).toBe(150);
		expect(disabled.length).toBeGreaterThan(3);
		expect(sites.filter(({ limited }) => limited).every(({ da }) => da >= 60)).toBe(true);
		const limitedWith = async (credits: number): Promise<number> => {
			client.move('setCredits', { credits });
			return (await client.sites()).filter(({ limited }) => limited).length;
		};
		expect(await limitedWith(50)).toBe(0);
		expect(await limitedWith(49)).toBeGreaterThan(0);
		expect(await limitedWith(0)).toBe(150);
	});

	it('the tasks, newest first, and each in full', async () => {
		const tasks = await client.tasks();
		expect(tasks).toHaveLength(12);
		const created = tasks.map(({ created_at: at }) => at);
		expect(created).toEqual([...created].sort().reverse());
		expect(new Set(tasks.map(({ status }) => status))).toEqual(
			new Set(['Queued Publishing', 'Publishing', 'Published', 'Cancelled', 'Failed']),
		);
		for (const item of tasks) {
			const { article, sites, ...rest } = await client.task(item.id);
			expect(rest).toEqual(item);
			expect(article.urls.length).toBeGreaterThan(0);
			for (const { status, result_url: url, last_run_at: ran } of sites) {
				expect(url !== null).toBe(status === 'Published');
				expect(ran === null).toBe(status === 'Queued Publishing');
			}
		}
	});

	it('reads answer to POST as well, as the examples have it', async () => {
		const [{ id }] = await client.tasks();
		const { json } = await client.post('/task/show', { id });
		expect(json).toEqual({ success: true, message: await client.task(id) });
	});

	it('in the other vocabulary once that is set', async () => {
		client.move('setVocabulary', { vocabulary: 'model' });
		const tasks = await client.tasks();
		expect(new Set(tasks.map(({ status }) => status))).toEqual(
			new Set(['queued', 'running', 'completed', 'cancelled', 'failed']),
		);
		const { sites } = await client.task(tasks[0].id);
		expect(sites[0]).toMatchObject({
			id: expect.any(Number) as unknown,
			status: 'Queued Publishing',
		});
	});

	it.each([
		['', 422],
		['&id=', 422],
		['&id=no%20id', 422],
		['&id=6825c868ac395', 404],
	])('task/show refuses "%s" with %d', async (query, expected) => {
		const { status, json } = await client.get('/task/show', query);
		expect(status).toBe(expected);
		expect(json).toMatchObject({ success: false });
		if (expected === 404) expect(json).toEqual({ success: false, message: 'Task not found' });
		else expect(json).toMatchObject({ errors: { id: [expect.any(String)] } });
	});

	it('unknown routes are 404 in the service’s shape', async () => {
		const { status, json } = await client.get('/nowhere');
		expect(status).toBe(404);
		expect(json).toEqual({ success: false, message: 'Not Found' });
	});
});

describe('storing a task', () => {
	it('costs a credit a site and puts the task first', async () => {
		const { status, json } = await client.post('/task/store', task());
		expect(status).toBe(201);
		expect(json).toEqual({
			success: true,
			message: 'Task created successfully.',
			task_id: expect.stringMatching(/^[0-9a-f]{13}$/) as unknown,
		});
		const id = (json as { task_id: string }).task_id;
		expect((await client.tasks())[0]).toMatchObject({
			id,
			status: 'Queued Publishing',
			last_run_at: null,
		});
		const details = await client.task(id);
		expect(details.article).toEqual({
			title: 'Fintech startup Acme raises series A funding',
			body: 'Acme, a fintech company…',
			urls: ['https://acme.example', 'https://acme.example/product'],
		});
		expect(details.sites.map(({ backlink_website_id: site }) => String(site)).join(', ')).toBe(
			targets(2),
		);
		expect(await client.credits()).toBe(38);
		expect(client.effects()).toEqual({ tasksCreated: 1, spendings: 1, creditsSpent: 2 });
	});

	it('counts a site once, however often it is named', async () => {
		const [{ id }] = enabled;
		await stored({ target_website_ids: `${String(id)},${String(id)}` });
		expect(await client.credits()).toBe(39);
	});

	it('costs nothing in sandbox mode, and places nothing live', async () => {
		client.move('configureProgress', { stepMilliseconds: 0 });
		client.move('setCredits', { credits: 0 });
		const { sites } = await client.task(await stored({ sandbox: true }));
		expect(sites.map(({ status, result_url: url }) => [status, url])).toEqual([
			['Published', null],
			['Published', null],
		]);
		expect(client.effects()).toEqual({ sandboxTasksCreated: 1 });
	});

	it('is refused with 409 above the credits, and with 401 without any', async () => {
		client.move('setCredits', { credits: 1 });
		const over = await client.post('/task/store', task());
		expect(over.status).toBe(409);
		expect(over.json).toMatchObject({ success: false, message: 'Out of credits.' });
		client.move('setCredits', { credits: 0 });
		const none = await client.post('/task/store', task());
		expect(none.status).toBe(401);
		expect(none.json).toMatchObject({ message: 'API Token Verification Error' });
		expect(client.effects()).toEqual({});
		expect(await client.credits()).toBe(0);
	});

	const wrong: [field: string, value: unknown, words: RegExp][] = [
		['name', 'One', /between 2 and 10 words\. You have 1 words/],
		['name', words(11), /You have 11 words/],
		['name', undefined, /required/],
		[
			'article_title',
			'Two words',
			/^The article_title must be between 4 and 50 words\. You have 2 words\.$/,
		],
		['article_title', words(51), /You have 51 words/],
		['article_body', words(401), /400 words\. You have 401 words/],
		['article_body', '', /required/],
		['article_urls', 'acme.example', /absolute URLs: acme\.example/],
		['article_urls', ['https://acme.example'], /must be a string/],
		[
			'article_urls',
			words(6).replaceAll('word', 'https://a.example').replaceAll(' ', ','),
			/between 1 and 5/,
		],
		[
			'target_website_ids',
			[388],
			/^The target_website_ids must be a comma-separated list of integers\.$/,
		],
		['target_website_ids', '388; 372', /comma-separated list of integers/],
		['target_website_ids', '1, 2', /do not exist: 1, 2/],
		['target_website_ids', '', /required/],
		['schedule_from', '2026-01-30', /today or later/],
		['schedule_from', '2026-03-01', /at most a month/],
		['schedule_from', '31.01.2026', /valid date/],
		['schedule_from', '2026-02-30', /valid date/],
		['schedule_till', '2026-01-30', /schedule_from or later/],
		['schedule_till', '2026-03-01', /at most a month/],
		['sandbox', 'maybe', /true or false/],
	];
	it.each(wrong)('is refused for %s %p', async (field, value, expected) => {
		const { status, json } = await client.post('/task/store', task({ [field]: value }));
		expect(status).toBe(422);
		expect(json).toEqual({
			success: false,
			message: 'Validation failed',
			errors: { [field]: [expect.stringMatching(expected)] },
		});
		expect(client.effects()).toEqual({});
	});

	it('is refused for a disabled site, and names all broken rules at once', async () => {
		const target_website_ids = String(disabled[0].id);
		const { status, json } = await client.post(
			'/task/store',
			task({ target_website_ids, name: 'x' }),
		);
		expect(status).toBe(422);
		const { errors } = json as { errors: Record<string, string[]> };
		expect(Object.keys(errors)).toEqual(['name', 'target_website_ids']);
		expect(errors.target_website_ids[0]).toMatch(/disabled/);
	});

	it.each([
		{ name: words(2) },
		{ name: words(10) },
		{ article_title: words(4) },
		{ article_title: words(50) },
		{ article_body: `<p class="a b c">${words(400)}</p>` },
		{ schedule_from: today, schedule_till: today },
		{ schedule_from: '2026-02-28', schedule_till: '2026-02-28' },
	])('takes the limits of the rules: %j', async (more) => {
		await expect(stored(more)).resolves.toMatch(/^[0-9a-f]{13}$/);
	});
});

describe('progress', () => {
	useStandingDate();
	it('takes the sites one after the other from queued over publishing to published', async () => {
		client.move('configureProgress', { stepMilliseconds: 300 });
		const id = await stored();
		const seen: string[] = [];
		for (let waited = 0; waited < 400 && seen.at(-1) !== 'Published,Published'; waited += 1) {
			const { sites } = await client.task(id);
			const now = sites.map(({ status }) => status).join();
			if (seen.at(-1) !== now) seen.push(now);
			pass(100);
		}
		expect(seen).toContain('Publishing,Queued Publishing');
		expect(seen.at(-1)).toBe('Published,Published');
		const { status, completed_at: completed, sites } = await client.task(id);
		expect(status).toBe('Published');
		expect(completed).not.toBeNull();
		expect(sites[0].result_url).toBe(`https://${enabled[0].url}/articles/${id}`);
		expect(client.effects()).toMatchObject({ placementsPublished: 2 });
	});

	it('fails where that is set, and waits for a later day', async () => {
		client.move('configureProgress', { stepMilliseconds: 0, outcome: 'Failed' });
		expect((await client.task(await stored())).status).toBe('Failed');
		const later = await client.task(await stored({ schedule_from: '2026-02-10' }));
		expect(later.status).toBe('Queued Publishing');
		expect(later.sites.map(({ schedule_at: at }) => at)).toEqual([
			'2026-02-10T00:00:00.000000Z',
			'2026-02-10T00:30:00.000000Z',
		]);
	});
});

describe('world moves', () => {
	it('finish, fail and cancel rows; the task and its updated_at follow', async () => {
		const [{ id, updated_at: before }] = await client.tasks();
		const [first, second, third] = (await client.task(id)).sites.map(
			(row) => row.backlink_website_id,
		);
		expect(client.move('finishRow')).toEqual({ taskId: id, siteId: first });
		expect(client.move('failRow', { taskId: id, siteId: second })).toEqual({
			taskId: id,
			siteId: second,
		});
		expect((await client.task(id)).status).toBe('Queued Publishing');
		client.move('startRow');
		expect((await client.task(id)).status).toBe('Publishing');
		client.move('cancelRow', { taskId: id, siteId: third });
		const after = await client.task(id);
		expect(after.status).toBe('Published');
		expect(after.updated_at > before).toBe(true);
		expect(after.sites.map(({ status }) => status)).toEqual(['Published', 'Failed', 'Cancelled']);
	});

	it('cancel and finish tasks', async () => {
		const { taskId } = client.move('cancelTask') as { taskId: string };
		expect((await client.task(taskId)).status).toBe('Cancelled');
		const finished = (client.move('finishTask') as { taskId: string }).taskId;
		expect(finished).not.toBe(taskId);
		expect((await client.task(finished)).status).toBe('Published');
	});

	it('set sites and credits, add tasks', async () => {
		const [{ id }] = enabled;
		client.move('setSite', { siteId: id, status: 0, limited: true });
		const site = (await client.sites()).find((one) => one.id === id);
		expect(site).toMatchObject({ status: 0, limited: true });
		const { ids } = client.move('addTasks', { count: 3 }) as { ids: string[] };
		expect((await client.tasks()).slice(0, 3).map((one) => one.id)).toEqual([...ids].reverse());
		expect(await client.credits()).toBe(40);
	});

	it('refuse wrong input', () => {
		expect(() => client.move('finishRow', { taskId: 'nothing' })).toThrow(/Task not found/);
		expect(() => client.move('setSite', { siteId: 1, status: 0 })).toThrow(/no such site/);
		expect(() => client.move('setVocabulary', { vocabulary: 'latin' })).toThrow(/vocabulary/);
	});
});
