import { z, type ZodType, type ZodTypeDef } from 'zod';
import { Refusal } from '../../core/refusal';
import { worldMove, worldMoves, type WorldMove } from '../../core/service';
import { statuses, vocabularies, isFinal, type Status } from './statuses';
import type { Row, Task } from './task';
import type { BacklinkBaseWorld } from './world';

/** The task with the id; unless told the newest that is not finished. */
const onTask = z.object({ taskId: z.string().optional() }).strict();
/** The row of this site; unless told the first that is not finished. */
const onRow = onTask.extend({ siteId: z.number().int().optional() });

const progressSettings = z
	.object({
		stepMilliseconds: z.number().int().nonnegative(),
		outcome: z.enum(['Published', 'Failed']),
	})
	.partial()
	.strict();

const siteChanges = z
	.object({
		siteId: z.number().int(),
		status: z.union([z.literal(0), z.literal(1)]).optional(),
		limited: z.boolean().optional(),
	})
	.strict();

const newTasks = z
	.object({
		count: z.number().int().positive().max(10_000).default(1),
		/** Of each task. */
		siteIds: z.array(z.number().int()).nonempty().optional(),
	})
	.strict();

/** What can happen at BacklinkBase without a request. Moves on rows answer with the task's id and the site's. */
export const moves = worldMoves<BacklinkBaseWorld>({
	/** A row is taken up: Publishing. */
	startRow: rowMove('Publishing'),
	/** A row is published, with its result_url. */
	finishRow: rowMove('Published'),
	failRow: rowMove('Failed'),
	cancelRow: rowMove('Cancelled'),

	setRowStatus: move(onRow.extend({ status: z.enum(statuses) }), (world, input) =>
		setRow(world, input, input.status),
	),

	/** All its rows that are not finished are published. */
	finishTask: move(onTask, (world, input) => {
		const task = taskOf(world, input);
		for (const row of unfinishedRows(task)) task.setRow(row, 'Published', world.now());
		return { taskId: task.fields.id };
	}),

	cancelTask: move(onTask, (world, input) => {
		const task = taskOf(world, input);
		task.cancel(world.now());
		return { taskId: task.fields.id };
	}),

	/** Without their price. New tasks come first in the list; time changes nothing in them. */
	addTasks: move(newTasks, (world, input) => ({
		ids: Array.from({ length: input.count }, (_, place) => addTask(world, input.siteIds, place)),
	})),

	setCredits: move(
		z.object({ credits: z.number().int().nonnegative() }).strict(),
		(world, input) => {
			world.credits = input.credits;
		},
	),

	setSite: move(siteChanges, (world, { siteId, ...changes }) => {
		world.changeSite(siteId, changes);
		return { siteId };
	}),

	/** How tasks go on from now on; the outcome is for those that are created from now on. */
	configureProgress: move(progressSettings, ({ settings }, input) => {
		Object.assign(settings.progress, input);
	}),

	/** Which of its text's two vocabularies the service speaks. */
	setVocabulary: move(
		z.object({ vocabulary: z.enum(vocabularies) }).strict(),
		({ settings }, { vocabulary }) => {
			settings.vocabulary = vocabulary;
		},
	),

	setTokenActive: move(z.object({ active: z.boolean() }).strict(), ({ settings }, { active }) => {
		settings.tokenActive = active;
	}),

	/** Whether everything is refused where there are no credits. */
	setNeedsCredits: move(
		z.object({ needsCredits: z.boolean() }).strict(),
		({ settings }, { needsCredits }) => {
			settings.needsCredits = needsCredits;
		},
	),

	/** How many bad tokens a minute are answered with 401; null: all. */
	setBadTokenLimit: move(
		z.object({ perMinute: z.number().int().nonnegative().nullable() }).strict(),
		({ badTokens }, { perMinute }) => {
			badTokens.limit = perMinute === null ? undefined : { requestsPerMinute: perMinute };
			badTokens.clear();
		},
	),
});

function move<Input>(
	schema: ZodType<Input, ZodTypeDef, unknown>,
	apply: (world: BacklinkBaseWorld, input: Input) => unknown,
): WorldMove<BacklinkBaseWorld> {
	return worldMove(schema, (world: BacklinkBaseWorld, input: Input) => {
		world.settle();
		const result = apply(world, input);
		world.changed();
		return result;
	});
}

function rowMove(status: Status): WorldMove<BacklinkBaseWorld> {
	return move(onRow, (world, input) => setRow(world, input, status));
}

function setRow(
	world: BacklinkBaseWorld,
	input: z.infer<typeof onRow>,
	status: Status,
): { taskId: string; siteId: number } {
	const task = taskOf(world, input);
	const row = rowOf(task, input.siteId);
	task.setRow(row, status, world.now());
	return { taskId: task.fields.id, siteId: row.backlink_website_id };
}

function taskOf(world: BacklinkBaseWorld, { taskId }: z.infer<typeof onTask>): Task {
	if (taskId !== undefined) return world.task(taskId);
	const task = world.allTasks().find(({ status }) => !isFinal(status));
	if (!task) throw new Refusal(404, 'Every task is finished');
	return task;
}

function rowOf(task: Task, siteId: number | undefined): Row {
	const row =
		siteId === undefined
			? unfinishedRows(task).at(0)
			: task.fields.rows.find((one) => one.backlink_website_id === siteId);
	if (!row) throw new Refusal(404, 'There is no such row');
	return row;
}

function unfinishedRows({ fields }: Task): Row[] {
	return fields.rows.filter(({ status }) => !isFinal(status));
}

function addTask(world: BacklinkBaseWorld, siteIds: number[] | undefined, place: number): string {
	const enabled = world.sites().filter(({ status }) => status === 1);
	const today = world.context.clock.today();
	const { fields } = world.addTask({
		name: `Task from elsewhere ${String(place + 1)}`,
		articleTitle: 'An article that somebody else sent',
		articleBody: 'A few words.',
		articleUrls: ['https://elsewhere.example/'],
		targetWebsiteIds: siteIds ?? [enabled[0].id],
		scheduleFrom: today,
		scheduleTill: today,
		sandbox: false,
	});
	fields.runsFrom = null;
	return fields.id;
}
