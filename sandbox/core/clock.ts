const millisecondsADay = 86_400_000;

/** The day of a moment, as the services write dates: `2026-03-14` (UTC). */
export function dayOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The day that lies `days` before `day`; negative numbers look ahead. */
export function daysBefore(day: string, days: number): string {
	return dayOf(Date.parse(day) - days * millisecondsADay);
}

/** Whether a text is a day that the calendar has, as `dayOf` writes it. */
export function isCalendarDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && dayOf(time) === text;
}

/**
 * The sandbox's time. It is the real time, or, when a day is given, that day's noon at the start and
 * real time's pace from then on, so that tests can pin the date and still watch a task progress.
 */
export class Clock {
	private readonly offset: number;

	constructor(today?: string) {
		this.offset = today === undefined ? 0 : Date.parse(today) + millisecondsADay / 2 - Date.now();
	}

	/** Milliseconds since 1970. */
	now(): number {
		return Date.now() + this.offset;
	}

	today(): string {
		return dayOf(this.now());
	}
}
