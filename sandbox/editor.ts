/** n8n's editor in a browser, as the tests and the pictures of the documentation use it. */
import type { Locator, Page } from 'playwright-core';
import type { Demo } from './demo/start';

/** Logs in as the demo's owner; ends at the list of workflows. */
export async function logIn(
	page: Page,
	{ url, owner }: Pick<Demo, 'url' | 'owner'>,
): Promise<void> {
	await page.goto(url);
	await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(owner.email);
	await page.locator('input[type=password]').fill(owner.password);
	await page.keyboard.press('Enter');
	await page.waitForURL('**/home/workflows');
}

/** Opens a workflow by its name out of the list, and presses Execute. */
export async function runWorkflow(page: Page, name: string): Promise<void> {
	await page.getByText(name).first().click();
	await runOpenWorkflow(page);
}

/** Opens a workflow by its address, and shows all of it. */
export async function openWorkflow(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await page.getByTestId('canvas-node').first().waitFor();
	await page.getByTestId('zoom-to-fit').click();
	await settled(page);
}

/** Presses Execute, and waits for the message of success. */
export async function runOpenWorkflow(page: Page): Promise<void> {
	await page.getByTestId('execute-workflow-button').click();
	await page.getByText('Workflow executed successfully').waitFor();
}

/** Waits until the canvas stands still. */
async function settled(page: Page): Promise<void> {
	const placeOf = async () =>
		JSON.stringify(await page.getByTestId('canvas-node').first().boundingBox());
	for (let before = '', now = await placeOf(); before !== now; ) {
		before = now;
		await page.waitForTimeout(500);
		now = await placeOf();
	}
}

/** Where the nodes and notes of the open workflow are in the window, with a margin. */
export async function boxOfCanvas(
	page: Page,
): Promise<{ x: number; y: number; width: number; height: number }> {
	const margin = 20;
	// What stands below a node, such as its name, reaches out of the node's own box.
	const boxes = await page.locator('.vue-flow__node, .vue-flow__node *').evaluateAll((parts) =>
		parts
			.filter((part) => part.checkVisibility({ opacityProperty: true }))
			.map((part) => part.getBoundingClientRect().toJSON() as DOMRect)
			.filter(({ width, height }) => width > 0 && height > 0),
	);
	const left = Math.min(...boxes.map((box) => box.left)) - margin;
	const top = Math.min(...boxes.map((box) => box.top)) - margin;
	const right = Math.max(...boxes.map((box) => box.right)) + margin;
	const bottom = Math.max(...boxes.map((box) => box.bottom)) + margin;
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The dialog that installs a package, opened and filled in, but not confirmed. */
export async function openCommunityNodes(
	page: Page,
	url: string,
	packageName: string,
): Promise<Locator> {
	await page.goto(`${url}/settings/community-nodes`);
	// n8n asks npm for news of the installed packages first.
	await page
		.getByRole('button', { name: /^Install/ })
		.first()
		.click({ timeout: 240_000 });
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox').first().fill(packageName);
	return dialog;
}

/** The window with a node's parameters, opened by what the canvas says below its name. */
export async function openNode(page: Page, subtitle: string): Promise<Locator> {
	await page.getByTestId('canvas-node').filter({ hasText: subtitle }).first().dblclick();
	return page.getByTestId('ndv');
}

/** The same, by the node's own name. */
export async function openNodeNamed(page: Page, name: string): Promise<Locator> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	return page.getByTestId('ndv');
}

/** Closes that window; n8n 1.x calls the button otherwise. */
export async function closeNode(page: Page): Promise<void> {
	const button = page.getByTestId('ndv-close-button').or(page.getByTestId('back-to-canvas'));
	await button.first().click();
}

/** Opens the nodes panel of a new workflow, and looks for a node. @returns its entry in the list */
export async function findNode(page: Page, url: string, name: string): Promise<Locator> {
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('node-creator-plus-button').click();
	await page.getByTestId('node-creator-search-bar').pressSequentially(name);
	const entry = page.getByTestId('item-iterator-item').filter({ hasText: name }).first();
	await entry.waitFor();
	return entry;
}

/** Adds a node by one of its actions, out of the panel that its entry in the list opens. */
export async function addAction(page: Page, action: string): Promise<void> {
	const entry = page.getByText(action, { exact: true }).first();
	// While a workflow has no trigger, the panel shows the triggers and folds the actions away.
	const actions = page.getByText(/^Actions \(\d+\)/);
	await entry.or(actions).first().waitFor();
	if (!(await entry.isVisible())) await actions.click();
	await entry.click();
}

/** Chooses an entry of a node's "From List" list. */
export async function chooseFromList(page: Page, entry: string): Promise<void> {
	await page.getByTestId('ndv').getByTestId('rlc-input').click();
	await page.getByTestId('rlc-item').filter({ hasText: entry }).click();
}
