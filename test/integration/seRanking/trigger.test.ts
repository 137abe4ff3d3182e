import type { IDataObject } from 'n8n-workflow';
import { runPoll } from '../support/runNode';
import { seRankingTests, siteId } from './setup';
import { published, triggerUnder } from './trigger';

const { sandbox, site, move, requests } = seRankingTests();
const waitFor = (event: string, parameters = {}) => published(sandbox, event, parameters);
const idsOf = (items: readonly IDataObject[]): number[] => items.map(({ id }) => Number(id)).sort();
const moved = (name: string, input: IDataObject = {}): number[] =>
	(move(name, input) as { ids: number[] }).ids.sort();
const newest = (): number => site().backlinks.newest(1)[0];

describe('the events of SE Ranking', () => {
	it('backlinkFound: a backlink that was not there before', async () => {
		const trigger = waitFor('backlinkFound');
		expect(await trigger.poll()).toEqual([]);
		const ids = moved('findBacklinks', { count: 3 });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		expect(items[0]).toEqual({
			event: 'backlinkFound',
			id: expect.any(String) as string,
			previousStatus: null,
			status: 'active',
			detectedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/) as string,
			record: site().backlinks.get(Number(items[0].id)),
		});
		expect(await trigger.poll()).toEqual([]);
	});

	it('backlinkLost: a link that was there and is not any more, once, and again after it came back', async () => {
		const trigger = waitFor('backlinkLost');
		await trigger.poll();
		const ids = moved('loseBacklinks', { count: 2 });
		const items = await trigger.poll();
		expect(idsOf(items)).toEqual(ids);
		expect(items[0]).toMatchObject({ previousStatus: 'active', status: 'lost' });
		expect(await trigger.poll()).toEqual([]);

		move('setBacklink', { id: ids[0], fields: { date_lost: null, is_link_not_found: '0' } });
		expect(await trigger.poll()).toEqual([]);
		move('loseBacklinks', { ids: [ids[0]] });
		expect(idsOf(await trigger.poll())).toEqual([ids[0]]);
	});

	it('backlinkStatusChanged: names the fields that changed, with old and new value', async () => {
		const trigger = waitFor('backlinkStatusChanged');
		const id = newest();
		move('setBacklink', { id, fields: { http_status: '200', is_nofollow: '0' } });
		await trigger.poll();
		move('setBacklink', { id, fields: { http_status: '301', is_nofollow: '1', notes: 'x' } });
		const [item, ...others] = await trigger.poll();
		expect(others).toEqual([]);
		expect(item).toMatchObject({
			event: 'backlinkStatusChanged',
			id: String(id),
			previousStatus: { http_status: '200', is_nofollow: '0' },
			status: { http_status: '301', is_nofollow: '1' },
			changes: [
				{ field: 'http_status', from: '200', to: '301' },
				{ field: 'is_nofollow', from: '0', to: '1' },
			],
			record: { id: String(id), notes: 'x' },
		});
	});

	it('hands a backlink on in the shape of all services where the user wants that', async () => {
		const trigger = waitFor('backlinkLost', { options: { unifiedRecord: true } });
		await trigger.poll();
		const [id] = moved('loseBacklinks', { count: 1 });
		const lost = site().backlinks.get(id);
		expect(await trigger.poll()).toMatchObject([
			{
				id: String(id),
				status: 'lost',
				record: {
					service: 'seRanking',
					id: String(id),
					sourceUrl: lost.from_url,
					targetUrl: lost.to_url,
					status: 'lost',
					lostAt: lost.date_lost,
				},
			},
		]);
	});

	it('leaves a record that is no backlink as it is', async () => {
		const trigger = waitFor('disavowChanged', { options: { unifiedRecord: true } });
		await trigger.poll();
		site().disavow([{ type: 'domain', url: 'casino.example' }]);
		expect(await trigger.poll()).toMatchObject([
			{ record: { url: 'casino.example', type: 'domain' } },
		]);
	});

	it('backlinkStatusChanged: watches the chosen fields alone', async () => {
		const trigger = waitFor('backlinkStatusChanged', { fields: ['is_nofollow'] });
		const id = newest();
		move('setBacklink', { id, fields: { http_status: '200', is_nofollow: '0' } });
		await trigger.poll();
		move('setBacklink', { id, fields: { http_status: '404' } });
		expect(await trigger.poll()).toEqual([]);
		move('setBacklink', { id, fields: { is_nofollow: '1' } });
		expect(await trigger.poll()).toMatchObject([{ status: { is_nofollow: '1' } }]);
	});

	it('indexStatusChanged: into the index and out of it', async () => {
		const trigger = waitFor('indexStatusChanged');
		const id = newest();
		move('setIndex', { ids: [id], indexed: true });
		await trigger.poll();
		move('setIndex', { ids: [id], indexed: false });
		expect(await trigger.poll()).toMatchObject([
			{
				id: String(id),
				previousStatus: { gin_index: '1' },
				status: { gin_index: '0' },
				changes: [{ field: 'gin_index', from: '1', to: '0' }],
			},
		]);
	});

	it('disavowChanged: added and removed, with the address of what is gone', async () => {
		const trigger = waitFor('disavowChanged');
		await trigger.poll();
		site().disavow([{ type: 'domain', url: 'casino.example' }]);
		const [added, ...others] = await trigger.poll();
		expect(others).toEqual([]);
		expect(added).toMatchObject({
			previousStatus: null,
			status: 'added',
			record: { url: 'casino.example', type: 'domain' },
		});
		site().deleteDisavowed(Number(added.id));
		expect(await trigger.poll()).toMatchObject([
			{
				id: added.id,
				previousStatus: 'added',
				status: 'removed',
				record: { id: Number(added.id), url: 'casino.example', type: 'domain' },
			},
		]);
		expect(await trigger.poll()).toEqual([]);
		site().disavow([{ type: 'domain', url: 'casino.example' }]);
		expect(await trigger.poll()).toMatchObject([{ status: 'added' }]);
	});
});

