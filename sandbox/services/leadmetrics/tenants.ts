/** A customer of the agency that works with Leadmetrics. */
export interface TenantDescription {
	id: string;
	name: string;
	/** The host of the website that links are built for; of a top-level domain reserved for examples. */
	domain: string;
	/** Backlinks at the start; the first tenant takes the sandbox's size instead. */
	backlinks: number;
	/** Emails of each campaign at the start. */
	campaignSizes: readonly number[];
	/** HARO queries that wait for a review at the start. */
	haroQueries: number;
	/** Who signs the mails. */
	sender: string;
	/** What other pages write about when they could link here. */
	topics: readonly string[];
	/** The pages that are linked to. */
	paths: readonly string[];
	/** Whom the competitor gap analysis compares with. */
	competitors: readonly string[];
}

/** The biggest first. */
export const tenantDescriptions: readonly TenantDescription[] = [
	{
		id: 'cm7q4x1tz0000l508h3f2c9ra',
		name: 'Bluebird Coffee',
		domain: 'bluebirdcoffee.example',
		backlinks: 0,
		campaignSizes: [24, 38, 12, 17],
		haroQueries: 15,
		sender: 'Hannah Brooks',
		topics: ['home espresso', 'single origin beans', 'cold brew', 'coffee grinders', 'latte art'],
		paths: ['/', '/beans/ethiopia-guji', '/guides/pour-over', '/guides/espresso', '/subscriptions'],
		competitors: ['harborroasters.example', 'oakandbean.example', 'thirdwave.example'],
	},
	{
		id: 'cm7q4x9d20001l508e6yk4w1b',
		name: 'Northwind Cycles',
		domain: 'northwindcycles.example',
		backlinks: 260,
		campaignSizes: [16, 9, 21],
		haroQueries: 8,
		sender: 'Mats Lindgren',
		topics: ['gravel bikes', 'winter commuting', 'cargo bikes', 'bike fitting', 'touring routes'],
		paths: ['/', '/gravel', '/cargo', '/workshop', '/journal/winter-commuting'],
		competitors: ['velomarket.example', 'tailwindbikes.example'],
	},
	{
		id: 'cm81b0m5k0002l508t7zq8u3n',
		name: 'Fern & Hollow Ceramics',
		domain: 'fernandhollow.example',
		backlinks: 90,
		campaignSizes: [7, 5],
		haroQueries: 5,
		sender: 'Ines Carvalho',
		topics: ['handmade mugs', 'stoneware glazes', 'pottery classes', 'slow living'],
		paths: ['/', '/mugs', '/classes', '/journal/ash-glazes'],
		competitors: ['claystudio.example', 'kilnroom.example'],
	},
];
