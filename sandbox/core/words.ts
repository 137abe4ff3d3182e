import type { Faker } from '@faker-js/faker';

/** What `make` gives when asked `count` times, each thing once. */
export function distinct(count: number, make: () => string): string[] {
	return [...new Set(Array.from({ length: count }, make))];
}

/** Words that host names can be made from. */
export function hostWords(faker: Faker): { adjectives: string[]; nouns: string[] } {
	const words = (make: () => string): string[] =>
		distinct(700, make).filter((word) => /^[a-z]+$/.test(word));
	return {
		adjectives: words(() => faker.word.adjective()),
		nouns: words(() => faker.word.noun()),
	};
}

/** As a URL writes it: small letters, digits and hyphens. */
export function slugOf(title: string): string {
	return title
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}
