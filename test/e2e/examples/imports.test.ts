import { parse } from 'csv-parse/sync';
import { entrance } from '../../../sandbox/demo/credentials';
import { exampleIn, publishAt } from '../support/examples';
import { FormPage } from '../support/forms';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 100 });
const leadmetrics = () => demo().sandbox.services.leadmetrics;

describe('4 · Directory import', () => {
	let address: string;
	const directories = () => leadmetrics().world.directories.all();
	const directoryAt = (url: string) => directories().find((directory) => directory.url === url);
	const imports = () =>
		demo().sandbox.control.requests({ service: 'leadmetrics', path: 'bulk-import$' });

	beforeAll(async () => {
		const workflow = await exampleIn(demo(), '04-directory-import');
		address = await publishAt(demo(), workflow, '/form/directory-import');
	});

	/** Uploads a file and reads the page that comes back, with the report's rows. */
	async function upload(lines: readonly string[], separator = '\n') {
		const form = await FormPage.open(address, entrance.form);
		const File = new globalThis.File([lines.join(separator)], 'list.csv', { type: 'text/csv' });
		const ending = await form.submit({ File });
		if (!ending) throw new Error('There was no ending page');
		const { title, text, downloads } = ending;
		const csv = downloads['directory-import-report.csv'] ?? '';
		const report = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
		await ending.end();
		return { title, text, report };
	}

	it('lets nobody in without user and password', async () => {
		expect((await FormPage.open(address)).status).toBe(401);
		const wrong = await FormPage.open(address, { ...entrance.form, password: 'guessed' });
		expect(wrong.status).toBe(401);
	});

	it('imports what is new in one request, and tells what became of each row', async () => {
		const known = new URL(directories()[0].url).hostname;
		const file = [
			'name,url,category,region',
			'One,https://one.example/submit,food,de',
			`Known,http://www.${known.toUpperCase()},,`,
			'One again,http://www.one.example/submit/,,',
			',https://noname.example/,,',
			'No address,one.example,,',
			'"Two, the ""second""",https://two.example/?list=a,,us',
			'Three,https://two.example/?list=b,,us',
		];
		const before = directories().length;
		const { title, text, report } = await upload(file);
		expect(title).toBe('3 created, 2 skipped, 2 with errors');
		expect(text).toContain('Row 6 error: The URL is not a complete one');
		expect(report.map(({ row, result }) => [row, result])).toEqual([
			['2', 'created'],
			['3', 'skipped'],
			['4', 'skipped'],
			['5', 'error'],
			['6', 'error'],
			['7', 'created'],
			['8', 'created'],
		]);
		expect(report[1]).toMatchObject({ reason: 'It is among the directories already' });
		expect(report[2]).toMatchObject({ reason: 'A row further up has the same URL' });
		expect(report[3]).toMatchObject({ reason: 'It has no name' });
		expect(directories()).toHaveLength(before + 3);
		expect(directoryAt('https://one.example/submit')).toMatchObject({
			name: 'One',
			category: 'food',
			region: 'de',
		});
		expect(directoryAt('https://two.example/?list=a')?.name).toBe('Two, the "second"');
		expect(imports()).toHaveLength(1);

		const again = await upload(file);
		expect(again.title).toBe('0 created, 5 skipped, 2 with errors');
		expect(imports()).toHaveLength(1);
		expect(leadmetrics().effects.of('directoriesImported')).toBe(3);
	});

	it('reads what a spreadsheet writes: semicolons, a byte order mark, other capitals', async () => {
		const file = ['\uFEFFName;URL;Category', 'Café;https://cafe.example;food', ''];
		expect(await upload(file, '\r\n')).toMatchObject({
			title: '1 created, 0 skipped, 0 with errors',
		});
		expect(directoryAt('https://cafe.example')).toMatchObject({ name: 'Café' });
	});

	it('says what is wrong with a file without rows or without the columns', async () => {
		const empty = await upload(['name,url', '']);
		expect(empty.title).toBe('0 created, 0 skipped, 1 with errors');
		expect(empty.text).toContain('The first row of the file must name the columns');
		const foreign = await upload(['firm|web', 'One|https://one.example']);
		expect(foreign.text).toContain('The first row of the file must name the columns');
	});

	it('names the rows that Leadmetrics refuses, and why', async () => {
		const errors = [{ row: 3, message: 'url: Is on the block list' }];
		demo().sandbox.control.addFault({
			service: 'leadmetrics',
			kind: 'status',
			path: 'bulk-import$',
			status: 200,
			body: { created: 1, skipped: 0, errors },
		});
		const { title, report } = await upload([
			'name,url',
			'Good,https://good.example',
			'Blocked,https://blocked.example',
		]);
		expect(title).toBe('1 created, 0 skipped, 1 with errors');
		expect(report[1]).toMatchObject({
			name: 'Blocked',
			result: 'error',
			reason: errors[0].message,
		});
	});

	it('says why nothing was imported where the server has no bulk import yet', async () => {
		demo().sandbox.control.world('leadmetrics', 'offerRoutes', { plannedRoutes: false });
		const { title, report } = await upload(['name,url', 'Late,https://late.example']);
		demo().sandbox.control.world('leadmetrics', 'offerRoutes', { plannedRoutes: true });
		expect(title).toBe('0 created, 0 skipped, 1 with errors');
		const [row] = report;
		expect(row).toMatchObject({ row: '2', name: 'Late', result: 'error' });
		expect(row.reason).toContain('does not offer the bulk import of directories yet');
		expect(directoryAt('https://late.example')).toBeUndefined();
	});
});

