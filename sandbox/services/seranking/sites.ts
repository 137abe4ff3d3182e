/** A website of the sandbox's account. */
export interface SiteDescription {
	id: number;
	title: string;
	/** The host name, as `GET /sites` gives it. */
	name: string;
	/** Backlinks at the start; the first site takes the sandbox's size instead. */
	backlinks: number;
	/** What other pages write about when they link here. */
	topics: readonly string[];
	/** The pages that are linked to. */
	paths: readonly string[];
}

/** The account's sites, the biggest first. The names are of a top-level domain that is reserved for examples. */
export const siteDescriptions: readonly SiteDescription[] = [
	{
		id: 20481,
		title: 'Bluebird Coffee',
		name: 'bluebirdcoffee.example',
		backlinks: 0,
		topics: [
			'Coffee Grinders',
			'Pour Over Coffee',
			'Espresso at Home',
			'Single Origin Beans',
			'Cold Brew',
			'Latte Art',
			'Coffee Subscriptions',
			'Decaf That Tastes Good',
		],
		paths: [
			'/',
			'/beans/ethiopia-guji',
			'/beans/colombia-huila',
			'/guides/pour-over',
			'/guides/espresso-at-home',
			'/blog/how-to-store-coffee',
			'/subscriptions',
		],
	},
	{
		id: 20736,
		title: 'Northwind Cycles',
		name: 'northwindcycles.example',
		backlinks: 320,
		topics: [
			'Gravel Bikes',
			'Commuting by Bike',
			'Winter Tyres',
			'Cargo Bikes',
			'Bike Fitting',
			'Touring Routes',
		],
		paths: ['/', '/gravel', '/cargo', '/workshop', '/journal/winter-commuting'],
	},
	{
		id: 21094,
		title: 'Fern & Hollow Ceramics',
		name: 'fernandhollow.example',
		backlinks: 140,
		topics: ['Handmade Mugs', 'Stoneware Glazes', 'Pottery Classes', 'Slow Living'],
		paths: ['/', '/mugs', '/classes', '/journal/ash-glazes'],
	},
	{
		id: 21377,
		title: 'Lanternfish Diving School',
		name: 'lanternfishdiving.example',
		backlinks: 40,
		topics: ['Night Dives', 'Open Water Courses', 'Underwater Photography'],
		paths: ['/', '/courses/open-water', '/trips'],
	},
];
