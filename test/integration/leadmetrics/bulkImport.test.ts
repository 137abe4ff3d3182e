import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { errorOf, fileItem } from '../support/runNode';
import { leadmetricsTests } from './setup';

const { run, requests, strike, world, effects } = leadmetricsTests();

const path = '/admin/v1/backlink-directories/bulk-import';
const fromFile: INodeParameters = { source: 'binaryFile' };

/** The file in a request, as the service read it. */
function uploaded(): { filename: string; mimetype: string; content: string } {
	const { file } = requests()[0].body as {
		file: { filename: string; mimetype: string; content: string };
	};
	return file;
}

const directoryAt = (url: string) =>
	world()
		.directories.all()
		.find((directory) => directory.url === url);

describe('input items', () => {
	it('go in one request, and each has its output', async () => {
		const known = world().directories.all()[0];
		const input = [
			{ name: 'One', url: 'https://one.example/', category: 'food', pricing: 'free' },
			{ name: 'Two', url: ' https://two.example/ ', isActive: false },
			{ name: 'Known', url: known.url },
		];
		const { items } = await run('directory', 'bulkImport', {}, { input });
		expect(requests()).toHaveLength(1);
		expect(requests()[0]).toMatchObject({ method: 'POST', path });
		expect(requests()[0].headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(uploaded()).toEqual({
			filename: 'directories.csv',
			mimetype: 'text/csv',
			content: `name,url,category,isActive,pricing\r\nOne,https://one.example/,food,,free\r\nTwo,https://two.example/,,false,\r\nKnown,${known.url},,,\r\n`,
		});
		const counts = { created: 2, skipped: 1, errors: [], rows: 3 };
		expect(items).toEqual(
			[
				{ name: 'One', url: 'https://one.example/' },
				{ name: 'Two', url: 'https://two.example/' },
				{ name: 'Known', url: known.url },
			].map((directory, item) => ({
				json: { ...counts, directories: [directory] },
				pairedItem: { item },
			})),
		);
	});

	it('keep commas, quotes, line ends and what looks like a formula', async () => {
		const odd = {
			name: '=SUM(A1), "the" list',
			url: 'https://odd.example/?a=1,2',
			region: 'line one\nline two',
			steps: ['Register, then wait', 'Say "hello"'],
			customFields: { fee: 12, note: '-1+1' },
		};
		await run('directory', 'bulkImport', {}, { input: [odd] });
		expect(directoryAt(odd.url)).toMatchObject(odd);
	});

	it('can be shaped by an expression, and one item can hold several', async () => {
		const directories =
			'={{ $json.sites.map((site) => ({ name: site.toUpperCase(), url: `https://${site}/` })) }}';
		const { json } = await run(
			'directory',
			'bulkImport',
			{ directories },
			{ input: [{ sites: ['a.example', 'b.example'] }, { sites: ['c.example'] }] },
		);
		expect(json.map(({ rows }) => rows)).toEqual([3, 3]);
		expect(directoryAt('https://b.example/')?.name).toBe('B.EXAMPLE');
		expect(requests()).toHaveLength(1);
	});

	it('that are not usable are refused before anything is sent, each with its item', async () => {
		const input: IDataObject[] = [
			{ name: 'One', url: 'https://one.example/' },
			{ name: ' ', url: 'https://two.example/' },
		];
		const error = await errorOf(run('directory', 'bulkImport', {}, { input }));
		expect(error).toMatchObject({
			message: '"Directories" must have a "name" that is not empty',
			itemIndex: 1,
		});
		expect(requests()).toEqual([]);

		const { items } = await run('directory', 'bulkImport', {}, { input, continueOnFail: true });
		expect(items.map(({ json }) => json.created ?? json.error)).toEqual([
			1,
			'"Directories" must have a "name" that is not empty',
		]);
	});

	it('with several mistakes in one item have all of them named', async () => {
		const directories = [{ name: 'A' }, 'text', { name: 'C', url: 'c.example' }];
		const error = await errorOf(
			run('directory', 'bulkImport', { directories: JSON.stringify(directories) }),
		);
		expect(error.message).toBe(
			'"Directories" must have a "url" that is an absolute URL, e.g. https://example.com/page, not "" in entry 1; "Directories" must hold an object with name and url in entry 2; "Directories" must have a "url" that is an absolute URL, e.g. https://example.com/page, not "c.example" in entry 3',
		);
	});
});

describe('a file', () => {
	it('is sent as it is, without its byte order mark', async () => {
		const content = 'url,name,pricing\r\nhttps://one.example/,"One, the first",free\r\n';
		const { items } = await run('directory', 'bulkImport', fromFile, {
			input: [fileItem(`\uFEFF${content}`, { fileName: 'my "list".csv' })],
		});
		expect(uploaded()).toMatchObject({ content, mimetype: 'text/csv' });
		expect(items).toEqual([
			{
				json: { created: 1, skipped: 0, errors: [], rows: 1, fileName: 'my "list".csv' },
				pairedItem: { item: 0 },
			},
		]);
		expect(directoryAt('https://one.example/')).toMatchObject({
			name: 'One, the first',
			pricing: 'free',
		});
	});

	const odd =
		'name,url,region\r\n"One, ""the"" first",https://one.example/,"two\r\nlines"\r\nCafé ☕,https://two.example/,';

	it.each([
		['UTF-16, little end first, as Excel writes it', Buffer.from(`\uFEFF${odd}`, 'utf16le')],
		['UTF-16, big end first', Buffer.from(`\uFEFF${odd}`, 'utf16le').swap16()],
		['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${odd}`)],
		['UTF-8', Buffer.from(odd)],
	])('in %s is sent as UTF-8', async (_encoding, content) => {
		const { json } = await run('directory', 'bulkImport', fromFile, { input: [fileItem(content)] });
		expect(json[0]).toMatchObject({ created: 2, rows: 2 });
		expect(uploaded().content).toBe(odd);
		expect(directoryAt('https://one.example/')).toMatchObject({
			name: 'One, "the" first',
			region: 'two\r\nlines',
		});
	});

	it('with line ends of old Macs is understood', async () => {
		const content = 'name,url\rOne,https://one.example/\rTwo,two.example\r';
		const error = await errorOf(
			run('directory', 'bulkImport', fromFile, { input: [fileItem(content)] }),
		);
		expect(error.description).toContain('Row 3 has no absolute URL: "two.example".');
	});

	it('of many wrong rows has the first of them named, and the others counted', async () => {
		const content = `name,url\n${'One,one.example\n'.repeat(2_000)}`;
		const error = await errorOf(
			run('directory', 'bulkImport', fromFile, { input: [fileItem(content)] }),
		);
		expect(error.description).toContain(
			'row 6 has no absolute URL: "one.example", and 1995 more rows.',
		);
	});

	it('an item is a request an item', async () => {
		const input = ['one', 'two'].map((name) =>
			fileItem(`name,url\n${name},https://${name}.example/`),
		);
		const { json } = await run('directory', 'bulkImport', fromFile, { input });
		expect(requests()).toHaveLength(2);
		expect(json.map(({ created }) => created)).toEqual([1, 1]);
	});

	it('hands on what the service says of single rows', async () => {
		const content =
			'name,url,isActive\nOne,https://one.example/,perhaps\nTwo,https://two.example/,';
		const { json } = await run('directory', 'bulkImport', fromFile, { input: [fileItem(content)] });
		expect(json[0]).toMatchObject({
			created: 1,
			skipped: 0,
			errors: [{ row: 2, message: expect.stringContaining('isActive') as string }],
		});
	});

	it.each([
		['nothing', '', 'It is empty.'],
		['nothing but a byte order mark and line ends', '\uFEFF\r\n\r\n', 'It is empty.'],
		['a header alone', 'name,url\n', 'It has no rows below the header.'],
		['other columns', 'title,link\nOne,https://one.example/', 'it is "title, link"'],
		[
			'semicolons',
			'name;url\nOne;https://one.example/',
			'Its columns are not separated by commas.',
		],
		[
			'bad rows',
			'name,url\n,https://one.example/\nTwo,two.example\nThree,https://three.example/\n"",x',
			'Row 2 has no name; row 3 has no absolute URL: "two.example"; row 5 has no name.',
		],
		[
			'a quote that nothing closes',
			'name,url\nOne,https://one.example/\n"Two,https://two.example/\nThree,https://three.example/',
			'A quote in row 3 is never closed, so everything after it is one cell.',
		],
		[
			'Latin-1',
			Buffer.from('name,url\nCafé,https://cafe.example/', 'latin1'),
			'It is not UTF-8 text. Save it as CSV in UTF-8 and try again.',
		],
		[
			'half a character of UTF-16',
			Buffer.from([0xff, 0xfe, 0x6e, 0x00, 0x61]),
			'It is not UTF-16 text. Save it as CSV in UTF-8 and try again.',
		],
		[
			'UTF-16 without its mark',
			Buffer.from('name,url\n', 'utf16le'),
			'It holds bytes that are no text. Save it as CSV in UTF-8 and try again.',
		],
		[
			'an Excel workbook',
			Buffer.from('504b030414000600080000002100', 'hex'),
			'It is a ZIP archive or an Excel workbook, not text. Save it as CSV in UTF-8 and try again.',
		],
		[
			'a picture',
			Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
			'It is a picture, not text. Save it as CSV in UTF-8 and try again.',
		],
	])('that holds %s is refused before it is sent', async (_case, content, why) => {
		const error = await errorOf(
			run('directory', 'bulkImport', fromFile, { input: [fileItem(content)] }),
		);
		expect(error.message).toBe('"Input Binary Field" holds a file that cannot be imported');
		expect(error.description).toContain(why);
		expect(error.description).toContain('Nothing was sent.');
		expect(requests()).toEqual([]);
	});

	it.each(['data', 'elsewhere', 'constructor', 'toString'])(
		'that is not there as "%s" is refused',
		async (binaryPropertyName) => {
			const input = [{}, fileItem('name,url\n', { field: 'other' })];
			const error = await errorOf(
				run('directory', 'bulkImport', { ...fromFile, binaryPropertyName }, { input }),
			);
			expect(error).toMatchObject({
				message: '"Input Binary Field" must be the name of a field of the item that holds a file',
				itemIndex: 0,
			});
			expect(error.description).toContain(
				'0 of 2 items were done before the run stopped at item 0.',
			);
			expect(requests()).toEqual([]);
		},
	);

	it('of thousands of rows goes in one request', async () => {
		const rows = Array.from(
			{ length: 5_000 },
			(_, row) => `Directory ${String(row)},https://d${String(row)}.example/`,
		);
		const { json } = await run('directory', 'bulkImport', fromFile, {
			input: [fileItem(['name,url', ...rows].join('\n'))],
		});
		expect(json[0]).toMatchObject({ created: 5_000, rows: 5_000 });
		expect(requests()).toHaveLength(1);
	});
});

describe('an import whose answer is lost', () => {
	const input = [
		{ name: 'One', url: 'https://one.example/' },
		{ name: 'Two', url: 'https://two.example/' },
	];

	it('is not sent again; all directories being there is reported, without counts', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('directory', 'bulkImport', {}, { input });
		expect(json).toMatchObject(
			input.map(() => ({ created: null, skipped: null, errors: null, rows: 2, answerLost: true })),
		);
		expect(effects()).toEqual({ directoriesImported: 2 });
		expect(requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
	});

	it('that was not carried out says how many are there', async () => {
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('directory', 'bulkImport', {}, { input }));
		expect(error.description).toContain('It is not known whether Leadmetrics carried out');
		expect(error.description).toContain(
			'Afterwards 0 of the 2 URLs to import were among the directories in use.',
		);
		expect(effects()).toEqual({});
	});

	it('finds an address that is spelled otherwise', async () => {
		world().directories.import({ name: 'One', url: 'https://one.example' });
		world().directories.import({ name: 'Two', url: 'https://TWO.example/' });
		strike({ kind: 'resetBefore', method: 'POST' });
		const { json } = await run('directory', 'bulkImport', {}, { input });
		expect(json[0]).toMatchObject({ answerLost: true });
	});

	it('does not take a deleted directory for an imported one', async () => {
		for (const row of input) world().directories.import(row);
		world().directories.delete(directoryAt(input[0].url)?.id ?? '');
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('directory', 'bulkImport', {}, { input }));
		expect(error.description).toContain('Afterwards 1 of the 2 URLs to import');
	});
});
