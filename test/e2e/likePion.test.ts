import type { INodeParameters } from 'n8n-workflow';
import { itemsOf, resultOf, type Execution } from '../../sandbox/n8n/client';
import { secretMark } from '../../sandbox/services/likepion/account';
import { tokensOf } from '../support/secrets/demoSecrets';
import {
	byId,
	expectNoToken,
	failureOf,
	forItems,
	itemsStep,
	nodeInN8n,
	once,
	operationsOf,
	storedData,
	type Step,
} from './chain';
import { refusedCredential } from './edition';
import { useDemo } from './useDemo';

// Accounts are typed in and exported with their secrets, which n8n then stores as it was told to.
const demo = useDemo({ backlinks: 130 }, tokensOf);
const service = () => demo().sandbox.services.likePion;
const world = () => service().world;
const move = (name: string, input: object = {}) =>
	demo().sandbox.control.world('likePion', name, input);

const credentialType = 'likePionApi';
const likePion = nodeInN8n(demo, { type: 'likePion', credential: () => credentialType });

const groupNamed = (name: string) =>
	found(world().groups.all(), ({ group }) => group.name === name, `group ${name}`);
const requestNamed = (name: string) =>
	found(world().allRequests(), ({ fields }) => fields.name === name, `request ${name}`);
const linksOf = (name: string) => requestNamed(name).links.all() as Array<{ id: string }>;

function found<Thing>(
	things: readonly Thing[],
	isIt: (thing: Thing) => boolean,
	what: string,
): Thing {
	const thing = things.find(isIt);
	if (thing === undefined) throw new Error(`The sandbox has no ${what}`);
	return thing;
}

/** An ID out of the first item of another step. */
const idFrom = (step: string, field = 'id') => byId(`={{ $('${step}').first().json.${field} }}`);

/** A seeded request that is completed, with 50 links. */
const completed = 'Northwind Cycles: spring bikes';
const onCompleted = (): INodeParameters => ({
	serviceType: 'entity',
	requestId: byId(requestNamed(completed).fields.id),
});

beforeAll(() => {
	// Nothing here depends on what goes on by itself.
	move('configureProgress', { stepMilliseconds: 3_600_000 });
	move('configureChecks', { stepMilliseconds: 3_600_000 });
});

const account = (website: string): INodeParameters => ({
	website,
	username: 'maria',
	password: `${secretMark}-typed`,
});

/** Groups and their accounts, from the first to the last of their operations. */
function groupSteps(): Step[] {
	const group = { groupId: idFrom('New Group') };
	const newAccount = { accountId: idFrom('New Account') };
	const ids = (from: string, some: string): INodeParameters => ({
		ids: `={{ $('${from}').all()${some}.map(({ json }) => json.id) }}`,
	});
	return [
		once('New Group', 'group', 'create', {
			name: 'Spring',
			serviceType: 'entity',
			additionalFields: {
				accounts: JSON.stringify([account('one.example'), account('two.example')]),
			},
		}),
		once('New Account', 'account', 'create', {
			...group,
			website: 'three.example',
			additionalFields: {
				email: 'maria@three.example',
				password: `${secretMark}-new`,
				twofa: `${secretMark}-otp`,
				cookies: `session=${secretMark}`,
			},
		}),
		itemsStep('Sheet', [
			{ website: 'four.example', email: 'm@four.example', row_number: 2 },
			{ website: 'five.example', username: 'maria', row_number: 3 },
			{ website: 'one.example', username: 'maria', row_number: 4 },
		]),
		forItems('Import Accounts', 'account', 'import', { ...group, accountsFrom: 'items' }),
		once('Accounts', 'account', 'getAll', { ...group, returnAll: true, output: 'raw' }),
		once('Update Account', 'account', 'update', {
			...newAccount,
			updateFields: { note: 'from March', appPassword: `${secretMark}-app` },
		}),
		once('Check Account', 'account', 'check', newAccount),
		once('Check All', 'account', 'checkAll', group),
		once('Export Accounts', 'account', 'export', { ...ids('Accounts', ''), output: 'raw' }),
		once('Delete Account', 'account', 'delete', newAccount),
		once('Delete Accounts', 'account', 'bulkDelete', ids('Accounts', '.slice(0, 2)')),
		once('Export Group', 'group', 'export', { ...group, output: 'raw' }),
		once('Update Group', 'group', 'update', { ...group, updateFields: { name: 'Summer' } }),
		once('Group', 'group', 'get', group),
		once('Import Group', 'group', 'import', {
			name: 'Imported',
			serviceType: 'social',
			accountsFrom: 'fields',
			accountRows: { account: [account('six.example'), account('seven.example')] },
		}),
		once('Groups', 'group', 'getAll', { returnAll: true, filters: { search: 'i' } }),
		once('Delete Group', 'group', 'delete', { groupId: idFrom('Import Group', 'groupId') }),
	];
}

