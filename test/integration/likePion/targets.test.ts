import { errorOf } from '../support/runNode';
import { byId, likePionTests } from './setup';

const { run, writes, linkRequest, move, effects, strike } = likePionTests();

const onRequest = { serviceType: 'entity', requestId: byId('={{ $json.requestId }}') };
const requestId = (): string => linkRequest().fields.id;
const linkIds = (): string[] =>
	(linkRequest().links.all() as Array<{ id: string }>).map(({ id }) => id);
const failLink = (id: string): void => {
	const fields = { status: 'failed', retry_count: 1, max_retries: 3 };
	move('setLink', { id, requestId: requestId(), fields });
};

it.each(['start', 'restart'])('%s: a request that several items name once', async (operation) => {
	move('setRequestStatus', { status: 'stopped', ids: [requestId()] });
	const input = [1, 2, 3].map(() => ({ requestId: requestId() }));
	const { items, json } = await run('request', operation, onRequest, { input });
	expect(writes()).toHaveLength(1);
	expect(json).toHaveLength(3);
	expect(json[2]).toMatchObject({ requestId: requestId(), status: 'running', success: true });
	expect(json[2]).toEqual(json[0]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

it('restart: items that want its answer in different ways are refused', async () => {
	const error = await errorOf(
		run(
			'request',
			'restart',
			{ ...onRequest, options: { includeSecrets: '={{ $json.secrets }}' } },
			{ input: [true, false].map((secrets) => ({ requestId: requestId(), secrets })) },
		),
	);
	expect(error.message).toBe(
		`Items 0 and 1 have the same "Request", "${requestId()}", but not the same "Include Secrets"`,
	);
	expect(writes()).toEqual([]);
});

it('retry: a link that several items name once, and others of the request each', async () => {
	const [first, second] = linkIds();
	[first, second].forEach(failLink);
	const { json } = await run(
		'link',
		'retry',
		{ ...onRequest, linkId: byId('={{ $json.linkId }}') },
		{ input: [first, second, first].map((linkId) => ({ requestId: requestId(), linkId })) },
	);
	expect(json.map(({ linkId }) => linkId)).toEqual([first, second, first]);
	expect(json.map(({ retry_count: used }) => used)).toEqual([2, 2, 2]);
	expect(effects().linksRetried).toBe(2);
});

it('retry: items that say that one link is of different requests are refused', async () => {
	const [linkId] = linkIds();
	const other = linkRequest('Bluebird Coffee: social').fields.id;
	const { json } = await run(
		'link',
		'retry',
		{ ...onRequest, linkId: byId(linkId) },
		{ input: [requestId(), other].map((id) => ({ requestId: id })), continueOnFail: true },
	);
	const error = `Items 0 and 1 have the same "Link", "${linkId}", but not the same "Request"`;
	expect(json).toMatchObject([{ error }, { error }]);
	expect(writes()).toEqual([]);
});

it('retryAll: the failed links of a request that several items name, once', async () => {
	linkIds().slice(0, 3).forEach(failLink);
	strike({ kind: 'resetAfter', method: 'POST' });
	const input = [1, 2, 3, 4].map(() => ({ requestId: requestId() }));
	const { json } = await run('link', 'retryAll', onRequest, { input });
	expect(writes()).toHaveLength(1);
	expect(json).toHaveLength(4);
	expect(json.every(({ retried, success }) => retried === null && success === true)).toBe(true);
});
