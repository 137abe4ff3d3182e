/**
 * Takes the pictures of the documentation from a real editor with the current nodes: those that are missing
 * or have grown old, all with `npm run docs:pictures -- --all`.
 */
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../sandbox/browser';
import type { Example } from '../sandbox/demo/examples';
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
import { firstExample, images, recordFile, reportExample, shownNow, shownThen } from './shown';
import { pictureOfExample } from './tables';

const wide = { width: 1400, height: 900 };
/** Most examples are wider than a usual window. */
const canvas = { width: 1800, height: 1150 };

/** What the demo imports now is what the pictures will show, whatever changes meanwhile. */
const shown = shownNow();

async function main(): Promise<void> {
	const old = outdated();
	if (old.length === 0) return;
	const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pictures-'));
	const demo = await startDemo({ folder, say: console.log });
	const browser = await launchBrowser(console.log);
	try {
		const page = await browser.newPage({ viewport: wide });
		page.setDefaultTimeout(60_000);
		await logIn(page, demo);
		for (const name of old) {
			console.log(`  ${name}`);
			await page.setViewportSize(wide);
			await (special[name] ?? pictureOfCanvas)(page, demo, name);
		}
		await fs.writeFile(recordFile, `${JSON.stringify(shown, null, '\t')}\n`);
	} finally {
		await browser.close();
		await demo.stop();
		await fs.rm(folder, { recursive: true, force: true });
	}
}

/** The pictures to take. */
function outdated(): string[] {
	const then = shownThen();
	const isOld = (name: string): boolean =>
		then[name] !== shown[name] || !existsSync(path.join(images, name));
	const names = Object.keys(shown);
	return process.argv.includes('--all') ? names : names.filter(isOld);
}

type Take = (page: Page, demo: Demo, name: string) => Promise<void>;

/** The pictures that are not of an example's canvas. */
const special: Record<string, Take> = {
	'workflows.png': pictureOfList,
	'items.png': pictureOfItems,
	'node.png': pictureOfNode,
	'install.png': pictureOfInstallation,
	'weekly-report.png': pictureOfReport,
};

/** What the demo opens on. */
async function pictureOfList(page: Page, { url }: Demo, name: string): Promise<void> {
	await page.goto(`${url}/home/workflows`);
	await page.getByText('Start here').first().waitFor();
	await picture(page, name);
}

/** An example's canvas; the first one as it is after a run. */
async function pictureOfCanvas(page: Page, { examples }: Demo, name: string): Promise<void> {
	const { file, url } = exampleOf(examples, name);
	await page.setViewportSize(canvas);
	await openWorkflow(page, url);
	if (file === firstExample) {
		await runOpenWorkflow(page);
		await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
	}
	await picture(page, name, await boxOfCanvas(page));
}

function exampleOf(examples: readonly Example[], name: string): Example {
	const example = examples.find(({ file }) => pictureOfExample(file) === name);
	if (example === undefined) throw new Error(`There is no example for ${name}`);
	return example;
}

async function pictureOfItems(page: Page, { examples }: Demo, name: string): Promise<void> {
	await openWorkflow(page, examples[0].url);
	await runOpenWorkflow(page);
	await openNode(page, 'getAll: backlink');
	await page.getByTestId('ndv').getByText('items').first().waitFor();
	await picture(page, name);
}

async function pictureOfNode(page: Page, { url }: Demo, name: string): Promise<void> {
	await (await findNode(page, url, 'SE Ranking Backlinks')).click();
	await addAction(page, 'Get many backlinks');
	await chooseFromList(page, 'Bluebird Coffee');
	await page.getByTestId('node-execute-button').click();
	await page.getByTestId('ndv').getByText('50 items').first().waitFor();
	await picture(page, name);
}

/** The dialog that installs the package into a user's own n8n. */
async function pictureOfInstallation(page: Page, { url }: Demo, name: string): Promise<void> {
	const dialog = await openCommunityNodes(page, url, 'n8n-nodes-backlinks');
	await dialog.screenshot({ path: path.join(images, name) });
}

async function pictureOfReport(
	page: Page,
	{ client, examples }: Demo,
	name: string,
): Promise<void> {
	const { id } = exampleOf(examples, pictureOfExample(reportExample));
	const execution = await client.runWorkflow(await client.getWorkflow(id));
	const [[{ binary }]] = resultOf(execution, 'Report as a File').outputs;
	if (!binary) throw new Error('The report made no file');
	await page.setViewportSize({ width: 780, height: 1000 });
	await page.setContent((await client.binaryOf(binary.report)).toString('utf8'));
	await page.screenshot({ path: path.join(images, name), fullPage: true });
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
