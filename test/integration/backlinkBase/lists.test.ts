import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { errorOf, loadChoices, searchList } from '../support/runNode';
import { backlinkBaseTests } from './setup';

const { run, requests, sandbox, world, move, under } = backlinkBaseTests();
type Site = ReturnType<ReturnType<typeof world>['sites']>[number];

describe('site > getAll', () => {
	const filters: [INodeParameters, (site: Site) => boolean][] = [
		[{ minDa: 40 }, ({ da }) => da >= 40],
		[{ minPa: '45' }, ({ pa }) => pa >= 45],
		[{ maxSpamScore: 0 }, ({ spam_score: spam }) => spam <= 0],
		[{ onlyEnabled: true }, ({ status }) => status === 1],
		[{ excludeLimited: true }, ({ limited }) => !limited],
		[{ onlyEnabled: false, excludeLimited: false }, () => true],
		[
			{ minDa: 30, maxSpamScore: 3, onlyEnabled: true, excludeLimited: true },
			({ da, spam_score: spam, status, limited }) =>
				da >= 30 && spam <= 3 && status === 1 && !limited,
		],
	];

	it.each(filters)('filters by %j', async (given, fits) => {
		const { json } = await run('site', 'getAll', { returnAll: true, filters: given });
		const expected = world().sites().filter(fits);
		expect(expected.length).toBeGreaterThan(0);
		expect(json).toEqual(expected);
		expect(requests()).toHaveLength(1);
	});

	it('counts its limit after filtering, and says that there are more', async () => {
		const { json, hints } = await run('site', 'getAll', { limit: 3, filters: { minDa: 40 } });
		const fitting = world()
			.sites()
			.filter(({ da }) => da >= 40);
		expect(json).toEqual(fitting.slice(0, 3));
		expect(hints[0].message).toContain(`Returned 3 of ${String(fitting.length)}`);
	});
});

describe('task > getAll', () => {
	const statusesOf = (json: readonly IDataObject[]): unknown[] =>
		[...new Set(json.map(({ status }) => status))].sort();

	it.each([
		['queued', ['Queued Publishing'], ['queued']],
		['Queued Publishing', ['Queued Publishing'], ['queued']],
		['running', ['Publishing'], ['running']],
		['publishing', ['Publishing'], ['running']],
		['completed', ['Published'], ['completed']],
		['Published', ['Published'], ['completed']],
		['cancelled', ['Cancelled'], ['cancelled']],
		['failed', ['Failed'], ['failed']],
	])('filters by %s in both vocabularies', async (status, inExamples, inModel) => {
		const parameters = { returnAll: true, filters: { status } };
		expect(statusesOf((await run('task', 'getAll', parameters)).json)).toEqual(inExamples);
		move('setVocabulary', { vocabulary: 'model' });
		expect(statusesOf((await run('task', 'getAll', parameters)).json)).toEqual(inModel);
	});

	it('keeps its limit', async () => {
		const { json } = await run('task', 'getAll', { limit: 2 });
		expect(json).toEqual(
			world()
				.allTasks()
				.slice(0, 2)
				.map((task) => task.item('examples')),
		);
	});

	it('gives nothing, and no failure, for an account without such tasks', async () => {
		for (const { fields } of world().allTasks()) move('finishTask', { taskId: fields.id });
		expect((await run('task', 'getAll', { filters: { status: 'queued' } })).json).toEqual([]);
	});
});

