import { errorOf } from '../support/runNode';
import { backlinkBaseTests, newTask } from './setup';

const { create, run, requests, stored, sandbox, world, effects, targets, move } =
	backlinkBaseTests();

const strike = (kind: string, more: object = {}): void => {
	sandbox().control.addFault({ service: 'backlinkBase', kind, ...more });
};
const onStore = { method: 'POST', path: '/task/store' };

describe('task > create whose answer is lost after the service acted', () => {
	it.each(['resetAfter', 'truncatedJson', 'brokenOff', 'emptyBody'])(
		'%s: reports the task that was created, and never sends it again',
		async (kind) => {
			strike(kind, onStore);
			const { json, hints } = await create();
			const [task] = world().allTasks();
			expect(json).toEqual([
				{
					task_id: task.fields.id,
					message: 'Task found after the answer was lost.',
					name: newTask.name,
					sandbox: false,
					credits: 2,
				},
			]);
			expect(hints[0].message).toContain('it was not created again');
			expect(stored()).toHaveLength(1);
			expect(effects()).toMatchObject({ tasksCreated: 1, spendings: 1, creditsSpent: 2 });
		},
	);

	it('finds each of several tasks that are the same', async () => {
		strike('resetAfter', { ...onStore, times: 3 });
		const { json } = await create({}, { input: [{}, {}, {}] });
		const ids = world()
			.allTasks()
			.slice(0, 3)
			.map(({ fields }) => fields.id);
		expect(json.map(({ task_id: id }) => id)).toEqual([...ids].reverse());
		expect(effects()).toMatchObject({ tasksCreated: 3, creditsSpent: 6 });
	});

	it('waits for a service that is still at work', async () => {
		strike('resetAfter', onStore);
		// The first look at the list comes too early.
		strike('emptyPage', { path: '/tasks' });
		const { json } = await create();
		expect(json[0].task_id).toBe(world().allTasks()[0].fields.id);
		expect(stored()).toHaveLength(1);
	});
});

describe('task > create whose answer is lost while another program creates a task', () => {
	const sameTask = {
		name: newTask.name,
		articleTitle: newTask.articleTitle,
		articleBody: newTask.articleBody,
		articleUrls: newTask.articleUrls.split(', '),
		scheduleFrom: '2026-01-01',
		scheduleTill: '2026-01-02',
		sandbox: false,
	};

	/** Another program's task with this name, title and sites; it came later, however busy the machine is. */
	const elsewhere = (changes: Partial<typeof sameTask> = {}): string => {
		const { fields } = world().addTask({
			...sameTask,
			targetWebsiteIds: targets(2).map(Number),
			...changes,
		});
		fields.created_at = new Date(Date.now() + 60_000).toISOString();
		return fields.id;
	};

	const forAnother = { articleUrls: ['https://acme.example', 'https://another.example/product'] };

	it('finds its own beside one for other URLs', async () => {
		const other = elsewhere(forAnother);
		strike('resetAfter', onStore);
		const { json } = await create();
		expect(json[0].task_id).toBe(world().allTasks()[0].fields.id);
		expect(json[0].task_id).not.toBe(other);
	});

	it.each([
		['other URLs', forAnother, 'another list of URLs'],
		['fewer URLs', { articleUrls: ['https://acme.example'] }, 'another list of URLs'],
		['another body', { articleBody: '<p>Acme raised nothing.</p>' }, 'another body'],
	])('does not take one with %s for it, and names it', async (_case, changes, what) => {
		const other = elsewhere(changes);
		strike('resetBefore', onStore);
		const { description } = await errorOf(create());
		expect(description).toContain(
			`holds no task "Press release batch" with this article that was created since, though its title and sites are also those of ${other} (${what}).`,
		);
		expect(description).not.toContain('no credit was spent');
		expect(stored()).toHaveLength(1);
	});

	it('does not choose between two, and names them', async () => {
		const other = elsewhere();
		strike('resetAfter', onStore);
		const { description } = await errorOf(create());
		const own = world().allTasks()[0].fields.id;
		expect(description).toContain(
			'2 new tasks could be "Press release batch", so it was not chosen between them',
		);
		expect(description).toContain(own);
		expect(description).toContain(other);
		expect(stored()).toHaveLength(1);
	});

	it('knows its own by what it says, however the service writes it', async () => {
		const cleaned = elsewhere({
			articleUrls: ['https://acme.example/product', 'https://ACME.example/'],
			articleBody: 'Acme, a Pune based fintech company,&nbsp;raised its <i>series A</i>.',
		});
		strike('resetBefore', onStore);
		expect((await create()).json[0].task_id).toBe(cleaned);
	});
});