/** Requests for links, from their order to their deletion. */
function requestSteps(): Step[] {
	const order = { serviceType: 'entity', requestId: idFrom('Order') };
	return [
		once('Order', 'request', 'create', {
			serviceType: 'entity',
			name: 'Campaign A',
			auctionPrice: 20,
			additionalFields: {
				groupId: idFrom('New Group'),
				website: 'https://target.example',
				target: 5,
				config: '{"tier": 1}',
			},
			options: { maxCredits: 100 },
		}),
		once('Second Order', 'request', 'create', {
			serviceType: 'podcast',
			name: 'Campaign B',
			auctionPrice: 50,
			additionalFields: { target: 1 },
		}),
		once('Third Order', 'request', 'create', {
			serviceType: 'social',
			name: 'Campaign C',
			auctionPrice: 1.5,
		}),
		once('Requests', 'request', 'getAll', {
			serviceType: 'entity',
			filters: { search: 'Campaign', order: 'asc' },
		}),
		once('Start', 'request', 'start', order),
		once('Stop', 'request', 'stop', order),
		once('Restart', 'request', 'restart', order),
		once('Update', 'request', 'update', { ...order, updateFields: { name: 'Campaign D' } }),
		once('Request', 'request', 'get', order),
		once('Export Requests', 'request', 'export', {
			ids: "={{ [$('Order').first().json.id, $('Second Order').first().json.id] }}",
		}),
		once('Delete Request', 'request', 'delete', {
			serviceType: 'social',
			requestId: idFrom('Third Order'),
		}),
		once('Delete Requests', 'request', 'bulkDelete', {
			ids: "={{ $('Second Order').first().json.id }}",
		}),
	];
}

/** Links of a request, the projects, and the statistics. */
function linkSteps(failed: string, deleted: string): Step[] {
	return [
		once('Links', 'link', 'getAll', { ...onCompleted(), returnAll: true, output: 'raw' }),
		once('Unified', 'link', 'getAll', { ...onCompleted(), limit: 3, output: 'unified' }),
		once('Export Links', 'link', 'export', { ...onCompleted(), output: 'raw' }),
		once('Retry', 'link', 'retry', { ...onCompleted(), linkId: byId(failed) }),
		once('Retry All', 'link', 'retryAll', onCompleted()),
		once('Delete Link', 'link', 'delete', { ...onCompleted(), linkId: byId(deleted) }),
		once('Projects', 'project', 'getAll', { returnAll: true }),
		once('Statistics', 'stats', 'get'),
		once('Statistics of Type', 'stats', 'getByType', { serviceType: 'entity' }),
		once('Count Sites', 'stats', 'countSites', { serviceType: 'entity' }),
	];
}

