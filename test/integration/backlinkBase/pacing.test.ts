import { backlinkBaseIn } from '../../support/nodes';
import { useStandingDate } from '../../support/standingDate';
import { runNode } from '../support/runNode';
import { backlinkBaseTests } from './setup';
import { StandingClock } from './standingClock';

const mockClock = new StandingClock();

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => {
		await mockClock.sleep(milliseconds);
	},
}));

const { run, requests, sandbox } = backlinkBaseTests();

useStandingDate();

const service = () => sandbox().services.backlinkBase;
const isUnderWay = (): boolean => service().inFlight > 0;

/** How many requests arrived in which minute, from the first of them on. */
function arrivalsByMinute(): number[] {
	const times = requests().map(({ time }) => Date.parse(time));
	const minutes = times.map((time) => Math.floor((time - times[0]) / 60_000));
	return Array.from(
		{ length: Math.max(...minutes) + 1 },
		(_, minute) => minutes.filter((each) => each === minute).length,
	);
}

it('140 requests of two executions at once never earn a 429, and wait no longer than they must', async () => {
	const input = Array.from({ length: 70 }, () => ({}));
	const execution = async () =>
		await run('account', 'getCredits', { options: { concurrency: 10 } }, { input });
	const both = Promise.all([execution(), execution()]);
	const [one, other] = await mockClock.during(isUnderWay, both);
	expect([one.items.length, other.items.length]).toEqual([70, 70]);
	expect(requests().filter(({ status }) => status !== 200)).toEqual([]);
	expect(arrivalsByMinute()).toEqual([60, 60, 20]);
});

it('a slow network does not put one too many into a minute', async () => {
	sandbox().control.setLatency({
		service: 'backlinkBase',
		milliseconds: 0,
		jitterMilliseconds: 300,
	});
	const input = Array.from({ length: 75 }, () => ({}));
	const checks = run('account', 'healthCheck', { options: { concurrency: 10 } }, { input });
	// Up to nine seconds of this clock are on the way.
	const { items } = await mockClock.inSteps(150, checks);
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
	const checks = runNode(backlinkBaseIn(sandbox(), { backlinkBaseApi: fields }), {
		parameters: { resource: 'account', operation: 'healthCheck', options: { concurrency: 10 } },
		input,
	});
	const { items } = await mockClock.during(isUnderWay, checks);
	expect(items).toHaveLength(share.most + 5);
	expect(arrivalsByMinute()).toEqual([share.most, 5]);
});
