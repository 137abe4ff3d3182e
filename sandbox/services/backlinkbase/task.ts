import { isFinal, type Status, statusOfTask, taskStatusWord, type Vocabulary } from './statuses';
import { timestamp } from './timestamps';

/** "Task site" of the data models. */
export interface Row {
	id: number;
	backlink_website_id: number;
	status: Status;
	result_url: string | null;
	schedule_at: string;
	last_run_at: string | null;
	completed_at: string | null;
}

export interface Article {
	title: string;
	body: string;
	urls: string[];
}

export interface TaskFields {
	id: string;
	name: string;
	created_at: string;
	updated_at: string;
	article: Article;
	rows: Row[];
	/** "Sandbox mode": costs nothing, places nothing live. */
	sandbox: boolean;
	/** When time takes the first row up, in milliseconds since 1970; null while time changes nothing here. */
	runsFrom: number | null;
	/** How rows end that time takes to their end. */
	outcome: 'Published' | 'Failed';
}

export interface ProgressSettings {
	/** Between two changes: a row is taken up, a step later it is finished and the next one taken up. */
	stepMilliseconds: number;
	/** How the rows of tasks end that are created from now on. */
	outcome: 'Published' | 'Failed';
}

interface TaskParts {
	progress: ProgressSettings;
	/** Where a site's pages are. */
	siteUrl: (websiteId: number) => string;
	/** Told of each row that is published or fails. */
	finished: (status: Status) => void;
}

/** A task: one article on its way to some websites. */
export class Task {
	constructor(
		readonly fields: TaskFields,
		private readonly parts: TaskParts,
	) {}

	get status(): Status {
		return statusOfTask(this.fields.rows.map(({ status }) => status));
	}

	/** @returns whether the row was in another status */
	setRow(row: Row, status: Status, now: number): boolean {
		if (row.status === status) return false;
		const at = timestamp(now);
		row.status = status;
		row.last_run_at = status === 'Queued Publishing' ? null : at;
		row.completed_at = isFinal(status) ? at : null;
		row.result_url = status === 'Published' ? this.resultUrl(row) : null;
		this.fields.updated_at = at;
		if (status === 'Published' || status === 'Failed') this.parts.finished(status);
		return true;
	}

	/** Every row that is not finished is cancelled. */
	cancel(now: number): void {
		for (const row of this.fields.rows) {
			if (!isFinal(row.status)) this.setRow(row, 'Cancelled', now);
		}
	}

	/** Brings every row to where the elapsed time has it. */
	settle(now: number): void {
		const { runsFrom, rows, outcome } = this.fields;
		if (runsFrom === null) return;
		const step = this.parts.progress.stepMilliseconds;
		rows.forEach((row, place) => {
			const takenUp = runsFrom + (place + 1) * step;
			if (row.status === 'Queued Publishing' && now >= takenUp) {
				this.setRow(row, 'Publishing', takenUp);
			}
			if (row.status === 'Publishing' && now >= takenUp + step) {
				this.setRow(row, outcome, takenUp + step);
			}
		});
		if (isFinal(this.status)) this.fields.runsFrom = null;
	}

	/** An item of "Retrieve all tasks". */
	item(vocabulary: Vocabulary): object {
		const { id, name, created_at, updated_at } = this.fields;
		const status = taskStatusWord(this.status, vocabulary);
		return { id, name, status, updated_at, created_at, ...this.runs() };
	}

	/** "Task Details": its examples leave out the rows' `id`, which the data model has. */
	details(vocabulary: Vocabulary): object {
		const { id, name, created_at, updated_at, article, rows } = this.fields;
		const status = taskStatusWord(this.status, vocabulary);
		const sites = rows.map((row) => ({
			...(vocabulary === 'model' ? { id: row.id } : {}),
			backlink_website_id: row.backlink_website_id,
			status: row.status,
			result_url: row.result_url,
			last_run_at: row.last_run_at,
			schedule_at: row.schedule_at,
			completed_at: row.completed_at,
		}));
		return { id, name, status, created_at, updated_at, ...this.runs(), article, sites };
	}

	/** When a row was last run, and, once all are finished, when the last one was. */
	private runs(): { last_run_at: string | null; completed_at: string | null } {
		const { rows } = this.fields;
		const latest = (times: (string | null)[]): string | null =>
			times.reduce((last, time) => (time !== null && time > (last ?? '') ? time : last), null);
		return {
			last_run_at: latest(rows.map(({ last_run_at: time }) => time)),
			completed_at: isFinal(this.status)
				? latest(rows.map(({ completed_at: time }) => time))
				: null,
		};
	}

	/** Nothing of a sandbox task is live anywhere. */
	private resultUrl({ backlink_website_id: websiteId }: Row): string | null {
		if (this.fields.sandbox) return null;
		return `https://${this.parts.siteUrl(websiteId)}/articles/${this.fields.id}`;
	}
}
