import type { IDataObject } from 'n8n-workflow';
import { isYes, momentOf } from '../shared/answers';
import { number } from '../shared/fields';
import { recordsIn } from '../shared/paging';
import type { Request } from '../shared/service';
import type { Listed, Pass } from '../shared/trigger/event';
import { event, passOver, statusMoves } from '../shared/trigger/event';
import { changesOf, textOf, valuesIn } from '../shared/trigger/several';
import { showRequest, tasksRequest } from './lostTask';
import { sitesRequest } from './resources/site';
import { listedTask, placement, rowsOf, site, stateOf, states } from './schemas';
import { creditsOf, dataIn, taskIn } from './service';

/** "There is no pagination": a list comes whole. */
const whole = (pass: Pass, request: Request): AsyncIterable<Listed> => {
	const { client } = pass;
	const page = (body: unknown) => ({ records: recordsIn(client, request, dataIn(body)) });
	return passOver(pass, { client, request, paging: { by: 'whole' }, page });
};

const stateIn = ({ status }: IDataObject): string => stateOf(status) ?? '';

const taskStatusChanged = event({
	value: 'taskStatusChanged',
	name: 'Task Status Changed',
	description: 'A task was started, completed, cancelled or failed',
	kind: 'changed',
	fields: [],
	announcing: statusMoves(states),
	returns: listedTask,
	list: (pass) => whole(pass, tasksRequest),
	idOf: ({ id }) => id,
	watched: stateIn,
});

const placementStatusChanged = event({
	value: 'placementStatusChanged',
	name: 'Placement Status Changed',
	description: 'A task’s link on one of its sites was published, with its address, or failed',
	kind: 'changed',
	fields: [],
	announcing: statusMoves(states),
	returns: placement,
	list: placements,
	idOf: ({ task_id: task, backlink_website_id: target }) => `${String(task)}/${String(target)}`,
	watched: stateIn,
});

/**
 * The placements of all tasks that can have changed since they were read last. A task tells them only
 * when it is asked for by itself, and a minute allows 60 requests; so one that was finished is asked
 * for again only when the list shows another time of its last change.
 */
async function* placements(pass: Pass): AsyncGenerator<Listed, void, undefined> {
	const { client } = pass;
	const tasks = recordsIn(client, tasksRequest, dataIn(await client.data(tasksRequest)));
	const waiting = tasks.filter((task) => !pass.knows(doneNote(task)));
	const first = Math.max(
		0,
		waiting.findIndex(({ id }) => String(id) === pass.startAt),
	);
	for (let turn = first; turn < waiting.length; turn++) {
		const listed = waiting[turn];
		const request = showRequest(String(listed.id));
		const rows = rowsOf(taskIn(request, await client.data(request)));
		const isOver = isFinished(listed) && rows.every(isFinished);
		const next = turn + 1 < waiting.length ? String(waiting[turn + 1].id) : undefined;
		yield { records: rows, notes: isOver ? [noteOf(pass, listed)] : [], resume: next };
	}
}

const finishedStates = ['cancelled', 'completed', 'failed'];

const isFinished = (record: IDataObject): boolean => finishedStates.includes(stateIn(record));

/** What is remembered of a task that need not be read again unless it changes. */
const doneNote = ({ id, updated_at: updated }: IDataObject): string =>
	`done ${String(id)} as of ${String(updated)}`;

const readOnceNote = (task: IDataObject): string => `${doneNote(task)}, read once`;

/**
 * What is to be remembered of a task that was read when it was finished. The service writes whole
 * seconds, so a second change can follow the reading and show the same time; only a later poll's
 * reading, or one long after the change, is the last.
 */
const noteOf = (pass: Pass, task: IDataObject): string =>
	isLongAgo(task) || pass.knows(readOnceNote(task)) ? doneNote(task) : readOnceNote(task);

/** Longer than any clock is wrong, in milliseconds. */
const longAgo = 3_600_000;

const isLongAgo = ({ updated_at: updated }: IDataObject): boolean =>
	Date.now() - (momentOf(updated) ?? Infinity) > longAgo;

const siteFields = ['status', 'limited'] as const;

const siteStatusChanged = event({
	value: 'siteStatusChanged',
	name: 'Site Status Changed',
	description: 'A site to publish on was enabled or disabled, or became limited or free again',
	kind: 'changed',
	fields: [],
	returns: site,
	list: (pass) => whole(pass, sitesRequest),
	idOf: ({ id }) => id,
	watched: ({ status, limited }) =>
		textOf(
			{
				status: isYes(status) ? 'enabled' : 'disabled',
				limited: isYes(limited) ? 'limited' : 'free',
			},
			siteFields,
		),
	statusOf: (text) => valuesIn(text, siteFields),
	extra: (move) => ({ changes: changesOf(move, siteFields) }),
});

const threshold = number({
	name: 'threshold',
	displayName: 'Threshold',
	description: 'Announce when the account has fewer credits than this, and did not before',
	default: 10,
	minimum: 1,
	required: true,
});

const creditsBelow = event({
	value: 'creditsBelow',
	name: 'Credits Below Threshold',
	description: 'The account’s credits fell below a threshold; again only after they rose',
	kind: 'changed',
	fields: [threshold],
	async *list({ client }) {
		yield { records: [{ credits: await creditsOf(client) }] };
	},
	idOf: () => 'credits',
	watched: ({ credits }, { threshold: least }) => (Number(credits) < least ? 'below' : 'enough'),
	announces: ({ after }) => after === 'below',
});

export const events = [placementStatusChanged, creditsBelow, siteStatusChanged, taskStatusChanged];
