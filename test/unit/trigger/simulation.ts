import type { IDataObject } from 'n8n-workflow';
import { RequestFailed } from '../../../nodes/shared/failure';
import type { Client } from '../../../nodes/shared/client';
import type { Request, Service } from '../../../nodes/shared/service';
import type { EventKind } from '../../../nodes/shared/trigger/event';
import { passOver } from '../../../nodes/shared/trigger/event';
import type { Watch } from '../../../nodes/shared/trigger/look';
import { lookAndKeep } from '../../../nodes/shared/trigger/look';
import { newProcess } from '../../../nodes/shared/trigger/state';

/** A record of the plain model's service. */
export interface ModelRecord extends IDataObject {
	readonly id: number;
	value: string;
}

/** Something that happens in the service. `at` and `place` are taken modulo what there is. */
export type WorldStep =
	| { readonly kind: 'create'; readonly count: number; readonly place: number }
	| { readonly kind: 'change'; readonly at: number; readonly value: string }
	| { readonly kind: 'delete'; readonly at: number };

/** How a poll ends: with n8n going on, or with n8n killed at one of the bad moments. */
export type PollEnd =
	| 'fine'
	| 'killedWhilePolling'
	| 'killedAfterSaving'
	| 'killedAfterExecution'
	| 'publishedAgain';

export interface PollStep {
	readonly kind: 'poll';
	/** What happens in the service after so many requests of this poll. */
	readonly during: ReadonlyArray<{ readonly afterRequests: number; readonly step: WorldStep }>;
	/** The request that fails, whose page comes empty, or from which on there are too many. */
	readonly fault?: { readonly request: number; readonly kind: 'fails' | 'empty' | 'busy' };
	/** Pages after which there is no time left. */
	readonly pages?: number;
	readonly end: PollEnd;
}

export type Step = WorldStep | PollStep;

/**
 * How n8n keeps the memory: the default engine in its process, stored with announcements only; its
 * scheduler without durable cursors just as seldom, but read anew for each poll; the durable engine always.
 */
export type Engine = 'default' | 'scheduler' | 'durable';

export interface SimulationOptions {
	readonly kind: EventKind;
	readonly engine: Engine;
	/** How many records there are before the first poll. */
	readonly initial: number;
	/** Whether the service says how long its list is. */
	readonly tellsTotal: boolean;
	readonly concurrency: number;
	/** Turns of the event loop that each answer takes, in turn. */
	readonly delays: readonly number[];
	readonly emitsExisting?: boolean;
	/** The values a change to which is announced; any by default. */
	readonly announced?: readonly string[];
}

/** An item that reached a workflow. */
export interface Delivered {
	readonly id: number;
	readonly before: string | null;
	readonly after: string | null;
}

export const pageSize = 3;

class RequestFails extends Error {}

const tooManyRequests = (): RequestFailed =>
	new RequestFailed(
		{ name: 'Model' } as unknown as Service,
		{ method: 'GET', path: '/' },
		{ reason: 'status', status: 429, acted: 'no' },
		1,
		false,
	);

/** A service in memory, read through the real paging, and n8n around the real engine. */
export class Simulation {
	records: ModelRecord[] = [];

	/** What the workflow was given, batch by batch, and when n8n was killed or published it again. */
	readonly log: Array<Delivered[] | 'shaken'> = [];

	private process = newProcess();

	private data: IDataObject = {};

	private saved: string = '{}';

	private isActivation = true;

	private nextId = 1;

	private requests = 0;

	private poll?: PollStep;

	/** Items that were lost on their way; n8n does not end twice in that very moment for the same. */
	private readonly lost = new Map<string, { readonly id: number; isSaved: boolean }>();

	/** The records that n8n saved a memory of, with the values that they had in the first of them. */
	readonly known = new Map<number, string>();

	/** What this poll took in of each record. */
	private readonly sights = new Map<number, string>();

	constructor(private readonly options: SimulationOptions) {
		for (let count = 0; count < options.initial; count++) this.create(count);
	}

	happen(step: WorldStep): void {
		if (step.kind === 'create') {
			for (let count = 0; count < step.count; count++) this.create(step.place);
			return;
		}
		if (this.records.length === 0) return;
		const at = step.at % this.records.length;
		if (step.kind === 'change') this.records[at].value = step.value;
		else this.records.splice(at, 1);
	}

	/** All items, in the order of delivery. */
	get delivered(): Delivered[] {
		return this.log.flatMap((entry) => (entry === 'shaken' ? [] : entry));
	}

	/** Items that were lost on their way and never came again, of records that are still there. */
	get lostForGood(): string[] {
		const there = new Set(this.records.map(({ id }) => id));
		return [...this.lost].filter(([, { id }]) => there.has(id)).map(([name]) => name);
	}

	/** Polls as n8n does, and ends as the step says. */
	async take(step: PollStep): Promise<void> {
		this.poll = step;
		this.requests = 0;
		this.sights.clear();
		const outcome = await this.look().then(
			(items) => ({ items }),
			(error: unknown) => {
				// A page that shifting filled with known records twice is taken for an endless list.
				if (error instanceof RequestFails || error instanceof RequestFailed) return { items: [] };
				throw error;
			},
		);
		this.poll = undefined;
		this.end(step.end, outcome.items);
	}

