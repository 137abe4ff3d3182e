import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/client';
import { RequestFailed } from '../shared/failure';
import { numberOrNull } from '../shared/output';
import type { Request, Service } from '../shared/service';
import { get, objectOf } from '../shared/service';

/**
 * BacklinkBase's API, as its text describes it: answers in the envelope `{ success, message }`, errors
 * with `errors` by field, no paging, 60 requests a minute.
 */
export const backlinkBase: Service = {
	name: 'BacklinkBase',
	credential: 'backlinkBaseApi',
	secret: 'API token',
	// "429 | Rate limit | >60 req/min or >3 bad tokens".
	requestsPerMinute: 60,
	refusals: [
		{
			// "401 | Bad token | missing/invalid/inactive/out of credits".
			when: 401,
			message: 'BacklinkBase did not accept the API token',
			advice:
				'Open the credential and check the API token and the "Base URL". BacklinkBase answers like this also where the token is not active any more or the account has no credits left.',
		},
		{
			when: /task not found/i,
			message: 'BacklinkBase has no task with this ID in the account',
			advice: 'Choose the task from the list, or take the field "id" of Task > Get Many.',
		},
		{
			when: 409,
			message: 'The account has fewer credits than the task has target sites',
			advice: 'No task was created. Choose fewer target sites, or buy credits in BacklinkBase.',
		},
		{
			when: 429,
			message: 'BacklinkBase refuses requests for a while',
			advice:
				'It allows 60 requests a minute and 3 with a wrong API token. The node keeps to that, but other programs and n8n processes with the same token count too: where n8n has several workers, give each its share under "Requests per Minute" in the credential. Check the token, wait a minute and run again.',
		},
	],
};

/**
 * What an answer is about: its `message`, a list or an object; the text's general part calls it
 * `response`. Some answers hold their data beside it (`task_id`, `timestamp`, `credits`).
 */
export function dataIn(body: unknown): unknown {
	const { message, response } = objectOf(body);
	return [message, response].find((part) => typeof part === 'object' && part !== null);
}

/** What stands in an answer itself, without the envelope's own word of success. */
export const besideIn = (body: unknown): IDataObject =>
	Object.fromEntries(Object.entries(objectOf(body)).filter(([name]) => name !== 'success'));

/** "/credits": what the account can still spend. Asking costs nothing. */
export const creditsRequest: Request = get('/credits');

/** The account's credits. @throws RequestFailed where the answer does not tell them */
export function creditsIn(body: unknown): number {
	const credits = numberOrNull(objectOf(body).credits ?? objectOf(dataIn(body)).credits);
	if (credits !== null) return credits;
	throw unreadable(creditsRequest, 'It does not tell the credits.');
}

/**
 * The same, asked for. "Returned when the token is missing, invalid, inactive, or the user is out of
 * credits" (401): where the words of such an answer speak of credits, there are none.
 */
export const creditsOf = async (client: Client): Promise<number> =>
	await client.data(creditsRequest).then(creditsIn, (error: unknown) => {
		if (isOutOfCredits(error)) return 0;
		throw error;
	});

function isOutOfCredits(error: unknown): boolean {
	if (!(error instanceof RequestFailed) || error.failure.status !== 401) return false;
	const { words = '', fields = {} } = error.failure;
	return [words, ...Object.values(fields).flat()].some((said) => /credits/i.test(said));
}

/** A task out of its answer. @throws RequestFailed where there is none, so that nothing half-read is handed on */
export function taskIn(request: Request, body: unknown): IDataObject {
	const task = objectOf(dataIn(body));
	if (task.id !== undefined) return task;
	throw unreadable(request, 'It holds no task.');
}

const unreadable = (request: Request, words: string): RequestFailed =>
	new RequestFailed(backlinkBase, request, { reason: 'unreadable', words, acted: 'no' }, 1, false);
