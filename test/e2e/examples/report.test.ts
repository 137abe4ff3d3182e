import type { INodeConnections } from 'n8n-workflow';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../sandbox/browser';
import type { Execution, Workflow } from '../../../sandbox/n8n/client';
import { resultOf } from '../../../sandbox/n8n/client';
import type { Mail } from '../../../sandbox/services/inbox/mail';
import { exampleIn, givenBy, outcomeOf, set, type Settings } from '../support/examples';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 500 });
const mailTo = 'owner@example.com';
const dayLength = 86_400_000;
const daysAgo = (days: number): string =>
	new Date(Date.now() - days * dayLength).toISOString().slice(0, 10);

/** What the node that counts hands on for other uses than the page. */
interface Figures {
	weeks: Array<{ until: string; new: number; lost: number }>;
	status: Array<{ service: string } & Record<string, number | string>>;
	spend: Array<{ name: string; spent: number }>;
	problems: string[];
}

let workflow: Workflow;
let browser: Browser;

beforeAll(async () => {
	workflow = await exampleIn(demo(), '08-weekly-report');
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
});
beforeEach(() => {
	demo().sandbox.control.world('inbox', 'deleteAll');
	demo().sandbox.control.world('inbox', 'acceptAll');
	demo().sandbox.control.clearFaults();
});

/** Without those nodes and what leads to them, as the editor deletes them. */
async function runWithout(names: readonly string[]): Promise<Execution> {
	const { name, nodes, connections, settings } = workflow;
	const stays = (node: string): boolean => !names.includes(node);
	const left = Object.entries(connections).filter(([from]) => stays(from));
	const cut = left.map(([from, outputs]): [string, INodeConnections] => {
		const main = outputs.main.map((targets) => targets?.filter(({ node }) => stays(node)) ?? null);
		return [from, { main }];
	});
	const changed = await demo().client.importWorkflow({
		name: `${name} without ${names.join(', ')}`,
		nodes: nodes.filter((node) => stays(node.name)),
		connections: Object.fromEntries(cut),
		settings,
	});
	return await demo().client.runWorkflow(changed, { trigger: 'Every Monday' });
}

/** Every list of these services is empty from now on. */
function empty(
	...services: ReadonlyArray<'seRanking' | 'leadmetrics' | 'likePion' | 'backlinkBase'>
) {
	const { control, services: all } = demo().sandbox;
	const answer = { kind: 'status', status: 200, times: 'always', method: 'GET' } as const;
	for (const service of services) {
		if (service === 'seRanking') {
			control.addFault({ ...answer, service, path: '^/sites$', body: [] });
		} else if (service === 'backlinkBase') {
			const body = { success: true, message: [] };
			control.addFault({ ...answer, service, path: '^/tasks$', body });
		} else if (service === 'likePion') {
			const ids = all.likePion.world.allRequests().map(({ fields }) => fields.id);
			control.world('likePion', 'removeRequests', { ids });
		} else {
			const [tenant] = all.leadmetrics.world.tenants;
			tenant.removeBacklinks(tenant.backlinks.newest(Infinity));
		}
	}
}

async function run(values: Settings = {}): Promise<Execution> {
	const changed = await set(demo().client, workflow, values);
	return await demo().client.runWorkflow(changed, { trigger: 'Every Monday' });
}

/** On which days SE Ranking lost links. */
const allLost = (): string[] =>
	demo().sandbox.services.seRanking.world.sites.flatMap((site) =>
		site.backlinks.newest(Infinity).map((id) => site.backlinks.get(id).date_lost ?? ''),
	);
const mails = (): readonly Mail[] => demo().sandbox.services.inbox.world.mails;
const figuresOf = (execution: Execution): Figures =>
	givenBy(execution, 'Count')[0].figures as Figures;
const countedIn = (execution: Execution, service: string): number => {
	const row = figuresOf(execution).status.find((one) => one.service === service) ?? {};
	const counts = Object.values(row).filter((value) => typeof value === 'number');
	return counts.reduce((all, count) => all + count, 0);
};

async function fileOf(
	execution: Execution,
): Promise<{ name?: string; type: string; html: string }> {
	const [[{ binary }]] = resultOf(execution, 'Report as a File').outputs;
	if (!binary) throw new Error('There is no file');
	const content = await demo().client.binaryOf(binary.report);
	return {
		name: binary.report.fileName,
		type: binary.report.mimeType,
		html: content.toString('utf8'),
	};
}

