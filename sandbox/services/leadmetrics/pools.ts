import { seededFaker } from '../../core/faker';
import { distinct, hostWords } from '../../core/words';

/** Words and names that a tenant's records are put together from. */
export interface Pools {
	adjectives: readonly string[];
	nouns: readonly string[];
	people: readonly string[];
}

export const prospectTypes = [
	'blog',
	'blog',
	'resource_page',
	'magazine',
	'podcast',
	'news',
	'association',
	'forum',
];

export const pageKinds = ['guides', 'blog', 'articles', 'resources', 'stories', 'reviews'];

export const outlets = [
	'The Morning Ledger',
	'Small Business Weekly',
	'Home & Table',
	'City Life Magazine',
	'The Weekend Read',
	'Makers Quarterly',
	'Retail Notes',
	'Everyday Living',
];

const knownPools = new Map<number, Pools>();

/** The same for the same seed. Made once, so that a reset is quick. */
export function poolsFor(seed: number): Pools {
	const pools = knownPools.get(seed) ?? newPools(seed);
	knownPools.set(seed, pools);
	return pools;
}

function newPools(seed: number): Pools {
	const faker = seededFaker(seed);
	return {
		...hostWords(faker),
		people: distinct(200, () => `${faker.person.firstName()} ${faker.person.lastName()}`),
	};
}
