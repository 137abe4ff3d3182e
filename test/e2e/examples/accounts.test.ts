import type { IDataObject } from 'n8n-workflow';
import { errorOf, itemsOf, resultOf, type Execution } from '../../../sandbox/n8n/client';
import { secretMark } from '../../../sandbox/services/likepion/account';
import type { Link } from '../../../sandbox/services/likepion/link';
import { ended, exampleIn, runExample, set, type Settings } from '../support/examples';
import { until } from '../listening';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 120 });

const service = () => demo().sandbox.services.likePion;
const move = (name: string, input: IDataObject): unknown =>
	demo().sandbox.control.world('likePion', name, input);
interface Refusal {
	method?: string;
	path: string;
	/** Once unless told. */
	times?: 'always';
}

/** The next such request is refused. */
const refuse = ({ method = 'POST', path, times }: Refusal): void => {
	const fault = { service: 'likePion', kind: 'status', status: 403, method, path, times } as const;
	demo().sandbox.control.addFault({ ...fault, body: { message: 'Not today' } });
};
const posted = (path: string): number =>
	demo().sandbox.control.requests({ service: 'likePion', method: 'POST', path }).length;

const requests = () => service().world.allRequests();
const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

beforeEach(() => {
	const { control } = demo().sandbox;
	control.reset('likePion');
	control.clearFaults();
	control.clearRequests('likePion');
});

describe('7a · Dead accounts', () => {
	const run = async (settings: Settings = {}): Promise<Execution> =>
		await runExample(demo(), '07a-dead-accounts', { checkSeconds: 0, ...settings });
	const accounts = () =>
		service()
			.world.groups.all()
			.flatMap((group) => group.accounts.map(({ account }) => account));
	const dead = () => accounts().filter(({ status }) => status === 'inactive');
	const deletions = (): number => service().effects.of('accountsDeleted');

	beforeEach(() => {
		move('configureChecks', { stepMilliseconds: 0 });
	});

	/** The file. */
	async function kept(execution: Execution): Promise<string> {
		const { binary } = resultOf(execution, 'Keep a List').outputs[0][0];
		if (binary === undefined) throw new Error('There is no file');
		expect(binary.data.fileName).toMatch(/^dead-accounts-\d{4}-\d\d-\d\d\.csv$/);
		return (await demo().client.binaryOf(binary.data)).toString('utf8');
	}

	it('checks every account and lists the dead ones, without their secrets; it removes none unasked', async () => {
		const execution = await run();
		expect(execution.status).toBe('success');
		expect(service().effects.of('accountsChecked')).toBe(accounts().length);
		const ids = dead().map(({ id }) => id);
		expect(ids.length).toBeGreaterThan(0);
		const listed = itemsOf(execution, 'Nothing Was Removed').map(({ id }) => id);
		expect(listed.sort()).toEqual(ids.sort());
		const file = await kept(execution);
		expect(file.trim().split('\n')).toHaveLength(ids.length + 1);
		for (const id of ids) expect(file).toContain(id);
		expect(file).not.toContain(secretMark);
		expect(deletions()).toBe(0);
	});

	it('removes them all in one request when it may, their list kept; the next run finds none', async () => {
		const before = accounts().length;
		const execution = await run({ removeDead: true });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Removed')).toMatchObject([{ removed: deletions() }]);
		expect(accounts()).toHaveLength(before - deletions());
		expect(dead()).toEqual([]);
		expect((await kept(execution)).trim().split('\n')).toHaveLength(deletions() + 1);
		expect(posted('^/accounts/bulk-delete$')).toBe(1);

		expect((await run({ removeDead: true })).status).toBe('success');
		expect(posted('^/accounts/bulk-delete$')).toBe(1);
	});

	it('removes nothing where so many seem dead that the check itself must be wrong', async () => {
		move('configureChecks', { outcome: 'inactive' });
		const execution = await run({ removeDead: true });
		expect(execution.status).toBe('error');
		expect(errorOf(execution)).toContain('Nothing was removed');
		expect(errorOf(execution)).toContain('more than 30 %');
		expect(deletions()).toBe(0);
	});

	it('goes on with the other groups where one cannot be checked, and says which', async () => {
		refuse({ path: '/check-all$' });
		const execution = await run({ removeDead: true });
		expect(execution.status).toBe('error');
		const [{ name, id }] = itemsOf(execution, 'Check All Accounts', 1);
		expect(errorOf(execution)).toContain(`1 step(s) failed; the rest was done. ${name as string}:`);
		const left = dead();
		expect(left.length).toBeGreaterThan(0);
		expect(new Set(left.map((account) => account.group_id))).toEqual(new Set([id]));
		expect(deletions()).toBeGreaterThan(0);
	});
});

