import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { contentOf, errorOf } from '../support/runNode';
import { byId, likePionTests } from './setup';

const { run, requests, writes, group, linkRequest, move, effects, strike } = likePionTests();

const mark = 'sandbox-secret';
const groupId = () => byId(group().group.id);
const rows = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		website: `site-${String(index)}.example`,
		email: `me@site-${String(index)}.example`,
		password: `${mark}-${String(index)}`,
		row_number: index,
	}));
const withoutExtra = (row: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'row_number'));

describe('accounts out of the input items', () => {
	it('of one group become one request, each with its paired output', async () => {
		const input = rows(40);
		const { items } = await run(
			'account',
			'import',
			{ groupId: groupId(), accountsFrom: 'items' },
			{ input },
		);
		expect(requests()).toHaveLength(1);
		expect(requests()[0].body).toEqual({ accounts: input.map(withoutExtra) });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			input.map((_row, item) => ({ item })),
		);
		expect(items[3].json).toMatchObject({
			groupId: group().group.id,
			accounts: [{ website: 'site-3.example', email: 'me@site-3.example' }],
			success: true,
			request: { items: 40, entries: 40, imported: 40, duplicates: 0 },
		});
		expect(JSON.stringify(items)).not.toContain(mark);
	});

	it('of several groups become a request a group', async () => {
		const ids = [group().group.id, group('Entity profiles B').group.id];
		const input = rows(6).map((row, index) => ({ ...row, group: ids[index % 2] }));
		await run(
			'account',
			'import',
			{ groupId: byId('={{ $json.group }}'), accountsFrom: 'items' },
			{ input },
		);
		expect(
			writes()
				.map(({ path }) => path)
				.sort(),
		).toEqual(ids.map((id) => `/groups/${id}/accounts/import`).sort());
		expect(effects().accountsImported).toBe(6);
	});

	it('make one new group together', async () => {
		const { json } = await run(
			'group',
			'import',
			{ name: 'From a sheet', serviceType: 'entity', accountsFrom: 'items' },
			{ input: rows(12) },
		);
		expect(effects()).toMatchObject({ groupsCreated: 1, accountsImported: 12 });
		expect(new Set(json.map(({ groupId: id }) => id))).toEqual(
			new Set([group('From a sheet').group.id]),
		);
	});

	it('are never divided into two groups, also where the service refuses them', async () => {
		strike({ kind: 'status', status: 400, times: 'always', method: 'POST' });
		const { json } = await run(
			'group',
			'import',
			{ name: 'From a sheet', serviceType: 'entity', accountsFrom: 'items' },
			{ input: rows(4), continueOnFail: true },
		);
		expect(json.every(({ error }) => error !== undefined)).toBe(true);
		expect(writes()).toHaveLength(1);
	});

	it('that are not usable fail alone where the node continues on fail', async () => {
		const input = [...rows(2), { website: 'no-login.example' }, ...rows(4).slice(2)];
		const { json } = await run(
			'account',
			'import',
			{ groupId: groupId(), accountsFrom: 'items' },
			{ input, continueOnFail: true },
		);
		expect(json.map(({ error }) => error !== undefined)).toEqual([
			false,
			false,
			true,
			false,
			false,
		]);
		expect(json[2].error).toBe(
			'"Input Item" has accounts that are not usable: account 1: username or email must be given',
		);
		expect(effects().accountsImported).toBe(4);
	});

	it('of more than a thousand go in several requests, and the counts are added up', async () => {
		const { json } = await run('account', 'import', {
			groupId: groupId(),
			accounts: JSON.stringify(rows(2_300).map(withoutExtra)),
		});
		expect(writes().map(({ body }) => (body as { accounts: unknown[] }).accounts.length)).toEqual([
			1000, 1000, 300,
		]);
		expect(json[0].request).toMatchObject({ entries: 2_300, imported: 2_300 });
	});
});

