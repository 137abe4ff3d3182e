import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodType, ZodTypeDef } from 'zod';
import type { Clock } from './clock';
import type { EffectCounts } from './effects';
import type { RateLimit } from './rateLimit';
import { Refusal } from './refusal';

/** What a service's world is made from. */
export interface WorldContext {
	/** Drawn from the sandbox's seed and the service's name. */
	seed: number;
	/** How many backlinks the service's main list starts with. */
	backlinks: number;
	/** The day that seeded dates are relative to; it stays when a saved state is loaded on a later day. */
	seededOn: string;
	clock: Clock;
	effects: EffectCounts;
	/** To be called whenever what `snapshot` holds has changed. */
	changed: () => void;
}

/** All that a service remembers. */
export interface ServiceWorld {
	/** A few numbers for a person or a test to look at. */
	summary(): Record<string, unknown>;
	/** What has to be kept, beyond the seed, to continue after a restart; plain JSON. */
	snapshot(): unknown;
}

/** Something that happens in a service without a request: a link is lost, an import completes. */
export type WorldMove<World> = (world: World, input: unknown) => unknown;

/** Changes a service's answer; the argument and the result are parsed JSON. */
export type AnswerRewrite = (answer: unknown, request: FastifyRequest) => unknown;

/** Where to listen; port 0 is any free one. */
export interface Address {
	host: string;
	port: number;
}

/** A server that a service runs beside its HTTP routes. */
export interface ServerBeside {
	protocol: string;
	port: number;
	/** Ends it and every open connection. */
	close(): Promise<void>;
}

/** One service of the sandbox. Written as one object, listed in `sandbox/services/index.ts`. */
export interface ServiceDefinition<Name extends string, World extends ServiceWorld> {
	/** As the control API and `Sandbox.services` call it. */
	name: Name;
	/** As people call it. */
	title: string;
	/** Where its base URL begins below the server's, such as `/seranking`. */
	basePath: string;
	/** A valid set of credentials, under the names of the node's credential fields; fixed and public. */
	credentials: Readonly<Record<string, string>>;
	/** Builds the seeded world, or the one that `snapshot` (of this service's making) continues. */
	createWorld(context: WorldContext, snapshot?: unknown): World;
	/** Adds the routes, with paths below `basePath`. Ask `service.world` anew each time: a reset replaces it. */
	addRoutes(server: FastifyInstance, service: { readonly world: World }): void | Promise<void>;
	/** Starts what the service listens with beside HTTP: SMTP, say. */
	startBeside?(service: { readonly world: World }, address: Address): Promise<ServerBeside>;
	moves: WorldMoves<World>;
	/** The token that the rate limit counts by, wherever the service expects it. */
	tokenOf(request: FastifyRequest): string | undefined;
	/** How the service words an error that the core answers: unknown route, unreadable body, 429. */
	errorBody(status: number, message: string): unknown;
	/** The limit that the service's text states, if it does. */
	rateLimit?: RateLimit;
	/** Fault kinds of the service's own, such as a cursor that repeats. They strike after acting. */
	rewrites?: Readonly<Record<string, AnswerRewrite>>;
}

/** A service's moves by name. */
export interface WorldMoves<World> {
	names: readonly string[];
	apply(name: string, world: World, input: unknown): unknown;
}

/** A schema that takes whatever comes. */
type Schema<Value> = ZodType<Value, ZodTypeDef, unknown>;

/** A move whose input is checked first. */
export function worldMove<World, Input>(
	schema: Schema<Input>,
	apply: (world: World, input: Input) => unknown,
): WorldMove<World> {
	return (world, input) => apply(world, checked(schema, input));
}

export function worldMoves<World>(moves: Record<string, WorldMove<World>>): WorldMoves<World> {
	const byName = new Map(Object.entries(moves));
	const names = [...byName.keys()];
	return {
		names,
		apply(name, world, input) {
			const move = byName.get(name);
			if (!move) {
				throw new Refusal(400, `There is no move '${name}'; there is: ${names.join(', ')}`);
			}
			return move(world, input);
		},
	};
}

/** What `schema` makes of `input`. @throws Refusal (400) that names every broken rule */
export function checked<Value>(schema: Schema<Value>, input: unknown): Value {
	const result = schema.safeParse(input);
	if (result.success) return result.data;
	const rules = result.error.issues.map(({ path, message }) =>
		path.length === 0 ? message : `${path.join('.')}: ${message}`,
	);
	throw new Refusal(400, rules.join('; '));
}
