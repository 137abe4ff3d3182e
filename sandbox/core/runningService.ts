import type { FastifyRequest } from 'fastify';
import { EffectCounts } from './effects';
import { type Fault, FaultPlan, isAfterActing, isBeforeActing } from './faults';
import { type RateLimit, RateLimiter } from './rateLimit';
import { RandomStream } from './random';
import { Refusal } from './refusal';
import { type LoggedRequest, RequestLog } from './requestLog';
import type {
	Address,
	ServerBeside,
	ServiceDefinition,
	ServiceWorld,
	WorldContext,
} from './service';

export interface Latency {
	milliseconds: number;
	/** Up to so many milliseconds more, drawn from the seed. */
	jitterMilliseconds?: number;
}

interface ScheduledMove {
	name: string;
	input: unknown;
	/** Requests that the service still answers before the move happens. */
	requestsLeft: number;
}

/** A service at work: its world, and all that the control API can see and do to it. */
export class RunningService<World extends ServiceWorld = ServiceWorld> {
	readonly log = new RequestLog();
	readonly faults = new FaultPlan();
	readonly effects = new EffectCounts();
	readonly limiter: RateLimiter;
	latency: Latency = { milliseconds: 0 };
	inFlight = 0;
	/** The most requests that were in flight at the same moment, since the log was last cleared. */
	maxInFlight = 0;

	private current: World;
	private serverBeside?: ServerBeside;
	private scheduled: ScheduledMove[] = [];
	private jitter: RandomStream;

	constructor(
		readonly definition: ServiceDefinition<string, World>,
		private readonly origin: () => string,
		private readonly context: Omit<WorldContext, 'effects'>,
		snapshot?: unknown,
	) {
		this.limiter = new RateLimiter(definition.rateLimit);
		this.jitter = new RandomStream(context.seed);
		this.current = definition.createWorld({ ...context, effects: this.effects }, snapshot);
	}

	get name(): string {
		return this.definition.name;
	}

	/** The base URL that a node's credential takes. */
	get url(): string {
		return this.origin() + this.definition.basePath;
	}

	get credentials(): Readonly<Record<string, string>> {
		return this.definition.credentials;
	}

	/** The service's memory as it is now; a reset replaces it. */
	get world(): World {
		return this.current;
	}

	/** Where it listens beside HTTP, if it does. */
	get beside(): Pick<ServerBeside, 'protocol' | 'port'> | undefined {
		return this.serverBeside;
	}

	/** The requests that arrived, oldest first. */
	get requests(): LoggedRequest[] {
		return this.log.all();
	}

	/** Starts what the service listens with beside HTTP, if there is such a thing. */
	async startBeside(address: Address): Promise<void> {
		this.serverBeside = await this.definition.startBeside?.(this, address);
	}

	async closeBeside(): Promise<void> {
		await this.serverBeside?.close();
		this.serverBeside = undefined;
	}

	clearRequests(): void {
		this.log.clear();
		this.maxInFlight = this.inFlight;
	}

	/** @throws Refusal (400) for a kind that neither the core nor the service knows */
	addFault(fault: Fault): void {
		if (!this.knowsFault(fault.kind)) {
			throw new Refusal(400, `${this.name} knows no fault '${fault.kind}'`);
		}
		try {
			this.faults.add(fault);
		} catch {
			throw new Refusal(400, `path: ${String(fault.path)} is no regular expression`);
		}
	}

	/** `undefined` lifts the limit. */
	setRateLimit(limit: RateLimit | undefined): void {
		this.limiter.limit = limit;
		this.limiter.clear();
	}

	/**
	 * Makes something happen in the service's world, at once or after it has answered `afterRequests`
	 * more requests (between two pages of a list, say).
	 */
	move(name: string, input: unknown = {}, afterRequests = 0): unknown {
		if (afterRequests === 0) return this.definition.moves.apply(name, this.world, input);
		if (!this.definition.moves.names.includes(name)) {
			throw new Refusal(400, `There is no move '${name}'`);
		}
		this.scheduled.push({ name, input, requestsLeft: afterRequests });
		return { scheduled: true };
	}

	/** To be called when the service has acted on a request. */
	requestServed(): void {
		for (const move of this.scheduled) move.requestsLeft -= 1;
		const due = this.scheduled.filter(({ requestsLeft }) => requestsLeft === 0);
		this.scheduled = this.scheduled.filter(({ requestsLeft }) => requestsLeft > 0);
		for (const { name, input } of due) this.definition.moves.apply(name, this.world, input);
	}

	/** How long the next request has to wait. */
	nextDelay(): number {
		const { milliseconds, jitterMilliseconds = 0 } = this.latency;
		return milliseconds + this.jitter.next() * jitterMilliseconds;
	}

	/** What the service sends instead of its answer, for a fault kind of its own. */
	rewritten(kind: string, answer: unknown, request: FastifyRequest): unknown {
		return this.definition.rewrites?.[kind](answer, request);
	}

	/** Back to the seed: the world, the log, faults, latency and rate limit. */
	reset(): void {
		this.effects.clear();
		this.clearRequests();
		this.faults.clear();
		this.scheduled = [];
		this.latency = { milliseconds: 0 };
		this.jitter = new RandomStream(this.context.seed);
		this.setRateLimit(this.definition.rateLimit);
		this.current = this.definition.createWorld({ ...this.context, effects: this.effects });
		this.context.changed();
	}

	private knowsFault(kind: string): boolean {
		return (
			isBeforeActing(kind) ||
			isAfterActing(kind) ||
			Object.hasOwn(this.definition.rewrites ?? {}, kind)
		);
	}
}