it('accounts typed into fields are imported too', async () => {
	await run('account', 'import', {
		groupId: groupId(),
		accountsFrom: 'fields',
		accountRows: {
			account: [
				{ website: 'one.example', username: 'maria', email: '', password: ' p ' },
				{ website: 'two.example', email: 'm@two.example' },
			],
		},
	});
	expect(requests()[0].body).toEqual({
		accounts: [
			{ website: 'one.example', username: 'maria', password: ' p ' },
			{ website: 'two.example', email: 'm@two.example' },
		],
	});
});

it('what an export gave can be imported as it is', async () => {
	const exported = await run('group', 'export', {
		groupId: groupId(),
		output: 'raw',
		options: { includeSecrets: true },
	});
	const { json } = await run(
		'group',
		'import',
		{ name: 'Copy', serviceType: 'entity', accounts: '={{ [$json] }}' },
		{ input: exported.json },
	);
	expect(json).toHaveLength(120);
	expect(json[0].request).toMatchObject({ imported: 120, failed: 0 });
	const secretsOf = (name?: string): string[] =>
		group(name)
			.accounts.map(({ account }) => `${account.password} ${account.cookies}`)
			.sort();
	expect(secretsOf('Copy')).toEqual(secretsOf());
});

describe('secrets', () => {
	const accountIds = () => ({ ids: group().accounts.map(({ account }) => account.id) });
	const onRequest = () => ({
		serviceType: 'entity',
		requestId: byId(linkRequest().fields.id),
	});
	it.each([
		['account', 'getAll', () => ({ groupId: groupId() })],
		['account', 'export', accountIds],
		['account', 'check', () => ({ accountId: byId(group().accounts[0].account.id) })],
		['group', 'export', () => ({ groupId: groupId() })],
		['link', 'getAll', onRequest],
		['link', 'export', onRequest],
	])('of %s > %s come only where they are asked for', async (resource, operation, parameters) => {
		for (const output of [
			{ output: 'raw' },
			{ output: 'simplified' },
			{ output: 'selectedFields', outputFields: ['id', 'password', 'twofa', 'cookies'] },
			...(resource === 'link' ? [{ output: 'unified' }] : []),
		]) {
			const { json } = await run(resource, operation, { ...parameters(), ...output });
			expect(json.length).toBeGreaterThan(0);
			expect(JSON.stringify(json)).not.toContain(mark);
		}
		const { json } = await run(resource, operation, {
			...parameters(),
			output: 'raw',
			options: { includeSecrets: true },
		});
		expect(JSON.stringify(json)).toContain(mark);
	});
});

describe('secrets that an answer about a list holds', () => {
	const broken = { website: 'x.example', username: 'u', password: `${mark}-1`, error: 'no login' };
	const said = {
		imported: 0,
		failed: 1,
		errors: [{ ...broken, sent: { cookies: `${mark}-2`, twofa: `${mark}-3`, note: 'kept' } }],
	};
	const importing = (options: INodeParameters = {}) => ({
		groupId: groupId(),
		accounts: [{ website: 'x.example', username: 'u' }],
		options,
	});
	const answering = (body: object): void => {
		strike({ kind: 'status', status: 200, body, method: 'POST' });
	};

	it('are left out of what an import says', async () => {
		answering(said);
		const { json } = await run('account', 'import', importing());
		expect(json[0].request).toEqual({
			items: 1,
			entries: 1,
			imported: 0,
			failed: 1,
			errors: [{ website: 'x.example', username: 'u', error: 'no login', sent: { note: 'kept' } }],
		});
	});

	it('stay where they are wanted', async () => {
		answering(said);
		const { json } = await run('account', 'import', importing({ includeSecrets: true }));
		expect(json[0].request).toMatchObject(said);
	});

	it('are left out of what several items share, unless all of them want them', async () => {
		answering(said);
		const { items } = await run(
			'account',
			'import',
			importing({ includeSecrets: '={{ $json.wanted }}' }),
			{ input: [{ wanted: true }, { wanted: false }] },
		);
		expect(items).toHaveLength(2);
		expect(items[0].json.request).toMatchObject({ items: 2, failed: 1 });
		expect(JSON.stringify(items)).not.toContain(mark);
	});

	it('are struck out of its sentences where they were sent, wanted or not', async () => {
		const account = { website: 'x.example', username: 'u', password: 'pass123' };
		const { password, ...others } = account;
		for (const includeSecrets of [false, true]) {
			answering({ failed: 1, errors: [{ ...account, error: 'Login of u with pass123 failed' }] });
			const { json } = await run('account', 'import', {
				...importing({ includeSecrets }),
				accounts: [account],
			});
			const kept = includeSecrets ? { ...others, password } : others;
			expect(json[0].request).toEqual({
				items: 1,
				entries: 1,
				failed: 1,
				errors: [{ ...kept, error: 'Login of u with *** failed' }],
			});
		}
	});

	it.each(['account', 'request'])(
		'are left out of what %s > Delete Many says',
		async (resource) => {
			answering({ deleted: 1, accounts: [broken] });
			const { id } = group().accounts[0].account;
			const { json } = await run(resource, 'bulkDelete', { ids: id });
			expect(json).toEqual([
				{
					ids: [id],
					deleted: true,
					request: {
						items: 1,
						entries: 1,
						deleted: 1,
						accounts: [{ website: 'x.example', username: 'u', error: 'no login' }],
					},
				},
			]);
		},
	);
});

