import type { IDataObject } from 'n8n-workflow';
import { momentOf } from '../shared/answers';
import type { Client } from '../shared/client';
import type { RequestFailed } from '../shared/failure';
import { NotConfirmed } from '../shared/failure';
import { recordsIn } from '../shared/paging';
import type { Request } from '../shared/service';
import { get, objectOf } from '../shared/service';
import { dataIn, taskIn } from './service';

export const tasksRequest = get('/tasks');

export const showRequest = (id: string): Request => get('/task/show', { id });

/** What is known of a task whose creation got no answer. */
interface Wanted {
	readonly name: string;
	readonly title: string;
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
 * Finds the task of a request whose answer was lost, by name, title, sites and time.
 * @throws NotConfirmed where the list of tasks does not hold it
 */
export async function findTask(
	client: Client,
	{ sentAt = Date.now() }: RequestFailed,
	wanted: Wanted,
): Promise<IDataObject> {
	const since = await serviceTime(client, sentAt);
	for (const pause of pauses) {
		await client.sleep(pause);
		const found = await newTask(client, wanted, since);
		if (found) return found;
	}
	throw new NotConfirmed(
		`The list of tasks holds no task "${wanted.name}" with this title and these sites that was created since, so most likely none was created and no credit was spent. Look at Task > Get Many once more before you run it again.`,
	);
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

async function newTask(
	client: Client,
	wanted: Wanted,
	since: number,
): Promise<IDataObject | undefined> {
	const tasks = recordsIn(client, tasksRequest, dataIn(await client.data(tasksRequest)));
	const candidates = tasks.filter(
		({ id, name, created_at: created }) =>
			name === wanted.name && (momentOf(created) ?? 0) >= since && !known.has(String(id)),
	);
	for (const { id } of candidates) {
		const request = showRequest(String(id));
		const details = taskIn(request, await client.data(request));
		if (isWanted(details, wanted)) return details;
	}
	return undefined;
}

function isWanted({ article, sites }: IDataObject, wanted: Wanted): boolean {
	const ids = (Array.isArray(sites) ? sites : []).map((row) =>
		String(objectOf(row).backlink_website_id),
	);
	return (
		objectOf(article).title === wanted.title &&
		ids.length === wanted.sites.length &&
		wanted.sites.every((id) => ids.includes(id))
	);
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
