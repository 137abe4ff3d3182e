import * as fc from 'fast-check';
import { checkFile, fileOf, uploadOf, urlsIn } from '../../../nodes/Leadmetrics/directoryFile';

const row = (name: string, url = 'https://a.example/') => ({ name, url });

describe('a file of directories', () => {
	it('has the columns that are used: the usual ones first, further ones after them', () => {
		const rows = [
			{ pricing: 'free', ...row('A'), region: 'DE', tags: ['x'], notes: '' },
			{ ...row('B'), isActive: false },
		];
		expect(fileOf(rows)).toBe(
			'name,url,region,isActive,pricing,tags\r\nA,https://a.example/,DE,,free,"[""x""]"\r\nB,https://a.example/,,false,,\r\n',
		);
	});

	it('leaves to Leadmetrics what it gives a directory itself', () => {
		const one = { id: 'd1', createdAt: '2026-01-01', updatedAt: '2026-01-02', ...row('A') };
		expect(fileOf([one])).toBe('name,url\r\nA,https://a.example/\r\n');
	});

	it('that was made here passes the check, with as many rows and the same URLs', () => {
		const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
		const path = fc.webPath();
		fc.assert(
			fc.property(fc.array(fc.tuple(name, path), { minLength: 1 }), (given) => {
				const rows = given.map(([of, at]) => row(of, `https://a.example${at}`));
				const file = fileOf(rows);
				expect(checkFile(file)).toBe(rows.length);
				expect(urlsIn(file)).toEqual(new Set(rows.map(({ url }) => url)));
			}),
		);
	});

	it('with many bad rows names the first few', () => {
		const file = `name,url\n${'x,y\n'.repeat(8)}`;
		expect(() => checkFile(file)).toThrow('holds a file that cannot be imported');
		try {
			checkFile(file);
		} catch (error) {
			const { advice } = error as { advice: string };
			expect(advice).toContain('Row 2 has no absolute URL: "y"');
			expect(advice).toContain('row 6');
			expect(advice).not.toContain('row 7 ');
			expect(advice).toContain('and 3 more rows');
		}
	});
});

describe('an upload', () => {
	it('has a boundary that the file does not hold', () => {
		const content = 'name,url\n--n8n-nodes-backlinks,x\n--n8n-nodes-backlinks-1,y';
		const { contentType, content: body } = uploadOf(content, 'a.csv');
		const boundary = contentType.split('boundary=')[1];
		expect(content).not.toContain(`--${boundary}`);
		expect(body.startsWith(`--${boundary}\r\n`)).toBe(true);
		expect(body.endsWith(`\r\n${content}\r\n--${boundary}--\r\n`)).toBe(true);
	});

	it('lets no file name end its header', () => {
		const { content } = uploadOf('x', 'a"\r\nX-Evil: 1\r\n.csv');
		expect(content.split('\r\n')[1]).toBe(
			'Content-Disposition: form-data; name="file"; filename="a%22%0D%0AX-Evil: 1%0D%0A.csv"',
		);
	});
});
