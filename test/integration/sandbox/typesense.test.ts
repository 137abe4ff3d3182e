import { apiKey } from '../../../sandbox/services/typesense/routes';
import { useSandbox } from '../support/useSandbox';

const sandbox = useSandbox();

const schema = {
	name: 'books',
	fields: [
		{ name: 'title', type: 'string' },
		{ name: 'year', type: 'int32' },
		{ name: 'price', type: 'float', optional: true },
		{ name: 'inPrint', type: 'bool', optional: true },
		{ name: 'tags', type: 'string[]', optional: true },
	],
	default_sorting_field: 'year',
};

const dune = { id: 'dune', title: 'Dune', year: 1965, tags: ['desert'] };
const emma = { id: 'emma', title: 'Emma', year: 1815, price: 7.5 };

interface Answer {
	status: number;
	text: string;
	/** Undefined where the answer is no JSON. */
	json: unknown;
	/** The answer's lines. */
	lines: unknown[];
}

async function ask(method: string, path: string, body?: unknown, key = apiKey): Promise<Answer> {
	const response = await fetch(sandbox().services.typesense.url + path, {
		method,
		headers: { 'X-TYPESENSE-API-KEY': key },
		body: typeof body === 'string' ? body : body && JSON.stringify(body),
	} as RequestInit);
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json');
	return {
		status: response.status,
		text,
		json: isJson ? JSON.parse(text) : undefined,
		lines: isJson ? [] : text.split('\n').map((line) => JSON.parse(line || 'null') as unknown),
	};
}

const documents = '/collections/books/documents';
const linesOf = (list: readonly unknown[]): string =>
	list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
const importAs = async (action: string, list: readonly unknown[], more = ''): Promise<unknown[]> =>
	(await ask('POST', `${documents}/import?action=${action}${more}`, linesOf(list))).lines;
const refused = (code: number, error: string, document: unknown) => ({
	success: false,
	code,
	error,
	document: typeof document === 'string' ? document : JSON.stringify(document),
});
const stored = () => sandbox().services.typesense.world.documents('books');

describe('the key', () => {
	it.each(['', 'wrong'])('"%s" is refused, though the health is anybody’s', async (key) => {
		const { status, json } = await ask('GET', '/collections', undefined, key);
		expect(status).toBe(401);
		expect(json).toEqual({
			message: 'Forbidden - a valid `x-typesense-api-key` header must be sent.',
		});
		expect((await ask('GET', '/health', undefined, key)).json).toEqual({ ok: true });
	});
});

describe('collections', () => {
	it('are made, listed, looked at, dropped', async () => {
		const made = await ask('POST', '/collections', schema);
		expect(made.status).toBe(201);
		expect(made.json).toMatchObject({ name: 'books', num_documents: 0 });
		await importAs('create', [dune]);
		const { json } = await ask('GET', '/collections/books');
		expect(json).toMatchObject({
			num_documents: 1,
			default_sorting_field: 'year',
			fields: [
				{ name: 'title', type: 'string', optional: false, facet: false },
				{ name: 'year', sort: true },
				{ name: 'price', optional: true },
				{ name: 'inPrint' },
				{ name: 'tags' },
			],
		});
		expect((await ask('GET', '/collections')).json).toEqual([json]);
		expect((await ask('DELETE', '/collections/books')).json).toEqual(json);
		expect((await ask('GET', '/collections/books')).status).toBe(404);
	});

	it('are refused where they are there already, or make no sense', async () => {
		await ask('POST', '/collections', schema);
		const message = async (body: unknown) => {
			const { status, json } = await ask('POST', '/collections', body);
			return [status, (json as { message: string }).message];
		};
		expect(await message(schema)).toEqual([409, 'A collection with name `books` already exists.']);
		expect(await message('{')).toEqual([400, 'Bad JSON.']);
		expect(await message({ fields: [] })).toEqual([400, 'Parameter `name` is required.']);
		expect(await message({ name: 'b' })).toEqual([400, 'Parameter `fields` is required.']);
		expect(await message({ name: 'b', fields: [{ name: 'a', type: 'text' }] })).toEqual([
			400,
			'Field `a` has an invalid data type `text`, see docs for supported data types.',
		]);
		expect(await message({ ...schema, name: 'b', default_sorting_field: 'isbn' })).toEqual([
			400,
			'Default sorting field is defined as `isbn` but is not found in the schema.',
		]);
	});

	it.each([
		['GET', '/collections/none', 'Collection not found'],
		['DELETE', '/collections/none', 'No collection with name `none` found.'],
		['POST', '/collections/none/documents/import', 'Collection not found'],
		['GET', '/collections/none/documents/search?q=*', 'Collection not found'],
	])('%s %s answers 404', async (method, path, message) => {
		const { status, json } = await ask(method, path, method === 'POST' ? '{}' : undefined);
		expect(status).toBe(404);
		expect(json).toEqual({ message });
	});
});

