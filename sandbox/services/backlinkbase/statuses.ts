/** The row status of the data models, and the task status of every example. */
export const statuses = [
	'Queued Publishing',
	'Publishing',
	'Published',
	'Cancelled',
	'Failed',
] as const;
export type Status = (typeof statuses)[number];

/**
 * The text has two words for a task's status: those of its examples (and of "Retrieve all tasks"), and
 * those of the data model ("queued, running, completed, failed, cancelled").
 */
export const vocabularies = ['examples', 'model'] as const;
export type Vocabulary = (typeof vocabularies)[number];

const inTheModel: Readonly<Record<Status, string>> = {
	'Queued Publishing': 'queued',
	Publishing: 'running',
	Published: 'completed',
	Cancelled: 'cancelled',
	Failed: 'failed',
};

export function taskStatusWord(status: Status, vocabulary: Vocabulary): string {
	return vocabulary === 'model' ? inTheModel[status] : status;
}

export function isFinal(status: Status): boolean {
	return status !== 'Queued Publishing' && status !== 'Publishing';
}

/**
 * A task's status out of its rows': as the example "Task Details" has it, a task with a published and
 * a queued row is still queued. At the end it is published when any row is.
 */
export function statusOfTask(rows: readonly Status[]): Status {
	const order: Status[] = ['Publishing', 'Queued Publishing', 'Published', 'Failed'];
	return order.find((status) => rows.includes(status)) ?? 'Cancelled';
}