describe('7b · Failed links', () => {
	const run = async (settings: Settings = {}): Promise<Execution> =>
		await runExample(demo(), '07b-failed-links', { creditsPerRun: 100_000, ...settings });

	beforeEach(() => {
		// Nothing goes on by itself.
		move('configureProgress', { stepMilliseconds: 3_600_000 });
	});

	/** Failed links of requests that run or are completed, and that were retried less than twice. */
	const retriable = (): Array<Link & { price: number }> =>
		requests()
			.filter(({ fields }) => ['running', 'completed'].includes(fields.status))
			.flatMap(({ fields, links }) =>
				links
					.all()
					.filter(({ status, retry_count: used }) => status === 'failed' && used < 2)
					.map((link) => ({ ...link, price: fields.auction_price })),
			);
	const retries = (): number => service().effects.of('linksRetried');

	/** Whatever was retried fails again. */
	function failAgain(): void {
		for (const { fields, links } of requests()) {
			const ids = links
				.all()
				.filter(({ status, retry_count: used }) => status === 'queued' && used > 0)
				.map(({ id }) => id);
			if (ids.length > 0) move('setLinkStatus', { requestId: fields.id, ids, status: 'failed' });
		}
	}

	it('shows which links it would retry while it may not', async () => {
		const execution = await run();
		expect(execution.status).toBe('success');
		const shown = itemsOf(execution, 'Would Be Retried').map(({ id }) => id);
		expect(shown.sort()).toEqual(
			retriable()
				.map(({ id }) => id)
				.sort(),
		);
		expect(posted('/retry$')).toBe(0);
	});

	it('retries the cheapest links that its credits allow', async () => {
		const prices = retriable()
			.map(({ price }) => price)
			.sort((one, other) => one - other);
		const credits = sum(prices.slice(0, 5));
		const execution = await run({ retryLinks: true, creditsPerRun: credits });
		expect(execution.status).toBe('success');
		const chosen = itemsOf(execution, 'Within the Credits').map(({ price }) => price);
		expect(chosen).toEqual(prices.slice(0, 5));
		expect(itemsOf(execution, 'Retried')).toHaveLength(5);
		expect(retries()).toBe(5);
	});

	it('ends, however often links fail again: each is retried so often and no more', async () => {
		const tries = sum(retriable().map(({ retry_count: used }) => 2 - used));
		const sofar: number[] = [];
		for (let night = 0; night < 4; night++) {
			expect((await run({ retryLinks: true })).status).toBe('success');
			sofar.push(retries());
			failAgain();
		}
		expect(sofar.slice(1)).toEqual([tries, tries, tries]);
		expect(retriable()).toEqual([]);
	});

	it('goes on where a link is refused, or those of a request cannot be read, and says which', async () => {
		const wanted = retriable();
		refuse({ path: '/retry$' });
		refuse({ method: 'GET', path: '/links$' });
		const execution = await run({ retryLinks: true });
		expect(execution.status).toBe('error');
		const [unread] = itemsOf(execution, 'Failed Links', 1);
		const [refused] = itemsOf(execution, 'Retry Link', 1);
		expect(errorOf(execution)).toContain('2 step(s) failed; the rest was done.');
		expect(errorOf(execution)).toContain(`${unread.name as string} ${unread.id as string}:`);
		expect(errorOf(execution)).toContain(`${refused.request as string} ${refused.id as string}:`);
		const { links } = service().world.request(unread.id as string);
		const ofUnread = wanted.filter(({ id }) => links.all().some((link) => link.id === id));
		expect(retries()).toBe(wanted.length - ofUnread.length - 1);
	});
});

