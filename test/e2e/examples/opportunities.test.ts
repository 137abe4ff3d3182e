import type { IDataObject } from 'n8n-workflow';
import { entrance } from '../../../sandbox/demo/credentials';
import { errorOf, itemsOf, type Execution, type Workflow } from '../../../sandbox/n8n/client';
import type { Backlink } from '../../../sandbox/services/leadmetrics/backlink';
import { hasPolledTwice, until } from '../listening';
import { Chat } from '../support/chat';
import { ended, exampleIn, nextOf, publishQuickly, runExample, set } from '../support/examples';
import { FormPage } from '../support/forms';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 80 });
const file = '03-opportunity-matcher';

const service = () => demo().sandbox.services.leadmetrics;
const tenants = () => service().world.tenants;
const tenantId = (place: number): string => tenants()[place].description.id;
const refuse = (path: string): void => {
	demo().sandbox.control.addFault({
		service: 'leadmetrics',
		kind: 'status',
		status: 403,
		path,
		body: { message: 'Not today' },
	});
};

/** Something new at the service. @returns its id */
function created(input: IDataObject, place = 0): string {
	const given = { tenantId: tenantId(place), ...input };
	const { ids } = demo().sandbox.control.world('leadmetrics', 'createBacklinks', given) as {
		ids: string[];
	};
	return ids[0];
}

const backlink = (id: string, place = 0): Backlink => tenants()[place].backlinks.get(id);

