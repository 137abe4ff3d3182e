import { existsSync, readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { freePort } from '../ports';
import { runProcess } from '../processes';
import { programOf, Server } from './server';

/** Debian keeps PostgreSQL's programs by version, out of the search path. */
const debianFolder = '/usr/lib/postgresql';

/** PostgreSQL refuses to be run by root; Debian's package makes this user. */
const postgresUser = process.getuid?.() === 0 ? 'postgres' : undefined;

/** A PostgreSQL on the loopback interface with an empty database. */
export interface Postgres {
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	readonly server: Server;
	/** @returns the lines of a query's answer */
	query(sql: string): Promise<string[]>;
}

/** @param folder for its data; made where it is not there */
export async function startPostgres(folder: string): Promise<Postgres> {
	const port = await freePort();
	const access = { database: 'n8n', user: 'n8n', password: randomUUID() };
	const data = await makeDataFolder(folder, access);
	const server = new Server({
		name: 'PostgreSQL',
		program: program('postgres'),
		args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'fsync=off'],
		logFile: path.join(folder, 'postgres.log'),
		user: postgresUser,
		// To PostgreSQL this is a fast shutdown: sessions are ended, nothing is lost.
		stopsOn: 'SIGINT',
		isReady: async () => await answers(['pg_isready', '-h', '127.0.0.1', '-p', String(port)]),
	});
	await server.start();
	const asUser = ['-h', '127.0.0.1', '-p', String(port), '-U', access.user];
	const options = { env: { ...process.env, PGPASSWORD: access.password } };
	await runProcess({ program: program('createdb'), args: [...asUser, access.database], options });
	const inDatabase = [...asUser, '-d', access.database, '--no-align', '--tuples-only'];
	const query = async (sql: string): Promise<string[]> =>
		await runProcess({ program: program('psql'), args: [...inDatabase, '-c', sql], options });
	return { port, ...access, server, query };
}

/** An empty cluster in a folder that its user can enter. */
async function makeDataFolder(
	folder: string,
	{ user, password }: { user: string; password: string },
): Promise<string> {
	const data = path.join(folder, 'data');
	const passwordFile = path.join(folder, 'password');
	await fs.mkdir(folder, { recursive: true, mode: 0o755 });
	await fs.writeFile(passwordFile, password, { mode: 0o644 });
	await fs.mkdir(data);
	const who = ['-U', user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
	const initdb = [program('initdb'), '-D', data, ...who, '-E', 'UTF8', '--locale=C', '--no-sync'];
	if (postgresUser === undefined) {
		await runProcess({ program: initdb[0], args: initdb.slice(1) });
	} else {
		await runProcess({ program: 'chown', args: [postgresUser, data] });
		await runProcess({
			program: 'setpriv',
			args: [`--reuid=${postgresUser}`, `--regid=${postgresUser}`, '--clear-groups', ...initdb],
			options: { cwd: '/' },
		});
	}
	await fs.rm(passwordFile);
	return data;
}

function program(name: string): string {
	const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
	const newestFirst = versions.sort((one, other) => Number(other) - Number(one));
	const folders = newestFirst.map((version) => path.join(debianFolder, version, 'bin'));
	return programOf('postgresql', name, folders);
}

async function answers([name, ...args]: [string, ...string[]]): Promise<boolean> {
	return await runProcess({ program: program(name), args }).then(
		() => true,
		() => false,
	);
}
