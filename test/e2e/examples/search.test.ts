import type { Execution, Workflow } from '../../../sandbox/n8n/client';
import type { Site } from '../../../sandbox/services/seranking/site';
import type { StoredDocument } from '../../../sandbox/services/typesense/values';
import { pollInterval, spanOf, until } from '../listening';
import {
	ended,
	exampleIn,
	givenBy,
	nextOf,
	outcomeOf,
	publishQuickly,
	set,
} from '../support/examples';
import { moved } from '../scenes/scene';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 120 });
const siteId = 20481;
const typesense = 'typesense';

const site = (): Site => demo().sandbox.services.seRanking.world.site(siteId);
const documents = (): StoredDocument[] =>
	demo().sandbox.services.typesense.world.documents('backlinks');
const documentOf = (id: string): StoredDocument | undefined =>
	documents().find((document) => document.id === id);

let workflow: Workflow;

beforeAll(async () => {
	workflow = await set(demo().client, await exampleIn(demo(), '02-search-sync'), {
		batchSize: 200,
	});
	// What goes on by itself at LikePion would change documents between two loads.
	demo().sandbox.control.world('likePion', 'configureProgress', { stepMilliseconds: 3_600_000 });
});
beforeEach(() => {
	const { control } = demo().sandbox;
	control.clearRequests();
	control.clearFaults();
	control.world(typesense, 'acceptAll');
});

describe('the first load', () => {
	const load = async (trigger = 'Load Everything'): Promise<Execution> =>
		await demo().client.runWorkflow(workflow, { trigger, timeoutMs: 120_000 });
	const imports = () =>
		demo().sandbox.control.requests({ service: typesense, method: 'POST', path: '/import$' });
	const withoutTime = (): unknown[] =>
		documents().map((document) => ({ ...document, syncedAt: 0 }));

	it('makes the collection and brings in the backlinks of all four services, in batches', async () => {
		const execution = await load();
		expect(outcomeOf(execution)).toBe('success');
		const read = givenBy(execution, 'All Backlinks');
		const ids = read.map(({ service, id }) => `${String(service)}-${String(id)}`);
		expect(documents().map(({ id }) => id)).toEqual([...new Set(ids)]);
		expect(new Set(read.map(({ service }) => service))).toEqual(
			new Set(['seRanking', 'leadmetrics', 'backlinkBase', 'likePion']),
		);

		const [newest] = site().backlinks.newest(1);
		const { from_url: url, domain } = site().backlinks.get(newest);
		expect(documentOf(`seRanking-${String(newest)}`)).toMatchObject({
			service: 'seRanking',
			recordId: String(newest),
			sourceUrl: url,
			sourceDomain: domain,
			firstSeenAt: expect.any(Number) as number,
		});
		expect(imports()).toHaveLength(Math.ceil(read.length / 200));
		expect(imports().every(({ rawQuery }) => rawQuery === 'action=upsert')).toBe(true);
	});

	it('leaves the same documents when it runs again', async () => {
		const before = withoutTime();
		expect(outcomeOf(await load())).toBe('success');
		expect(withoutTime()).toEqual(before);
		expect(demo().sandbox.services.typesense.effects.of('collectionsCreated')).toBe(1);
	});

	it('sends lines that failed once more', async () => {
		demo().sandbox.control.world(typesense, 'refuseDocuments', { id: '^leadmetrics-', times: 3 });
		const execution = await load();
		expect(outcomeOf(execution)).toBe('success');
		expect(givenBy(execution, 'Failed Documents')).toHaveLength(3);
		expect(givenBy(execution, 'Refused Documents')).toEqual([]);
	});

	it('sends a batch that failed as a whole once more', async () => {
		demo().sandbox.control.addFault({
			service: typesense,
			kind: 'status',
			status: 503,
			path: '/import$',
			times: 3,
		});
		const execution = await load();
		expect(outcomeOf(execution)).toBe('success');
		expect(imports().filter(({ fault }) => fault === 'status')).toHaveLength(3);
		expect(new Set(documents().map(({ syncedAt }) => syncedAt)).size).toBe(1);
	});

	it('collects documents that are refused twice, with the reason, and ends red', async () => {
		const { id, sourceUrl } = documents()[0];
		const { control } = demo().sandbox;
		control.world(typesense, 'refuseDocuments', { id: `^${id}$`, times: 'always', error: 'Full' });
		const execution = await load();
		expect(outcomeOf(execution)).toContain(`Typesense refused 1 documents twice`);
		expect(outcomeOf(execution)).toContain(`${id} (Full)`);
		expect(givenBy(execution, 'Refused Documents')).toMatchObject([
			{ error: 'Full', document: { id, sourceUrl } },
		]);
	});

	it('marks what no service lists any more, and nothing where a service could not be read', async () => {
		const [gone] = site().backlinks.newest(1);
		const id = `seRanking-${String(gone)}`;
		demo().sandbox.control.world('seRanking', 'removeBacklinks', { ids: [gone] });
		demo().sandbox.control.addFault({
			service: 'leadmetrics',
			kind: 'status',
			status: 403,
			path: '/backlinks',
			times: 'always',
		});
		const partial = await load();
		expect(outcomeOf(partial)).toContain('What could be read is in the index. The rest: ');
		expect(documentOf(id)?.status).not.toBe('removed');

		demo().sandbox.control.clearFaults();
		expect(outcomeOf(await load())).toBe('success');
		const removed = documents().filter(({ status }) => status === 'removed');
		expect(removed.map((document) => document.id)).toEqual([id]);
	});

	it('is done again each night, for what no trigger hears of', async () => {
		const { sandbox } = demo();
		const { id: requestId } = sandbox.services.likePion.world.allRequests()[0].fields;
		const failed = { requestId, count: 1, status: 'failed' };
		const [linkId] = moved(sandbox, 'likePion', 'setLinkStatus', failed);
		const [gone] = site().backlinks.newest(1);
		sandbox.control.world('seRanking', 'removeBacklinks', { ids: [gone] });
		expect(documentOf(`likePion-${linkId}`)?.status).not.toBe('failed');
		expect(outcomeOf(await load('Every Night'))).toBe('success');
		expect(documentOf(`likePion-${linkId}`)?.status).toBe('failed');
		expect(documentOf(`seRanking-${String(gone)}`)?.status).toBe('removed');
	});

	it('stops where Typesense refuses the key', async () => {
		demo().sandbox.control.addFault({
			service: typesense,
			kind: 'status',
			status: 401,
			body: { message: 'Forbidden' },
			times: 'always',
		});
		expect(outcomeOf(await load())).not.toBe('success');
	});
});

