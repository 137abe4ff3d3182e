import type { Faker } from '@faker-js/faker';

type FakerPackage = typeof import('@faker-js/faker');

/**
 * A faker that always says the same for the same seed.
 *
 * Faker is published as an ES module only, which Jest's own module loader cannot read; Node's loader can,
 * so it is asked directly. That also loads the package once a process instead of once a test file.
 */
export function seededFaker(seed: number): Faker {
	const requireFromHere = process.getBuiltinModule('node:module').createRequire(__filename);
	const { Faker: FakerClass, en, base } = requireFromHere('@faker-js/faker') as FakerPackage;
	const faker = new FakerClass({ locale: [en, base] });
	faker.seed(seed);
	return faker;
}
