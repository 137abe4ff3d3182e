import {
	betweenUrls,
	choice,
	day,
	entries,
	identifier,
	number,
	optionalText,
} from '../shared/fields';
import { currencyCode, digits, webAddress } from '../shared/rules';
import { chargePeriods, chargePeriodsOfOne } from './schemas';

/** Fields that several of the service's resources share. */
export const siteId = identifier({
	name: 'siteId',
	displayName: 'Site',
	description: 'The site whose backlinks SE Ranking monitors',
	placeholder: 'e.g. 1234567',
	search: 'searchSites',
	rule: digits,
});

export const disavowLinkId = identifier({
	name: 'disavowLinkId',
	displayName: 'Disavowed Link',
	description: 'An entry of the disavow list, by the field "id" of Disavow > Get Many',
	placeholder: 'e.g. 3',
	search: 'searchDisavowed',
	dependsOn: ['siteId.value'],
	rule: digits,
});

export const backlinkIds = entries({
	name: 'backlinkIds',
	displayName: 'Backlink IDs',
	description:
		'IDs of backlinks: one or several, between commas or one a line, or an expression that gives a list. Drag the field "id" of Backlink > Get Many here to take it from each input item.',
	placeholder: 'e.g. 1001, 1002',
	keys: ['id'],
	rule: digits,
});

export const backlinkUrls = entries({
	name: 'list',
	displayName: 'List',
	description:
		'URLs of pages that link to the site: one or several, between commas or one a line, or an expression that gives a list. Drag a field here to take it from each input item.',
	placeholder: 'e.g. https://blog.example/post',
	keys: ['from_url', 'url', 'sourceUrl'],
	separator: betweenUrls,
	rule: webAddress,
});

export const price = number({
	name: 'price',
	displayName: 'Price',
	description: 'What the placement costs, in the given currency',
	minimum: 0,
	decimals: 2,
});

export const currency = optionalText({
	name: 'currency',
	displayName: 'Currency',
	description: 'Currency code (ISO 4217) of the price',
	placeholder: 'e.g. USD',
	rule: currencyCode,
});

const period = {
	name: 'chargePeriod',
	displayName: 'Charge Period',
	description: 'How often the price is paid',
	default: 'onetime',
} as const;

export const chargePeriod = choice({ ...period, options: chargePeriods });

/** A single backlink can be paid for in fewer ways. */
export const chargePeriodOfOne = choice({ ...period, options: chargePeriodsOfOne });

export const chargeStart = day({
	name: 'chargeStart',
	displayName: 'Charge Start',
	description: 'Day from which the price is paid',
});
