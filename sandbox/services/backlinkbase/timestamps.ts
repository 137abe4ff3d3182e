/** A moment as the text's examples write it, whose fractions are all nought: `2025-05-15T10:56:40.000000Z`. */
export function timestamp(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}.000000Z`;
}

/** The same day a month later, or the last day of that month: the most that a schedule may reach. */
export function monthAfter(day: string): string {
	const [year, month, date] = day.split('-').map(Number);
	const lastOfNext = new Date(Date.UTC(year, month + 1, 0));
	const next = new Date(Date.UTC(year, month, Math.min(date, lastOfNext.getUTCDate())));
	return next.toISOString().slice(0, 10);
}
