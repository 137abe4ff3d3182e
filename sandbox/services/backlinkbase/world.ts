import { RateLimiter } from '../../core/rateLimit';
import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import { creditsRefusal, tokenRefusal } from './answers';
import type { NewTask } from './requests';
import { seededSites, type SeededSite } from './seededSites';
import { seededRows, seededTasks, taskId } from './seededTasks';
import { isLimited, type Site, type SiteChanges } from './site';
import type { Vocabulary } from './statuses';
import { type ProgressSettings, type Row, Task, type TaskFields } from './task';
import { timestamp } from './timestamps';

const startCredits = 40;
const halfAnHour = 1_800_000;

/** ">3 bad tokens" are too many ("Rate limit"). */
const badTokensPerMinute = 3;

interface Settings {
	progress: ProgressSettings;
	vocabulary: Vocabulary;
	/** "inactive" tokens are refused as wrong ones are. */
	tokenActive: boolean;
	/**
	 * Whether everything is refused where there are no credits, and not only what would cost some: the text
	 * has the 401 for "the user is out of credits", and does not say where.
	 */
	needsCredits?: boolean;
}

export interface BacklinkBaseSnapshot {
	credits: number;
	settings: Settings;
	sites: [id: number, changes: SiteChanges][];
	tasks: TaskFields[];
	lastRowId: number;
	tasksSoFar: number;
}

/** How often the token came in which place. */
export interface TokenPlaces {
	query: number;
	body: number;
	both: number;
}

/** The account that the sandbox's token belongs to. */
export class BacklinkBaseWorld implements ServiceWorld {
	credits: number;
	readonly settings: Settings;
	readonly tokenPlaces: TokenPlaces = { query: 0, body: 0, both: 0 };
	readonly badTokens = new RateLimiter({ requestsPerMinute: badTokensPerMinute });
	private readonly catalogue: readonly SeededSite[];
	private readonly siteChanges: Map<number, SiteChanges>;
	/** Oldest first. */
	private readonly tasks: Task[];
	private lastRowId: number;
	private tasksSoFar: number;
	/** Whether there is more to keep than the seed. */
	private hasChanged: boolean;

	constructor(
		readonly context: WorldContext,
		snapshot?: BacklinkBaseSnapshot,
	) {
		this.catalogue = seededSites(context.seed);
		this.hasChanged = snapshot !== undefined;
		this.settings = snapshot?.settings ?? {
			progress: { stepMilliseconds: 2_000, outcome: 'Published' },
			vocabulary: 'examples',
			tokenActive: true,
		};
		this.credits = snapshot?.credits ?? startCredits;
		this.siteChanges = new Map(snapshot?.sites);
		const fields = snapshot?.tasks ?? seededTasks(context.seed, context.seededOn, this.catalogue);
		this.tasks = fields.map((one) => this.buildTask(one));
		this.lastRowId = snapshot?.lastRowId ?? seededRows;
		this.tasksSoFar = snapshot?.tasksSoFar ?? this.tasks.length;
	}

	now(): number {
		return this.context.clock.now();
	}

	/** To be called after whatever is to be kept. */
	changed(): void {
		this.hasChanged = true;
		this.context.changed();
	}

	/** Brings every task to where the elapsed time has it. To be called before anything is looked at. */
	settle(): void {
		for (const task of this.tasks) task.settle(this.now());
	}

	/** "The entire list of target websites". */
	sites(): Site[] {
		return this.catalogue.map(({ id, url, da, pa, spam_score, status }) => ({
			id,
			url,
			da,
			pa,
			spam_score,
			status,
			limited: isLimited(da, this.credits),
			...this.siteChanges.get(id),
		}));
	}

	/** undefined: there is no such site. */
	isEnabled(id: number): boolean | undefined {
		const site = this.catalogue.find((one) => one.id === id);
		return site && (this.siteChanges.get(id)?.status ?? site.status) === 1;
	}

