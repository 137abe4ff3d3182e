import { z } from 'zod';
import {
	betweenUrls,
	choice,
	day,
	entries,
	identifier,
	number,
	text,
	toggle,
} from '../shared/fields';
import { webAddress } from '../shared/rules';
import { countWordsOfHtml, siteNumber, stateOf, states, taskNumber, wordsBetween } from './schemas';

const statusChoice = choice({
	name: 'status',
	displayName: 'Status',
	description: 'Only tasks with this status',
	default: 'queued',
	options: states,
});

export const taskId = identifier({
	name: 'taskId',
	displayName: 'Task',
	description:
		'One of your account’s tasks, as Task > Create returned it or Task > Get Many lists it',
	placeholder: 'e.g. 6825f0ba291e7',
	search: 'searchTasks',
	rule: taskNumber,
});

/** A task's status, in either of the service's two vocabularies. */
export const status = {
	...statusChoice,
	schema: z
		.unknown()
		.transform((raw) => stateOf(raw) ?? raw)
		.pipe(statusChoice.schema),
};

/** "The name must be between 2 and 10 words". */
export const name = text({
	name: 'name',
	displayName: 'Name',
	description: 'What the task is called in BacklinkBase, in 2 to 10 words',
	placeholder: 'e.g. Press release batch',
	rule: wordsBetween(2, 10),
});

/** "title | string | 4-50 words". */
export const articleTitle = text({
	name: 'articleTitle',
	displayName: 'Article Title',
	description: 'Title of the article that is published, in 4 to 50 words',
	placeholder: 'e.g. Fintech startup Acme raises series A funding',
	rule: wordsBetween(4, 50),
});

/** "body | string | ≤400 words (HTML allowed)". */
export const articleBody = text({
	name: 'articleBody',
	displayName: 'Article Body',
	description: 'Text of the article, up to 400 words. HTML is allowed; its tags do not count.',
	placeholder: 'e.g. Acme, a Pune based fintech company…',
	rows: 6,
	rule: wordsBetween(1, 400, countWordsOfHtml),
});

/** "urls | array | 1-5 absolute URLs". */
export const articleUrls = entries({
	name: 'articleUrls',
	displayName: 'Article URLs',
	description:
		'The 1 to 5 pages that the article links to: between commas or one a line, or an expression that gives a list',
	placeholder: 'e.g. https://acme.com, https://acme.com/product',
	keys: ['url', 'targetUrl'],
	separator: betweenUrls,
	rule: webAddress,
	most: 5,
});

/** "target_website_ids must be a comma-separated list of integers". */
export const targetWebsiteIds = entries({
	name: 'targetWebsiteIds',
	displayName: 'Target Website Names or IDs',
	description:
		'The sites to publish on, a credit each. Choose from the list, or specify IDs, as a list or text with commas, using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	keys: ['id', 'backlink_website_id'],
	rule: siteNumber,
	load: 'getSites',
});

export const sandbox = toggle({
	name: 'sandbox',
	displayName: 'Sandbox',
	description:
		'Whether to only test: the task is checked and created, but nothing is published and no credit is spent. Turn it off to publish for real.',
	default: true,
});

export const scheduleFrom = day({
	name: 'scheduleFrom',
	displayName: 'Schedule From',
	description:
		'First day on which to publish, between today and a month on (UTC); today if left out',
});

export const scheduleTill = day({
	name: 'scheduleTill',
	displayName: 'Schedule Till',
	description:
		'Last day on which to publish, not before the first and within a month from today (UTC); a day after the first if left out',
});

export const minDa = number({
	name: 'minDa',
	displayName: 'Min DA',
	description: 'Only sites with a Domain Authority of at least this',
	minimum: 0,
	maximum: 100,
});

export const minPa = number({
	name: 'minPa',
	displayName: 'Min PA',
	description: 'Only sites with a Page Authority of at least this',
	minimum: 0,
	maximum: 100,
});

export const maxSpamScore = number({
	name: 'maxSpamScore',
	displayName: 'Max Spam Score',
	description: 'Only sites with a spam score of at most this',
	minimum: 0,
});

export const onlyEnabled = toggle({
	name: 'onlyEnabled',
	displayName: 'Only Enabled',
	description: 'Whether to leave out sites that are disabled',
	default: true,
});

export const excludeLimited = toggle({
	name: 'excludeLimited',
	displayName: 'Exclude Limited',
	description: 'Whether to leave out sites that are limited because the account is low on credits',
	default: true,
});