describe('7c · Failed requests', () => {
	const run = async (settings: Settings = {}): Promise<Execution> =>
		await runExample(demo(), '07c-failed-requests', settings);
	const failed = () => requests().filter(({ fields }) => fields.status === 'failed');
	const restarts = (): number => service().effects.of('requestsRestarted');

	beforeEach(() => {
		// Nothing goes on by itself.
		move('configureProgress', { stepMilliseconds: 3_600_000 });
	});

	it('shows which requests it would restart while it may not, and what that would cost at most', async () => {
		const execution = await run();
		expect(execution.status).toBe('success');
		const shown = itemsOf(execution, 'Would Be Restarted').map(({ name, credits }) => [
			name,
			credits,
		]);
		expect(shown).toEqual(
			failed().map(({ fields, links }) => [
				fields.name,
				fields.auction_price * (fields.target - links.counts().completed),
			]),
		);
		expect(posted('/restart$')).toBe(0);
	});

	it('leaves to a person what would cost more than it may', async () => {
		const execution = await run({ restartRequests: true, creditsPerRestart: 1 });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Not Too Dear')).toEqual([]);
		expect(posted('/restart$')).toBe(0);
	});

	it('restarts each request once, however often it fails again, and one that was refused not at all', async () => {
		const ids = failed().map(({ fields }) => fields.id);
		refuse({ path: '/restart$' });
		const execution = await run({ restartRequests: true });
		expect(execution.status).toBe('error');
		const [{ name }] = itemsOf(execution, 'Restart Request', 1);
		expect(errorOf(execution)).toContain(`Not restarted: ${name as string}:`);
		expect(restarts()).toBe(ids.length - 1);
		for (let night = 0; night < 2; night++) {
			move('setRequestStatus', { ids, status: 'failed' });
			expect((await run({ restartRequests: true })).status).toBe('success');
		}
		expect(restarts()).toBe(ids.length - 1);
		expect(posted('/restart$')).toBe(ids.length);
	});

	it('goes on with older ones night after night where the newest fail for ever', async () => {
		const { ids: added } = move('addRequests', { count: 3 }) as { ids: string[] };
		move('setRequestStatus', { ids: added, status: 'failed' });
		const wanted = failed().map(({ fields }) => fields.id);
		expect(wanted.length).toBeGreaterThan(4);
		/** The IDs in the requests to restart one. */
		const asked = (): string[] =>
			demo()
				.sandbox.control.requests({ service: 'likePion', method: 'POST', path: '/restart$' })
				.map(({ path }) => path.split('/').at(-2) ?? '');
		refuse({ path: '/restart$', times: 'always' });
		const { client } = demo();
		const night = { interval: [{ field: 'seconds', secondsInterval: 5 }] };
		const { nodes, connections, settings } = await exampleIn(demo(), '07c-failed-requests');
		// A duplicate remembers nothing of what other tests restarted.
		const duplicate = await client.importWorkflow({
			name: 'Every few seconds',
			nodes: nodes.map((node) =>
				node.name === 'Every Night at 5:00' ? { ...node, parameters: { rule: night } } : node,
			),
			connections,
			settings,
		});
		const workflow = await set(client, duplicate, {
			restartRequests: true,
			restartsPerRun: 2,
			creditsPerRestart: 1_000_000,
		});
		const nights = async (): Promise<number> => (await ended(client, workflow)).length;
		await client.activate(workflow.id);
		await until('all of them', () => asked().length >= wanted.length, 120_000);
		const sofar = await nights();
		await until('two more nights', async () => (await nights()) >= sofar + 2, 60_000);
		await client.deactivate(workflow.id);
		expect(asked().sort()).toEqual(wanted.sort());
	});
});
