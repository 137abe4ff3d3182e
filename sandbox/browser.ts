/** Finds, or gets, a Chromium to look at the editor with. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, selectors } from 'playwright-core';
import { projectFolder, type Say } from './n8n/install';
import { npx, runProcess } from './n8n/processes';

const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const usualPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Launches a headless Chromium: the one that `CHROMIUM_PATH` names, one that the machine has, or one that
 * is installed now. `getByTestId` finds what n8n's editor marks for tests.
 * @throws when `CHROMIUM_PATH` names nothing, or when installing fails
 */
export async function launchBrowser(say: Say = () => undefined): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	const executablePath = findChromium() ?? (await installChromium(say));
	return await chromium.launch({ executablePath, headless: true, args: flags });
}

/** @returns the path of a Chromium, or undefined where the machine has none */
export function findChromium(): string | undefined {
	const chosen = process.env.CHROMIUM_PATH;
	if (chosen && !existsSync(chosen)) {
		throw new Error(`CHROMIUM_PATH is "${chosen}", and there is no such file`);
	}
	return chosen ?? [...usualPlaces, playwrightsOwn()].find((place) => existsSync(place));
}

function playwrightsOwn(): string {
	return chromium.executablePath();
}

/** Debian's and Ubuntu's own package where that can be installed, otherwise the one of Playwright. */
async function installChromium(say: Say): Promise<string> {
	say('Installing Chromium …');
	const place = usualPlaces[0] ?? '';
	if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
		const installed = await installWithApt().then(
			() => existsSync(place),
			() => false,
		);
		if (installed) return place;
	}
	await runProcess(npx(['playwright-core', 'install', 'chromium'], { cwd: projectFolder }));
	return playwrightsOwn();
}

async function installWithApt(): Promise<void> {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const aptGet = async (...args: string[]) =>
		await runProcess({ program: 'apt-get', args, options: { env } });
	await aptGet('update', '--quiet');
	await aptGet('install', '--yes', '--quiet', '--no-install-recommends', 'chromium');
}

/** Where screenshots go that are looked at and thrown away; git ignores it. */
export const screenshotFolder = path.join(projectFolder, '.cache', 'screenshots');
