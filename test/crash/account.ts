/** Compares what workflows were told with what happened. */
import { subjectOf } from './changes';
import type { Announcement } from '../e2e/listening';

/** What one workflow was told, against what it should have been told. */
export interface Account {
	readonly lost: readonly string[];
	readonly invented: readonly string[];
	/** How often each change was announced that was announced more than once. */
	readonly repeated: ReadonlyMap<string, number>;
	/** Announcements that repeat something. */
	readonly repeats: number;
}

/** @param announcements in the order in which the workflow was told */
export function accountOf(
	made: readonly string[],
	announcements: readonly Announcement[],
): Account {
	const told = announcements.map(({ items }) => items.map((item) => subjectOf(item)));
	const times = new Map<string, number>();
	let repeats = 0;
	for (const subjects of told) {
		repeats += subjects.some((subject) => times.has(subject)) ? 1 : 0;
		for (const subject of subjects) times.set(subject, (times.get(subject) ?? 0) + 1);
	}
	return {
		lost: made.filter((subject) => !times.has(subject)),
		invented: [...times.keys()].filter((subject) => !made.includes(subject)),
		repeated: new Map([...times].filter(([, count]) => count > 1)),
		repeats,
	};
}
