import type { INodeParameters } from 'n8n-workflow';
import { errorOf, searchList } from '../support/runNode';
import { byId, leadmetricsTests } from './setup';

const { run, requests, strike, tenant, world, under, sandbox, anEmail } = leadmetricsTests();

const idsOf = (json: ReadonlyArray<{ id?: unknown }>): unknown[] => json.map(({ id }) => id);
const limits = (): number[] =>
	requests().map(({ query }) => Number((query as { limit: string }).limit));

describe('a list of several pages', () => {
	it('comes whole, in order, a hundred a page, by the cursor of the page before', async () => {
		const { json } = await run('backlink', 'getAll', { returnAll: true });
		expect(idsOf(json)).toEqual(tenant().backlinks.newest(tenant().backlinks.size));
		expect(limits()).toEqual([100, 100, 100, 100, 100]);
		const cursors = requests().map(({ query }) => (query as { cursor?: string }).cursor);
		expect(cursors[0]).toBeUndefined();
		expect(new Set(cursors).size).toBe(5);
	});

	it('stops at the limit and asks for no more than that', async () => {
		const { json } = await run('backlink', 'getAll', { limit: 230 });
		expect(idsOf(json)).toEqual(tenant().backlinks.newest(230));
		expect(limits()).toEqual([100, 100, 30]);
	});

	it('comes whole where a page fails for a while', async () => {
		strike({ kind: 'truncatedJson', skip: 2 });
		const { json } = await run('backlink', 'getAll', { returnAll: true });
		expect(json).toHaveLength(tenant().backlinks.size);
		expect(requests()).toHaveLength(6);
	});

	it('gives a record once that moved onto the next page meanwhile', async () => {
		sandbox().control.world('leadmetrics', 'shift', { count: 20, to: 'back' }, 2);
		const { json } = await run('backlink', 'getAll', { returnAll: true });
		expect(new Set(idsOf(json)).size).toBe(json.length);
	});

	it('whose cursor repeats is stopped', async () => {
		strike({ kind: 'repeatCursor', times: 'always' });
		const error = await errorOf(run('backlink', 'getAll', { returnAll: true }));
		expect(error.description).toContain('the same page of the list again');
		expect(requests().length).toBeLessThanOrEqual(3);
	});

	it.each([
		['backlink', 'getUnlinkedMentions'],
		['directory', 'getAll'],
		['haroQuery', 'getAll'],
	])('%s > %s comes whole', async (resource, operation) => {
		sandbox().control.world('leadmetrics', 'addHaroQueries', { count: 120 });
		sandbox().control.world('leadmetrics', 'createBacklinks', {
			count: 120,
			sourceType: 'unlinked_mention',
		});
		const { json } = await run(resource, operation, { returnAll: true });
		expect(json.length).toBeGreaterThan(resource === 'directory' ? 10 : 120);
		expect(new Set(idsOf(json)).size).toBe(json.length);
	});

	it('that is answered without paging is read as it is', async () => {
		const answer = [{ id: 'one' }, { id: 'two' }];
		strike({ kind: 'status', status: 200, body: answer });
		const { json } = await run('haroQuery', 'getAll', { returnAll: true });
		expect(json).toEqual(answer);
	});

	it.each([
		['wrongContentType', 'Leadmetrics sent an answer that cannot be read'],
		['successFalse', 'Leadmetrics refused the request: Something went wrong'],
	])(
		'that answers %s for ever fails the run instead of giving an empty list',
		async (kind, message) => {
			strike({ kind, times: 'always' });
			const error = await errorOf(run('backlink', 'getAll'));
			expect(error.message).toBe(message);
		},
	);
});

const at = (resource: string, operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource,
	operation,
	tenantId: tenant().description.id,
	...more,
});
const dmToken = 'sandbox-leadmetrics-dm-token';

