import fs from 'node:fs';
import path from 'node:path';
import { exampleFiles, images, shownNow, shownThen } from '../../../docs/shown';
import { current, pictureOfExample } from '../../../docs/tables';
import { pages, root } from './pages';

const megabyte = 1_024 * 1_024;

/** The pictures of ours that a page shows, by file name. */
const picturesOn = (page: string): string[] =>
	[...current(page).matchAll(/(?:!\[[^\]]*\]\(|<img src=")([^)"]+)/g)]
		.map(([, address]) => path.resolve(root, path.dirname(page), address))
		.map((file) => path.relative(images, file));

const shown = [...new Set(pages.flatMap(picturesOn))].sort();
const taken = fs.readdirSync(images).filter((file) => file.endsWith('.png'));

it('the pages show pictures', () => {
	expect(shown.length).toBeGreaterThan(3);
});

it.each(shown)('%s is there, and of what it shows now (npm run docs:pictures)', (picture) => {
	expect(taken).toContain(picture);
	expect(shownThen()[picture]).toBe(shownNow()[picture]);
});

it('every example has its picture', () => {
	expect(taken).toEqual(expect.arrayContaining(exampleFiles().map(pictureOfExample)));
});

it('no picture lies about that no page shows', () => {
	expect(taken.filter((picture) => !shown.includes(picture))).toEqual([]);
});

it('the pictures are small', () => {
	const bytes = taken.map((picture) => fs.statSync(path.join(images, picture)).size);
	expect(bytes.reduce((all, size) => all + size, 0)).toBeLessThan(3 * megabyte);
});
