import type { IDataObject } from 'n8n-workflow';
import type { Resource } from '../../shared/operation';
import {
	additionalFields,
	filters,
	listing,
	operation,
	options,
	settled,
	single,
} from '../../shared/operation';
import type { Client } from '../../shared/client';
import { RequestFailed } from '../../shared/failure';
import { recordsIn } from '../../shared/paging';
import type { Request } from '../../shared/service';
import { post } from '../../shared/service';
import { maxCredits, overSpending } from '../../shared/spending';
import {
	articleBody,
	articleTitle,
	articleUrls,
	name,
	sandbox,
	scheduleFrom,
	scheduleTill,
	status,
	targetWebsiteIds,
	taskId,
} from '../fields';
import { findTask, noteCreated, showRequest, tasksRequest } from '../lostTask';
import { listedTask, stateOf, task, wrongSchedule } from '../schemas';
import { besideIn, creditsOf, dataIn, taskIn } from '../service';

/** "/v1/task/store". */
const create = operation({
	value: 'create',
	name: 'Create',
	action: 'Create a task',
	description: 'Have an article with your links published on the sites that you choose',
	notice:
		'A task spends one credit for each target site when <b>Sandbox</b> is off. <b>Max Credits</b> under Options sets a bound.',
	fields: [
		name,
		articleTitle,
		articleBody,
		articleUrls,
		targetWebsiteIds,
		sandbox,
		additionalFields(scheduleFrom, scheduleTill),
		options(maxCredits),
	],
	rules: [
		{
			between: ['additionalFields.scheduleFrom', 'additionalFields.scheduleTill'],
			broken: ({ additionalFields: schedule }) => wrongSchedule(schedule),
		},
		{
			between: ['targetWebsiteIds', 'sandbox', 'options.maxCredits'],
			broken: ({ targetWebsiteIds: sites, sandbox: isTest, options: { maxCredits: most } }) =>
				overSpending(targetWebsiteIds.property.displayName, costOf(sites, isTest), most),
		},
	],
	parameterNames: {
		name: 'Name',
		article_title: 'Article Title',
		article_body: 'Article Body',
		article_urls: 'Article URLs',
		target_website_ids: 'Target Website Names or IDs',
		schedule_from: 'Schedule From',
		schedule_till: 'Schedule Till',
	},
	// A task whose answer is lost can be found for certain only while no other one is on its way.
	oneAtATime: true,
	ifLost:
		'The list of tasks could not be read to find out. Look at Task > Get Many and Account > Get Credits before you run it again, because each run can spend credits.',
	async run({ client, values, hint }) {
		const { name: given, targetWebsiteIds: sites, sandbox: isTest } = values;
		const cost = costOf(sites, isTest);
		const stored = settled(client.data(storeRequest(values)), async (failed) => {
			const found = await findTask(client, failed, {
				name: given,
				title: values.articleTitle,
				body: values.articleBody,
				urls: values.articleUrls,
				sites,
			});
			hint(
				`The answer to the creation of "${given}" was lost; the task was found in the list of tasks, so it was not created again.`,
			);
			return { task_id: found.id, message: 'Task found after the answer was lost.' };
		}).catch(async (error: unknown) => {
			throw await withCredits(client, error, sites.length);
		});
		const answer = besideIn(await stored);
		noteCreated(answer.task_id);
		return [{ json: { ...answer, name: given, sandbox: isTest, credits: cost } }];
	},
});

/** "Credits will be deducted per target site unless using sandbox mode". */
const costOf = (sites: readonly string[], isTest: boolean): number => (isTest ? 0 : sites.length);

function storeRequest(values: {
	name: string;
	articleTitle: string;
	articleBody: string;
	articleUrls: string[];
	targetWebsiteIds: string[];
	sandbox: boolean;
	additionalFields: { scheduleFrom?: string; scheduleTill?: string };
}): Request {
	const { scheduleFrom: from, scheduleTill: till } = values.additionalFields;
	return post('/task/store', {
		name: values.name,
		article_title: values.articleTitle,
		article_body: values.articleBody,
		// Every example has text with commas; a comma within an address would divide it.
		article_urls: values.articleUrls.map((url) => url.replaceAll(',', '%2C')).join(', '),
		target_website_ids: values.targetWebsiteIds.join(', '),
		...(from === undefined ? {} : { schedule_from: from }),
		...(till === undefined ? {} : { schedule_till: till }),
		// "'sandbox' => true, // remove in production use".
		...(values.sandbox ? { sandbox: true } : {}),
	});
}

/** Tells with a refusal for want of credits (409) how many there are. */
async function withCredits(client: Client, error: unknown, needed: number): Promise<unknown> {
	if (!(error instanceof RequestFailed) || error.failure.status !== 409) return error;
	const credits = await creditsOf(client).catch(() => undefined);
	if (credits === undefined) return error;
	return error.with(`The account has ${credits} credits, and the task needs ${needed}.`);
}

/** "/v1/task/show". */
const getOne = single({
	value: 'get',
	name: 'Get',
	action: 'Get a task',
	description: 'Get a task with its article and what became of each of its placements',
	fields: [taskId],
	returns: task,
	request: ({ taskId: id }) => showRequest(id),
	output: (body, { taskId: id }) => taskIn(showRequest(id), body),
});

/** "/v1/tasks": "There is no pagination", and no filter either, so the node filters. */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many tasks',
	description:
		'Get the tasks of the account. As unified backlinks each task is asked for by itself, at most 60 a minute.',
	fields: [filters(status)],
	returns: listedTask,
	request: () => tasksRequest,
	paging: { by: 'whole' },
	page: (body, { filters: wanted }, { client }) => ({
		records: recordsIn(client, tasksRequest, dataIn(body)).filter((record) =>
			hasStatus(record, wanted),
		),
	}),
	// Placements are not in the list.
	detailsForUnified: async ({ id }, { client }) => {
		const request = showRequest(String(id));
		return taskIn(request, await client.data(request));
	},
});

const hasStatus = (record: IDataObject, wanted: { status?: string }): boolean =>
	wanted.status === undefined || stateOf(record.status) === wanted.status;

export const taskResource: Resource = {
	value: 'task',
	name: 'Task',
	description: 'An article with links that is published on sites',
	operations: [create, getOne, getAll],
};