/** Polls come every few seconds, later on a busy machine. */
const announcementTimeout = 240_000;

describe('the changes', () => {
	let before: Execution[];
	let taskId: string;
	const statusOf = (id: string): unknown => documentOf(id)?.status;

	beforeAll(async () => {
		const { client, sandbox } = demo();
		// Nothing goes on by itself, and a task is heard of from its first change on.
		sandbox.control.world('backlinkBase', 'configureProgress', { stepMilliseconds: 3_600_000 });
		[taskId] = moved(sandbox, 'backlinkBase', 'addTasks', { count: 1 });
		sandbox.control.clearRequests();
		await publishQuickly(client, workflow);
		await until('polls of every trigger', watching, 180_000);
	}, 240_000);
	beforeEach(async () => {
		before = await ended(demo().client, workflow);
	});

	/** Every trigger has looked twice: what they find from now on is news. */
	function watching(): boolean {
		const { control } = demo().sandbox;
		const polls = [
			control.requests({ service: 'seRanking', path: '^/backlinks/' }),
			control.requests({ service: 'leadmetrics', path: '/backlinks' }),
			control.requests({ service: 'likePion', path: '^/projects' }),
			control.requests({ service: 'backlinkBase', path: '^/tasks' }),
		];
		return polls.every((own) => spanOf(own) > 2 * pollInterval * 1_000);
	}

	const next = async (): Promise<Execution> => await nextOf(demo().client, workflow, before);

	it(
		'bring a lost link into the index',
		async () => {
			const [lost] = site().backlinks.newest(1, ({ date_lost: day }) => day === null);
			site().lose([lost]);
			expect(outcomeOf(await next())).toBe('success');
			expect(documentOf(`seRanking-${String(lost)}`)).toMatchObject({
				status: 'lost',
				lostAt: expect.any(String) as string,
			});
		},
		announcementTimeout,
	);

	it(
		'bring the links of a project up to date',
		async () => {
			const { control } = demo().sandbox;
			const { id: requestId } = demo().sandbox.services.likePion.world.allRequests()[0].fields;
			const change = { requestId, count: 1, status: 'failed' };
			const [linkId] = moved(demo().sandbox, 'likePion', 'setLinkStatus', change);
			control.world('likePion', 'setProjectStatus', { ids: [requestId], status: 'stopped' });
			await until('the link', () => statusOf(`likePion-${linkId}`) === 'failed', 180_000);
			expect(statusOf(`likePion-${linkId}`)).toBe('failed');
		},
		announcementTimeout,
	);

	it(
		'bring the placements of a task up to date',
		async () => {
			const { control } = demo().sandbox;
			const [placement] = demo().sandbox.services.backlinkBase.world.task(taskId).fields.rows;
			const id = `backlinkBase-${taskId}-${String(placement.backlink_website_id)}`;
			control.world('backlinkBase', 'finishTask', { taskId });
			await until('the placement', () => statusOf(id) === 'completed', 180_000);
			expect(statusOf(id)).toBe('completed');
		},
		announcementTimeout,
	);
});
