import { contentOf, errorOf, fileItem } from '../support/runNode';
import { seRankingTests, siteId } from './setup';

const { run, requests, site, strike } = seRankingTests();

const importing = (content: string | Buffer) =>
	run('disavow', 'importFile', { binaryPropertyName: 'data' }, { input: [fileItem(content)] });

describe('exporting the disavow file', () => {
	it("writes Google's format: a comment, domains, then addresses", async () => {
		const { items } = await run('disavow', 'exportFile', { binaryPropertyName: 'file' });
		const entries = site().disavowed.all();
		const domains = entries.filter(({ type }) => type === 'domain');
		const addresses = entries.filter(({ type }) => type === 'url');

		const lines = contentOf(items[0].binary?.file).toString('utf8').split('\n');
		expect(lines[0]).toMatch(
			/^# Disavowed links of site 20481, from SE Ranking, \d{4}-\d{2}-\d{2}$/,
		);
		expect(lines.slice(1, -1)).toEqual([
			...domains.map(({ url }) => `domain:${url}`),
			...addresses.map(({ url }) => url),
		]);
		expect(lines.at(-1)).toBe('');
		expect(items[0].binary?.file).toMatchObject({
			fileName: 'disavow.txt',
			mimeType: 'text/plain',
		});
		expect(items[0].json).toEqual({
			siteId,
			fileName: 'disavow.txt',
			entries: entries.length,
			domains: domains.length,
			urls: addresses.length,
		});
	});

	it('holds everything that was exported when it is imported again', async () => {
		const { items } = await run('disavow', 'exportFile');
		const before = site().disavowed.all();
		const { json } = await importing(contentOf(items[0].binary?.data));
		expect(json[0]).toMatchObject({ added: 0, alreadyDisavowed: before.length, comments: 1 });
		expect(site().disavowed.all()).toEqual(before);
	});
});

describe('importing a disavow file', () => {
	it('adds what is missing, and counts what it skips', async () => {
		const [known] = site()
			.disavowed.all()
			.filter(({ type }) => type === 'url');
		const { json } = await importing(
			[
				'# toxic links, March',
				'domain:Casino.example',
				'',
				'https://pills.example/buy?a=1,2',
				'domain:casino.example',
				known.url,
				'   # another comment',
				'https://pills.example/buy?a=1,2',
				'',
			].join('\n'),
		);
		expect(json).toEqual([
			{ siteId, added: 2, alreadyDisavowed: 1, duplicates: 2, comments: 2, blanks: 1 },
		]);
		expect(requests().at(-1)?.body).toEqual({
			list: ['domain:casino.example', 'https://pills.example/buy?a=1,2'],
		});
	});

	it.each([
		['a byte order mark and CRLF', '\uFEFFdomain:a.example\r\nhttps://b.example/\r\n', 2],
		['old Mac line ends', 'domain:a.example\rdomain:b.example', 2],
		[
			'UTF-16 with its mark',
			Buffer.from('\uFEFFdomain:a.example\r\ndomain:b.example', 'utf16le'),
			2,
		],
		['letters beyond ASCII', 'domain:bücher.example\nhttps://例え.example/ページ', 2],
		['nothing but comments', '# nothing\n', 0],
	])('understands %s', async (_what, content, added) => {
		const { json } = await importing(content);
		expect(json[0]).toMatchObject({ added });
	});

	it('names the lines that are none, and adds nothing', async () => {
		const error = await errorOf(importing('domain:a.example\n<html>\nhttps://b.example/\n,,,'));
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: '"Input Binary Field" holds a file that is no disavow file',
			itemIndex: 0,
		});
		expect(error.description).toContain('line 2: "<html>", line 4: ",,,"');
		expect(requests()).toEqual([]);
	});

	it.each([
		['nothing', '', 'It is empty.'],
		['blank lines alone', ' \n\r\n', 'It is empty.'],
		[
			'bytes that are no text',
			Buffer.from([0x50, 0x4b, 0xff, 0xfe, 0x00, 0xe9]),
			'It is not UTF-8 text.',
		],
		['Latin-1', Buffer.from('domain:bücher.example', 'latin1'), 'It is not UTF-8 text.'],
		['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), 'It is a ZIP archive'],
		['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'It is an Excel workbook'],
		[
			'a PDF',
			'%PDF-1.7\n',
			'It is a PDF document, not text. Save it as text in UTF-8 and try again.',
		],
		[
			'UTF-16 without its mark',
			Buffer.from('domain:a.example', 'utf16le'),
			'It holds bytes that are no text.',
		],
	])('refuses %s', async (_what, content, why) => {
		const error = await errorOf(importing(content));
		expect(error.message).toBe('"Input Binary Field" holds a file that is no disavow file');
		expect(error.description).toContain(why);
		expect(error.description).toContain('Nothing was added.');
		expect(requests()).toEqual([]);
	});

	it('shows no more than a few lines of many that are none, in one line each', async () => {
		const error = await errorOf(importing('\u001b[31m\u0007\n'.repeat(3_000)));
		expect(error.description).toContain('line 5: "\uFFFD[31m\uFFFD" and 2995 more.');
	});

	it('says how much of a large file was added where the service stops', async () => {
		const lines = Array.from(
			{ length: 25_000 },
			(_, line) => `domain:spam-${String(line)}.example`,
		);
		strike({ kind: 'status', status: 403, method: 'POST', skip: 1, times: 'always' });
		const error = await errorOf(importing(lines.join('\n')));
		expect(error.description).toContain('The first 10,000 of 25,000 entries were sent before');
	});

	it('says that the item has no such file', async () => {
		const error = await errorOf(run('disavow', 'importFile', { binaryPropertyName: 'elsewhere' }));
		expect(error).toMatchObject({
			message: '"Input Binary Field" must be the name of a field of the item that holds a file',
			itemIndex: 0,
		});
		expect(requests()).toEqual([]);
	});
});