describe('an export as a CSV file', () => {
	beforeEach(() => {
		move('setExportFormat', { format: 'csv' });
	});

	it('is binary data without its secret columns', async () => {
		const { items } = await run('group', 'export', { groupId: groupId() });
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({ fileName: 'group.csv', records: 120 });
		const { data } = items[0].binary ?? {};
		expect(data).toMatchObject({ fileName: 'group.csv', mimeType: 'text/csv' });
		const [columns, ...lines] = contentOf(data).toString().split('\r\n');
		expect(columns).toBe(
			'id,group_id,service_type,website,username,email,active,status,is_indexed,note,created_at',
		);
		expect(lines.filter((line) => line !== '')).toHaveLength(120);
		expect(contentOf(data).toString()).not.toContain(mark);
	});

	it('is the file as it came where secrets are wanted', async () => {
		const { items } = await run('link', 'export', {
			serviceType: 'entity',
			requestId: byId(linkRequest().fields.id),
			options: { includeSecrets: true },
		});
		expect(contentOf(items[0].binary?.data).toString()).toContain(mark);
	});

	it('comes with each item of those that were combined', async () => {
		const ids = group()
			.accounts.slice(0, 3)
			.map(({ account }) => account.id);
		const { items } = await run(
			'account',
			'export',
			{ ids: '={{ $json.id }}' },
			{ input: ids.map((id) => ({ id })) },
		);
		expect(writes()).toHaveLength(1);
		expect(items).toHaveLength(3);
		expect(items.every(({ binary }) => binary?.data !== undefined)).toBe(true);
	});
});

it.each([
	['text/html', '<!doctype html><title>Sign in</title>', 'It is a web page instead of data.'],
	['application/json', '[{"id": "1", "web', 'It is not complete or not JSON.'],
	['text/plain', 'upstream said nothing of use', 'It is not complete or not JSON.'],
])('an export that is no export (%s) is an error', async (type, body, words) => {
	strike({ kind: 'status', status: 200, headers: { 'content-type': type }, body, times: 'always' });
	const error = await errorOf(run('group', 'export', { groupId: groupId() }));
	expect(error.message).toBe('LikePion sent an answer that cannot be read');
	expect(error.description).toContain(words);
});

it('an export in which secrets cannot be told is not stored unless they are wanted', async () => {
	const archive = {
		kind: 'status',
		status: 200,
		headers: { 'content-type': 'application/zip' },
		body: `PK ${mark}`,
	};
	strike(archive);
	const error = await errorOf(run('group', 'export', { groupId: groupId() }));
	expect(error.message).toContain('secrets cannot be told');
	strike(archive);
	const { items } = await run('group', 'export', {
		groupId: groupId(),
		options: { includeSecrets: true },
	});
	expect(contentOf(items[0].binary?.data).toString()).toBe(`PK ${mark}`);
});