describe('task > create whose answer is lost before the service acted', () => {
	it('says that none was created, and what to look at', async () => {
		strike('resetBefore', onStore);
		const error = await errorOf(create());
		expect(error.message).toBe('The connection to BacklinkBase broke off');
		expect(error.description).toContain(
			'It is not known whether BacklinkBase carried out the request, because no usable answer came, so it was not sent again. The list of tasks holds no task "Press release batch" with this title and these sites that was created since, so most likely none was created and no credit was spent.',
		);
		expect(stored()).toHaveLength(1);
		expect(effects()).toEqual({});
	});

	it.each([
		['the same task of the item before', () => create({}, { input: [{}] })],
		[
			'one of the same name with another title',
			() => create({ articleTitle: 'Another title of five words' }),
		],
		[
			'one of the same name and title for other sites',
			() => create({ targetWebsiteIds: targets(3).slice(1) }),
		],
	])('does not take %s for it', async (_case, before) => {
		await before();
		strike('resetBefore', onStore);
		const error = await errorOf(create());
		expect(error.description).toContain('holds no task');
		expect(stored()).toHaveLength(2);
		expect(effects().tasksCreated).toBe(1);
	});

	it('does not take an older task of another program for it', async () => {
		const old = world().addTask({
			name: newTask.name,
			articleTitle: newTask.articleTitle,
			articleBody: newTask.articleBody,
			articleUrls: ['https://acme.example'],
			targetWebsiteIds: targets(2).map(Number),
			scheduleFrom: '2026-01-01',
			scheduleTill: '2026-01-02',
			sandbox: false,
		});
		old.fields.created_at = new Date(Date.now() - 10_000).toISOString();
		strike('resetBefore', onStore);
		expect((await errorOf(create())).description).toContain('holds no task');
	});

	it('says so where the list of tasks cannot be read', async () => {
		strike('resetAfter', onStore);
		strike('status', { status: 400, path: '/tasks', times: 'always' });
		const error = await errorOf(create());
		expect(error.description).toContain(
			'so it was not sent again. The list of tasks could not be read',
		);
		expect(error.description).toContain('Account > Get Credits');
		expect(stored()).toHaveLength(1);
		expect(effects().creditsSpent).toBe(2);
	});

	it('stops the run before further items, and says how many were done', async () => {
		strike('resetBefore', { ...onStore, skip: 1 });
		const error = await errorOf(create({}, { input: [{}, {}, {}] }));
		expect(error).toMatchObject({ itemIndex: 1 });
		expect(error.description).toContain('1 of 3 items were done before the run stopped at item 1.');
		expect(stored()).toHaveLength(2);
	});

	it('fails alone where the node continues on fail', async () => {
		strike('resetBefore', { ...onStore, skip: 1 });
		const { items } = await create({}, { input: [{}, {}, {}], continueOnFail: true });
		expect(items.map(({ json }) => json.credits)).toEqual([2, undefined, 2]);
		expect(items[1].json.error).toContain('broke off');
		expect(stored()).toHaveLength(3);
	});
});

it('task > create is sent again where the service certainly did not act', async () => {
	strike('status', { ...onStore, status: 429, headers: { 'Retry-After': '1' } });
	const { json } = await create();
	expect(json[0].message).toBe('Task created successfully.');
	expect(stored()).toHaveLength(2);
	expect(effects()).toMatchObject({ tasksCreated: 1, creditsSpent: 2 });
});

it('task > create goes by the clock of the service', async () => {
	// A clock of the service that is an hour slow writes times before the request was sent.
	const slow = Date.now() - 3_600_000;
	strike('resetAfter', onStore);
	strike('status', {
		path: '/health-check',
		status: 200,
		body: { success: true, timestamp: Math.floor(slow / 1000) },
	});
	const now = jest.spyOn(world(), 'now').mockReturnValue(slow);
	const { json } = await create();
	now.mockRestore();
	expect(json[0].message).toBe('Task found after the answer was lost.');
});

describe('a read', () => {
	it.each(['resetBefore', 'htmlError', 'truncatedJson', 'emptyBody'])(
		'is tried again after %s',
		async (kind) => {
			move('setCredits', { credits: 17 });
			strike(kind);
			expect((await run('account', 'getCredits')).json).toEqual([{ credits: 17 }]);
			expect(requests()).toHaveLength(2);
		},
	);
});