describe('the first poll', () => {
	it('remembers and announces nothing; with "Emit Existing" it announces all, once', async () => {
		expect(await waitFor('backlinkFound').poll()).toEqual([]);
		const trigger = waitFor('backlinkFound', { options: { emitExisting: true } });
		const { total } = site().stat();
		expect(idsOf(await trigger.poll())).toEqual(site().backlinks.newest(total).sort());
		expect(await trigger.poll()).toEqual([]);
		const ids = moved('findBacklinks');
		expect(idsOf(await trigger.poll())).toEqual(ids);
	});

	it('is made anew for another site or another event, without a flood', async () => {
		const trigger = waitFor('backlinkFound');
		await trigger.poll();
		const other = sandbox().services.seRanking.world.sites[1].description.id;
		trigger.parameters = {
			...trigger.parameters,
			siteId: { __rl: true, mode: 'id', value: String(other) },
		};
		expect(await trigger.poll()).toEqual([]);
		const ids = moved('findBacklinks', { siteId: other });
		expect(idsOf(await trigger.poll())).toEqual(ids);
		trigger.parameters = { ...trigger.parameters, event: 'backlinkLost' };
		expect(await trigger.poll()).toEqual([]);
	});
});

describe('a manual test', () => {
	it.each(['backlinkFound', 'backlinkLost', 'backlinkStatusChanged', 'disavowChanged'])(
		'of %s shows a real record and remembers nothing',
		async (event) => {
			const trigger = waitFor(event);
			const [item, ...others] = await trigger.poll({ mode: 'manual' });
			expect(others).toEqual([]);
			expect(item).toMatchObject({ event, previousStatus: null });
			expect(item.record).toMatchObject({ id: expect.anything() as string });
			expect(trigger.data).toEqual({});
		},
	);

	it('of backlinkLost shows a lost one', async () => {
		const [item] = await waitFor('backlinkLost').poll({ mode: 'manual' });
		expect(item.status).toBe('lost');
		expect(requests().length).toBeLessThanOrEqual(4);
	});

	it('runs through the node as n8n has it', async () => {
		const parameters = {
			event: 'backlinkFound',
			siteId: { __rl: true, mode: 'id', value: siteId },
		};
		const items = await runPoll(triggerUnder(sandbox()), { parameters, mode: 'manual' });
		expect(items).toHaveLength(1);
		const staticData = {};
		expect(await runPoll(triggerUnder(sandbox()), { parameters, staticData })).toBeNull();
		expect(Object.keys(staticData).length).toBeLessThanOrEqual(8);
	});
});
