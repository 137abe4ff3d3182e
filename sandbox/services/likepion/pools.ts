import { seededFaker } from '../../core/faker';
import { distinct, hostWords } from '../../core/words';
import { byServiceType, type ServiceType, siteCounts } from './serviceTypes';

/** Words and texts that accounts and links are put together from. */
export interface Pools {
	users: readonly string[];
	bios: readonly string[];
	/** The host names that a service type places links on. */
	sites: Readonly<Record<ServiceType, readonly string[]>>;
}

export const errorMessages: readonly string[] = [
	'Login failed: wrong password',
	'Captcha could not be solved',
	'Site answered 503',
	'Profile was removed by the site',
	'Timeout after 60 s',
];

export const serverCount = 6;

const endings = ['.com', '.com', '.net', '.org', '.io', '.blog'];
const knownPools = new Map<number, Pools>();

/** The same seed gives the same. Made once, so that a reset is quick. */
export function poolsFor(seed: number): Pools {
	const pools = knownPools.get(seed) ?? newPools(seed);
	knownPools.set(seed, pools);
	return pools;
}

function newPools(seed: number): Pools {
	const faker = seededFaker(seed);
	const { adjectives, nouns } = hostWords(faker);
	const one = (words: readonly string[]): string => faker.helpers.arrayElement(words);
	const userName = (): string =>
		`${faker.person.firstName()}.${faker.person.lastName()}`.toLowerCase().replace(/[^a-z.]/g, '');
	const hostName = (): string => one(adjectives) + one(nouns) + one(endings);
	const sitesOf = (type: ServiceType): string[] =>
		distinct(siteCounts[type] + 20, hostName).slice(0, siteCounts[type]);
	return {
		users: distinct(400, userName),
		bios: distinct(80, () => faker.person.bio()),
		sites: byServiceType(sitesOf),
	};
}
