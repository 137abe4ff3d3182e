import { seededFaker } from '../../core/faker';
import { RandomStream } from '../../core/random';
import { distinct, hostWords } from '../../core/words';
import type { Site } from './site';

export type SeededSite = Omit<Site, 'limited'>;

const siteCount = 150;
const firstId = 301;
const disabledShare = 0.07;
const endings = ['.com', '.com', '.net', '.org', '.io', '.blog'];

const known = new Map<number, readonly SeededSite[]>();

/** The catalogue; the same seed gives the same. Made once, so that a reset is quick. */
export function seededSites(seed: number): readonly SeededSite[] {
	const sites = known.get(seed) ?? newSites(seed);
	known.set(seed, sites);
	return sites;
}

function newSites(seed: number): SeededSite[] {
	const random = new RandomStream(seed);
	const { adjectives, nouns } = hostWords(seededFaker(seed));
	const hostName = (): string =>
		`${random.pick(adjectives)}${random.pick(nouns)}${random.pick(endings)}`;
	return distinct(siteCount + 20, hostName)
		.slice(0, siteCount)
		.map((url, place) => {
			const da = 12 + Math.floor(random.next() ** 1.6 * 70);
			return {
				id: firstId + place,
				url,
				da,
				pa: Math.min(95, da + random.integer(-4, 9)),
				// The worse sites are those that look like spam.
				spam_score: Math.floor(random.next() ** 2 * (da < 30 ? 30 : 9)),
				status: random.chance(disabledShare) ? 0 : 1,
			};
		});
}
