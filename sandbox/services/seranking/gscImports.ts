import { randomBytes } from 'node:crypto';

export const gscStatuses = ['queued', 'processing', 'completed', 'failed'] as const;

/** The text shows "queued" only; the others are what the nodes are told to expect. */
export type GscStatus = (typeof gscStatuses)[number];

export interface GscTask {
	token: string;
	status: GscStatus;
	/** When the status was last changed, in milliseconds since 1970 as in the text's example. */
	time: number;
	outcome: 'completed' | 'failed';
}

export interface GscSettings {
	/** How long a task stays queued, and how long it then processes. */
	stepMilliseconds: number;
	/** How the tasks that are started from now on end. */
	outcome: 'completed' | 'failed';
	/** What a completed task adds. */
	backlinks: number;
}

export interface GscSnapshot {
	tasks: GscTask[];
	settings: GscSettings;
}

/** The imports from Google Search Console of one site. They progress with time, when looked at, or by a move. */
export class GscImports {
	readonly settings: GscSettings;
	private readonly tasks = new Map<string, GscTask>();

	constructor(
		private readonly now: () => number,
		private readonly completed: (backlinks: number) => void,
		snapshot?: GscSnapshot,
	) {
		this.settings = snapshot?.settings ?? {
			stepMilliseconds: 2_000,
			outcome: 'completed',
			backlinks: 5,
		};
		for (const task of snapshot?.tasks ?? []) this.tasks.set(task.token, task);
	}

	start(): GscTask {
		const task: GscTask = {
			token: randomBytes(16).toString('hex'),
			status: 'queued',
			time: this.now(),
			outcome: this.settings.outcome,
		};
		this.tasks.set(task.token, task);
		return task;
	}

	find(token: string): GscTask | undefined {
		this.settle();
		return this.tasks.get(token);
	}

	all(): GscTask[] {
		this.settle();
		return [...this.tasks.values()];
	}

	/** Brings every task to where the elapsed time has it. To be called before the site's data is looked at. */
	settle(): void {
		for (const task of this.tasks.values()) {
			while (isUnderway(task) && this.now() >= task.time + this.settings.stepMilliseconds) {
				const next = task.status === 'queued' ? 'processing' : task.outcome;
				this.setStatus(task, next, task.time + this.settings.stepMilliseconds);
			}
		}
	}

	setStatus(task: GscTask, status: GscStatus, time = this.now()): void {
		const completes = status === 'completed' && task.status !== 'completed';
		task.status = status;
		task.time = time;
		if (completes) this.completed(this.settings.backlinks);
	}

	snapshot(): GscSnapshot {
		return { tasks: [...this.tasks.values()], settings: this.settings };
	}
}

function isUnderway({ status }: GscTask): boolean {
	return status === 'queued' || status === 'processing';
}
