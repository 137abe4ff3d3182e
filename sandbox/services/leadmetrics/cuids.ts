import { drawn, seedOf } from '../../core/random';

/** How many ids of one kind there can be: four digits of base 36. */
export const mostSerials = 36 ** 4;

/**
 * Ids of the form that such systems use (cuid): `c`, the time, a counter, a fingerprint, chance; 25
 * characters. The counter is the record's serial number, so that a record is found by its id without an index.
 */
export class Cuids {
	private readonly seed: number;
	private readonly fingerprint: string;

	/** @param kind what the ids are of; another kind has other ids */
	constructor(kind: string) {
		this.seed = seedOf(kind);
		this.fingerprint = digits(this.seed % mostSerials, 4);
	}

	/** The same for the same serial number and time (milliseconds since 1970). */
	make(serial: number, milliseconds: number): string {
		const chance = [1, 2].map((part) =>
			digits(Math.floor(drawn(this.seed, serial, part) * mostSerials), 4),
		);
		return `c${digits(milliseconds, 8)}${digits(serial, 4)}${this.fingerprint}${chance.join('')}`;
	}

	/** The serial number in an id of this kind; undefined in any other text. */
	serialIn(id: string): number | undefined {
		if (!/^c[0-9a-z]{24}$/.test(id) || id.slice(13, 17) !== this.fingerprint) return undefined;
		return parseInt(id.slice(9, 13), 36);
	}
}

function digits(number: number, count: number): string {
	return Math.floor(number).toString(36).padStart(count, '0').slice(-count);
}