describe('the import', () => {
	beforeEach(async () => {
		await ask('POST', '/collections', schema);
	});

	it('answers each line with a line, in their order, and writes those that fit', async () => {
		const noTitle = { id: 'x', year: 1 };
		const wrongType = { ...emma, id: 'y', year: '1815' };
		const answer = await importAs('create', [dune, '{"id":', noTitle, wrongType, '[]', emma]);
		expect(answer).toEqual([
			{ success: true },
			refused(400, expect.stringMatching(/^Bad JSON: /) as string, '{"id":'),
			refused(
				400,
				'Field `title` has been declared in the schema, but is not found in the document.',
				noTitle,
			),
			refused(400, 'Field `year` must be an int32.', wrongType),
			refused(400, 'Bad JSON: not a properly formed document.', '[]'),
			{ success: true },
		]);
		expect(stored()).toEqual([dune, emma]);
	});

	it('makes only new documents with create, only known ones with update', async () => {
		await importAs('create', [dune]);
		expect(await importAs('create', [dune, emma])).toEqual([
			refused(409, 'A document with id dune already exists.', dune),
			{ success: true },
		]);
		const changes = { id: 'dune', price: 9 };
		const unknown = { id: 'none', price: 9 };
		expect(await importAs('update', [changes, unknown])).toEqual([
			{ success: true },
			refused(404, 'Could not find a document with id: none', unknown),
		]);
		expect(stored()[0]).toEqual({ ...dune, price: 9 });
	});

	it('replaces with upsert, changes with emplace', async () => {
		await importAs('upsert', [{ ...dune, price: 9 }]);
		await importAs('upsert', [dune]);
		expect(stored()).toEqual([dune]);
		expect(await importAs('upsert', [{ id: 'dune', price: 1 }])).toMatchObject([{ code: 400 }]);
		await importAs('emplace', [{ id: 'dune', price: 1, tags: null }, emma]);
		expect(stored()).toEqual([{ id: 'dune', title: 'Dune', year: 1965, price: 1 }, emma]);
	});

	it('gives a document without an id one, and returns what it is asked to', async () => {
		const { id, ...rest } = dune;
		expect(id).toBe('dune');
		expect(await importAs('create', [rest], '&return_id=true&return_doc=true')).toEqual([
			{ success: true, id: '0', document: { ...rest, id: '0' } },
		]);
		expect(await importAs('create', [{ ...rest, id: 5 }])).toMatchObject([
			{ error: "Document's `id` field should be a string." },
		]);
	});

	it.each([
		['reject', false, undefined],
		['drop', false, undefined],
		['coerce_or_reject', true, 1965],
		['coerce_or_drop', true, 1965],
	])('takes a year in quotes with dirty_values=%s: %s', async (dirty, success, year) => {
		const dirtyDune = { ...dune, year: '1965' };
		const answer = await importAs('create', [dirtyDune], `&dirty_values=${dirty}`);
		expect(answer).toMatchObject([{ success }]);
		expect(stored().at(0)?.year).toBe(year);
	});

	it('drops an optional value that is something else, or refuses it', async () => {
		const odd = { ...dune, price: {}, tags: 'desert', inPrint: 'maybe' };
		expect(await importAs('create', [odd], '&dirty_values=coerce_or_drop')).toEqual([
			{ success: true },
		]);
		expect(stored()).toEqual([{ id: 'dune', title: 'Dune', year: 1965 }]);
		expect(await importAs('upsert', [odd], '&dirty_values=coerce_or_reject')).toMatchObject([
			{ error: 'Field `price` must be a float.' },
		]);
	});

	it('ignores null where a field is optional, and refuses it elsewhere', async () => {
		expect(await importAs('create', [{ ...dune, price: null }])).toEqual([{ success: true }]);
		expect(stored()).toEqual([dune]);
		expect(await importAs('upsert', [{ ...dune, title: null }])).toMatchObject([
			{ error: 'Field `title` must be a string.' },
		]);
	});

	it.each(['action=replace', 'batch_size=0', 'return_doc=yes'])(
		'refuses the parameter %s',
		async (query) => {
			const { status, json } = await ask('POST', `${documents}/import?${query}`, linesOf([dune]));
			expect(status).toBe(400);
			expect(json).toEqual({
				message: expect.stringMatching(/^Parameter `\w+` must be /) as string,
			});
		},
	);

	it('refuses single documents that it is told to, so many times', async () => {
		const { control } = sandbox();
		control.world('typesense', 'refuseDocuments', { id: '^dune$', times: 1 });
		const failed = refused(500, 'Could not write to on-disk storage.', dune);
		expect(await importAs('upsert', [dune, emma])).toEqual([failed, { success: true }]);
		expect(await importAs('upsert', [dune, emma])).toEqual([{ success: true }, { success: true }]);
		expect(sandbox().services.typesense.effects.of('documentsWritten')).toBe(3);
	});
});

