import http from 'node:http';
import type { Fault } from '../../../sandbox/core/faults';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import { type Sandbox, startSandbox } from '../../../sandbox/server';
import { pass, useStandingDate } from '../../support/standingDate';
import { type Answer, type Call, SeRankingClient, call } from './client';

let sandbox: Sandbox;
let client: SeRankingClient;

beforeAll(async () => {
	sandbox = await startSandbox({ backlinks: 200 });
	client = new SeRankingClient(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => {
	sandbox.control.reset();
});

const service = 'seRanking';
const strike = (fault: Omit<Fault, 'service'>): void => {
	sandbox.control.addFault({ service, ...fault });
};
/** Something with an effect, a new URL each time. */
let addressesSoFar = 0;
const add = (): Promise<Answer> => {
	addressesSoFar += 1;
	const url = `https://new-${String(addressesSoFar)}.example.com/`;
	return client.onSite('', { method: 'POST', body: { url } });
};
const added = (): number => sandbox.services.seRanking.effects.of('backlinksAdded');
const lastRequest = (): LoggedRequest | undefined => sandbox.services.seRanking.requests.at(-1);

/** Until the core has noticed that the connection is gone. */
const settled = async (): Promise<LoggedRequest | undefined> => {
	while (lastRequest()?.milliseconds === null) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return lastRequest();
};

describe('faults before the service acts', () => {
	afterEach(() => {
		expect(added()).toBe(0);
		expect(lastRequest()?.acted).toBe(false);
	});

	it('status: any status, body and headers', async () => {
		strike({
			kind: 'status',
			status: 503,
			body: { message: 'down' },
			headers: { 'Retry-After': '7' },
		});
		const answer = await add();
		expect(answer.status).toBe(503);
		expect(answer.json).toEqual({ message: 'down' });
		expect(answer.headers.get('retry-after')).toBe('7');
		expect(await settled()).toMatchObject({ fault: 'status', status: 503 });
	});

	it('status: 500 unless told', async () => {
		strike({ kind: 'status' });
		expect((await add()).status).toBe(500);
	});

	it('htmlError: a 502 page', async () => {
		strike({ kind: 'htmlError' });
		const answer = await add();
		expect(answer.status).toBe(502);
		expect(answer.headers.get('content-type')).toContain('text/html');
		expect(answer.text).toContain('<h1>502 Bad Gateway</h1>');
	});

	it('wrongContentType: 200 with text', async () => {
		strike({ kind: 'wrongContentType' });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toContain('text/plain');
		expect(answer.json).toBeUndefined();
	});

	it('successFalse: 200 that is none', async () => {
		strike({ kind: 'successFalse', message: 'no' });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.json).toEqual({ success: false, message: 'no' });
	});

	it.each([302, 307])('redirect: %d to where it is told', async (status) => {
		strike({ kind: 'redirect', status, location: 'http://127.0.0.1:9/elsewhere' });
		const answer = await add();
		expect(answer.status).toBe(status);
		expect(answer.headers.get('location')).toBe('http://127.0.0.1:9/elsewhere');
	});

	it('resetBefore: the connection ends without an answer', async () => {
		strike({ kind: 'resetBefore' });
		await expect(add()).rejects.toThrow('fetch failed');
		expect(await settled()).toMatchObject({ status: null, fault: 'resetBefore' });
	});

	it('hang: no answer, for as long as anyone waits', async () => {
		strike({ kind: 'hang' });
		const { url, credentials } = sandbox.services.seRanking;
		const waiting = fetch(`${url}/backlinks/${String(client.firstSite)}`, {
			method: 'POST',
			headers: { authorization: `Token ${credentials.apiKey}`, 'content-type': 'application/json' },
			body: '{"url":"https://hung.example.com/"}',
			signal: AbortSignal.timeout(1_500),
		});
		await expect(waiting).rejects.toThrow(/timeout/);
		expect(await settled()).toMatchObject({ status: null, fault: 'hang' });
	});
});

describe('faults after the service acted', () => {
	afterEach(() => {
		expect(added()).toBe(1);
		expect(lastRequest()?.acted).toBe(true);
	});

	it('resetAfter: done, but nobody is told', async () => {
		strike({ kind: 'resetAfter' });
		await expect(add()).rejects.toThrow('fetch failed');
		expect(await settled()).toMatchObject({ status: null, fault: 'resetAfter' });
	});

	it('hangAfter: done, and silence', async () => {
		strike({ kind: 'hangAfter' });
		const { url, credentials } = sandbox.services.seRanking;
		const waiting = fetch(`${url}/backlinks/${String(client.firstSite)}`, {
			method: 'POST',
			headers: { authorization: `Token ${credentials.apiKey}`, 'content-type': 'application/json' },
			body: '{"url":"https://hung.example.com/"}',
			signal: AbortSignal.timeout(1_500),
		});
		await expect(waiting).rejects.toThrow(/timeout/);
	});

	it('truncatedJson: a whole answer whose JSON is not', async () => {
		strike({ kind: 'truncatedJson' });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-length')).toBe(String(answer.text.length));
		expect(answer.text).toMatch(/^\{/);
		expect(answer.json).toBeUndefined();
	});

	it('brokenOff: less than was promised, then the end', async () => {
		strike({ kind: 'brokenOff' });
		const { promised, received } = await rawPost();
		expect(received.length).toBeGreaterThan(0);
		expect(promised).toBeGreaterThan(received.length);
	});

	it('emptyBody: the status without the body', async () => {
		strike({ kind: 'emptyBody' });
		const answer = await add();
		expect(answer.status).toBe(200);
		expect(answer.text).toBe('');
	});
});

describe('faults on answers of their own kind', () => {
	it('emptyPage: a list without records, in either shape, once', async () => {
		strike({ kind: 'emptyPage', times: 2 });
		expect(await client.page()).toEqual([]);
		expect((await client.onDisavow()).json).toMatchObject({ disavow_links: [] });
		expect(await client.page()).toHaveLength(100);
	});

	it('wrongTotal: a list with all its records that claims another total', async () => {
		const entries = (await client.onDisavow()).json as { disavow_links: unknown };
		strike({ kind: 'wrongTotal', total: 3 });
		strike({ kind: 'wrongTotal' });
		for (const total of [3, null]) {
			const { json } = await client.onDisavow();
			expect(json).toEqual({ ...entries, total_disavow_links: total });
		}
		expect((await client.onDisavow()).json).toEqual(entries);
	});

	it('truncatedJson: also where the answer would have no body', async () => {
		const [{ id }] = await client.page('?limit=1');
		strike({ kind: 'truncatedJson' });
		const answer = await client.onSite('/delete', {
			method: 'POST',
			body: { backlink_ids: [Number(id)] },
		});
		expect(answer.status).toBe(200);
		expect(answer.text).toBe('{"');
	});
});

describe('which requests a fault strikes', () => {
	const statuses = async (calls: [path: string, options?: Call][]): Promise<number[]> => {
		const answers: number[] = [];
		for (const [path, options] of calls) answers.push((await client.call(path, options)).status);
		return answers;
	};

	it('one unless told, then no more', async () => {
		strike({ kind: 'status' });
		expect(await statuses([['/sites'], ['/sites']])).toEqual([500, 200]);
	});

	it('as many as told, after those it is told to let through', async () => {
		strike({ kind: 'status', skip: 1, times: 2 });
		expect(await statuses([['/sites'], ['/sites'], ['/sites'], ['/sites']])).toEqual([
			200, 500, 500, 200,
		]);
	});

	it('always, until cleared', async () => {
		strike({ kind: 'status', times: 'always' });
		expect(await statuses([['/sites'], ['/sites'], ['/sites']])).toEqual([500, 500, 500]);
		sandbox.control.clearFaults(service);
		expect(await statuses([['/sites']])).toEqual([200]);
	});

	it('those of its method and path only', async () => {
		const site = String(client.firstSite);
		strike({ kind: 'status', method: 'post', path: '/delete$', times: 'always' });
		strike({ kind: 'status', status: 418, path: /^\/sites$/g, times: 'always' });
		const calls: [string, Call?][] = [
			[`/backlinks/${site}`],
			[`/backlinks/${site}/delete`, { method: 'POST', body: {} }],
			[`/backlinks/${site}/recheck`, { method: 'POST', body: {} }],
			['/sites?x=/delete'],
			['/sites'],
		];
		expect(await statuses(calls)).toEqual([200, 500, 400, 418, 418]);
	});

	it('also routes that the service does not have', async () => {
		strike({ kind: 'htmlError', path: '/nowhere' });
		expect(await statuses([['/nowhere'], ['/nowhere']])).toEqual([502, 404]);
	});
});

describe('the log', () => {
	it('has all that a request carried and what came of it', async () => {
		await client.onSite('?limit=2&offset=3');
		await add();
		await client.onSite('', { method: 'POST', body: { url: 'nonsense' } });
		await settled();
		const [read, created, refused] = sandbox.control.requests({ service });
		const path = `/backlinks/${String(client.firstSite)}`;
		expect(read).toMatchObject({
			service: 'seRanking',
			method: 'GET',
			path,
			rawQuery: 'limit=2&offset=3',
			query: { limit: '2', offset: '3' },
			status: 200,
			acted: true,
		});
		expect(read.headers.authorization).toBe('Token sandbox-seranking-api-key');
		expect(Date.parse(read.time)).toBeGreaterThan(Date.now() - 10_000);
		expect(created).toMatchObject({ method: 'POST', status: 200, acted: true });
		expect(created.body).toEqual({ url: expect.stringContaining('https://new-') as string });
		expect(refused).toMatchObject({ body: { url: 'nonsense' }, status: 400, acted: false });
		expect(read.id).toBeLessThan(created.id);
	});

	it('keeps encoded paths as they were sent', async () => {
		await client.call('/backlinks/..%2Fx%3Fy/stat');
		expect(lastRequest()).toMatchObject({ path: '/backlinks/..%2Fx%3Fy/stat', rawQuery: '' });
		expect((await client.call('/backlinks/..%2Fx%3Fy/stat')).status).toBe(403);
	});

	it('is filtered and cleared', async () => {
		await client.call('/sites');
		await add();
		expect(sandbox.control.requests({ method: 'post' })).toHaveLength(1);
		expect(sandbox.control.requests({ path: '^/sites' })).toHaveLength(1);
		sandbox.control.clearRequests();
		expect(sandbox.control.requests()).toEqual([]);
	});
});

describe('load', () => {
	it('waits as long as the latency says, and jitter adds to it', async () => {
		sandbox.control.setLatency({ service, milliseconds: 60, jitterMilliseconds: 20 });
		const started = performance.now();
		await client.call('/sites');
		expect(performance.now() - started).toBeGreaterThanOrEqual(59);
		expect((await settled())?.milliseconds).toBeGreaterThanOrEqual(59);
	});

	it('records how many requests were in flight at once', async () => {
		sandbox.control.setLatency({ service, milliseconds: 1_000 });
		await client.call('/sites');
		expect(sandbox.services.seRanking.maxInFlight).toBe(1);
		await Promise.all(Array.from({ length: 7 }, () => client.call('/sites')));
		await settled();
		expect(sandbox.services.seRanking.maxInFlight).toBe(7);
		sandbox.control.clearRequests(service);
		expect(sandbox.services.seRanking.maxInFlight).toBe(0);
		expect(sandbox.services.seRanking.inFlight).toBe(0);
	});

	it('counts a request that broke off as no longer in flight', async () => {
		strike({ kind: 'resetBefore' });
		await expect(add()).rejects.toThrow();
		await settled();
		expect(sandbox.services.seRanking.inFlight).toBe(0);
	});
});

describe('the rate limit', () => {
	useStandingDate();
	const sites = (): Promise<Answer> => client.call('/sites');

	it('refuses above it with 429 and the seconds to wait, without acting', async () => {
		sandbox.control.setRateLimit({ service, requestsPerMinute: 2 });
		expect([(await sites()).status, (await sites()).status]).toEqual([200, 200]);
		const refused = await add();
		expect(refused.status).toBe(429);
		expect(refused.json).toEqual({ message: 'Too many requests' });
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
		expect(added()).toBe(0);
		expect(await settled()).toMatchObject({ status: 429, acted: false });
	});

	it('counts each token on its own', async () => {
		sandbox.control.setRateLimit({ service, requestsPerMinute: 1 });
		const headers = { authorization: 'Token another' };
		expect((await sites()).status).toBe(200);
		expect((await client.call('/sites', { headers })).status).toBe(401);
		expect((await client.call('/sites', { headers })).status).toBe(429);
	});

	it('lets requests through again when the window has passed', async () => {
		sandbox.control.setRateLimit({ service, requestsPerMinute: 1, windowMilliseconds: 80 });
		expect((await sites()).status).toBe(200);
		pass(79);
		expect((await sites()).status).toBe(429);
		pass(1);
		expect((await sites()).status).toBe(200);
	});

	it('says what it is told to in Retry-After, or nothing', async () => {
		sandbox.control.setRateLimit({ service, requestsPerMinute: 0, retryAfter: 3 });
		expect((await sites()).headers.get('retry-after')).toBe('3');
		sandbox.control.setRateLimit({ service, requestsPerMinute: 0, retryAfter: 'none' });
		expect((await sites()).headers.get('retry-after')).toBeNull();
		sandbox.control.setRateLimit({ service, requestsPerMinute: null });
		expect((await sites()).status).toBe(200);
	});
});

describe('the control API over HTTP', () => {
	const control = (path: string, options?: Call): Promise<Answer> =>
		call(`${sandbox.url}/_control${path}`, options);
	const site = (): string => `/backlinks/${String(client.firstSite)}`;

	it('says where the services are and how to get in', async () => {
		const { json } = await control('/services');
		expect((json as unknown[])[0]).toMatchObject({
			name: 'seRanking',
			title: 'SE Ranking',
			url: `${sandbox.url}/seranking`,
			credentials: { apiKey: 'sandbox-seranking-api-key' },
		});
	});

	it('shows and clears the log', async () => {
		await client.call('/sites');
		await add();
		const { json } = await control('/requests?service=seranking&method=POST');
		expect(json).toMatchObject([{ method: 'POST', path: site() }]);
		expect((await control('/requests', { method: 'DELETE' })).status).toBe(204);
		expect((await control('/requests')).json).toEqual([]);
	});

	it('sets, shows and clears faults', async () => {
		const body = { service, kind: 'status', status: 500, path: '^/sites', times: 'always' };
		expect((await control('/faults', { method: 'POST', body })).status).toBe(204);
		expect((await control('/faults')).json).toEqual([body]);
		expect((await client.call('/sites')).status).toBe(500);
		await control('/faults?service=seRanking', { method: 'DELETE' });
		expect((await client.call('/sites')).status).toBe(200);
	});

	it.each([
		['an unknown kind', { service, kind: 'earthquake' }, 400, /earthquake/],
		['an unknown service', { service: 'nobody', kind: 'status' }, 404, /nobody.*seRanking/],
		['an unknown option', { service, kind: 'status', tmies: 2 }, 400, /tmies/],
		['a redirect to nowhere', { service, kind: 'redirect' }, 400, /location/],
		['a broken pattern', { service, kind: 'status', path: '(' }, 400, /regular expression/],
		['no body', undefined, 400, /Required/],
	])('refuses a fault with %s', async (_case, body, status, message) => {
		const answer = await control('/faults', { method: 'POST', body });
		expect(answer.status).toBe(status);
		expect((answer.json as { message: string }).message).toMatch(message);
	});

	it('sets latency and rate limit', async () => {
		const latency = { service, milliseconds: 50 };
		expect((await control('/latency', { method: 'PUT', body: latency })).status).toBe(204);
		const limit = { service, requestsPerMinute: 1, retryAfter: 2 };
		expect((await control('/rate-limit', { method: 'PUT', body: limit })).status).toBe(204);
		const started = performance.now();
		await client.call('/sites');
		expect(performance.now() - started).toBeGreaterThanOrEqual(49);
		expect((await client.call('/sites')).headers.get('retry-after')).toBe('2');
	});

	it('moves the world, at once and later', async () => {
		const find = (more = {}): Promise<Answer> =>
			control('/world/seRanking', {
				method: 'POST',
				body: { move: 'findBacklinks', count: 2, ...more },
			});
		expect((await find()).json).toEqual({
			result: { ids: [expect.any(Number), expect.any(Number)] },
		});
		expect((await find({ afterRequests: 1 })).json).toEqual({ result: { scheduled: true } });
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 202 });
		expect((await client.onSite('/stat')).json).toMatchObject({ total: 204 });
		const wrong = await control('/world/seRanking', { method: 'POST', body: { move: 'fly' } });
		expect(wrong.status).toBe(400);
		expect((wrong.json as { message: string }).message).toContain('loseBacklinks');
	});

	it('shows state and effects, and resets both', async () => {
		await add();
		expect((await control('/state')).json).toMatchObject({
			seRanking: {
				summary: { sites: [{ id: client.firstSite, backlinks: 201, limit: 999 }, {}, {}, {}] },
				effects: { backlinksAdded: 1 },
				maxInFlight: 1,
			},
		});
		expect((await control('/reset', { method: 'POST', body: { service } })).status).toBe(204);
		expect((await control('/state')).json).toMatchObject({
			seRanking: {
				summary: { sites: [{ backlinks: 200, limit: 1_000 }, {}, {}, {}] },
				effects: {},
			},
		});
		expect((await control('/requests')).json).toEqual([]);
	});
});

