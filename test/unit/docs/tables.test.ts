import fs from 'node:fs';
import path from 'node:path';
import { current, upToDate } from '../../../docs/tables';
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
