/** What n8n's start takes, and what it requires of community packages: `trace-start.cjs` notes it. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** n8n answers a moment before it says that its editor can be reached. */
const saidWithinMs = 10_000;
const pauseBetweenLooksMs = 50;

/** What n8n noted since it was started. */
export interface StartUp {
	/** Files of community packages that were required, from the package's name on, with `/`. */
	readonly required: readonly string[];
	/** Milliseconds that n8n's loader worked for community packages, also those that it waited for their files. */
	readonly loading: number;
	/** Milliseconds from the start of the process until the editor could be reached; NaN until then. */
	readonly readyAfter: number;
}

/** A line of the file. */
type Line = { required: string } | { loading: number } | { readyAfter: number };

/** The settings with which an n8n notes it in a file. */
export const noting = (file: string): Record<string, string> => ({
	NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'trace-start.cjs'))}`,
	START_TRACE: file,
});

/** What n8n noted in a file so far. */
export async function startUpIn(file: string): Promise<StartUp> {
	const text = await fs.readFile(file, 'utf8').catch(() => '');
	const lines = text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Line);
	const ready = lines.find((line) => 'readyAfter' in line);
	return {
		required: lines.flatMap((line) =>
			'required' in line ? line.required.replaceAll('\\', '/') : [],
		),
		loading: lines.reduce((sum, line) => sum + ('loading' in line ? line.loading : 0), 0),
		readyAfter: ready?.readyAfter ?? NaN,
	};
}

/** The same of an n8n that answers, once it has said that its editor can be reached. */
export async function wholeStartUpIn(file: string): Promise<StartUp> {
	const deadline = Date.now() + saidWithinMs;
	for (;;) {
		const startUp = await startUpIn(file);
		if (startUp.readyAfter > 0) return startUp;
		if (Date.now() > deadline) throw new Error('n8n did not say that its editor can be reached');
		await pause(pauseBetweenLooksMs);
	}
}
