import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/client';
import { RequestFailed } from '../../shared/failure';
import { number, text, toggle } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { operation, options, single } from '../../shared/operation';
import { get, objectOf, path, post } from '../../shared/service';
import { siteId } from '../fields';

/**
 * Words of a task that has not ended. The text shows "queued" only, so whatever sounds like waiting or
 * working counts as such, and anything else as the end.
 */
const unfinished = /queue|pending|wait|process|progress|running|start/i;

/** Milliseconds between two looks at an import, growing from the first to the last. */
const firstLook = 1_000;
const lastLook = 10_000;

/** "Updating settings for running backlink import". */
const updateSettings = single({
	value: 'updateSettings',
	name: 'Update Settings',
	action: 'Update the settings of the search console import',
	description: 'Turn the automatic import of backlinks from Google Search Console on or off',
	fields: [
		siteId,
		toggle({
			name: 'gscAutoimport',
			displayName: 'Import Automatically',
			description: 'Whether SE Ranking imports new backlinks from Google Search Console by itself',
			default: true,
		}),
	],
	request: ({ siteId: site, gscAutoimport }) => ({
		method: 'PUT',
		path: path`/backlinks/${site}/settings`,
		body: { gsc_autoimport: gscAutoimport },
		expects: 'nothing',
	}),
	output: (_data, { siteId: site, gscAutoimport }) => ({
		siteId: site,
		gscAutoimport,
		success: true,
	}),
});

/** "Running a backlink import from Google Search Console". */
const run = operation({
	value: 'run',
	name: 'Run',
	action: 'Run an import from search console',
	description: 'Import the backlinks that Google Search Console knows of a site',
	fields: [
		siteId,
		options(
			toggle({
				name: 'waitForCompletion',
				displayName: 'Wait for Completion',
				description:
					'Whether to look at the import until it has ended, instead of going on at once',
				default: true,
			}),
			number({
				name: 'timeout',
				displayName: 'Timeout',
				description: 'How many seconds to wait for the import to end',
				default: 300,
				minimum: 1,
				maximum: 3600,
				whole: true,
			}),
		),
	],
	ifLost:
		'Whether the import was started cannot be asked for without its token. SE Ranking shows the last import under Backlinks; running it again only looks for new backlinks once more.',
	async run({ client, values, hint }) {
		const { siteId: site, options: chosen } = values;
		const started = objectOf(await client.data(post(path`/backlinks/${site}/import-gsc`)));
		const task: IDataObject = { siteId: site, ...started };
		if (chosen.waitForCompletion !== true) return [{ json: task }];

		const seconds = chosen.timeout ?? 300;
		const ended = await waitForEnd(client, site, task, Date.now() + seconds * 1000);
		if (ended.finished !== true) {
			hint(
				`The import was still ${String(ended.status)} after ${seconds} seconds. GSC Import > Get Status tells when it has ended.`,
			);
		}
		return [{ json: ended }];
	},
});

async function waitForEnd(
	client: Client,
	site: string,
	task: IDataObject,
	deadline: number,
): Promise<IDataObject> {
	let seen = task;
	for (let pause = firstLook; isUnfinished(seen); pause = Math.min(pause * 1.5, lastLook)) {
		const left = deadline - Date.now();
		if (left <= 0) return { ...seen, finished: false };
		await client.sleep(Math.min(pause, left));
		const look = statusOf(client, site, String(task.token)).catch((error: unknown) => {
			throw error instanceof RequestFailed ? error.with(startedAs(task)) : error;
		});
		seen = { ...seen, ...(await look) };
	}
	return { ...seen, finished: true };
}

/** What to know of an import that runs while nobody sees how far it is. */
const startedAs = ({ token }: IDataObject): string =>
	`The import was started; GSC Import > Get Status with the token "${String(token)}" tells when it has ended.`;

const isUnfinished = ({ status }: IDataObject): boolean => unfinished.test(String(status));

const statusRequest = (site: string, token: string) =>
	get(path`/backlinks/${site}/import-status`, { token });

const statusOf = async (client: Client, site: string, token: string): Promise<IDataObject> =>
	objectOf(await client.data(statusRequest(site, token)));

/** "Getting a backlink import status from Google Search Console". */
const getStatus = single({
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get the status of an import from search console',
	description: 'See how far an import from Google Search Console is',
	fields: [
		siteId,
		text({
			name: 'token',
			displayName: 'Token',
			description: 'The token that GSC Import > Run returned',
			placeholder: 'e.g. 1c84d0375d44725521647919c17f1cb9',
		}),
	],
	request: ({ siteId: site, token }) => statusRequest(site, token),
	output: (data, { siteId: site, token }) => {
		const answer = objectOf(data);
		return { siteId: site, token, ...answer, finished: !isUnfinished(answer) };
	},
});

export const gscImportResource: Resource = {
	value: 'gscImport',
	name: 'GSC Import',
	description: 'The import of backlinks from Google Search Console',
	operations: [getStatus, run, updateSettings],
};