describe('3 · Opportunity matcher', () => {
	const chat = new Chat();
	let workflow: Workflow;
	let chatWebhookUrl: string;

	beforeAll(async () => {
		const { client } = demo();
		chatWebhookUrl = await chat.open();
		workflow = await set(client, await exampleIn(demo(), file), { chatWebhookUrl });
		await publishQuickly(client, workflow);
		demo().sandbox.control.clearRequests('leadmetrics');
		const isWatching = () =>
			tenants().every((_tenant, place) =>
				hasPolledTwice(
					demo().sandbox,
					'leadmetrics',
					new RegExp(`^/dm/v1/backlinks\\?.*tenantId=${tenantId(place)}`),
				),
			);
		await until('polls for every tenant', isWatching, 180_000);
	}, 240_000);
	afterAll(() => {
		chat.close();
	});

	/** The execution that comes of what happens. */
	async function hearing(happens: () => unknown): Promise<Execution> {
		const before = await ended(demo().client, workflow);
		happens();
		return await nextOf(demo().client, workflow, before);
	}

	describe('every week', () => {
		// In n8n 1.x what is saved is what is active.
		const match = async (): Promise<Execution> =>
			await runExample(demo(), file, { chatWebhookUrl }, 'Every Monday at 6:00');
		const runs = (): number => service().effects.of('matcherRuns');

		beforeEach(() => {
			for (const { description } of tenants()) {
				// A run finds nothing here, so that the trigger hears only of what the tests make.
				const found = { tenantId: description.id, opportunities: 0 };
				demo().sandbox.control.world('leadmetrics', 'configureMatcher', found);
			}
		});

		it('runs the matcher for each tenant of the trigger', async () => {
			const execution = await match();
			expect(execution.status).toBe('success');
			expect(itemsOf(execution, 'Run Matcher')).toMatchObject(
				tenants().map(({ description }) => ({ tenantId: description.id })),
			);
			expect(runs()).toBe(3);
		});

		it('goes on with the others where it is refused for a tenant, and says for which', async () => {
			const before = runs();
			refuse('/run-opportunity-matcher$');
			const execution = await match();
			expect(execution.status).toBe('error');
			const [refused] = itemsOf(execution, 'Run Matcher', 1);
			expect(errorOf(execution)).toContain(`did not start for ${refused.tenantId as string}:`);
			expect(runs()).toBe(before + 2);
		});
	});

	it('takes on new opportunities, the best first, each its way, and tells the team', async () => {
		let [gap, directory, weak, taken, prospect] = ['', '', '', '', ''];
		const execution = await hearing(() => {
			gap = created({ sourceType: 'competitor_gap', relevanceScore: 70 });
			directory = created({ sourceType: 'directory_opportunity', relevanceScore: 90 });
			weak = created({ sourceType: 'directory_opportunity', relevanceScore: 20 });
			taken = created({ sourceType: 'competitor_gap', outreachStatus: 'completed' });
			prospect = created({ sourceType: 'outreach_prospect' });
		});
		expect(execution.status).toBe('success');

		expect(backlink(directory).outreachStatus).toBe('in_progress');
		expect(backlink(directory).notes).toMatch(
			/^Directory submission, 1 of 3: .*\(score 90\)\. 1\. /,
		);
		expect(backlink(gap).outreachStatus).toBe('in_progress');
		expect(backlink(gap).notes).toBe(
			`Competitor gap pitch, 2 of 3: ${backlink(gap).sourceUrl} (score 70). ${backlink(gap).pitchRationale}`,
		);
		expect(itemsOf(execution, 'Left for You to Judge')).toMatchObject([{ id: weak, rank: 3 }]);
		expect(backlink(weak).outreachStatus).toBe('new');
		expect(backlink(taken)).toMatchObject({ outreachStatus: 'completed', notes: null });
		expect(backlink(prospect).outreachStatus).toBe('new');
		expect(service().effects.of('opportunitiesUpdated')).toBe(2);

		expect(chat.posts).toHaveLength(1);
		expect(chat.posts[0].split('\n')).toEqual([
			'New opportunities in progress: 2',
			backlink(directory).notes,
			backlink(gap).notes,
		]);
	});

	it('hears of every tenant, keeps notes that are there, and says what was refused', async () => {
		let [good, bad] = ['', ''];
		const execution = await hearing(() => {
			[good, bad] = [60, 55].map((relevanceScore) =>
				created({ sourceType: 'competitor_gap', relevanceScore, notes: 'Ask Mats' }, 1),
			);
			refuse(`/${bad}/opportunity-status$`);
		});
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain(`Not taken on: ${backlink(bad, 1).sourceUrl}:`);
		expect(backlink(bad, 1).outreachStatus).toBe('new');
		expect(backlink(good, 1).outreachStatus).toBe('in_progress');
		expect(backlink(good, 1).notes).toMatch(/^Ask Mats\nCompetitor gap pitch, 1 of 2: /);
	});

	it('says which opportunity could not be read', async () => {
		let id = '';
		const execution = await hearing(() => {
			id = created({ sourceType: 'competitor_gap', relevanceScore: 80 });
			refuse(`/dm/v1/backlinks/${id}$`);
		});
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain(`Not taken on: ${backlink(id).sourceDomain}:`);
	});

	it('takes on those that can be read beside one that cannot, though all go the same way', async () => {
		let [unread, refused, good, better] = ['', '', '', ''];
		const execution = await hearing(() => {
			[unread, refused, better, good] = [80, 70, 60, 55].map((relevanceScore) =>
				created({ sourceType: 'competitor_gap', relevanceScore }),
			);
			refuse(`/dm/v1/backlinks/${unread}$`);
			refuse(`/${refused}/opportunity-status$`);
		});
		for (const id of [good, better]) expect(backlink(id).outreachStatus).toBe('in_progress');
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain(`${backlink(unread).sourceDomain}:`);
		expect(errorOf(execution)).toContain(`${backlink(refused).sourceUrl}:`);
	});

	describe('the form', () => {
		const inProgress = () =>
			tenants().flatMap((tenant) =>
				tenant.backlinks
					.newest(1_000, { outreachStatus: 'in_progress' })
					.map((id) => ({ tenant, ...tenant.backlinks.get(id) }))
					.filter(({ sourceType }) =>
						['directory_opportunity', 'competitor_gap'].includes(sourceType),
					),
			);
		const open = async (): Promise<FormPage> =>
			await FormPage.open(`${demo().url}/form/opportunities-done`, entrance.form);
		const ask = async (): Promise<FormPage> => {
			const page = await (await open()).submit({ 'Your name': 'Hannah' });
			if (page === undefined) throw new Error('The form ended at once');
			return page;
		};

		it('lets in whoever knows the password only', async () => {
			const page = await FormPage.open(`${demo().url}/form/opportunities-done`);
			expect(page.status).toBe(401);
		});

		it('completes what somebody ticks, and nothing else', async () => {
			const before = inProgress();
			const best = before.reduce((one, other) =>
				other.relevanceScore > one.relevanceScore ? other : one,
			);
			const page = await ask();
			const labels = page.choices('Done');
			expect(labels).toHaveLength(Math.min(before.length, 50));
			expect(labels[0]).toContain(best.sourceDomain);
			const updated = service().effects.of('opportunitiesUpdated');
			const last = await page.submit({ Done: [labels[0], labels[1]] });
			expect(last?.title).toBe('Thank you');
			expect(last?.text).toContain('2 of 2 marked as completed');
			await last?.end();
			expect(service().effects.of('opportunitiesUpdated')).toBe(updated + 2);
			expect(inProgress()).toHaveLength(before.length - 2);
			const done = best.tenant.backlinks.get(best.id);
			expect(done.outreachStatus).toBe('completed');
			expect(Date.parse(done.completedAt ?? '')).not.toBeNaN();
			expect(done.notes).toMatch(/Done, says Hannah on \d{4}-\d\d-\d\d$/);
		});

		it('says what could not be completed', async () => {
			const page = await ask();
			refuse('/opportunity-status$');
			const last = await page.submit({ Done: page.choices('Done').slice(0, 2) });
			expect(last?.text).toContain('1 of 2 marked as completed');
			await last?.end();
		});

		it('leaves alone what changed while the form stood open, and keeps what was noted meanwhile', async () => {
			const [first, second] = [await ask(), await ask()];
			const labels = first.choices('Done');
			expect(second.choices('Done')).toEqual(labels);
			const chosen = labels.slice(0, 3);
			const before = inProgress();
			const [noted, dropped, done] = chosen.map((label) => {
				const found = before.find(
					({ sourceDomain, targetUrl }) =>
						label.includes(` ${sourceDomain} `) && label.includes(` ${targetUrl} `),
				);
				if (found === undefined) throw new Error(`No opportunity ${label}`);
				return found;
			});
			noted.tenant.changeBacklinks([noted.id], { notes: 'Ask Mats first' });
			dropped.tenant.changeBacklinks([dropped.id], { outreachStatus: 'not_applicable' });
			await (await second.submit({ Done: [labels[2]] }))?.end();
			const { completedAt, notes } = done.tenant.backlinks.get(done.id);
			expect(completedAt).not.toBeNull();

			const updated = service().effects.of('opportunitiesUpdated');
			const last = await first.submit({ Done: chosen });
			expect(last?.text).toContain('1 of 3 marked as completed');
			expect(last?.text).toContain(
				`No longer in progress, so left as it is: ${dropped.sourceDomain}, ${done.sourceDomain}.`,
			);
			await last?.end();
			expect(service().effects.of('opportunitiesUpdated')).toBe(updated + 1);
			expect(noted.tenant.backlinks.get(noted.id)).toMatchObject({
				outreachStatus: 'completed',
				notes: expect.stringMatching(/^Ask Mats first\nDone, says Hannah/) as string,
			});
			expect(dropped.tenant.backlinks.get(dropped.id).outreachStatus).toBe('not_applicable');
			expect(done.tenant.backlinks.get(done.id)).toMatchObject({ completedAt, notes });
		});

		it('completes none that cannot be read once more, and says why', async () => {
			const page = await ask();
			const before = inProgress();
			refuse('/dm/v1/backlinks/[^/]+$');
			const last = await page.submit({ Done: page.choices('Done').slice(0, 2) });
			expect(last?.text).toContain('1 of 2 marked as completed');
			expect(last?.text).toContain('Leadmetrics denied access');
			await last?.end();
			expect(inProgress()).toHaveLength(before.length - 1);
		});

		it('says so where nothing is in progress', async () => {
			for (const { tenant, id } of inProgress()) {
				tenant.changeBacklinks([id], { outreachStatus: 'completed' });
			}
			const page = await ask();
			expect(page.title).toBe('Nothing is in progress');
			await page.end();
		});
	});
});
