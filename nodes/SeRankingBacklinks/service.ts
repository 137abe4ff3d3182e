import { countIn } from '../shared/answers';
import type { PositionPaging } from '../shared/paging';
import type { Service } from '../shared/service';
import { get, path } from '../shared/service';
import { isRecord } from '../shared/records';

/**
 * SE Ranking's Project API, as its text "Backlinks API" describes it: plain JSON without an envelope,
 * lists by limit and offset, errors as `{ "message": … }` with the words of the text's error tables.
 */
export const seRanking: Service = {
	name: 'SE Ranking',
	credential: 'seRankingProjectApi',
	secret: 'API key',
	refusals: [
		{
			when: 403,
			message: 'SE Ranking denied access: the site is not one of this account’s sites',
			advice:
				'Choose the site from the list, or check the credential: it may belong to another account.',
		},
		{
			when: /invalid url/i,
			parameter: 'URL',
			advice: 'Use an absolute URL, e.g. https://example.com/page.',
		},
		{
			when: /limit exceeded/i,
			advice:
				'The account’s allowance for backlinks is used up. Backlink > Get Statistics shows what is left for today.',
		},
		{
			when: /already exist/i,
			parameter: 'URL',
			advice: 'The backlink is monitored already, so there is nothing to add.',
		},
		{
			when: /invalid ids/i,
			parameter: 'Backlink IDs',
			advice:
				'At least one ID is not of this site; nothing was changed. Backlink > Get Many gives the IDs.',
		},
		{
			when: /invalid list/i,
			parameter: 'List',
			advice: 'At least one entry is not usable; nothing was added.',
		},
		{
			// The service's own spelling, as in its text.
			when: /disawov link does not exist/i,
			parameter: 'Disavowed Link',
			advice: 'It may have been deleted already. Disavow > Get Many gives the IDs.',
		},
		{
			when: /invalid disawov link id/i,
			parameter: 'Disavowed Link',
			advice: 'Use the "id" field of an entry of Disavow > Get Many.',
		},
	],
};

/** "Max number of links – 1000" (List of backlinks, request parameters). */
export const pageSize = 1000;

/** Paging of `GET /backlinks/{site_id}`, whose length `GET …/stat` tells. */
export const backlinkPaging = (siteId: string): PositionPaging => ({
	by: 'position',
	pageSize,
	query: (start, count) => ({ limit: count, offset: start }),
	total: { request: get(path`/backlinks/${siteId}/stat`), in: backlinksCounted },
});

/** Paging of `GET /backlink-disavow/{site_id}`, whose answers hold their total. */
export const disavowPaging: PositionPaging = {
	by: 'position',
	pageSize,
	query: (start, count) => ({ limit: count, offset: start }),
};

const backlinksCounted = (statistics: unknown): number | undefined =>
	isRecord(statistics) ? countIn(statistics.total) : undefined;
