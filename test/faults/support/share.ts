import { RandomStream, seedOf } from '../../../sandbox/core/random';

/** One run of so many is made; all by default. */
const oneRunOf = Math.max(1, Number(process.env.ONE_FAULT_OF ?? 1));

/** Whether all runs are made. */
export const isWhole = oneRunOf === 1;

/** How many of so many runs are made. */
export const shareOf = (runs: number): number => Math.ceil(runs / oneRunOf);

/** The entries that are run: all, or always the same sample of them for a name; one at least. */
export function sampled<Entry>(entries: readonly Entry[], name: string): Entry[] {
	const random = new RandomStream(seedOf(name));
	const first = random.integer(0, entries.length - 1);
	return entries.filter((_, place) => place === first || random.next() * oneRunOf <= 1);
}
