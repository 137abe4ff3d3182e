/**
 * Counts what a service really did, by name (`backlinksAdded`, …), so that a test can tell "answered"
 * from "acted" and "once" from "twice".
 */
export class EffectCounts {
	private readonly counts = new Map<string, number>();

	/** What happened no times is not there at all. */
	count(effect: string, times = 1): void {
		if (times === 0) return;
		this.counts.set(effect, this.of(effect) + times);
	}

	of(effect: string): number {
		return this.counts.get(effect) ?? 0;
	}

	all(): Record<string, number> {
		return Object.fromEntries(this.counts);
	}

	clear(): void {
		this.counts.clear();
	}
}
