/** Takes the pictures of the documentation from a real editor with the current nodes: `npm run docs:pictures`. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../sandbox/browser';
import { type Demo, startDemo } from '../sandbox/demo/start';
import {
	addAction,
	boxOfCanvas,
	chooseFromList,
	findNode,
	logIn,
	openCommunityNodes,
	openNode,
	openWorkflow,
	runOpenWorkflow,
} from '../sandbox/editor';
import { resultOf } from '../sandbox/n8n/client';
import { firstExample, images, recordFile, reportExample, shownNow } from './shown';
import { pictureOfExample } from './tables';

const wide = { width: 1400, height: 900 };
/** Most examples are wider than a usual window. */
const canvas = { width: 1800, height: 1150 };

async function main(): Promise<void> {
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pictures-'));
	// What the demo imports now is what the pictures will show, whatever changes meanwhile.
	const shown = shownNow();
	const demo = await startDemo({ folder, say: console.log });
	const browser = await launchBrowser(console.log);
	try {
		const page = await browser.newPage({ viewport: wide });
		page.setDefaultTimeout(60_000);
		await logIn(page, demo);
		await pictureOfList(page);
		await picturesOfExamples(page, demo);
		await pictureOfItems(page, demo);
		await pictureOfNode(page, demo.url);
		await pictureOfInstallation(page, demo.url);
		await pictureOfReport(page, demo);
		await fs.writeFile(recordFile, `${JSON.stringify(shown, null, '\t')}\n`);
	} finally {
		await browser.close();
		await demo.stop();
		await fs.rm(folder, { recursive: true, force: true });
	}
}

/** What the demo opens on. */
async function pictureOfList(page: Page): Promise<void> {
	await page.getByText('Start here').first().waitFor();
	await picture(page, 'workflows.png');
}

/** Each example's canvas; the first one as it is after a run. */
async function picturesOfExamples(page: Page, { examples }: Demo): Promise<void> {
	await page.setViewportSize(canvas);
	for (const { file, url } of examples) {
		console.log(`  ${file}`);
		await openWorkflow(page, url);
		if (file === firstExample) {
			await runOpenWorkflow(page);
			await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
		}
		await picture(page, pictureOfExample(file), await boxOfCanvas(page));
	}
	await page.setViewportSize(wide);
}

async function pictureOfItems(page: Page, { examples }: Demo): Promise<void> {
	await openWorkflow(page, examples[0].url);
	await runOpenWorkflow(page);
	await openNode(page, 'getAll: backlink');
	await page.getByTestId('ndv').getByText('items').first().waitFor();
	await picture(page, 'items.png');
}

async function pictureOfNode(page: Page, url: string): Promise<void> {
	await (await findNode(page, url, 'SE Ranking Backlinks')).click();
	await addAction(page, 'Get many backlinks');
	await chooseFromList(page, 'Bluebird Coffee');
	await page.getByTestId('node-execute-button').click();
	await page.getByTestId('ndv').getByText('50 items').first().waitFor();
	await picture(page, 'node.png');
}

/** The dialog that installs the package into a user's own n8n. */
async function pictureOfInstallation(page: Page, url: string): Promise<void> {
	const dialog = await openCommunityNodes(page, url, 'n8n-nodes-backlinks');
	await dialog.screenshot({ path: path.join(images, 'install.png') });
}

async function pictureOfReport(page: Page, { client, examples }: Demo): Promise<void> {
	const example = examples.find(({ file }) => file === reportExample);
	if (!example) throw new Error(`There is no ${reportExample}`);
	const execution = await client.runWorkflow(await client.getWorkflow(example.id));
	const [[{ binary }]] = resultOf(execution, 'Report as a File').outputs;
	if (!binary) throw new Error('The report made no file');
	await page.setViewportSize({ width: 780, height: 1000 });
	await page.setContent((await client.binaryOf(binary.report)).toString('utf8'));
	await page.screenshot({ path: path.join(images, 'weekly-report.png'), fullPage: true });
}

/** @param clip the part of the window to take; all of it unless told */
async function picture(
	page: Page,
	name: string,
	clip?: Awaited<ReturnType<typeof boxOfCanvas>>,
): Promise<void> {
	await page.mouse.move(0, 0);
	await page.screenshot({ path: path.join(images, name), clip });
}

void main();
