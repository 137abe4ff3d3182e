/** Looks for secrets in all that a demo leaves behind. */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { installNode } from '../../../sandbox/n8n/install';
import type { Sandbox } from '../../../sandbox/server';
import { secretMark } from '../../../sandbox/services/likepion/account';
import { SecretSearch, type Secrets, type Sighting } from './secretSearch';

/** Where in the demo's folder a secret stands. */
export interface Leak extends Sighting {
	/** A file of the demo's folder, or `table.column` of n8n's database. */
	readonly where: string;
}

/** n8n's editor, this package, and the services' own memory: nobody looks there for what n8n did. */
const passedOver = ['.cache', path.join('.n8n', 'nodes'), 'sandbox.json'];

/** The tokens of all of the sandbox's services, by service and field; a user's name is none. */
export const tokensOf = ({ services }: Sandbox): Secrets =>
	Object.fromEntries(
		Object.values(services).flatMap(({ name, credentials }) =>
			Object.entries<string>(credentials)
				.filter(([field]) => field !== 'user')
				.map(([field, value]) => [`${name} ${field}`, value]),
		),
	);

/** What the sandbox keeps secret: its tokens, and what all secrets of LikePion's accounts begin with. */
export const secretsOf = (sandbox: Sandbox): Secrets => ({
	...tokensOf(sandbox),
	'LikePion secret': secretMark,
});

/**
 * Where secrets stand in what a demo that has stopped left in its folder: n8n's database, by column and
 * as a file, its logs, the files of executions, and whatever else is there.
 */
export async function leaksIn(folder: string, secrets: Secrets): Promise<Leak[]> {
	const search = new SecretSearch(secrets);
	const leaks: Leak[] = [];
	for (const file of await filesIn(folder)) {
		const where = path.relative(folder, file);
		if (isPassedOver(where)) continue;
		leaks.push(...search.inText(await fs.readFile(file)).map((found) => ({ ...found, where })));
		if (!file.endsWith('.sqlite')) continue;
		for (const [column, texts] of await columnsOf(file)) {
			leaks.push(...search.inText(texts).map((found) => ({ ...found, where: column })));
		}
	}
	return leaks;
}

async function filesIn(folder: string): Promise<string[]> {
	const files: string[] = [];
	for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) files.push(...(await filesIn(file)));
		if (entry.isFile()) files.push(file);
	}
	return files;
}

const isPassedOver = (file: string): boolean =>
	passedOver.some((part) => file === part || file.startsWith(part + path.sep));

/** All texts of a database, by `table.column`. */
async function columnsOf(database: string): Promise<Map<string, string>> {
	const script = path.join(__dirname, 'dumpDatabase.mjs');
	const { stdout } = await promisify(execFile)(
		await installNode(),
		['--no-warnings', script, database],
		{ maxBuffer: Infinity },
	);
	const columns = new Map<string, string[]>();
	for (const line of stdout.split('\n').filter((one) => one !== '')) {
		const [column, text] = JSON.parse(line) as [string, string];
		const texts = columns.get(column) ?? [];
		columns.set(column, texts);
		texts.push(text);
	}
	return new Map([...columns].map(([column, texts]) => [column, texts.join('\n')]));
}
