import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const stateSchema = z.object({
	version: z.literal(1),
	seed: z.number(),
	backlinks: z.number(),
	/** The day that seeded dates are relative to. */
	seededOn: z.string(),
	services: z.record(z.unknown()),
});

export type SavedState = z.infer<typeof stateSchema>;

/** Where a sandbox keeps what happened, for its next start. */
export class StateFile {
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly file: string,
		private readonly state: () => SavedState,
	) {}

	/**
	 * What an earlier sandbox saved; undefined when there is no such file.
	 * @throws Error when the file holds something else
	 */
	static load(file: string): SavedState | undefined {
		if (!fs.existsSync(file)) return undefined;
		const saved = stateSchema.safeParse(parsed(fs.readFileSync(file, 'utf8')));
		if (saved.success) return saved.data;
		throw new Error(`${file} is not a state of this sandbox; delete it to start anew`);
	}

	/** Saves soon; many changes in a row are saved once. */
	changed(): void {
		this.timer ??= setTimeout(() => {
			this.save();
		}, 200);
		this.timer.unref();
	}

	/** Saves now. A process killed meanwhile leaves the former state, never half of one. */
	save(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		fs.mkdirSync(path.dirname(path.resolve(this.file)), { recursive: true });
		const unfinished = `${this.file}.${String(process.pid)}.tmp`;
		fs.writeFileSync(unfinished, JSON.stringify(this.state()));
		fs.renameSync(unfinished, this.file);
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
