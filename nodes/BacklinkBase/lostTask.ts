import type { IDataObject } from 'n8n-workflow';
import { momentOf } from '../shared/answers';
import type { Client } from '../shared/client';
import type { RequestFailed } from '../shared/failure';
import { NotConfirmed } from '../shared/failure';
import { textOrNull } from '../shared/output';
import { recordsIn } from '../shared/paging';
import { comparable } from '../shared/readBack';
import type { Request } from '../shared/service';
import { get, objectOf } from '../shared/service';
import { lettersOfHtml } from './schemas';
import { dataIn, taskIn } from './service';

export const tasksRequest = get('/tasks');

export const showRequest = (id: string): Request => get('/task/show', { id });

/** What is known of a task whose creation got no answer. */
interface Wanted {
	readonly name: string;
	readonly title: string;
	readonly body: string;
	readonly urls: readonly string[];
	/** Ids of its target sites. */
	readonly sites: readonly string[];
}

/** Milliseconds before each look at the list of tasks: the service may still be at work. */
const pauses = [0, 1_000, 3_000];

/** How far the service's times can be off, in milliseconds: it may write whole seconds. */
const roundedBy = 2_000;
/** The same where the service's clock is not known. */
const clocksOffBy = 60_000;

/**
 * Finds the task of a request whose answer was lost, by name, sites, article and time.
 * @throws NotConfirmed where the list of tasks does not hold it, or several that it could be
 */
export async function findTask(
	client: Client,
	{ sentAt = Date.now() }: RequestFailed,
	wanted: Wanted,
): Promise<IDataObject> {
	const since = await serviceTime(client, sentAt);
	let alike: IDataObject[] = [];
	for (const pause of pauses) {
		await client.sleep(pause);
		alike = await newTasks(client, wanted, since);
		const same = alike.filter((task) => otherParts(task, wanted).length === 0);
		if (same.length === 1) return same[0];
	}
	throw new NotConfirmed(whatIsThere(alike, wanted));
}

/** What a list of tasks says of one that it does not hold for certain. */
function whatIsThere(alike: readonly IDataObject[], wanted: Wanted): string {
	const { name } = wanted;
	if (alike.length === 0) {
		return `The list of tasks holds no task "${name}" with this title and these sites that was created since, so most likely none was created and no credit was spent. Look at Task > Get Many once more before you run it again.`;
	}
	const parts = alike.map((task): [unknown, string[]] => [task.id, otherParts(task, wanted)]);
	const same = parts.filter(([, others]) => others.length === 0);
	const next = 'Look with Task > Get before you run it again, because each run can spend credits.';
	if (same.length > 0) {
		return `${same.length} new tasks could be "${name}", so it was not chosen between them: ${same.map(([id]) => String(id)).join(', ')}. One of them most likely is the one that was to be created. ${next}`;
	}
	const found = parts.map(([id, others]) => `${String(id)} (another ${others.join(', another ')})`);
	return `The list of tasks holds no task "${name}" with this article that was created since, though its title and sites are also those of ${found.join(', ')}. Most likely something else created it. ${next}`;
}

/** The earliest that the service can have written for a request sent at `sentAt` of this machine's clock. */
async function serviceTime(client: Client, sentAt: number): Promise<number> {
	const { timestamp } = objectOf(await client.data(get('/health-check')).catch(() => undefined));
	const now = timestampOf(timestamp);
	return now === undefined ? sentAt - clocksOffBy : sentAt + (now - Date.now()) - roundedBy;
}

/** "timestamp: Returns servers current timestamp": in seconds, in milliseconds or as text. */
function timestampOf(timestamp: unknown): number | undefined {
	const number = typeof timestamp === 'string' ? Number(timestamp) : timestamp;
	if (typeof number !== 'number' || !Number.isFinite(number)) return momentOf(timestamp);
	return number < 1e11 ? number * 1_000 : number;
}

/** The tasks with this name, title and sites that were created since, by another process as far as is known. */
async function newTasks(client: Client, wanted: Wanted, since: number): Promise<IDataObject[]> {
	const tasks = recordsIn(client, tasksRequest, dataIn(await client.data(tasksRequest)));
	const candidates = tasks.filter(
		({ id, name, created_at: created }) =>
			name === wanted.name && (momentOf(created) ?? 0) >= since && !known.has(String(id)),
	);
	const found: IDataObject[] = [];
	for (const { id } of candidates) {
		const request = showRequest(String(id));
		const details = taskIn(request, await client.data(request));
		if (isAlike(details, wanted)) found.push(details);
	}
	return found;
}

function isAlike({ article, sites }: IDataObject, wanted: Wanted): boolean {
	const ids = (Array.isArray(sites) ? sites : []).map((row) =>
		String(objectOf(row).backlink_website_id),
	);
	return objectOf(article).title === wanted.title && areSame(ids, wanted.sites);
}

/**
 * The parts of a task's article that are not as wanted ("Article": title, body, urls). A body that the
 * service does not show is not known to be another one.
 */
function otherParts({ article }: IDataObject, wanted: Wanted): string[] {
	const { body, urls } = objectOf(article);
	const addresses = Array.isArray(urls) ? urls.map(addressOf) : [];
	const isSameBody =
		textOrNull(body) === null || lettersOfHtml(String(body)) === lettersOfHtml(wanted.body);
	return [
		...(areSame(addresses, wanted.urls.map(addressOf)) ? [] : ['list of URLs']),
		...(isSameBody ? [] : ['body']),
	];
}

/** An address is sent without commas of its own, see `storeRequest`. */
const addressOf = (url: unknown): string => comparable(url).replaceAll(',', '%2C');

/** Whether two lists hold the same, in whatever order. */
function areSame(some: readonly string[], others: readonly string[]): boolean {
	const all = new Set([...some, ...others]);
	return new Set(some).size === all.size && new Set(others).size === all.size;
}

/** As many tasks are remembered; more cannot be created in the time in which two could be mistaken. */
const mostKnown = 1_000;
/** The tasks that this process knows to have created, so that none is taken for a lost one. */
const known = new Set<string>();

/** Remembers a task that was created, or found again. */
export function noteCreated(id: unknown): void {
	known.add(String(id));
	if (known.size <= mostKnown) return;
	const [oldest] = known;
	known.delete(oldest);
}
