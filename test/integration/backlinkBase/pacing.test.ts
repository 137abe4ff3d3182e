import { backlinkBaseIn } from '../../support/nodes';
import { runNode } from '../support/runNode';
import { backlinkBaseTests } from './setup';

/** The clock of this process goes so many times as fast, so that minutes take seconds. */
const faster = 30;

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	return {
		...actual,
		sleep: async (ms: number) => {
			await actual.sleep(ms / 30);
		},
	};
});

const { run, requests, sandbox } = backlinkBaseTests();

const realNow = Date.now.bind(Date);
const start = realNow();

beforeAll(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => start + (realNow() - start) * faster);
});
afterAll(() => {
	jest.restoreAllMocks();
});

/** The most requests that arrived within any minute. */
function busiestMinute(times: readonly number[]): number {
	return Math.max(
		...times.map((from) => times.filter((time) => time >= from && time < from + 60_000).length),
	);
}

it('140 requests of two executions at once never earn a 429', async () => {
	const input = Array.from({ length: 70 }, () => ({}));
	const execution = async () =>
		await run('account', 'getCredits', { options: { concurrency: 10 } }, { input });
	const [one, other] = await Promise.all([execution(), execution()]);
	expect([one.items.length, other.items.length]).toEqual([70, 70]);
	const arrived = requests();
	expect(arrived.filter(({ status }) => status !== 200)).toEqual([]);
	expect(arrived).toHaveLength(140);
	const times = arrived.map(({ time }) => (Date.parse(time) - start) * faster);
	expect(busiestMinute(times)).toBe(60);
	// Three minutes' worth takes two full minutes, not more than it must.
	expect(times[139] - times[0]).toBeGreaterThanOrEqual(120_000);
	expect(times[139] - times[0]).toBeLessThan(150_000);
});

it('a slow network does not put one too many into a minute', async () => {
	sandbox().control.setLatency({
		service: 'backlinkBase',
		milliseconds: 0,
		jitterMilliseconds: 300,
	});
	const input = Array.from({ length: 75 }, () => ({}));
	const { items } = await run(
		'account',
		'healthCheck',
		{ options: { concurrency: 10 } },
		{ input },
	);
	expect(items).toHaveLength(75);
	expect(requests().filter(({ status }) => status !== 200)).toEqual([]);
});

it.each([
	{ field: 20, most: 20 },
	{ field: '15', most: 15 },
	{ field: 0, most: 60 },
])('a credential with $field requests a minute never sends more than $most', async (share) => {
	const fields = { test: `share ${String(share.field)}`, requestsPerMinute: share.field };
	const input = Array.from({ length: share.most + 5 }, () => ({}));
	const { items } = await runNode(backlinkBaseIn(sandbox(), { backlinkBaseApi: fields }), {
		parameters: { resource: 'account', operation: 'healthCheck', options: { concurrency: 10 } },
		input,
	});
	expect(items).toHaveLength(share.most + 5);
	const times = requests().map(({ time }) => (Date.parse(time) - start) * faster);
	expect(busiestMinute(times)).toBe(share.most);
});