/** The page as a browser shows it: its words, its drawings, what went wrong and what it asked for. */
async function shown(html: string, { withDrawings = true } = {}) {
	const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
	const wrong: string[] = [];
	page.on('pageerror', (error) => wrong.push(String(error)));
	page.on('request', (request) => wrong.push(`asked for ${request.url()}`));
	// A mail program leaves SVG out, and keeps what text there is in it.
	await page.setContent(withDrawings ? html : html.replace(/<\/?(svg|rect|circle)\b[^>]*>/g, ''));
	const text = await page.locator('body').innerText();
	const drawings = await page.locator('svg').count();
	const bars = await page
		.getByRole('img', { name: 'New and lost backlinks by week' })
		.locator('rect')
		.evaluateAll((all) =>
			all.map((one) => ({
				color: one.getAttribute('fill'),
				height: one.getBoundingClientRect().height,
			})),
		);
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	await page.close();
	return { text, drawings, bars, wrong, width };
}

it('counts the links of all four services, and mails nothing by itself', async () => {
	const execution = await run();
	expect(outcomeOf(execution)).toBe('success');
	expect(mails()).toEqual([]);
	const { services, control } = demo().sandbox;
	const { sites } = services.seRanking.world;
	const total = sites.reduce((all, site) => all + site.stat().total, 0);
	expect(countedIn(execution, 'SE Ranking')).toBe(total);
	const { likePion, backlinkBase, leadmetrics } = control.state();
	const { requests } = likePion.summary as { requests: Array<{ links: number }> };
	expect(countedIn(execution, 'LikePion')).toBe(
		requests.reduce((all, { links }) => all + links, 0),
	);
	const { tasks } = backlinkBase.summary as { tasks: Array<{ sites: string[] }> };
	expect(countedIn(execution, 'BacklinkBase')).toBe(tasks.flatMap((task) => task.sites).length);
	const { tenants } = leadmetrics.summary as { tenants: Array<{ backlinks: number }> };
	expect(countedIn(execution, 'Leadmetrics')).toBe(tenants[0].backlinks);
	expect(figuresOf(execution).problems).toEqual([]);
});

it('counts by weeks of seven days, the last of which ended yesterday', async () => {
	const lost = allLost();
	const execution = await run();
	const { weeks, spend } = figuresOf(execution);
	expect(weeks).toHaveLength(12);
	const { until } = weeks[weeks.length - 1];
	expect(until).toBe(daysAgo(1));
	expect(until).toBe(givenBy(execution, 'Count')[0].until);
	for (const week of weeks) {
		const last = Date.parse(week.until);
		const inWeek = lost.filter((day) => {
			const time = Date.parse(day);
			return time <= last && time > last - 7 * dayLength;
		});
		expect(week.lost).toBe(inWeek.length);
	}
	expect(weeks.some(({ new: added }) => added > 0)).toBe(true);
	expect(spend.find(({ name }) => name === 'SE Ranking')?.spent).toBeGreaterThan(0);
});

it('leaves what happens today to the next report, which will count it whole', async () => {
	const [site] = demo().sandbox.services.seRanking.world.sites;
	const yesterday = daysAgo(1);
	const before = allLost().filter((day) => day >= daysAgo(7) && day <= yesterday).length;
	const [first, second] = site.backlinks.newest(2, ({ date_lost: lost }) => lost === null);
	site.lose([first, second]);
	// As the first one is a day later.
	site.changeEach([first], { date_lost: yesterday });
	const execution = await run({ mailTo });
	expect(figuresOf(execution).weeks.at(-1)?.lost).toBe(before + 1);
	expect(mails()[0].subject).toContain(`${String(before + 1)} lost in the week to`);
	const { text } = await shown((await fileOf(execution)).html);
	expect(text).toContain('the last one ended the day before the report');
});

