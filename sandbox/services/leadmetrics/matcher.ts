/** A run of the opportunity matcher. */
export interface MatcherJob {
	id: string;
	status: 'queued' | 'completed';
	/** Milliseconds since 1970. */
	dueAt: number;
}

export interface MatcherSettings {
	/** How long a run takes. */
	milliseconds: number;
	/** How many opportunities a run finds. */
	opportunities: number;
}

export interface MatcherSnapshot {
	jobs: MatcherJob[];
	settings: MatcherSettings;
}

/** One tenant's runs of the opportunity matcher. They complete with time, when looked at, or by a move. */
export class Matcher {
	readonly settings: MatcherSettings;
	private readonly jobs: MatcherJob[];

	constructor(
		private readonly now: () => number,
		private readonly found: (opportunities: number) => void,
		snapshot?: MatcherSnapshot,
	) {
		this.settings = snapshot?.settings ?? { milliseconds: 2_000, opportunities: 3 };
		this.jobs = snapshot?.jobs ?? [];
	}

	get size(): number {
		return this.jobs.length;
	}

	start(id: string): MatcherJob {
		const job: MatcherJob = {
			id,
			status: 'queued',
			dueAt: this.now() + this.settings.milliseconds,
		};
		this.jobs.push(job);
		return job;
	}

	all(): MatcherJob[] {
		this.settle();
		return this.jobs;
	}

	/** Completes what is due. To be called before the tenant's backlinks are looked at. */
	settle(): void {
		this.completeDueBy(this.now());
	}

	/** Completes all runs at once. */
	finish(): void {
		this.completeDueBy(Infinity);
	}

	snapshot(): MatcherSnapshot {
		return { jobs: this.jobs, settings: this.settings };
	}

	private completeDueBy(time: number): void {
		for (const job of this.jobs) {
			if (job.status === 'completed' || job.dueAt > time) continue;
			job.status = 'completed';
			this.found(this.settings.opportunities);
		}
	}
}
