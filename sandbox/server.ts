import fastify, { type FastifyInstance } from 'fastify';
import { Clock } from './core/clock';
import { Control } from './core/control';
import { addControlRoutes } from './core/controlRoutes';
import { seedOf } from './core/random';
import { RunningService } from './core/runningService';
import type { ServiceDefinition, ServiceWorld } from './core/service';
import { type SavedState, StateFile } from './core/stateFile';
import { surroundWithTraffic } from './core/traffic';
import { serviceDefinitions } from './services';

export interface SandboxOptions {
	/** 0 (the default) takes any free port. */
	port?: number;
	host?: string;
	/** Of the inbox's SMTP server; 0 (the default) takes any free port. */
	smtpPort?: number;
	/** The same seed, day and size give the same data. */
	seed?: number;
	/** How many backlinks each service's main list starts with; at most 1,000,000. */
	backlinks?: number;
	/** The day (`2026-03-14`) that the sandbox takes for today at its start; the real one unless told. */
	today?: string;
	/** Kept up to date with what happens; when it is there at the start, it is continued. */
	stateFile?: string;
	/** Told what is worth knowing at the start. */
	logger?: (line: string) => void;
}

type Definitions = (typeof serviceDefinitions)[number];
type WorldOf<Definition> =
	Definition extends ServiceDefinition<string, infer World> ? World : never;

/** The services by name, each with its own world type. */
export type SandboxServices = {
	[Definition in Definitions as Definition['name']]: RunningService<WorldOf<Definition>>;
};

export interface Sandbox {
	/** Without a slash at the end. */
	url: string;
	services: SandboxServices;
	control: Control;
	/** Saves the state file and ends the server and every open connection. */
	close(): Promise<void>;
}

export const mostBacklinks = 1_000_000;
export const defaultBacklinks = 2_000;
export const defaultSeed = 20_260;

/**
 * Starts the services as one HTTP server: each below its base path, the control API below `/_control`.
 * @throws Error (code EADDRINUSE) when the port is taken; RangeError for an impossible size; Error for a foreign state file
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, host = '127.0.0.1', smtpPort = 0, stateFile, logger } = options;
	const clock = new Clock(options.today);
	const saved = stateFile === undefined ? undefined : StateFile.load(stateFile);
	const facts = saved ?? freshFacts(options, clock);
	if (saved) {
		// The file's size and seed hold, whatever was asked for: its changes belong to them.
		const size = `${String(saved.backlinks)} backlinks seeded on ${saved.seededOn}`;
		logger?.(`Continuing ${String(stateFile)} with ${size}; delete it to start anew.`);
	}

	let url = '';
	let keeper: StateFile | undefined;
	const running: RunningService[] = serviceDefinitions.map(
		(definition: ServiceDefinition<string, ServiceWorld>) =>
			new RunningService(
				definition,
				() => url,
				{
					seed: seedOf(`${String(facts.seed)} ${definition.name}`),
					backlinks: facts.backlinks,
					seededOn: facts.seededOn,
					clock,
					changed: () => keeper?.changed(),
				},
				facts.services[definition.name],
			),
	);
	if (stateFile !== undefined) {
		keeper = new StateFile(stateFile, () => ({ ...facts, services: snapshots(running) }));
	}

	const control = new Control(running);
	const server = await buildServer(running, control);
	url = await server.listen({ port, host });
	try {
		for (const service of running) await service.startBeside({ host, port: smtpPort });
	} catch (error) {
		await server.close();
		throw error;
	}
	keeper?.save();
	return {
		url,
		// The array above was made from the very definitions that the type is made from.
		services: Object.fromEntries(running.map((one) => [one.name, one])) as SandboxServices,
		control,
		close: async () => {
			keeper?.save();
			keeper = undefined;
			for (const service of running) await service.closeBeside();
			await server.close();
		},
	};
}

async function buildServer(
	running: readonly RunningService[],
	control: Control,
): Promise<FastifyInstance> {
	// A client that keeps its connections open, or one that waits for a hung answer, must not delay the end.
	const server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
	for (const service of running) {
		await server.register(
			async (part) => {
				surroundWithTraffic(part, service);
				await service.definition.addRoutes(part, service);
			},
			{ prefix: service.definition.basePath },
		);
	}
	await server.register(
		(part, _options, done) => {
			addControlRoutes(part, control);
			done();
		},
		{ prefix: '/_control' },
	);
	return server;
}

function freshFacts(options: SandboxOptions, clock: Clock): SavedState {
	const { seed = defaultSeed, backlinks = defaultBacklinks } = options;
	if (!Number.isInteger(backlinks) || backlinks < 0 || backlinks > mostBacklinks) {
		throw new RangeError(`backlinks must be a whole number from 0 to ${String(mostBacklinks)}`);
	}
	return { version: 1, seed, backlinks, seededOn: clock.today(), services: {} };
}

function snapshots(running: readonly RunningService[]): Record<string, unknown> {
	return Object.fromEntries(running.map(({ name, world }) => [name, world.snapshot()]));
}