	private end(end: PollEnd, items: Delivered[]): void {
		const isDurable = this.options.engine === 'durable';
		if (end === 'killedWhilePolling' || (isDurable && end === 'killedAfterSaving')) {
			this.restart();
			return;
		}
		const mayLose = !items.some((item) => this.lost.has(nameOf(item)));
		if (end === 'publishedAgain' && !isDurable && mayLose) {
			// n8n throws the result of a poll away whose workflow was published anew meanwhile.
			this.lose(items, false);
			this.reload();
			return;
		}
		if (items.length > 0 || this.isActivation || isDurable) this.save();
		this.isActivation = false;
		if (end === 'killedAfterSaving' && mayLose) {
			this.lose(items, true);
			this.restart();
			return;
		}
		if (items.length > 0) this.deliver(items);
		if (end === 'killedAfterExecution') this.restart();
	}

	/** What the workflow was told before is not lost when its repetition is. */
	private lose(items: readonly Delivered[], isSaved: boolean): void {
		const heard = new Set(this.delivered.map(nameOf));
		for (const item of items) {
			if (!heard.has(nameOf(item))) this.lost.set(nameOf(item), { id: item.id, isSaved });
		}
	}

	private save(): void {
		const saved = JSON.stringify(this.data);
		if (saved === this.saved) return;
		this.saved = saved;
		for (const [id, value] of this.sights) {
			if (!this.known.has(id)) this.known.set(id, value);
		}
		for (const item of this.lost.values()) item.isSaved = true;
	}

	private deliver(items: Delivered[]): void {
		this.log.push(items);
		for (const item of items) this.lost.delete(nameOf(item));
	}

	private restart(): void {
		this.process = newProcess();
		// What the process alone knew is gone with it.
		for (const [name, { isSaved }] of this.lost) if (!isSaved) this.lost.delete(name);
		this.reload();
	}

	private reload(): void {
		this.data = JSON.parse(this.saved) as IDataObject;
		this.isActivation = this.options.engine === 'default';
		this.log.push('shaken');
	}

	private async look(): Promise<Delivered[]> {
		const isDurable = this.options.engine === 'durable';
		const isReadAnew = this.options.engine !== 'default';
		if (isReadAnew) this.data = JSON.parse(this.saved) as IDataObject;
		const keeping = {
			...{ data: this.data, key: 'node', process: this.process },
			...{ isDurable, isReadAnew, now: () => 1_000_000 },
		};
		const found = await lookAndKeep(keeping, 'scope', this.watch());
		return found.map(({ id, before = null, after = null }) => ({ id: Number(id), before, after }));
	}

	private watch(): Watch {
		const { kind, emitsExisting = false, concurrency, announced } = this.options;
		const { pages = Infinity } = this.poll ?? {};
		const client = {
			concurrency,
			service: { name: 'Model' },
			data: async (request: Request) => await this.answer(request),
		} as unknown as Client;
		return {
			kind,
			emitsExisting,
			list: (pass) =>
				passOver(
					{ ...pass, client },
					{
						client,
						request: { method: 'GET', path: '/' },
						paging: {
							by: 'position',
							pageSize,
							query: (start, count) => ({ start, count }),
						},
						page: (data) => data as { records: IDataObject[] },
					},
				),
			idOf: (record) => record.id,
			watched: (record) => this.sight(record as ModelRecord),
			announces: ({ after }) => announced?.includes(String(after)) ?? true,
			mayGoOn: () => this.requests < pages,
		};
	}

	private sight({ id, value }: ModelRecord): string {
		this.sights.set(id, value);
		return this.options.kind === 'changed' ? value : 'there';
	}

	private async answer({ query }: Request): Promise<{ records: IDataObject[]; total?: number }> {
		const request = ++this.requests;
		const { delays, tellsTotal } = this.options;
		const turns = delays.length === 0 ? 0 : delays[request % delays.length];
		for (let turn = 0; turn < turns; turn++) await Promise.resolve();
		const { fault, during = [] } = this.poll ?? {};
		if (fault?.request === request && fault.kind === 'fails') throw new RequestFails();
		if (fault?.kind === 'busy' && request >= fault.request) throw tooManyRequests();
		const { start, count } = query as { start: number; count: number };
		const isEmpty = fault?.request === request && fault.kind === 'empty';
		const page = isEmpty ? [] : this.records.slice(start, start + count);
		const answer = {
			records: page.map((record) => ({ ...record })),
			...(tellsTotal ? { total: this.records.length } : {}),
		};
		for (const { afterRequests, step } of during) {
			if (afterRequests === request) this.happen(step);
		}
		return answer;
	}

	private create(place: number): void {
		const at = place % (this.records.length + 1);
		this.records.splice(at, 0, { id: this.nextId++, value: 'a' });
	}
}

const nameOf = ({ id, after }: Delivered): string => `${String(id)} ${String(after)}`;
