import { errorOf, fileItem } from '../support/runNode';
import { byId, seRankingTests, siteId } from './setup';

// The day on which something was added is compared with the real one, on which it was sent.
const { run, requests, writes, strike, sandbox, site } = seRankingTests({ today: undefined });

const sentAfter = (): number => {
	const [first, second] = requests();
	return Date.parse(second.time) - Date.parse(first.time);
};

describe('a fault that heals', () => {
	it.each([
		'htmlError',
		'resetBefore',
		'resetAfter',
		'truncatedJson',
		'brokenOff',
		'emptyBody',
		'wrongContentType',
	])('%s is tried again where the request may be repeated', async (kind) => {
		strike({ kind });
		const { json } = await run('backlink', 'getStats');
		expect(json).toEqual([{ siteId, ...site().stat() }]);
		expect(requests()).toHaveLength(2);
	});

	it('a text where an empty answer is due is no success', async () => {
		const [id] = site().backlinks.newest(1);
		strike({ kind: 'wrongContentType' });
		await run('backlink', 'delete', { backlinkIds: String(id) });
		expect(writes()).toHaveLength(2);
		expect(site().backlinks.newest(1)).not.toContain(id);
	});

	it('503 with Retry-After is waited for as told', async () => {
		strike({ kind: 'status', status: 503, headers: { 'Retry-After': '2' } });
		await run('backlink', 'getStats');
		expect(requests()).toHaveLength(2);
		expect(sentAfter()).toBeGreaterThanOrEqual(1_900);
	});

	it('429 with a date is waited for until then, also by a request that may not be repeated', async () => {
		const date = new Date(Date.now() + 2_500).toUTCString();
		strike({ kind: 'status', status: 429, headers: { 'Retry-After': date } });
		const { json } = await run('backlink', 'create', { url: 'https://new.example/' });
		expect(json[0].url).toBe('https://new.example/');
		expect(Date.parse(writes()[1].time)).toBeGreaterThanOrEqual(Date.parse(date) - 100);
	});

	it('of a write that may be repeated is settled by its second try', async () => {
		strike({ kind: 'resetAfter', method: 'PUT' });
		await run('gscImport', 'updateSettings', { gscAutoimport: true });
		expect(site().gscAutoimport).toBe(true);
		expect(writes()).toHaveLength(2);
	});
});

