import fs from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, screenshotFolder } from '../../sandbox/browser';
import { demoOwner } from '../../sandbox/demo/start';
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
		await page.goto(demo().url);
		await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(demoOwner.email);
		await page.locator('input[type=password]').fill(demoOwner.password);
		await page.keyboard.press('Enter');
		await page.getByText('Disavow toxic backlinks').first().waitFor();
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
		await page.getByText('Disavow toxic backlinks').first().click();
		await page.getByTestId('execute-workflow-button').click();
		await page.getByText('Workflow executed successfully').waitFor();
		await page.getByText('1200 items').first().waitFor();
		await picture('example');

		await page.getByTestId('canvas-node').filter({ hasText: 'getAll: backlink' }).dblclick();
		await page.getByTestId('ndv').getByText('1200 items').waitFor();
		await picture('items');
		await page.getByTestId('ndv-close-button').click();

		await page.getByTestId('canvas-node').filter({ hasText: 'exportFile: disavow' }).dblclick();
		await page.getByTestId('ndv').getByText('disavow.txt').first().waitFor();
		const download = page.waitForEvent('download');
		await page.getByTestId('ndv').getByRole('button', { name: 'Download' }).click();
		expect((await download).suggestedFilename()).toBe('disavow.txt');
	});

	it('finds the node in the nodes panel, loads the sites, and gives items', async () => {
		await page.goto(`${demo().url}/workflow/new`);
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').pressSequentially('SE Ranking');
		await page
			.getByTestId('item-iterator-item')
			.filter({ hasText: 'SE Ranking Backlinks' })
			.first()
			.waitFor();
		await picture('nodes-panel');
		await page
			.getByTestId('item-iterator-item')
			.filter({ hasText: 'SE Ranking Backlinks' })
			.first()
			.click();
		await page.getByText('Get many backlinks').first().click();

		const panel = page.getByTestId('ndv');
		await panel.getByTestId('rlc-input').click();
		await page.getByTestId('rlc-item').filter({ hasText: 'Northwind Cycles' }).waitFor();
		await picture('sites');
		await page.getByTestId('rlc-item').filter({ hasText: 'Northwind Cycles' }).click();
		await page.getByTestId('node-execute-button').click();
		await panel.getByText('50 items').first().waitFor();
		await panel.getByText(/Returned the first 50; there may be more/).waitFor();
		await picture('node');
	});

	it('hears of no fault of ours', () => {
		const ours = complaints.filter((text) => /backlinks|seRanking|icon|svg/i.test(text));
		expect(ours).toEqual([]);
	});
});
