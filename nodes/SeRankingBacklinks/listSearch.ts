import { chosenBefore, listSearch } from '../shared/listSearch';
import { textOrNull } from '../shared/output';
import { get, objectOf } from '../shared/service';
import { siteId } from './fields';
import { entryOf, listOf } from './resources/disavow';
import { disavowPaging, seRanking } from './service';

/** The account's sites: `GET /sites`, objects with `id`, `title` and `name` (its address). */
export const searchSites = listSearch({
	service: seRanking,
	request: () => get('/sites'),
	entry: ({ id, title, name }) => {
		const known = [...new Set([textOrNull(title), textOrNull(name)])].filter(
			(part) => part !== null,
		);
		return { name: known.join(' – ') || `Site ${String(id)}`, value: String(id) };
	},
});

/** What is disavowed for the site that was chosen before, as it stands in Google's file. */
export const searchDisavowed = listSearch({
	service: seRanking,
	request: (context) => listOf(chosenBefore(context, siteId)),
	paging: disavowPaging,
	records: (data) => objectOf(data).disavow_links,
	entry: (record) => ({ name: entryOf(record), value: String(record.id) }),
});