describe('a workflow through all resources', () => {
	let execution: Execution;
	let steps: Step[];
	let creditsBefore: number;
	let links: string[];
	let failed: string[];
	const result = (name: string) => itemsOf(execution, name);

	beforeAll(async () => {
		creditsBefore = world().credits;
		links = linksOf(completed).map(({ id }) => id);
		const { id: requestId } = requestNamed(completed).fields;
		const fields = { status: 'failed', retry_count: 1, max_retries: 3 };
		for (const id of links.slice(0, 2)) move('setLink', { id, requestId, fields });
		failed = (requestNamed(completed).links.all() as Array<{ id: string; status: string }>)
			.filter(({ status }) => status === 'failed')
			.map(({ id }) => id);
		steps = [...groupSteps(), ...requestSteps(), ...linkSteps(links[0], links[links.length - 1])];
		execution = await likePion.run('All of LikePion', steps);
	});

	it('has every operation', async () => {
		expect(operationsOf(steps)).toEqual(await likePion.operations());
	});

	it('succeeds, and leaves neither token nor secret in its data', () => {
		expect(execution.status).toBe('success');
		expectNoToken(demo(), execution);
		expect(storedData(execution)).not.toContain(secretMark);
	});

	it('fills a group, and empties it', () => {
		expect(result('New Group')).toMatchObject([{ name: 'Spring', imported: 2, failed: 0 }]);
		expect(result('Import Accounts')).toHaveLength(3);
		expect(result('Import Accounts')[0]).toMatchObject({
			accounts: [{ website: 'four.example', email: 'm@four.example' }],
			request: { items: 3, entries: 3, imported: 2, duplicates: 1 },
		});
		const accounts = result('Accounts').map(({ id }) => id);
		expect(accounts).toHaveLength(5);
		expect(result('Export Accounts').map(({ id }) => id)).toEqual(accounts);
		const [{ id: newId }] = result('New Account');
		expect(result('Update Account')).toMatchObject([{ id: newId, note: 'from March' }]);
		expect(result('Check Account')).toMatchObject([{ accountId: newId, status: 'checking' }]);
		expect(result('Check All')).toMatchObject([{ checking: 5, success: true }]);
		expect(result('Delete Account')).toEqual([{ accountId: newId, deleted: true }]);
		expect(result('Delete Accounts')).toMatchObject([{ deleted: true, request: { deleted: 2 } }]);

		const left = groupNamed('Summer').accounts.map(({ account: { id } }) => id);
		expect(left).toHaveLength(2);
		expect(result('Export Group').map(({ id }) => id)).toEqual([...left].reverse());
		expect(result('Group')).toMatchObject([{ name: 'Summer', account_count: 2 }]);
	});

	it('imports a group, and deletes it', () => {
		expect(result('Import Group')).toMatchObject([
			{ name: 'Imported', accounts: [{ website: 'six.example' }, { website: 'seven.example' }] },
		]);
		const [{ groupId }] = result('Import Group');
		expect(result('Groups').map(({ id }) => id)).toContain(groupId);
		expect(result('Delete Group')).toEqual([{ groupId, deleted: true }]);
		expect(world().groups.find(groupId as string)).toBeUndefined();
		expect(service().effects.all()).toMatchObject({
			groupsCreated: 2,
			groupsDeleted: 1,
			accountsCreated: 1,
			accountsImported: 6,
			accountsDeleted: 3,
		});
	});

	it('spends what the orders cost, and nothing else', () => {
		const cost = 20 * 5 + 50 + 1.5 * 10;
		expect(world().credits).toBe(creditsBefore - cost);
		expect(service().effects.all()).toMatchObject({
			requestsCreated: 3,
			spendings: 3,
			creditsSpent: cost,
		});
	});

	it('moves a request through its statuses, and deletes others', () => {
		const [{ id }] = result('Order');
		expect(result('Order')).toMatchObject([{ status: 'pending', target: 5, auction_price: 20 }]);
		expect(result('Requests').map((request) => request.id)).toEqual([id]);
		const statuses = ['Start', 'Stop', 'Restart'].map((step) => result(step)[0].status);
		expect(statuses).toEqual(['running', 'stopped', 'running']);
		expect(result('Request')).toMatchObject([{ id, name: 'Campaign D', status: 'running' }]);
		expect(requestNamed('Campaign D').fields).toMatchObject({
			id,
			group_id: groupNamed('Summer').group.id,
			config: { tier: 1 },
		});
		expect(result('Export Requests')).toHaveLength(2);
		const deleted = ['Second Order', 'Third Order'].map((step) => result(step)[0].id);
		const there = world()
			.allRequests()
			.map(({ fields }) => fields.id);
		for (const gone of deleted) expect(there).not.toContain(gone);
	});

	it('reads links, tries the failed ones again, and deletes one', () => {
		expect(result('Links').map(({ id }) => id)).toEqual(links);
		expect(result('Export Links')).toHaveLength(links.length);
		expect(result('Unified')).toHaveLength(3);
		expect(result('Unified')[2]).toMatchObject({ service: 'likePion', id: links[2] });
		expect(result('Retry')).toMatchObject([{ linkId: links[0], status: 'queued' }]);
		expect(result('Retry All')).toMatchObject([{ retried: failed.length - 1, success: true }]);
		const now = requestNamed(completed).links;
		expect(now.counts().failed).toBe(0);
		expect(now.size).toBe(links.length - 1);
		expect(result('Delete Link')).toMatchObject([{ linkId: links.at(-1), deleted: true }]);
	});

	it('gives the projects and the statistics', () => {
		const ids = world()
			.allRequests()
			.map(({ fields }) => fields.id);
		expect(result('Projects').map(({ id }) => id)).toEqual(ids);
		expect(result('Statistics')).toMatchObject([world().stats()]);
		expect(result('Statistics of Type')).toMatchObject([
			{ serviceType: 'entity', ...world().stats('entity') },
		]);
		expect(result('Count Sites')).toEqual([{ type: 'entity', count: 150 }]);
	});
});

