import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Measured } from '../../support/badInput/importLargeFile';
import { printedBy } from '../../support/ownProcess';

const fileSize = 50 * 1024 * 1024;
/**
 * As many times its size may a file take: n8n's own copy in base64 and the bytes out of it, the text, the
 * body of the request as text and as bytes, and what is not collected yet. It was 12 at most.
 */
const timesItsSize = 20;

/** A service that takes whatever it is sent, so that this process need not hold it either. */
const service = http.createServer((request, response) => {
	request.resume().on('end', () => {
		const read = { total_disavow_links: 0, disavow_links: [] };
		const written = { added: 1, created: 1, skipped: 0, errors: [] };
		response.setHeader('Content-Type', 'application/json');
		response.end(JSON.stringify(request.method === 'GET' ? read : written));
	});
});
let folder = '';

beforeAll(async () => {
	folder = await fs.mkdtemp(path.join(os.tmpdir(), 'large-files-'));
	await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	service.closeAllConnections();
	service.close();
	await fs.rm(folder, { recursive: true, force: true });
});

async function importing(
	operation: string,
	header: string,
	lineAt: (place: number) => string,
): Promise<Measured> {
	const lines = [header];
	for (let size = 0; size < fileSize; size += lines[lines.length - 1].length + 1) {
		lines.push(lineAt(lines.length));
	}
	const file = path.join(folder, operation);
	await fs.writeFile(file, lines.join('\n'));
	const { port } = service.address() as AddressInfo;
	const baseUrl = `http://127.0.0.1:${String(port)}`;
	return (await printedBy('badInput/importLargeFile.ts', [operation, file, baseUrl])) as Measured;
}

const long = 'x'.repeat(90);

it.each([
	[
		'directories that are usable',
		'directories',
		'name,url,region',
		(place: number) =>
			`Directory ${String(place)},https://d${String(place)}.example/${long},"Europe, ""west"""`,
		{ created: 1 },
	],
	[
		'directories of which none is usable',
		'directories',
		'name,url,region',
		(place: number) =>
			`Directory ${String(place)},d${String(place)}.example/${long},"Europe, ""west"""`,
		expect.stringMatching(
			/row 6 has no absolute URL: .*, and [\d]+ more rows\. Nothing was sent\./,
		),
	],
	[
		'disavowed links',
		'disavow',
		'# all of them',
		(place: number) => `https://spam-${String(place)}.example/${long}`,
		{ comments: 1, duplicates: 0 },
	],
])(
	'50 MB of %s take a bounded multiple of their size in memory',
	async (_what, operation, header, lineAt, outcome) => {
		const measured = await importing(operation, header, lineAt);
		if (typeof measured.outcome === 'string') expect(measured.outcome).toEqual(outcome);
		else expect(measured.outcome).toMatchObject(outcome as object);
		expect((measured.peak - measured.before) / fileSize).toBeLessThan(timesItsSize);
	},
	600_000,
);