describe('unified backlinks', () => {
	const mugs = () => {
		const found = world()
			.allTasks()
			.find(({ fields }) => fields.name === 'Handmade mugs');
		if (found === undefined) throw new Error('The sandbox has no task "Handmade mugs"');
		return found;
	};

	it('task > get gives an item a placement', async () => {
		const { fields } = mugs();
		const { json } = await run('task', 'get', { taskId: fields.id, output: 'unified' });
		const [row] = fields.rows;
		expect(json).toHaveLength(4);
		expect(json.map(({ status }) => status)).toEqual(['completed', 'running', 'queued', 'queued']);
		expect(json[0]).toEqual({
			service: 'backlinkBase',
			id: `${fields.id}-${String(row.backlink_website_id)}`,
			sourceUrl: row.result_url,
			sourceDomain: new URL(row.result_url ?? '').hostname,
			targetUrl: fields.article.urls[0],
			anchor: null,
			status: 'completed',
			rel: null,
			indexed: null,
			firstSeen: row.completed_at,
			lostAt: null,
			cost: null,
		});
		expect(json[1]).toMatchObject({ sourceUrl: null, sourceDomain: null, firstSeen: null });
	});

	it('names a placement by its row where the answer does', async () => {
		move('setVocabulary', { vocabulary: 'model' });
		const { fields } = mugs();
		const { json } = await run('task', 'get', { taskId: fields.id, output: 'unified' });
		expect(json.map(({ id }) => id)).toEqual(fields.rows.map(({ id }) => String(id)));
	});

	it('task > getAll asks for each task, and gives all placements', async () => {
		const { json, hints } = await run('task', 'getAll', { returnAll: true, output: 'unified' });
		const tasks = world().allTasks();
		expect(json).toHaveLength(tasks.flatMap(({ fields }) => fields.rows).length);
		expect(json.map(({ targetUrl }) => targetUrl)).toEqual(
			tasks.flatMap(({ fields }) => fields.rows.map(() => fields.article.urls[0])),
		);
		expect(requests()).toHaveLength(1 + tasks.length);
		expect(hints).toEqual([]);
	});

	it('task > getAll counts placements against its limit, and asks for no more tasks than needed', async () => {
		const { json } = await run('task', 'getAll', {
			limit: 4,
			output: 'unified',
			options: { concurrency: 1 },
		});
		expect(json).toHaveLength(4);
		// The first two tasks have three placements and two.
		expect(requests().map(({ path }) => path)).toEqual(['/tasks', '/task/show', '/task/show']);
	});
});

describe('lists in the editor', () => {
	it('tasks are found by name, status, date and ID', async () => {
		const [first] = world().allTasks();
		const { results } = await searchList(under(), 'searchTasks');
		expect(results).toHaveLength(world().allTasks().length);
		expect(results[0]).toEqual({
			name: `${first.fields.name} (Queued Publishing, ${first.fields.created_at.slice(0, 10)})`,
			value: first.fields.id,
		});
		const found = await searchList(under(), 'searchTasks', { filter: first.fields.id });
		expect(found.results).toEqual([results[0]]);
	});

	it('sites can be chosen where they are enabled, best first, with their scores', async () => {
		const enabled = world()
			.sites()
			.filter(({ status }) => status === 1);
		const best = enabled.reduce((one, other) => (other.da > one.da ? other : one));
		const choices = await loadChoices(under(), 'getSites');
		expect(choices).toHaveLength(enabled.length);
		expect(choices[0]).toEqual({
			name: `${best.url} (DA ${String(best.da)}, PA ${String(best.pa)}, Spam Score ${String(best.spam_score)}${best.limited ? ', limited' : ''})`,
			value: String(best.id),
		});
		expect(choices.filter(({ name }) => name.endsWith(', limited)'))).toHaveLength(
			enabled.filter(({ limited }) => limited).length,
		);
	});

	it.each(['searchTasks', 'getSites'])('%s says what is wrong', async (method) => {
		move('setTokenActive', { active: false });
		const list = method === 'getSites' ? loadChoices(under(), method) : searchList(under(), method);
		expect((await errorOf(list)).message).toBe('BacklinkBase did not accept the API token');
	});
});

it.each([
	['site', '/task/sites', 'It holds no list of records.'],
	['task', '/tasks', 'It holds no list of records.'],
])(
	'%s > getAll does not take an answer without a list for an empty one',
	async (resource, path, words) => {
		sandbox().control.addFault({
			service: 'backlinkBase',
			kind: 'status',
			path,
			status: 200,
			body: { success: true, message: 'Come back later' },
			times: 'always',
		});
		const error = await errorOf(run(resource, 'getAll'));
		expect(error.message).toBe('BacklinkBase sent an answer that cannot be read');
		expect(error.description).toContain(words);
	},
);