describe('a fault that stays', () => {
	it('fails after four tries and says so', async () => {
		strike({ kind: 'status', status: 500, times: 'always' });
		const error = await errorOf(run('backlink', 'getStats'));
		expect(error).toMatchObject({
			httpCode: '500',
			message: 'SE Ranking failed to answer (HTTP 500)',
		});
		expect(error.description).toContain('Tried 4 times.');
		expect(requests()).toHaveLength(4);
	});

	it('a wish to wait for an hour is not waited for', async () => {
		strike({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' }, times: 'always' });
		const error = await errorOf(run('backlink', 'getStats'));
		expect(error.httpCode).toBe('429');
		expect(requests()).toHaveLength(1);
	});

	it('a redirect is not followed, and the key goes nowhere else', async () => {
		strike({ kind: 'redirect', location: `${sandbox().url}/_control/services`, times: 'always' });
		const error = await errorOf(run('backlink', 'getStats'));
		expect(error.message).toBe('SE Ranking sent the request on to another address');
		expect(requests()).toHaveLength(1);
	});
});

describe('a request that may not be repeated, its answer lost', () => {
	it('create: reads back what happened and reports it', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('backlink', 'create', { url: 'https://new.example/' });
		const [newest] = site().backlinks.newest(1);
		expect(json).toEqual([{ id: String(newest), url: 'https://new.example/', answerLost: true }]);
		expect(writes()).toHaveLength(1);
	});

	it('create: finds it with the payment that was sent', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('backlink', 'create', {
			url: 'https://new.example',
			additionalFields: {
				price: 12.5,
				currency: 'USD',
				chargePeriod: 'monthly',
				chargeStart: '2026-03-14',
			},
		});
		const [newest] = site().backlinks.newest(1);
		expect(json).toMatchObject([{ id: String(newest), answerLost: true }]);
	});

	it.each([
		[
			'an old one',
			{ date_added: '2018-06-11' },
			'date_added is "2018-06-11", before the request; price is nothing instead of "12.5"',
		],
		[
			'one without a day',
			{ date_added: '', price: '12.5' },
			'date_added is "", before the request',
		],
		['one of another price', { price: '10' }, 'price is "10" instead of "12.5"'],
	])('create: does not take %s with its address for it', async (_case, changes, why) => {
		const [known] = site().backlinks.newest(1);
		const today = new Date().toISOString().slice(0, 10);
		site().backlinks.change(known, {
			from_url: 'https://known.example',
			date_added: today,
			price: null,
			...changes,
		});
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(
			run('backlink', 'create', {
				url: 'https://known.example/',
				additionalFields: { price: 12.5 },
			}),
		);
		expect(error.description).toContain(
			`Afterwards this URL was there, but hardly as what was to be created: backlink ${String(known)} (${why}).`,
		);
		expect(writes()).toHaveLength(1);
	});

	it('create: never reached the service, and says what to check', async () => {
		strike({ kind: 'resetBefore', method: 'POST', times: 'always' });
		const before = site().stat().total;
		const error = await errorOf(run('backlink', 'create', { url: 'https://new.example/' }));
		expect(error.description).toContain(
			'It is not known whether SE Ranking carried out the request',
		);
		expect(error.description).toContain(
			'Backlink > Get Many shows whether the backlink was added.',
		);
		expect(writes()).toHaveLength(1);
		expect(site().stat().total).toBe(before);
	});

	it('import: finds all addresses in the list', async () => {
		strike({ kind: 'truncatedJson', method: 'POST' });
		const list = ['https://a.example/', 'https://b.example/'];
		const { json } = await run('backlink', 'import', { list });
		expect(json[0]).toMatchObject({
			success: true,
			request: { entries: 2, added: null, duplicates: null, total: null, answerLost: true },
		});
		expect(writes()).toHaveLength(1);
	});

	it('disavow add: finds all entries in the list, and claims no number of new ones', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('disavow', 'add', {
			list: `casino.example, ${String(site().disavowed.all()[0].url)}`,
		});
		expect(json[0].success).toBe(true);
		expect(json[0].request).toEqual({ items: 1, entries: 2, answerLost: true });
		expect(writes()).toHaveLength(1);
	});

	it('disavow import of a file: says that what it added was read back', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const input = [fileItem('domain:casino.example\n')];
		const { json } = await run('disavow', 'importFile', {}, { input });
		expect(json[0]).toMatchObject({ added: 1, answerLost: true });
		expect(writes()).toHaveLength(1);
	});

	it('run an import: says that it may be running, and does not start another', async () => {
		strike({ kind: 'resetAfter', method: 'POST', times: 'always' });
		const error = await errorOf(run('gscImport', 'run'));
		expect(error.description).toContain('cannot be asked for without its token');
		expect(writes()).toHaveLength(1);
	});

	it('wait for an import that cannot be seen: says that it was started, and its token', async () => {
		strike({ kind: 'status', status: 403, path: '/import-status$', times: 'always' });
		const error = await errorOf(run('gscImport', 'run', { options: { waitForCompletion: true } }));
		expect(error.httpCode).toBe('403');
		expect(error.description).toMatch(
			/^The import was started; GSC Import > Get Status with the token "[\da-f]{32}" tells when it has ended\./,
		);
		expect(writes()).toHaveLength(1);
	});

	it('deletions: a repeated one that finds nothing left has succeeded', async () => {
		strike({ kind: 'resetAfter', path: '/delete$' });
		const backlinks = await run('backlink', 'delete', {
			backlinkIds: String(site().backlinks.newest(1)[0]),
		});
		expect(backlinks.json[0]).toMatchObject({ success: true });

		strike({ kind: 'resetAfter', method: 'DELETE' });
		const [entry] = site().disavowed.all();
		const disavowed = await run('disavow', 'delete', { disavowLinkId: byId(String(entry.id)) });
		expect(disavowed.json[0]).toMatchObject({ deleted: true });
		expect(writes()).toHaveLength(4);
	});
});

it('an execution that the user stops does not go on waiting', async () => {
	strike({ kind: 'status', status: 503, headers: { 'Retry-After': '60' }, times: 'always' });
	const stop = new AbortController();
	const running = errorOf(run('backlink', 'getStats', {}, { abortSignal: stop.signal }));
	while (requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	stop.abort();
	expect((await running).message).toContain('stopped');
	expect(requests()).toHaveLength(1);
});
