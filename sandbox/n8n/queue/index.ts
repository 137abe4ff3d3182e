/**
 * n8n's queue mode with its real parts: PostgreSQL, Redis, one main process, workers and a process for
 * webhooks. Each process of n8n has a user folder of its own, as on a machine of its own.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type N8nHost, type Role, startN8n } from '../host';
import { defaultVersion, type Say } from '../install';
import { layPackage } from '../pack';
import { type Postgres, startPostgres } from './postgres';
import { type Redis, startRedis } from './redis';

/** How to start it. */
export interface QueueModeOptions {
	/** For everything that it keeps; others must be able to enter it. */
	folder: string;
	/** The packed package, which every process gets. */
	tarball: string;
	/** Default 2. */
	workers?: number;
	version?: string;
	/** Settings of every process, on top of those of queue mode. */
	env?: Record<string, string>;
	say?: Say;
}

/** A running queue mode. */
export interface QueueMode {
	readonly main: N8nHost;
	readonly workers: readonly N8nHost[];
	readonly webhooks: N8nHost;
	readonly redis: Redis;
	readonly database: Postgres;
	/** Stops all of it and leaves no process. */
	stop(): Promise<void>;
}

/**
 * The settings that make processes of n8n work together; `docs/docker-compose.yml` has the same.
 * @param encryptionKey all of them read the credentials with it
 */
export function queueSettings(
	{ port, database, user, password }: Omit<Postgres, 'server' | 'query'>,
	redis: Pick<Redis, 'port'>,
	encryptionKey: string,
): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_ENCRYPTION_KEY: encryptionKey,
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: database,
		DB_POSTGRESDB_USER: user,
		DB_POSTGRESDB_PASSWORD: password,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
	};
}

/**
 * Starts everything, in the order in which it is needed.
 * @throws where a part does not start, or a Debian package is missing; nothing is left running then
 */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const { folder, workers = 2 } = options;
	const started: { stop(): Promise<void> }[] = [];
	const stop = async (): Promise<void> => {
		for (const part of started.splice(0).reverse()) await part.stop();
	};
	try {
		const database = await startPostgres(path.join(folder, 'postgres'));
		started.push(database.server);
		const redis = await startRedis(path.join(folder, 'redis'));
		started.push(redis.server);
		const env = { ...queueSettings(database, redis, randomUUID()), ...options.env };
		const startAs = async (role: Role, name: string = role): Promise<N8nHost> => {
			const host = await startProcess(options, role, name, env);
			started.push(host);
			return host;
		};
		// The main process makes the tables that the others need.
		const main = await startAs('main');
		const names = Array.from({ length: workers }, (_, place) => `worker-${String(place + 1)}`);
		const working: N8nHost[] = [];
		for (const name of names) working.push(await startAs('worker', name));
		const webhooks = await startAs('webhook');
		return { main, workers: working, webhooks, redis, database, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function startProcess(
	{ folder, tarball, version = defaultVersion, say }: QueueModeOptions,
	role: Role,
	name: string,
	env: Record<string, string>,
): Promise<N8nHost> {
	const userFolder = path.join(folder, name);
	await fs.mkdir(userFolder, { recursive: true });
	await layPackage(tarball, userFolder);
	return await startN8n({ role, version, userFolder, env, say });
}
