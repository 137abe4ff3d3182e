import fs from 'node:fs';
import path from 'node:path';
import { current, upToDate } from '../../../docs/tables';
import manifest from '../../../package.json';
import { pages, root } from './pages';

describe('the tables of operations', () => {
	it.each([...upToDate()])('in %s are of the current nodes (npm run docs)', (file, expected) => {
		expect(current(file)).toBe(expected);
	});
});

describe('the pages', () => {
	it.each(pages)('%s links to files that are there', (page) => {
		const links = [...current(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
			([, link]) => link,
		);
		const missing = links.filter(
			(link) => !fs.existsSync(path.resolve(root, path.dirname(page), link)),
		);
		expect(missing).toEqual([]);
	});
});

describe('the links of nodes and credentials', () => {
	const published = manifest.n8n.nodes.map((file) => file.replace(/^dist\/(.+)\.js$/, '$1.json'));
	const credentials = manifest.n8n.credentials.map((file) =>
		file.replace(/^dist\/(.+)\.js$/, '$1.ts'),
	);
	const main = 'https://github.com/n8n-nodes-backlinks/n8n-nodes-backlinks/blob/main/';
	/** How GitHub calls a heading in an address. */
	const anchorOf = (heading: string): string =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\d\s-]/gu, '')
			.trim()
			.replaceAll(' ', '-');

	it.each([...published, ...credentials])('of %s lead to a page, and a heading on it', (file) => {
		const source = fs.readFileSync(path.join(root, file), 'utf8');
		const links = [...source.matchAll(/https:\/\/github\.com\/n8n-nodes-backlinks\/[^'"]+/g)].map(
			([link]) => link,
		);
		expect(links.length).toBeGreaterThan(0);
		for (const link of links) {
			expect(link.startsWith(main)).toBe(true);
			const [page, anchor] = link.slice(main.length).split('#');
			expect(pages).toContain(page);
			const headings = [...current(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
				anchorOf(heading),
			);
			if (link.includes('#')) expect(headings).toContain(anchor);
		}
	});
});
