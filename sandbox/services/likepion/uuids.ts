import { Draws } from '../../core/random';

/** Odd, so that multiplying by it can be undone (modulo 2 to the 32nd). */
const factor = 0x9e3779b1;
const inverse = inverseOf(factor);

/** UUIDs of records: the same for the same seed and serial number, and read back without an index. */
export class Uuids {
	private readonly draws: Draws;

	constructor(readonly seed: number) {
		this.draws = new Draws(seed);
	}

	of(serial: number): string {
		const [first, second, third] = [0, 1, 2].map((part) => this.hex(serial, part));
		const last = hex8(Math.imul(serial, factor) ^ this.seed);
		const variant = '89ab'[parseInt(third[0], 16) & 3];
		return [
			first,
			second.slice(0, 4),
			`4${second.slice(4, 7)}`,
			variant + third.slice(1, 4),
			third.slice(4) + last,
		].join('-');
	}

	/** The serial number that a UUID was made from; undefined when it was not made here. */
	serialOf(uuid: string): number | undefined {
		if (!/^[0-9a-f-]{36}$/.test(uuid)) return undefined;
		const serial = Math.imul(parseInt(uuid.slice(-8), 16) ^ this.seed, inverse) >>> 0;
		return this.of(serial) === uuid ? serial : undefined;
	}

	private hex(serial: number, part: number): string {
		return hex8(Math.floor(this.draws.share(serial, part) * 2 ** 32));
	}
}

function hex8(number: number): string {
	return (number >>> 0).toString(16).padStart(8, '0');
}

/** Newton's method: each round doubles the bits that are right. */
function inverseOf(odd: number): number {
	let guess = odd;
	for (let round = 0; round < 5; round += 1) {
		guess = Math.imul(guess, 2 - Math.imul(odd, guess));
	}
	return guess;
}
