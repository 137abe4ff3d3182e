import type { Resource } from '../../shared/operation';
import { listing } from '../../shared/operation';
import { recordsIn } from '../../shared/paging';
import { get } from '../../shared/service';
import { site } from '../schemas';

const sites = get('/sites');

/** The account's sites, from `GET /sites`; the service gives them all at once. */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many sites',
	description: 'Get the sites of the account, for example to go through all of them',
	fields: [],
	returns: site,
	request: () => sites,
	paging: { by: 'whole' },
	page: (data, _values, { client }) => ({ records: recordsIn(client, sites, data) }),
});

export const siteResource: Resource = {
	value: 'site',
	name: 'Site',
	description: 'A website whose backlinks are monitored',
	operations: [getAll],
};
