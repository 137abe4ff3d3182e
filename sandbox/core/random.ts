const range = 2 ** 32;

/**
 * A number from 0 up to (not including) 1 that depends on nothing but its arguments. A service that draws
 * its records' values this way need not keep them: the record is built again whenever it is asked for.
 */
export function drawn(seed: number, subject: number, trait: number): number {
	let hash = seed ^ Math.imul(subject, 0x9e3779b1) ^ Math.imul(trait, 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
	hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
	return ((hash ^ (hash >>> 16)) >>> 0) / range;
}

/** A seed out of a text (FNV-1a), so that each service, site or list draws differently from one sandbox seed. */
export function seedOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const character of text) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
	}
	return hash >>> 0;
}

/** A sequence of seeded random values, for what is drawn one after the other. */
export class RandomStream {
	private count = 0;

	constructor(private readonly seed: number) {}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.count += 1;
		return drawn(this.seed, this.count, 0);
	}

	/** A whole number from `least` to `most`, both included. */
	integer(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick<Value>(values: readonly Value[]): Value {
		return values[this.integer(0, values.length - 1)];
	}

	/** True in `share` of the cases (0 to 1). */
	chance(share: number): boolean {
		return this.next() < share;
	}
}

/** Values that depend on a subject (a record's number) and a trait (which of its values) alone. */
export class Draws {
	constructor(private readonly seed: number) {}

	/** From 0 up to, not including, 1. */
	share(subject: number, trait: number): number {
		return drawn(this.seed, subject, trait + 1);
	}

	/** True in `share` of the cases (0 to 1). */
	chance(subject: number, trait: number, share: number): boolean {
		return this.share(subject, trait) < share;
	}

	/** A whole number from `least` to `most`, both included. */
	integer(subject: number, trait: number, least: number, most: number): number {
		return least + Math.floor(this.share(subject, trait) * (most - least + 1));
	}

	pick<Value>(subject: number, trait: number, values: readonly Value[]): Value {
		return values[this.integer(subject, trait, 0, values.length - 1)];
	}
}
