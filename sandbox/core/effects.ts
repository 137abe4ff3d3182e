/**
 * Counts what a service really did, by name (`backlinksAdded`, …), so that a test can tell "answered"
 * from "acted" and "once" from "twice".
 */
export class EffectCounts {
	private readonly counts = new Map<string, number>();

	count(effect: string, times = 1): void {
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