	/** @throws Refusal (404) */
	changeSite(id: number, changes: SiteChanges): void {
		if (this.isEnabled(id) === undefined) throw new Refusal(404, 'There is no such site');
		this.siteChanges.set(id, { ...this.siteChanges.get(id), ...changes });
	}

	/** Newest first. */
	allTasks(): Task[] {
		return [...this.tasks].reverse();
	}

	/** @throws Refusal (404): "Task not found" */
	task(id: string): Task {
		const found = this.tasks.find(({ fields }) => fields.id === id);
		if (!found) throw new Refusal(404, 'Task not found');
		return found;
	}

	/** @throws Refusal (401): "the user is out of credits" */
	mustHaveCredits(): void {
		if (this.credits <= 0) throw tokenRefusal('You are out of credits');
	}

	/**
	 * "Credits will be deducted per target site unless using sandbox mode."
	 * @throws Refusal (409) when there are more targets than credits
	 */
	createTask(input: NewTask): Task {
		const { effects } = this.context;
		if (!input.sandbox) this.spend(input.targetWebsiteIds.length);
		effects.count(input.sandbox ? 'sandboxTasksCreated' : 'tasksCreated');
		return this.addTask(input);
	}

	/** Without its price: as if somebody had created it elsewhere. */
	addTask(input: NewTask): Task {
		const now = this.now();
		const starts = Math.max(now, Date.parse(input.scheduleFrom));
		this.tasksSoFar += 1;
		const task = this.buildTask({
			id: taskId(now, this.tasksSoFar),
			name: input.name,
			created_at: timestamp(now),
			updated_at: timestamp(now),
			article: { title: input.articleTitle, body: input.articleBody, urls: input.articleUrls },
			rows: input.targetWebsiteIds.map((id, place) => this.newRow(id, starts, place)),
			sandbox: input.sandbox,
			runsFrom: starts,
			outcome: this.settings.progress.outcome,
		});
		this.tasks.push(task);
		return task;
	}

	summary(): Record<string, unknown> {
		this.settle();
		return {
			credits: this.credits,
			sites: this.catalogue.length,
			tokenPlaces: { ...this.tokenPlaces },
			tasks: this.allTasks().map(({ fields, status }) => ({
				id: fields.id,
				name: fields.name,
				status,
				sandbox: fields.sandbox,
				sites: fields.rows.map((row) => row.status),
			})),
		};
	}

	/** undefined: the seed is all there is. */
	snapshot(): BacklinkBaseSnapshot | undefined {
		if (!this.hasChanged) return undefined;
		return {
			credits: this.credits,
			settings: this.settings,
			sites: [...this.siteChanges],
			tasks: this.tasks.map(({ fields }) => fields),
			lastRowId: this.lastRowId,
			tasksSoFar: this.tasksSoFar,
		};
	}

	private spend(credits: number): void {
		if (credits > this.credits) throw creditsRefusal();
		this.credits -= credits;
		this.context.effects.count('spendings');
		this.context.effects.count('creditsSpent', credits);
	}

	/** Half an hour between two sites, as the example "Task Details" has it. */
	private newRow(siteId: number, starts: number, place: number): Row {
		this.lastRowId += 1;
		return {
			id: this.lastRowId,
			backlink_website_id: siteId,
			status: 'Queued Publishing',
			result_url: null,
			schedule_at: timestamp(starts + place * halfAnHour),
			last_run_at: null,
			completed_at: null,
		};
	}

	private buildTask(fields: TaskFields): Task {
		return new Task(fields, {
			progress: this.settings.progress,
			siteUrl: (id) => this.catalogue.find((site) => site.id === id)?.url ?? '',
			finished: (status) => {
				if (fields.sandbox) return;
				const effect = status === 'Failed' ? 'placementsFailed' : 'placementsPublished';
				this.context.effects.count(effect);
			},
		});
	}
}
