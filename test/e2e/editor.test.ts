import fs from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, screenshotFolder } from '../../sandbox/browser';
import {
	addAction,
	chooseFromList,
	findNode,
	logIn,
	openNode,
	runWorkflow,
} from '../../sandbox/editor';
import { useDemo } from './useDemo';

const demo = useDemo({ backlinks: 1_200 });

/** The editor as a new user meets it, in a browser. */
describe('the editor', () => {
	let browser: Browser;
	let page: Page;
	const complaints: string[] = [];

	beforeAll(async () => {
		browser = await launchBrowser();
		page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
		page.setDefaultTimeout(30_000);
		page.on('console', (message) => {
			if (message.type() === 'error') complaints.push(message.text());
		});
		page.on('pageerror', (error) => complaints.push(String(error)));
		await logIn(page, demo());
		await page.getByText('Start here: disavow toxic backlinks').first().waitFor();
	});
	afterAll(async () => {
		await browser.close();
	});
	afterEach(async () => {
		await picture('last-look');
	});

	async function picture(name: string): Promise<void> {
		await fs.mkdir(screenshotFolder, { recursive: true });
		await page.screenshot({ path: path.join(screenshotFolder, `${name}.png`) });
	}

	it('runs the first example with one click, and shows its items', async () => {
		await runWorkflow(page, 'Start here: disavow toxic backlinks');
		await page.getByText('1200 items').first().waitFor();
		await picture('example');

		const backlinks = await openNode(page, 'getAll: backlink');
		await backlinks.getByText('1200 items').waitFor();
		await picture('items');
		await page.getByTestId('ndv-close-button').click();

		const file = await openNode(page, 'exportFile: disavow');
		await file.getByText('disavow.txt').first().waitFor();
		const download = page.waitForEvent('download');
		await file.getByRole('button', { name: 'Download' }).click();
		expect((await download).suggestedFilename()).toBe('disavow.txt');
	});

	it('finds the node in the nodes panel, loads the sites, and gives items', async () => {
		const entry = await findNode(page, demo().url, 'SE Ranking Backlinks');
		await picture('nodes-panel');
		await entry.click();
		await addAction(page, 'Get many backlinks');
		await chooseFromList(page, 'Northwind Cycles');
		await page.getByTestId('node-execute-button').click();
		const panel = page.getByTestId('ndv');
		await panel.getByText('50 items').first().waitFor();
		await panel.getByText(/Limit of 50 items reached/).waitFor();
		await picture('node');
	});

	it('hears of no fault of ours', () => {
		const ours = complaints.filter((text) => /backlinks|seRanking|icon|svg/i.test(text));
		expect(ours).toEqual([]);
	});
});