describe('secrets', () => {
	const seeded = 'Entity profiles B';
	const onSeeded = () => ({ groupId: byId(groupNamed(seeded).group.id) });

	it('come where they are asked for, and go into another group as they are', async () => {
		const execution = await likePion.run('Copy a group', [
			once('Export', 'group', 'export', {
				...onSeeded(),
				output: 'raw',
				options: { includeSecrets: true },
			}),
			forItems('Copy', 'group', 'import', {
				name: 'Copy',
				serviceType: 'entity',
				accountsFrom: 'items',
			}),
		]);
		const { accounts } = groupNamed(seeded);
		expect(JSON.stringify(itemsOf(execution, 'Export'))).toContain(secretMark);
		expect(itemsOf(execution, 'Copy')).toHaveLength(accounts.length);
		expect(JSON.stringify(itemsOf(execution, 'Copy'))).not.toContain(secretMark);
		const secretsOf = (name: string) =>
			groupNamed(name)
				.accounts.map(({ account: { password, twofa, cookies } }) => [password, twofa, cookies])
				.sort();
		expect(secretsOf('Copy')).toEqual(secretsOf(seeded));
		expectNoToken(demo(), execution);
	});

	it('are no columns of an exported file', async () => {
		move('setExportFormat', { format: 'csv' });
		const execution = await likePion.run('Files', [
			once('Group', 'group', 'export', onSeeded()),
			once('Links', 'link', 'export', onCompleted()),
		]);
		move('setExportFormat', { format: 'json' });
		for (const step of ['Group', 'Links']) {
			const [[{ binary }]] = resultOf(execution, step).outputs;
			expect(binary?.data).toMatchObject({ mimeType: 'text/csv' });
			const file = await demo().client.binaryOf(binary?.data ?? { data: '', mimeType: '' });
			const [columns, ...rows] = file.toString('utf8').trimEnd().split('\r\n');
			expect(columns).toMatch(/^id,/);
			expect(rows).toHaveLength(Number(itemsOf(execution, step)[0].records));
			expect(file.toString('utf8')).not.toContain(secretMark);
		}
		expect(storedData(execution)).not.toContain(secretMark);
	});
});