describe('a list to choose from', () => {
	it('backlinks: page by page, with address and status', async () => {
		const parameters = at('backlink', 'get');
		const first = await searchList(under(), 'searchBacklinks', { parameters });
		expect(first.results.map(({ value }) => value)).toEqual(tenant().backlinks.newest(100));
		const newest = tenant().backlinks.get(tenant().backlinks.newest(1)[0]);
		expect(first.results[0].name).toBe(
			`${newest.sourceUrl} – ${newest.prospectType} – ${newest.outreachStatus}`,
		);
		expect(requests()).toHaveLength(1);

		const second = await searchList(under(), 'searchBacklinks', {
			parameters,
			paginationToken: String(first.paginationToken),
		});
		expect(second.results.map(({ value }) => value)).toEqual(
			tenant().backlinks.newest(200).slice(100),
		);
	});

	it('backlinks: finds by any word, on whichever page', async () => {
		const [oldest] = tenant().backlinks.oldest(1);
		const { results, paginationToken } = await searchList(under(), 'searchBacklinks', {
			parameters: at('backlink', 'get'),
			filter: oldest.toUpperCase(),
		});
		expect(results.map(({ value }) => value)).toEqual([oldest]);
		expect(paginationToken).toBeUndefined();
	});

	it('campaigns: those of the backlinks, with how many each has', async () => {
		const { results } = await searchList(under(), 'searchCampaigns', {
			parameters: at('campaign', 'get'),
		});
		const campaigns = tenant().campaigns.all();
		expect(results.map(({ value }) => value).sort()).toEqual(campaigns.map(({ id }) => id).sort());
		const [{ id }] = campaigns;
		const members = tenant().backlinks.newest(tenant().backlinks.size, { campaignId: id });
		expect(results.find(({ value }) => value === id)?.name).toBe(
			`${id} – ${String(members.length)} backlinks`,
		);
	});

	it('campaigns: with their names where the service gives them', async () => {
		const record = { id: 'b1', campaignId: 'c1', campaign: { id: 'c1', name: 'Spring' } };
		strike({ kind: 'status', status: 200, body: { items: [record], nextCursor: null } });
		const { results } = await searchList(under(), 'searchCampaigns', {
			parameters: at('campaign', 'get'),
		});
		expect(results).toEqual([{ name: 'Spring – 1 backlink', value: 'c1' }]);
	});

	it('emails: those of the campaign that was chosen', async () => {
		const { campaignId, id, recipientEmail, subject } = anEmail('approved');
		const { results } = await searchList(under(), 'searchCampaignEmails', {
			parameters: at('campaignEmail', 'send', { campaignId: byId(campaignId) }),
		});
		expect(results).toHaveLength(tenant().campaigns.emailsOf(campaignId).length);
		expect(results).toContainEqual({
			name: `${String(recipientEmail)} – ${subject} – approved`,
			value: id,
		});
	});

	it('directories: all, the inactive ones marked', async () => {
		const { results } = await searchList(under(), 'searchDirectories', {
			parameters: { resource: 'directory', operation: 'get' },
		});
		expect(results.map(({ value }) => value).sort()).toEqual(
			world()
				.directories.all()
				.map(({ id }) => id)
				.sort(),
		);
		expect(results.some(({ name }) => name.endsWith('– inactive'))).toBe(true);
	});

	it.each([
		['searchHaroQueries', 'haroQuery', 'respond'],
		['searchOpportunities', 'opportunity', 'updateStatus'],
	])('%s: with a token of the DM portal, and says so without one', async (method, ...operation) => {
		const parameters = at(...operation);
		const error = await errorOf(searchList(under(), method, { parameters }));
		expect(error.message).toBe('Leadmetrics gives this list to tokens of the DM portal only');
		expect(error.description).toContain('DM Access Token (for Lists)');
		expect(requests()).toEqual([]);

		const { results } = await searchList(
			under({ leadmetricsTenantApi: { dmAccessToken: dmToken } }),
			method,
			{ parameters },
		);
		expect(results.length).toBeGreaterThan(0);
		expect(requests()[0].headers.authorization).toBe(`Bearer ${dmToken}`);
		const known = new Set(
			method === 'searchHaroQueries'
				? tenant()
						.haroQueries.all()
						.map(({ id }) => id)
				: (['directory_opportunity', 'competitor_gap'] as const).flatMap((sourceType) =>
						tenant().backlinks.newest(1_000, { sourceType }),
					),
		);
		expect(results.every(({ value }) => known.has(String(value)))).toBe(true);
	});

	it.each([
		['searchBacklinks', 'backlink', 'get', { tenantId: '' }, 'Tenant ID'],
		['searchCampaigns', 'campaign', 'get', { tenantId: ' ' }, 'Tenant ID'],
		['searchCampaignEmails', 'campaignEmail', 'send', { campaignId: byId('') }, 'Campaign'],
	])('%s: says what is to be chosen first', async (method, resource, operation, more, what) => {
		const parameters = at(resource, operation, more as INodeParameters);
		const error = await errorOf(searchList(under(), method, { parameters }));
		expect(error.message).toBe(`Choose "${what}" first`);
		expect(requests()).toEqual([]);
	});
});