it('makes one page that a browser shows whole, with drawings that fit the figures', async () => {
	const execution = await run();
	const { name, type, html } = await fileOf(execution);
	expect(name).toMatch(/^backlinks-\d{4}-\d{2}-\d{2}\.html$/);
	expect(type).toBe('text/html');
	const { text, drawings, bars, wrong, width } = await shown(html);
	expect(wrong).toEqual([]);
	expect(width).toBe(900);
	expect(text).not.toMatch(/undefined|NaN|\[object|\{\{/);
	expect(drawings).toBe(1 + 1 + 4 + 4);
	const { weeks } = figuresOf(execution);
	const green = bars.filter(({ color }) => color === '#16a34a').map(({ height }) => height);
	expect(green).toHaveLength(weeks.length);
	const most = weeks.findIndex((week) => week.new === Math.max(...weeks.map((one) => one.new)));
	expect(green[most]).toBe(Math.max(...green));
});

it('mails the page, which says all of it without its drawings too', async () => {
	const execution = await run({ mailTo });
	expect(outcomeOf(execution)).toBe('success');
	const [mail] = mails();
	expect(mails()).toHaveLength(1);
	expect(mail.recipients).toEqual([mailTo]);
	const { weeks, status, spend } = figuresOf(execution);
	const { new: added, lost } = weeks[weeks.length - 1];
	expect(mail.subject).toContain(`${String(added)} new, ${String(lost)} lost`);
	const { text, drawings } = await shown(mail.html, { withDrawings: false });
	expect(drawings).toBe(0);
	for (const number of [
		...weeks.flatMap((week) => [week.new, week.lost]),
		...status.map(({ Live: live }) => Number(live)),
		...spend.map(({ spent }) => Math.round(spent)),
	]) {
		expect(text).toContain(number.toLocaleString('en'));
	}
	const [attachment] = mail.attachments;
	expect(attachment.contentType).toBe('text/html');
	expect(Buffer.from(attachment.content, 'base64').toString('utf8')).toBe(
		(await fileOf(execution)).html,
	);
});

it('says what could not be read, and counts the rest', async () => {
	demo().sandbox.control.addFault({
		service: 'backlinkBase',
		kind: 'status',
		status: 403,
		times: 'always',
	});
	const execution = await run({ mailTo: '' });
	expect(outcomeOf(execution)).toBe('success');
	expect(figuresOf(execution).problems).toEqual([
		expect.stringMatching(/^BacklinkBase could not be read: /),
	]);
	expect(countedIn(execution, 'BacklinkBase')).toBe(0);
	expect(countedIn(execution, 'LikePion')).toBeGreaterThan(0);
	const { text, wrong } = await shown((await fileOf(execution)).html);
	expect(text).toContain('BacklinkBase could not be read');
	expect(wrong).toEqual([]);
});

describe('where a service is not used', () => {
	afterEach(() => {
		demo().sandbox.control.reset();
	});

	it('counts the others beside accounts without sites and projects', async () => {
		empty('seRanking', 'likePion');
		const execution = await run({ mailTo });
		expect(outcomeOf(execution)).toBe('success');
		const { problems, status } = figuresOf(execution);
		expect(problems).toEqual([]);
		expect(status).toHaveLength(4);
		expect(countedIn(execution, 'SE Ranking')).toBe(0);
		expect(countedIn(execution, 'LikePion')).toBe(0);
		expect(countedIn(execution, 'Leadmetrics')).toBeGreaterThan(0);
		expect(countedIn(execution, 'BacklinkBase')).toBeGreaterThan(0);
		expect(mails()).toHaveLength(1);
	});

	it('reports even where there is nothing at all', async () => {
		empty('seRanking', 'leadmetrics', 'likePion', 'backlinkBase');
		const execution = await run({ mailTo });
		expect(outcomeOf(execution)).toBe('success');
		expect(figuresOf(execution).problems).toEqual([]);
		expect(mails()[0].subject).toContain('0 new, 0 lost');
		const { text } = await shown(mails()[0].html);
		expect(text).not.toMatch(/undefined|NaN|\[object|\{\{/);
	});

	it.each([
		[
			'LikePion and SE Ranking',
			['LikePion Projects', 'LikePion Links', 'My Sites', 'SE Ranking Backlinks'],
			['Leadmetrics', 'BacklinkBase'],
		],
		[
			'all but SE Ranking',
			['LikePion Projects', 'LikePion Links', 'Leadmetrics Backlinks', 'BacklinkBase Placements'],
			['SE Ranking'],
		],
	])('leaves out deleted services: %s', async (_what, deleted, left) => {
		const execution = await runWithout(deleted);
		expect(outcomeOf(execution)).toBe('success');
		const { problems, status, spend } = figuresOf(execution);
		expect(problems).toEqual([]);
		expect(status.map(({ service }) => service)).toEqual(left);
		expect(spend.map(({ name }) => name).sort()).toEqual([...left].sort());
		for (const service of left) expect(countedIn(execution, service)).toBeGreaterThan(0);
		const { text, wrong } = await shown((await fileOf(execution)).html);
		expect(text).not.toMatch(/undefined|NaN|LikePion\t/);
		expect(wrong).toEqual([]);
	});
});

it('shows what strange pages say as text', async () => {
	const [site] = demo().sandbox.services.seRanking.world.sites;
	const [id] = site.backlinks.newest(1, ({ date_lost: lost }) => lost === null);
	site.changeEach([id], { anchor: '<img src="http://evil.example/x.png"> $& costs {{ 1 + 1 }}' });
	site.lose([id]);
	site.changeEach([id], { date_lost: daysAgo(1) });
	const { text, wrong } = await shown((await fileOf(await run())).html);
	expect(text).toContain('<img src="http://evil.example/x.png"> $& costs {{ 1 + 1 }}');
	expect(wrong).toEqual([]);
});

it('fails where the mail is refused, with the file in the execution', async () => {
	demo().sandbox.control.world('inbox', 'refuse', { times: 'always' });
	const execution = await run({ mailTo });
	expect(outcomeOf(execution)).toContain('The report was not mailed');
	expect((await fileOf(execution)).html).toContain('<svg');
});