describe('a list to choose from', () => {
	const valuesOf = (results: ReadonlyArray<{ value: unknown }>) =>
		results.map(({ value }) => value);

	it('of groups is searched, and for a request holds those of its service type', async () => {
		const { results } = await likePion.search(
			'searchGroups',
			{ resource: 'group', operation: 'get' },
			{ filter: 'blog' },
		);
		expect(valuesOf(results)).toEqual([groupNamed('Blog authors').group.id]);

		const ofType = await likePion.search('searchGroups', {
			resource: 'request',
			operation: 'create',
			serviceType: 'podcast',
		});
		expect(valuesOf(ofType.results)).toEqual([groupNamed('Podcast hosts').group.id]);
	});

	it('of accounts holds those of the group that was chosen before, page by page', async () => {
		const { group, accounts } = groupNamed('Entity profiles A');
		const parameters = { resource: 'account', operation: 'check', groupId: byId(group.id) };
		const first = await likePion.search('searchAccounts', parameters);
		const next = await likePion.search('searchAccounts', parameters, {
			paginationToken: String(first.paginationToken),
		});
		const listed = valuesOf([...first.results, ...next.results]);
		expect(new Set(listed)).toEqual(new Set(accounts.map(({ account: { id } }) => id)));
		expect(JSON.stringify([first, next])).not.toContain(secretMark);
		await expect(
			likePion.search('searchAccounts', { ...parameters, groupId: byId('') }),
		).rejects.toThrow(/Choose \\"Group\\" first/);
	});

	it('of requests and links holds those of what was chosen before', async () => {
		const parameters = { resource: 'link', operation: 'retry', ...onCompleted() };
		const requests = await likePion.search('searchRequests', parameters, { filter: 'bikes' });
		expect(valuesOf(requests.results)).toEqual([requestNamed(completed).fields.id]);
		const { results } = await likePion.search('searchLinks', parameters);
		expect(valuesOf(results)).toEqual(linksOf(completed).map(({ id }) => id));
	});
});

describe('an operation that fails', () => {
	const order = (more: INodeParameters): Step =>
		once('Order', 'request', 'create', {
			serviceType: 'entity',
			name: 'Too dear',
			auctionPrice: 20,
			...more,
		});
	const requestNames = () =>
		world()
			.allRequests()
			.map(({ fields }) => fields.name);

	it('refuses what would cost more than is allowed, before it is sent', async () => {
		const before = service().requests.length;
		const execution = await likePion.run('Too dear', [order({ options: { maxCredits: 199 } })]);
		const failure = failureOf(execution, 'Order');
		expect(failure.status).toBe('error');
		expect(failure.message).toContain('"Auction Price × Target"');
		expect(failure.message).toContain('199');
		expect(failure.description).toContain('Nothing was sent');
		expect(service().requests).toHaveLength(before);
	});

	it('says what a request would have cost', async () => {
		const { credits } = world();
		move('setCredits', { credits: 10 });
		const execution = await likePion.run('Few credits', [order({})]);
		expect(world().credits).toBe(10);
		move('setCredits', { credits });
		const failure = failureOf(execution, 'Order');
		expect(failure.message).toBe(
			'LikePion refused the request: the account has not enough credits',
		);
		expect(failure.description).toContain(
			'The request would have cost 200 credits (20 × 10 links).',
		);
		expect(requestNames()).not.toContain('Too dear');
		expectNoToken(demo(), execution);
	});

	it('keeps a wrong token to itself', async () => {
		const accessToken = 'a-token-that-is-wrong';
		const wrong = await likePion.credential(credentialType, service().url, { accessToken });
		const execution = await likePion.run('Wrong token', [
			{ ...once('Statistics', 'stats', 'get'), credential: wrong },
		]);
		expect(failureOf(execution, 'Statistics').message).toBe(
			'LikePion did not accept the access token',
		);
		expect(storedData(execution)).not.toContain(accessToken);
	});
});

it('the credential passes its test, and fails it with a wrong token', async () => {
	expect(await likePion.test(credentialType)).toMatchObject({ status: 'OK' });
	const wrong = await likePion.credential(credentialType, service().url, { accessToken: 'wrong' });
	expect(await likePion.test(wrong)).toEqual(
		refusedCredential('LikePion did not accept the access token'),
	);
});