describe('close', () => {
	it('does not wait for hung requests or kept connections', async () => {
		const short = await startSandbox({ backlinks: 10 });
		const shortClient = new SeRankingClient(short);
		await shortClient.call('/sites');
		short.control.addFault({ service, kind: 'hang' });
		const hung = shortClient.call('/sites').then(
			() => 'answered',
			() => 'ended',
		);
		while (short.services.seRanking.inFlight === 0) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		// Both would go on for longer than this test has.
		await short.close();
		expect(await hung).toBe('ended');
		await expect(shortClient.call('/sites')).rejects.toThrow();
	});

	it('reports a port that is taken', async () => {
		const port = Number(new URL(sandbox.url).port);
		await expect(startSandbox({ port, backlinks: 10 })).rejects.toMatchObject({
			code: 'EADDRINUSE',
		});
	});
});

/** What a client received before the connection ended, which fetch does not tell. */
function rawPost(): Promise<{ promised: number; received: string }> {
	const { url, credentials } = sandbox.services.seRanking;
	return new Promise((resolve, reject) => {
		const request = http.request(
			`${url}/backlinks/${String(client.firstSite)}`,
			{
				method: 'POST',
				headers: {
					authorization: `Token ${credentials.apiKey}`,
					'content-type': 'application/json',
				},
			},
			(response) => {
				let received = '';
				response.setEncoding('utf8');
				response.on('data', (part: string) => (received += part));
				response.on('error', () => undefined);
				response.on('close', () => {
					resolve({ promised: Number(response.headers['content-length']), received });
				});
			},
		);
		request.on('error', reject);
		request.end('{"url":"https://raw.example.com/"}');
	});
}
