import type { Resource } from '../../shared/operation';
import { single } from '../../shared/operation';
import { get, path } from '../../shared/service';
import { serviceType } from '../fields';
import { objectOf } from '../service';

/** "GET /stats". */
const getStats = single({
	value: 'get',
	name: 'Get',
	action: 'Get statistics',
	description: 'Count the requests and links of all service types by status',
	fields: [],
	request: () => get('/stats'),
	output: objectOf,
});

/** "GET /:type/stats". */
const getByType = single({
	value: 'getByType',
	name: 'Get by Type',
	action: 'Get statistics of a service type',
	description: 'Count the requests and links of one service type by status',
	fields: [serviceType],
	request: ({ serviceType: type }) => get(path`/${type}/stats`),
	output: (data, { serviceType: type }) => ({ serviceType: type, ...objectOf(data) }),
});

/** "GET /sites/count?type=entity". */
const countSites = single({
	value: 'countSites',
	name: 'Count Sites',
	action: 'Count the sites of a service type',
	description: 'Count the sites on which LikePion can place links of a service type',
	fields: [serviceType],
	request: ({ serviceType: type }) => get('/sites/count', { type }),
	output: objectOf,
});

export const statsResource: Resource = {
	value: 'stats',
	name: 'Statistics',
	description: 'Counts of requests, links and sites',
	operations: [countSites, getStats, getByType],
};
