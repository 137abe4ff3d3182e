import type { IDataObject } from 'n8n-workflow';
import { isYes } from '../../shared/answers';
import type { Resource } from '../../shared/operation';
import { filters, listing } from '../../shared/operation';
import { numberOrNull } from '../../shared/output';
import { recordsIn } from '../../shared/paging';
import { get } from '../../shared/service';
import { excludeLimited, maxSpamScore, minDa, minPa, onlyEnabled } from '../fields';
import { site } from '../schemas';
import { dataIn } from '../service';

export const sitesRequest = get('/task/sites');

/** "/task/sites": "There is no pagination", and no filters either, so the node filters. */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many sites',
	description: 'Get the sites that a task can publish on',
	fields: [filters(minDa, minPa, maxSpamScore, onlyEnabled, excludeLimited)],
	returns: site,
	request: () => sitesRequest,
	paging: { by: 'whole' },
	page: (body, { filters: wanted }, { client }) => ({
		records: recordsIn(client, sitesRequest, dataIn(body)).filter((record) => fits(record, wanted)),
	}),
});

interface Wanted {
	minDa?: number;
	minPa?: number;
	maxSpamScore?: number;
	onlyEnabled?: boolean;
	excludeLimited?: boolean;
}

/** Whether a site fits the filters. One whose score is not known fits no filter on that score. */
const fits = (
	{ da, pa, spam_score: spam, status, limited }: IDataObject,
	wanted: Wanted,
): boolean =>
	(numberOrNull(da) ?? -Infinity) >= (wanted.minDa ?? -Infinity) &&
	(numberOrNull(pa) ?? -Infinity) >= (wanted.minPa ?? -Infinity) &&
	(numberOrNull(spam) ?? Infinity) <= (wanted.maxSpamScore ?? Infinity) &&
	(wanted.onlyEnabled !== true || isYes(status)) &&
	(wanted.excludeLimited !== true || !isYes(limited));

export const siteResource: Resource = {
	value: 'site',
	name: 'Site',
	description: 'A site that links can be placed on',
	operations: [getAll],
};
