import { isYes } from '../shared/answers';
import { listSearch } from '../shared/listSearch';
import { choicesOf } from '../shared/loadOptions';
import { numberOrNull, textOrNull } from '../shared/output';
import { get } from '../shared/service';
import { backlinkBase, dataIn } from './service';

/** The account's tasks: `GET /tasks`. */
export const searchTasks = listSearch({
	service: backlinkBase,
	request: () => get('/tasks'),
	records: dataIn,
	entry: ({ id, name, status, created_at: created }) => {
		const details = [textOrNull(status), textOrNull(created)?.slice(0, 10)].filter(Boolean);
		return {
			name: `${textOrNull(name) ?? `Task ${String(id)}`} (${details.join(', ')})`,
			value: String(id),
		};
	},
});

/** The sites that a task can have as targets: `GET /task/sites`, highest Domain Authority first. */
export const getSites = choicesOf({
	service: backlinkBase,
	request: get('/task/sites'),
	records: dataIn,
	before: (one, other) => (numberOrNull(other.da) ?? -1) - (numberOrNull(one.da) ?? -1),
	choice: ({ id, url, da, pa, spam_score: spam, status, limited }) =>
		isYes(status)
			? {
					name: `${String(url)} (DA ${shown(da)}, PA ${shown(pa)}, Spam Score ${shown(spam)}${isYes(limited) ? ', limited' : ''})`,
					value: String(id),
				}
			: undefined,
});

const shown = (score: unknown): string => textOrNull(score) ?? '–';
