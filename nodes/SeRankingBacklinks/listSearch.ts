import { listSearch } from '../shared/listSearch';
import { textOrNull } from '../shared/output';
import { get } from '../shared/service';
import { seRanking } from './service';

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