describe('ids out of the input items', () => {
	it('become one request, and each item gets what it asked for', async () => {
		const ids = group()
			.accounts.slice(0, 5)
			.map(({ account }) => account.id);
		const { items } = await run(
			'account',
			'export',
			{ ids: '={{ $json.id }}', output: 'selectedFields', outputFields: ['id'] },
			{ input: ids.map((id) => ({ id })) },
		);
		expect(writes()).toHaveLength(1);
		expect(writes()[0].body).toEqual({ ids });
		expect(items).toEqual(ids.map((id, item) => ({ json: { id }, pairedItem: { item } })));
	});

	it('lose nothing of an export, also where its records have no ID', async () => {
		const ids = group()
			.accounts.slice(0, 3)
			.map(({ account }) => account.id);
		const exporting = async (body: IDataObject[]) => {
			strike({ kind: 'status', status: 200, body });
			const parameters = { ids: '={{ $json.id }}', output: 'raw' };
			return await run('account', 'export', parameters, { input: ids.map((id) => ({ id })) });
		};
		const unnamed = [{ website: 'a.example' }, { website: 'b.example', id: '' }];
		const named = { website: 'c.example', id: ids[1] };
		const first = unnamed.map((json) => ({ json, pairedItem: { item: 0 } }));
		expect((await exporting(unnamed)).items).toEqual(first);
		expect((await exporting([named, ...unnamed])).items).toEqual([
			...first,
			{ json: named, pairedItem: { item: 1 } },
		]);
	});

	it.each([[[]], [{ success: true }]])('give nothing where an export holds %j', async (body) => {
		strike({ kind: 'status', status: 200, body });
		const { items } = await run('account', 'export', { ids: group().accounts[0].account.id });
		expect(items).toEqual([]);
	});

	it('are deleted together, each reported with its item', async () => {
		const ids = [linkRequest().fields.id, linkRequest('Bluebird Coffee: social').fields.id];
		const { items } = await run(
			'request',
			'bulkDelete',
			{ ids: '={{ $json.id }}' },
			{ input: ids.map((id) => ({ id })) },
		);
		expect(writes()).toHaveLength(1);
		expect(items).toEqual(
			ids.map((id, item) => ({
				json: { ids: [id], deleted: true, request: { items: 2, entries: 2, deleted: 2 } },
				pairedItem: { item },
			})),
		);
		expect(effects().requestsDeleted).toBe(2);
	});
});

describe('the output of links', () => {
	const onRequest = () => ({ serviceType: 'entity', requestId: byId(linkRequest().fields.id) });

	/** The first link of a status: as the service has it, and unified. */
	const firstOf = async (status: string): Promise<{ link: IDataObject; json: IDataObject[] }> => {
		const { json } = await run('link', 'getAll', {
			...onRequest(),
			output: 'unified',
			filters: { status },
			limit: 1,
		});
		const links = linkRequest().links.all() as unknown as IDataObject[];
		const [link] = links.filter((one) => one.status === status);
		return { link, json };
	};

	it('unified is one shape for all services', async () => {
		const { link, json } = await firstOf('completed');
		expect(json).toEqual([
			{
				service: 'likePion',
				id: link.id,
				sourceUrl: link.link_post || link.link_profile,
				sourceDomain: expect.any(String) as string,
				targetUrl: null,
				anchor: null,
				status: 'completed',
				rel: null,
				indexed: link.is_indexed,
				firstSeen: link.completed_at,
				lostAt: null,
				cost: null,
			},
		]);
	});

	it('unified says of a failed link that it was never seen, although it has a time of its end', async () => {
		const { link, json } = await firstOf('failed');
		expect(link.completed_at).not.toBeNull();
		expect(json).toMatchObject([{ id: link.id, status: 'failed', firstSeen: null }]);
	});

	it('simplified has at most ten fields', async () => {
		const { json } = await run('link', 'getAll', { ...onRequest(), limit: 1 });
		expect(Object.keys(json[0])).toHaveLength(10);
		expect(json[0]).toMatchObject({
			id: expect.any(String) as string,
			site_name: expect.any(String) as string,
		});
	});
});