describe('documents', () => {
	beforeEach(async () => {
		await ask('POST', '/collections', schema);
		await importAs('create', [dune, emma]);
	});

	it('are written, read, changed and deleted one by one', async () => {
		const { status, json } = await ask('POST', documents, { ...dune, id: 'new' });
		expect([status, json]).toEqual([201, { ...dune, id: 'new' }]);
		expect((await ask('POST', documents, dune)).json).toEqual({
			message: 'A document with id dune already exists.',
		});
		expect((await ask('GET', `${documents}/emma`)).json).toEqual(emma);
		expect((await ask('PATCH', `${documents}/emma`, { price: 1 })).json).toEqual({
			...emma,
			price: 1,
		});
		expect((await ask('DELETE', `${documents}/dune`)).json).toEqual(dune);
		expect(await ask('GET', `${documents}/dune`)).toMatchObject({
			status: 404,
			json: { message: 'Could not find a document with id: dune' },
		});
	});

	it('are exported as JSON lines', async () => {
		expect((await ask('GET', `${documents}/export`)).lines).toEqual([dune, emma]);
		expect((await ask('GET', `${documents}/export?filter_by=year:>1900`)).lines).toEqual([dune]);
	});

	it.each([
		['q=*', ['dune', 'emma']],
		['q=du&query_by=title,tags', ['dune']],
		['q=desert&query_by=title,tags', ['dune']],
		['q=*&filter_by=title:=`Emma`', ['emma']],
		['q=*&filter_by=id:[dune,emma]%26%26year:<=1815', ['emma']],
		['q=*&filter_by=title:!=Emma', ['dune']],
		['q=*&sort_by=year:asc', ['emma', 'dune']],
		['q=*&per_page=1&page=2', ['emma']],
	])('are found by %s', async (query, ids) => {
		const { json } = await ask('GET', `${documents}/search?${query}`);
		const { hits } = json as { hits: Array<{ document: { id: string } }> };
		expect(hits.map(({ document }) => document.id)).toEqual(ids);
	});

	it.each([
		['q=a', 400, 'No search fields specified for the query.'],
		['q=a&query_by=isbn', 404, 'Could not find a field named `isbn` in the schema.'],
		['q=*&filter_by=isbn:1', 404, 'Could not find a filter field named `isbn` in the schema.'],
		['q=*&filter_by=nonsense', 400, 'Could not parse the filter query.'],
	])('are not found by %s', async (query, status, message) => {
		const answer = await ask('GET', `${documents}/search?${query}`);
		expect(answer).toMatchObject({ status, json: { message } });
	});

	it('are changed and deleted by a query', async () => {
		const old = 'filter_by=year:<1900';
		expect((await ask('PATCH', `${documents}?${old}`, { inPrint: true })).json).toEqual({
			num_updated: 1,
		});
		expect(stored()).toEqual([dune, { ...emma, inPrint: true }]);
		expect((await ask('DELETE', `${documents}?${old}`)).json).toEqual({ num_deleted: 1 });
		expect(stored()).toEqual([dune]);
		expect((await ask('DELETE', documents)).json).toEqual({
			message: 'Parameter `filter_by` must be provided.',
		});
	});
});
