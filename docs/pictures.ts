/** Takes the pictures of the documentation from a real editor with the current nodes: `npm run docs:pictures`. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../sandbox/browser';
import { startDemo } from '../sandbox/demo/start';
import {
	addAction,
	chooseFromList,
	findNode,
	logIn,
	openNode,
	runWorkflow,
} from '../sandbox/editor';

const images = path.join(__dirname, 'images');

async function main(): Promise<void> {
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pictures-'));
	const demo = await startDemo({ folder, say: console.log });
	const browser = await launchBrowser(console.log);
	try {
		const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
		page.setDefaultTimeout(60_000);
		await logIn(page, demo);
		await picturesOfExample(page);
		await pictureOfNode(page, demo.url);
	} finally {
		await browser.close();
		await demo.stop();
		await fs.rm(folder, { recursive: true, force: true });
	}
}

async function picturesOfExample(page: Page): Promise<void> {
	await runWorkflow(page, 'Start here: disavow toxic backlinks');
	await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
	await picture(page, 'example');
	await openNode(page, 'getAll: backlink');
	await page.getByTestId('ndv').getByText('items').first().waitFor();
	await picture(page, 'items');
}

async function pictureOfNode(page: Page, url: string): Promise<void> {
	await (await findNode(page, url, 'SE Ranking Backlinks')).click();
	await addAction(page, 'Get many backlinks');
	await chooseFromList(page, 'Bluebird Coffee');
	await page.getByTestId('node-execute-button').click();
	await page.getByTestId('ndv').getByText('50 items').first().waitFor();
	await picture(page, 'node');
}

async function picture(page: Page, name: string): Promise<void> {
	await page.mouse.move(0, 0);
	await page.screenshot({ path: path.join(images, `${name}.png`) });
}

void main();
