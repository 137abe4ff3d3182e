import { Refusal } from '../../core/refusal';
import type { LinkListSnapshot } from './linkList';
import { LinkList } from './linkList';
import { isUnfinished, type Link, type LinkStatus } from './link';
import { maxRetries, type SeededLinks } from './seededLinks';
import type { ServiceType } from './serviceTypes';
import { timestamp } from './timestamps';

/** The text's "Stats" names these but for `stopped`, which is the sandbox's word for what "/stop" leaves. */
export const requestStatuses = ['pending', 'running', 'stopped', 'completed', 'failed'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** The request of "POST /:type", with its defaults. */
export interface RequestInput {
	group_id: string | null;
	name: string;
	website: string;
	auction_price: number;
	target: number;
	priority: number;
	type_request: string;
	config: Record<string, unknown>;
	data: Record<string, unknown>;
	folder_urls: Record<string, unknown>;
}

export interface RequestFields extends RequestInput {
	id: string;
	service_type: ServiceType;
	status: RequestStatus;
	started_at: string | null;
	completed_at: string | null;
	created_at: string;
	updated_at: string;
}

export const linkOutcomes = ['drawn', 'completed', 'failed'] as const;
export const indexOutcomes = ['drawn', 'all', 'none'] as const;

/** How the links of requests go on that are started from now on. */
export interface ProgressSettings {
	/** How long a link stays in a status, and how often a request creates a fifth of its links. */
	stepMilliseconds: number;
	/** Drawn: one link in ten fails. */
	outcome: (typeof linkOutcomes)[number];
	/** Whether completed links are indexed a step later. Drawn: seven in ten. */
	indexed: (typeof indexOutcomes)[number];
}

export interface LinkRequestSnapshot {
	links: LinkListSnapshot;
	moving: number[];
	lastStep: number | null;
}

/** More than any request needs to come to rest; with a step of no time at all they are taken at once. */
const mostStepsAtOnce = 1_000;
const linksAStep = 5;

/** A request to build links, and the links that it built. */
export class LinkRequest {
	readonly links: LinkList;
	/** Links that the next step changes. */
	private readonly moving: Set<number>;
	/** When the last step was, in milliseconds since 1970; null while time changes nothing here. */
	private lastStep: number | null;

	constructor(
		readonly fields: RequestFields,
		private readonly seeded: SeededLinks,
		size: number,
		private readonly progress: ProgressSettings,
		snapshot?: LinkRequestSnapshot,
	) {
		this.links = new LinkList(seeded, size, snapshot?.links);
		this.moving = new Set(snapshot?.moving);
		this.lastStep = snapshot?.lastStep ?? null;
	}

	/** "POST /:type/:id/start". @throws Refusal (409) when there is nothing to start */
	start(now: number): void {
		const { status } = this.fields;
		if (status !== 'pending' && status !== 'stopped') {
			throw new Refusal(409, `The request is ${status} and cannot be started`);
		}
		this.run(now);
	}

	/** "POST /:type/:id/stop": whatever is under way stands still. @throws Refusal (409) when it does not run */
	stop(now: number): void {
		const { status } = this.fields;
		if (status !== 'running') {
			throw new Refusal(409, `The request is ${status} and cannot be stopped`);
		}
		this.setStatus('stopped', now);
	}

	/** "POST /:type/:id/restart": failed links begin anew, missing ones are created. */
	restart(now: number): void {
		for (const serial of this.links.inStatus('failed')) {
			this.links.change(serial, { ...notStarted, status: 'pending' });
		}
		this.run(now);
		this.fields.started_at = timestamp(now);
	}

	/** @throws Refusal (409) for a link that did not fail, or has no retries left */
	retry(serial: number, now: number): void {
		const { status, retry_count } = this.links.record(serial);
		if (status !== 'failed') throw new Refusal(409, `The link is ${status}, not failed`);
		if (retry_count >= maxRetries) {
			throw new Refusal(409, `The link was retried ${String(maxRetries)} times, which is the most`);
		}
		this.links.change(serial, { ...notStarted, status: 'queued', retry_count: retry_count + 1 });
		this.moving.add(serial);
		this.touch(now);
		if (this.fields.status !== 'stopped') this.lastStep ??= now;
	}

	/** @returns how many there were to retry */
	retryAll(now: number): number {
		const failed = this.links
			.inStatus('failed')
			.filter((serial) => this.links.record(serial).retry_count < maxRetries);
		for (const serial of failed) this.retry(serial, now);
		return failed.length;
	}

	deleteLink(serial: number, now: number): void {
		this.removeLinks([serial]);
		this.touch(now);
	}

	removeLinks(serials: readonly number[]): void {
		this.links.remove(serials);
		for (const serial of serials) this.moving.delete(serial);
	}

	/** The status that a move or a route gives; time changes nothing here from now on. */
	setStatus(status: RequestStatus, now: number): void {
		const { fields } = this;
		fields.status = status;
		if (status !== 'pending') fields.started_at ??= timestamp(now);
		const isOver = status === 'completed' || status === 'failed';
		fields.completed_at = isOver ? timestamp(now) : null;
		this.lastStep = null;
		this.touch(now);
	}

	setLinkStatus(serial: number, status: LinkStatus, now: number, message?: string): void {
		this.links.change(serial, this.changesTo(serial, status, now, message));
		this.moving.delete(serial);
	}

	/** Brings everything to where the elapsed time has it. */
	settle(now: number): void {
		const step = this.progress.stepMilliseconds;
		for (let count = 0; count < mostStepsAtOnce && this.lastStep !== null; count += 1) {
			if (now < this.lastStep + step) return;
			this.lastStep += step;
			if (!this.step(this.lastStep)) this.lastStep = null;
		}
	}

	/** Takes steps at once, also where time changes nothing. */
	advance(steps: number, now: number): void {
		if (this.fields.status === 'running') this.moveUnfinished();
		for (let count = 0; count < steps; count += 1) this.step(now);
	}

	touch(now: number): void {
		this.fields.updated_at = timestamp(now);
	}

	snapshot(): LinkRequestSnapshot {
		return {
			links: this.links.snapshot(),
			moving: [...this.moving],
			lastStep: this.lastStep,
		};
	}

	private run(now: number): void {
		this.setStatus('running', now);
		this.moveUnfinished();
		this.lastStep = now;
	}

	private moveUnfinished(): void {
		for (const serial of this.links.unfinished()) this.moving.add(serial);
	}

	/** @returns whether another step would change anything */
	private step(now: number): boolean {
		for (const serial of this.moving) this.moveLink(serial, now);
		if (this.fields.status === 'running') {
			this.createLinks(now);
			this.completeWhenDone(now);
		}
		return this.fields.status === 'running' || this.moving.size > 0;
	}

	private moveLink(serial: number, now: number): void {
		const status = this.links.statusOf(serial);
		if (status === 'completed') {
			if (this.isToBeIndexed(serial)) this.links.change(serial, { is_indexed: true });
			this.moving.delete(serial);
			return;
		}
		const next = this.nextStatus(serial, status);
		this.links.change(serial, this.changesTo(serial, next, now));
		if (next === 'failed') this.moving.delete(serial);
	}

	private nextStatus(serial: number, status: LinkStatus): LinkStatus {
		if (status === 'pending') return 'queued';
		if (status === 'queued') return 'running';
		if (this.progress.outcome !== 'drawn') return this.progress.outcome;
		const { retry_count } = this.links.record(serial);
		return this.seeded.fails(serial, retry_count) ? 'failed' : 'completed';
	}

	private isToBeIndexed(serial: number): boolean {
		const { indexed } = this.progress;
		return indexed === 'drawn' ? this.seeded.isIndexable(serial) : indexed === 'all';
	}

	private createLinks(now: number): void {
		const { target } = this.fields;
		const missing = Math.max(0, target - this.links.size);
		const count = Math.min(missing, Math.ceil(target / linksAStep));
		for (let created = 0; created < count; created += 1) this.moving.add(this.createLink(now));
	}

	/** A link that waits for its turn. */
	createLink(now: number): number {
		const created_at = timestamp(now);
		return this.links.create({ ...notStarted, status: 'pending', retry_count: 0, created_at });
	}

	private completeWhenDone(now: number): void {
		if (this.links.size < this.fields.target) return;
		for (const serial of this.moving) {
			if (isUnfinished(this.links.statusOf(serial))) return;
		}
		const { completed } = this.links.counts();
		this.fields.status = completed > 0 ? 'completed' : 'failed';
		this.fields.completed_at = timestamp(now);
		this.touch(now);
	}

	private changesTo(
		serial: number,
		status: LinkStatus,
		now: number,
		message?: string,
	): Partial<Link> {
		const at = timestamp(now);
		const started_at = this.links.record(serial).started_at ?? at;
		if (isUnfinished(status)) {
			return { ...notStarted, status, started_at: status === 'running' ? at : null };
		}
		if (status === 'completed') {
			const addresses = this.seeded.addresses(serial);
			return { ...addresses, status, error_message: '', started_at, completed_at: at };
		}
		const error_message = message ?? this.seeded.errorMessage(serial);
		return { ...notStarted, status, error_message, started_at, completed_at: at };
	}
}

const notStarted: Partial<Link> = {
	link_profile: '',
	link_post: '',
	error_message: '',
	is_indexed: false,
	started_at: null,
	completed_at: null,
};

/** The response item of "GET /:type". */
export function requestItem({ fields, links }: LinkRequest): object {
	const { id, service_type, group_id, name, website, auction_price, target } = fields;
	const { status, type_request, started_at, completed_at, created_at } = fields;
	return {
		id,
		service_type,
		group_id,
		name,
		website,
		auction_price,
		target,
		created_links: links.size,
		status,
		type_request,
		started_at,
		completed_at,
		created_at,
	};
}

/** The "full request object" of "POST /:type": the list's item and whatever else was sent. */
export function fullRequest(request: LinkRequest): object {
	const { priority, config, data, folder_urls, updated_at } = request.fields;
	return { ...requestItem(request), priority, config, data, folder_urls, updated_at };
}

/** The response item of "GET /projects": a request, whatever its type, with its result so far. */
export function projectItem({ fields, links }: LinkRequest): object {
	const { id, name, service_type, type_request, website, auction_price, target } = fields;
	const { status, started_at, created_at } = fields;
	return {
		id,
		name,
		type: service_type,
		type_request,
		website,
		auction_price,
		target,
		created_links: links.size,
		status,
		result: `${String(links.counts().completed)} / ${String(target)}`,
		started_at,
		created_at,
	};
}
