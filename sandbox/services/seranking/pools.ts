import { seededFaker } from '../../core/faker';
import { distinct, hostWords, slugOf } from '../../core/words';
import type { SiteDescription } from './sites';

/** Words and texts that backlinks are put together from. */
export interface Pools {
	adjectives: readonly string[];
	nouns: readonly string[];
	countries: readonly string[];
	titles: readonly PageTitle[];
	anchors: readonly string[];
}

export interface PageTitle {
	title: string;
	/** As the page's URL says it. */
	slug: string;
}

export const goodEndings = [
	'.com',
	'.com',
	'.com',
	'.org',
	'.net',
	'.io',
	'.co.uk',
	'.de',
	'.blog',
];
export const toxicEndings = ['.xyz', '.top', '.click', '.icu'];
export const sections = ['blog', 'articles', 'news', 'stories', 'reviews', 'resources'];

export const toxicWords = ['casino', 'slots', 'pills', 'replica', 'payday', 'betting', 'jackpot'];
export const toxicFirstWords = ['best', 'cheap', 'mega', 'lucky', 'online', 'vip', 'free', 'top'];
export const toxicAnchors = [
	'online casino bonus',
	'buy cheap pills online',
	'best slots no deposit',
	'instant payday loan',
	'replica watches',
	'free spins today',
	'casino',
	'diet pills without prescription',
	'sports betting tips',
];
export const toxicTitles: readonly PageTitle[] = [
	'Best Online Casino Bonus 2024',
	'Cheap Pills Without Prescription',
	'Top 100 Slots Free Spins',
	'Instant Payday Loans No Check',
	'Replica Watches Outlet',
	'Link Directory Page',
].map((title) => ({ title, slug: slugOf(title) }));

const knownPools = new Map<string, Pools>();

/** The words of one site's backlinks; the same seed gives the same. Made once, so that a reset is quick. */
export function poolsFor(site: SiteDescription, seed: number): Pools {
	const key = `${site.name} ${String(seed)}`;
	const pools = knownPools.get(key) ?? newPools(site, seed);
	knownPools.set(key, pools);
	return pools;
}

function newPools(site: SiteDescription, seed: number): Pools {
	const faker = seededFaker(seed);
	return {
		...hostWords(faker),
		countries: distinct(40, () => faker.location.countryCode('alpha-3')),
		titles: titlesFor(
			site,
			distinct(60, () => faker.location.city()),
		),
		anchors: anchorsFor(site),
	};
}

function titlesFor({ title, topics }: SiteDescription, cities: readonly string[]): PageTitle[] {
	const titles = topics.flatMap((topic) => [
		`A Beginner's Guide to ${topic}`,
		`${topic}: What We Learned in a Year`,
		`${topic} on a Budget`,
		`Our Favourite Reads on ${topic}`,
		`10 Questions About ${topic}`,
		`Why ${topic} Matters`,
		`${title} and the Art of ${topic}`,
		...cities.map((city) => `${topic} in ${city}`),
	]);
	return titles.map((text) => ({ title: text, slug: slugOf(text) }));
}

function anchorsFor({ title, name, topics }: SiteDescription): string[] {
	const ofTopics = topics.flatMap((topic) => {
		const words = topic.toLowerCase();
		return [words, `best ${words}`, `guide to ${words}`, `more about ${words}`];
	});
	// Brand names and bare addresses are what most links say.
	const ofBrand = [title, title, title, name, `https://${name}/`, `www.${name}`];
	return [...ofBrand, ...ofBrand, ...ofTopics, 'here', 'this article', 'read more', 'source'];
}
