/** What the demo remembers from one run to the next. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const memoryShape = z.object({
	/** Of the run that is going on, or was the last. */
	pid: z.number().optional(),
	url: z.string().optional(),
	sandboxPort: z.number().optional(),
	smtpPort: z.number().optional(),
	/** Which build of the package lies in the user folder. */
	fingerprint: z.string().optional(),
	/** Ids of the imported examples by their files' names; the user may have renamed them since. */
	workflows: z.record(z.string()).default({}),
});

/** @see memoryShape */
export type Memory = z.infer<typeof memoryShape>;

function fileIn(folder: string): string {
	return path.join(folder, 'demo.json');
}

/** @returns what an earlier run wrote, or an empty memory */
export async function recall(folder: string): Promise<Memory> {
	const text = await fs.readFile(fileIn(folder), 'utf8').catch(() => '{}');
	return memoryShape.parse(JSON.parse(text));
}

export async function remember(folder: string, memory: Memory): Promise<void> {
	await fs.writeFile(fileIn(folder), JSON.stringify(memory, null, '\t'));
}
