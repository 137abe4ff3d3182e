import { RandomStream } from '../../core/random';
import { slugOf } from '../../core/words';
import type { Cuids } from './cuids';
import type { Directory } from './directory';

const regions: readonly [region: string, name: string][] = [
	['global', 'World'],
	['us', 'American'],
	['uk', 'British'],
	['de', 'German'],
	['au', 'Australian'],
];

const kinds: readonly [category: string, subcategory: string, name: string][] = [
	['business', 'general', 'Business Register'],
	['business', 'startups', 'Startup List'],
	['business', 'family_businesses', 'Family Firms'],
	['food_and_drink', 'coffee', 'Coffee Guide'],
	['food_and_drink', 'restaurants', 'Table Finder'],
	['food_and_drink', 'speciality_shops', 'Fine Food Shops'],
	['sport_and_outdoors', 'cycling', 'Cycling Pages'],
	['sport_and_outdoors', 'water_sports', 'Water Sports Index'],
	['crafts', 'ceramics', 'Ceramics Directory'],
	['crafts', 'makers', 'Makers Map'],
	['local', 'city_guides', 'City Guide'],
	['local', 'chambers', 'Chamber Members'],
	['shopping', 'independent_shops', 'Independent Shops'],
	['shopping', 'sustainable', 'Green Shopping'],
];

const possibleSteps = [
	'Create an account',
	'Search for an existing listing',
	'Submit the listing form',
	'Upload the logo and two pictures',
	'Confirm the address by mail',
	'Answer the editor within a week',
	'Check that the link is there',
];

const pricings = ['free', 'free', 'free', 'freemium', 'paid'];
const inactiveShare = 0.08;
const millisecondsADay = 86_400_000;

/** The directories at the start: each kind in each region, oldest first. */
export function seededDirectories(seed: number, seededOn: string, cuids: Cuids): Directory[] {
	const random = new RandomStream(seed);
	const count = kinds.length * regions.length;
	return kinds.flatMap((kind, place) =>
		regions.map((region, ofKind): Directory => {
			const serial = place * regions.length + ofKind;
			const age = (count - serial) * 5 + random.next();
			const created = Date.parse(seededOn) - Math.round(age * millisecondsADay);
			const createdAt = new Date(created).toISOString();
			return {
				id: cuids.make(serial, created),
				...seededFields(kind, region, random),
				createdAt,
				updatedAt: createdAt,
			};
		}),
	);
}

function seededFields(
	[category, subcategory, kindName]: (typeof kinds)[number],
	[region, regionName]: (typeof regions)[number],
	random: RandomStream,
): Omit<Directory, 'id' | 'createdAt' | 'updatedAt'> {
	const name = `${regionName} ${kindName}`;
	return {
		name,
		url: `https://${slugOf(name)}.example/`,
		category,
		subcategory,
		region,
		domainAuthority: random.integer(12, 88),
		pricing: random.pick(pricings),
		steps: possibleSteps.filter((_step, place) => place === 2 || random.chance(0.6)),
		customFields: random.chance(0.3) ? { submissionLanguage: region === 'de' ? 'de' : 'en' } : {},
		isActive: !random.chance(inactiveShare),
	};
}
