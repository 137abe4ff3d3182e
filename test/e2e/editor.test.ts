import fs from 'node:fs/promises';
import path from 'node:path';
import { NodeHelpers, type INode } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';
import { nodeDescriptions } from '../../docs/tables';
import { launchBrowser, screenshotFolder } from '../../sandbox/browser';
import {
	addAction,
	chooseFromList,
	closeNode,
	findNode,
	logIn,
	openNode,
	openNodeNamed,
	openWorkflow,
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

	it('opens on a list that explains itself: the examples in their order, tagged with their services', async () => {
		const cards = page.getByTestId('workflow-card-name');
		await cards.nth(demo().examples.length - 1).waitFor();
		expect(await cards.allInnerTexts()).toEqual(demo().examples.map(({ name }) => name));
		const list = await page.getByTestId('resources-list-wrapper').innerText();
		for (const tag of ['SE Ranking Backlinks', 'Leadmetrics', 'LikePion', 'BacklinkBase']) {
			expect(list).toContain(tag);
		}
		await picture('workflows');
	});

	it('runs the first example with one click, and shows its items', async () => {
		await runWorkflow(page, 'Start here: disavow toxic backlinks');
		await page.getByText('1200 items').first().waitFor();
		await picture('example');

		const backlinks = await openNode(page, 'getAll: backlink');
		await backlinks.getByText('1200 items').waitFor();
		await picture('items');
		await closeNode(page);

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

	describe('the panels of our nodes', () => {
		/** Of each node, what reads, what writes, and what else there is. */
		const shown: Record<string, Array<Record<string, string>>> = {
			seRankingBacklinks: [
				{ resource: 'backlink', operation: 'recheck' },
				{ resource: 'disavow', operation: 'add' },
				{ resource: 'gscImport', operation: 'run' },
			],
			leadmetrics: [
				{ resource: 'backlink', operation: 'getAll' },
				{ resource: 'campaignEmail', operation: 'send' },
				{ resource: 'directory', operation: 'bulkImport' },
			],
			likePion: [
				{ resource: 'request', operation: 'create' },
				{ resource: 'account', operation: 'update' },
				{ resource: 'group', operation: 'import' },
			],
			backlinkBase: [
				{ resource: 'task', operation: 'create' },
				{ resource: 'site', operation: 'getAll' },
			],
			seRankingBacklinksTrigger: [{ event: 'backlinkStatusChanged' }],
			leadmetricsTrigger: [{ event: 'campaignEmailStatusChanged' }],
			likePionTrigger: [{ event: 'linkStatusChanged' }],
			backlinkBaseTrigger: [{ event: 'creditsBelow' }],
		};
		const panels = Object.entries(shown).flatMap(([type, all]) =>
			all.map((parameters) => ({ type, parameters, name: nameOf(type, parameters) })),
		);

		function nameOf(type: string, parameters: Record<string, string>): string {
			return [type, ...Object.values(parameters)].join(' ');
		}

		const nodeOf = ({ type, parameters, name }: (typeof panels)[number], place: number): INode => ({
			id: `panel-${String(place)}`,
			name,
			type: `n8n-nodes-backlinks.${type}`,
			typeVersion: 1,
			position: [(place % 4) * 320, Math.floor(place / 4) * 240],
			parameters,
		});

		/** What the editor shows of a node with these parameters and otherwise its defaults. */
		function labelsOf(panel: (typeof panels)[number]): string[] {
			const description = nodeDescriptions[panel.type];
			const node = nodeOf(panel, 0);
			const values =
				NodeHelpers.getNodeParameters(
					description.properties,
					panel.parameters,
					true,
					false,
					node,
					description,
				) ?? {};
			return description.properties
				.filter(({ type }) => !['notice', 'hidden'].includes(type))
				.filter((property) => NodeHelpers.displayParameter(values, property, node, description))
				.map(({ displayName }) => displayName);
		}

		beforeAll(async () => {
			const { client, url } = demo();
			const workflow = await client.importWorkflow({
				name: 'Panels',
				nodes: panels.map(nodeOf),
				connections: {},
			});
			await openWorkflow(page, `${url}/workflow/${workflow.id}`);
		});

		it.each(panels)('$name: every parameter has its label', async (panel) => {
			const opened = await openNodeNamed(page, panel.name);
			const labels = opened.getByTestId('node-parameters').getByTestId('input-label');
			await labels.first().waitFor();
			const texts = (await labels.allInnerTexts()).map((text) => text.split('\n')[0].trim());
			expect(texts).toEqual(expect.arrayContaining(labelsOf(panel)));
			expect(texts.filter((text) => text === '')).toEqual([]);
			expect(await opened.innerText()).not.toMatch(/\bundefined\b|\[object |\bnull\b|NaN/);
			await closeNode(page);
		});
	});

	it('hears of no fault of ours', () => {
		const ours = complaints.filter((text) => /backlinks|seRanking|icon|svg/i.test(text));
		expect(ours).toEqual([]);
	});
});