describe('9 · Webhook status update', () => {
	let address: string;
	const tenant = () => leadmetrics().world.tenants[0];
	const changes = () =>
		demo().sandbox.control.requests({ service: 'leadmetrics', method: 'PATCH' }).length;

	beforeAll(async () => {
		const workflow = await exampleIn(demo(), '09-webhook-status-update');
		address = await publishAt(demo(), workflow, '/webhook/backlink-status');
	});

	/** Posts what the other system sends: an object as JSON, a text as it is. */
	async function deliver(payload: unknown, headers: Record<string, string> = key()) {
		const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
		const type = { 'content-type': 'application/json' };
		const response = await fetch(address, {
			method: 'POST',
			body,
			headers: { ...type, ...headers },
		});
		return { status: response.status, answer: await answerOf(response) };
	}

	const key = () => ({ [entrance.webhook.name]: entrance.webhook.value });

	async function answerOf(response: Response): Promise<unknown> {
		const isJson = response.headers.get('content-type')?.includes('json');
		return isJson ? await response.json() : await response.text();
	}

	/** A backlink that nobody has touched yet. */
	function someBacklink(): string {
		const [id] = tenant().backlinks.newest(1, { outreachStatus: 'new' });
		return id;
	}

	it('lets no system in without the header', async () => {
		const backlinkId = someBacklink();
		const payload = { backlinkId, status: 'replied' };
		expect(await deliver(payload, {})).toMatchObject({ status: 403 });
		expect(await deliver(payload, { 'X-Api-Key': 'guessed' })).toMatchObject({ status: 403 });
		expect(tenant().backlinks.get(backlinkId).outreachStatus).toBe('new');
	});

	it('changes the status and the notes, once however often it is delivered', async () => {
		const backlinkId = someBacklink();
		const notes = 'Wants a quote until Friday';
		const payload = { backlinkId, status: 'replied', previousStatus: 'new', notes };
		const before = changes();
		expect(await deliver(payload)).toEqual({
			status: 200,
			answer: { changed: true, backlinkId, previousStatus: 'new', status: 'replied' },
		});
		expect(tenant().backlinks.get(backlinkId)).toMatchObject({ outreachStatus: 'replied', notes });
		expect(await deliver(payload)).toEqual({
			status: 200,
			answer: { changed: false, backlinkId, status: 'replied' },
		});
		expect(changes()).toBe(before + 1);
	});

	it('leaves newer notes and the time of completion alone where an old delivery comes again', async () => {
		const backlinkId = someBacklink();
		const delivery = { backlinkId, status: 'completed', previousStatus: 'new', notes: 'First' };
		await deliver(delivery);
		tenant().changeBacklinks([backlinkId], { notes: 'Newer' });
		const before = { ...tenant().backlinks.get(backlinkId) };
		const asked = changes();
		expect(await deliver(delivery)).toEqual({
			status: 200,
			answer: { changed: false, backlinkId, status: 'completed' },
		});
		expect(tenant().backlinks.get(backlinkId)).toEqual(before);
		expect(changes()).toBe(asked);
	});

	it.each([
		['has no previous status', {}],
		['starts from the same status', { previousStatus: 'replied' }],
	])('takes new notes for the same status from a delivery that %s', async (_what, fields) => {
		const backlinkId = someBacklink();
		await deliver({ backlinkId, status: 'replied', previousStatus: 'new', notes: 'First' });
		const later = { backlinkId, status: 'replied', notes: 'Second', ...fields };
		expect(await deliver(later)).toMatchObject({ status: 200, answer: { changed: true } });
		expect(tenant().backlinks.get(backlinkId)).toMatchObject({
			outreachStatus: 'replied',
			notes: 'Second',
		});
	});

	it('leaves the notes alone where it brings none', async () => {
		const backlinkId = someBacklink();
		await deliver({ backlinkId, status: 'replied', notes: 'Call them' });
		await deliver({ backlinkId, status: 'completed' });
		expect(tenant().backlinks.get(backlinkId)).toMatchObject({
			outreachStatus: 'completed',
			notes: 'Call them',
		});
	});

	it('refuses a change that comes late, when the status has moved on', async () => {
		const backlinkId = someBacklink();
		const first = { backlinkId, status: 'replied', previousStatus: 'new' };
		await deliver(first);
		await deliver({ backlinkId, status: 'completed', previousStatus: 'replied' });
		expect(await deliver(first)).toMatchObject({
			status: 409,
			answer: { problems: ['"previousStatus" is "new", but the status is "completed".'] },
		});
		expect(tenant().backlinks.get(backlinkId).outreachStatus).toBe('completed');
	});

	it.each([
		['no fields', {}, ['The body must be a JSON object']],
		['a list', [{ status: 'replied' }], ['The body must be a JSON object']],
		['a text', '"replied"', ['The body must be a JSON object']],
		['no status', { backlinkId: 'x' }, ['"status" is missing: one of new, ']],
		['no ID', { status: 'replied' }, ['"backlinkId" is missing']],
		[
			'wrong values in every field',
			{ backlinkId: 5, status: 'lost', previousStatus: '', notes: ['x'] },
			[
				'"backlinkId" must be a text',
				'"status" must be one of new, in_campaign, outreach_sent, replied, rejected, completed, not "lost".',
				'"previousStatus" must be a text',
				'"notes" must be a text',
			],
		],
	])(
		'answers a payload with %s with 400 and says what is wrong',
		async (_what, payload, wanted) => {
			const asked = demo().sandbox.control.requests({ service: 'leadmetrics' }).length;
			const { status, answer } = await deliver(payload);
			expect(status).toBe(400);
			expect(answer).toMatchObject({ error: 'Nothing was changed: the payload is not usable.' });
			expect((answer as { problems: string[] }).problems).toEqual(
				wanted.map((words): unknown => expect.stringContaining(words)),
			);
			expect(demo().sandbox.control.requests({ service: 'leadmetrics' })).toHaveLength(asked);
		},
	);

	it('answers broken JSON with an error, as n8n does', async () => {
		expect(await deliver('{ "backlinkId": ')).toMatchObject({
			status: 422,
			answer: { message: 'Failed to parse request body' },
		});
	});

	it.each(['cm7q4x1tz9999l508unknown00', '../campaigns?x=1'])(
		'answers the unknown backlink %s with 404',
		async (backlinkId) => {
			expect(await deliver({ backlinkId, status: 'replied' })).toMatchObject({
				status: 404,
				answer: { problems: [expect.stringContaining(backlinkId)] },
			});
		},
	);

	it('asks for another try where Leadmetrics fails', async () => {
		const backlinkId = someBacklink();
		const refusal = { service: 'leadmetrics', kind: 'status', status: 401 } as const;
		demo().sandbox.control.addFault({ ...refusal, method: 'GET' });
		expect(await deliver({ backlinkId, status: 'replied' })).toMatchObject({
			status: 502,
			answer: { problems: ['Leadmetrics did not accept the access token'] },
		});
		demo().sandbox.control.addFault({ ...refusal, method: 'PATCH' });
		expect(await deliver({ backlinkId, status: 'replied' })).toMatchObject({ status: 502 });
		expect(tenant().backlinks.get(backlinkId).outreachStatus).toBe('new');
		expect(await deliver({ backlinkId, status: 'replied' })).toMatchObject({ status: 200 });
	});
});
