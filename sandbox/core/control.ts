import { z } from 'zod';
import { type Fault, faultSchema } from './faults';
import { rateLimitSchema } from './rateLimit';
import { Refusal } from './refusal';
import type { LoggedRequest } from './requestLog';
import type { RunningService } from './runningService';
import { checked } from './service';

const latencySchema = z
	.object({
		service: z.string(),
		milliseconds: z.number().nonnegative(),
		jitterMilliseconds: z.number().nonnegative().optional(),
	})
	.strict();

const rateLimitSettingSchema = rateLimitSchema.extend({
	service: z.string(),
	/** Null lifts the limit. */
	requestsPerMinute: rateLimitSchema.shape.requestsPerMinute.nullable(),
});

export type LatencySetting = z.infer<typeof latencySchema>;
export type RateLimitSetting = z.infer<typeof rateLimitSettingSchema>;

export interface ServiceFacts {
	name: string;
	title: string;
	url: string;
	/** Where it listens beside HTTP, if it does. */
	beside?: { protocol: string; port: number };
	credentials: Readonly<Record<string, string>>;
	moves: readonly string[];
}

export interface ServiceState {
	summary: Record<string, unknown>;
	effects: Record<string, number>;
	inFlight: number;
	maxInFlight: number;
}

export interface RequestFilter {
	service?: string;
	method?: string;
	/** A regular expression on the path below the service's base URL. */
	path?: string;
}

/**
 * The powers over the sandbox, for tests in the same process; the HTTP control API has the same.
 * A service is called by its name, capitals or not. Throws Refusal (400, 404) with a clear message.
 */
export class Control {
	constructor(private readonly running: readonly RunningService[]) {}

	services(): ServiceFacts[] {
		return this.running.map(({ name, url, beside, credentials, definition }) => ({
			name,
			title: definition.title,
			url,
			...(beside && { beside: { protocol: beside.protocol, port: beside.port } }),
			credentials,
			moves: definition.moves.names,
		}));
	}

	/** What arrived, oldest first. */
	requests({ service, method, path }: RequestFilter = {}): LoggedRequest[] {
		const pattern = path === undefined ? undefined : new RegExp(path);
		return this.chosen(service)
			.flatMap(({ requests }) => requests)
			.filter((request) => method === undefined || request.method === method.toUpperCase())
			.filter((request) => pattern === undefined || pattern.test(request.path))
			.sort((one, other) => one.id - other.id);
	}

	/** Also starts the count of `maxInFlight` anew. */
	clearRequests(service?: string): void {
		for (const one of this.chosen(service)) one.clearRequests();
	}

	faults(service?: string): Fault[] {
		return this.chosen(service).flatMap(({ faults }) => faults.waiting());
	}

	addFault(fault: Fault): void {
		const known = checked(faultSchema, fault);
		this.service(known.service).addFault(known);
	}

	clearFaults(service?: string): void {
		for (const { faults } of this.chosen(service)) faults.clear();
	}

	setLatency(setting: LatencySetting): void {
		const { service, ...latency } = checked(latencySchema, setting);
		this.service(service).latency = latency;
	}

	setRateLimit(setting: RateLimitSetting): void {
		const { service, requestsPerMinute, ...rest } = checked(rateLimitSettingSchema, setting);
		this.service(service).setRateLimit(
			requestsPerMinute === null ? undefined : { requestsPerMinute, ...rest },
		);
	}

	/** Makes something happen in a service; see `RunningService.move`. */
	world(service: string, move: string, input: unknown = {}, afterRequests = 0): unknown {
		return this.service(service).move(move, input, afterRequests);
	}

	/** Back to the seed, without faults, latency or log. */
	reset(service?: string): void {
		for (const one of this.chosen(service)) one.reset();
	}

	state(): Record<string, ServiceState> {
		return Object.fromEntries(
			this.running.map(({ name, world, effects, inFlight, maxInFlight }) => [
				name,
				{ summary: world.summary(), effects: effects.all(), inFlight, maxInFlight },
			]),
		);
	}

	private chosen(service: string | undefined): readonly RunningService[] {
		return service === undefined ? this.running : [this.service(service)];
	}

	private service(name: string): RunningService {
		const found = this.running.find((one) => one.name.toLowerCase() === name.toLowerCase());
		if (found) return found;
		const names = this.running.map((one) => one.name).join(', ');
		throw new Refusal(404, `There is no service '${name}'; there is: ${names}`);
	}
}
