import { errorOf } from '../support/runNode';
import { byId, leadmetricsTests } from './setup';

const { run, writes, strike, tenant, world, anEmail, effects, sandbox } = leadmetricsTests();

/** When an email went out for an earlier sending. */
const inMarch = '2026-03-02T09:00:00.000Z';

const unknown = 'It is not known whether Leadmetrics carried out the request';

/** Kinds of answers that are lost after the service acted. */
const lostAnswers = ['resetAfter', 'truncatedJson', 'brokenOff', 'emptyBody'];

describe('an email whose sending has no answer', () => {
	it.each(lostAnswers)('%s: is sent once, and reported as it is', async (kind) => {
		const { id, campaignId } = anEmail('approved');
		strike({ kind, method: 'POST' });
		const { json } = await run('campaignEmail', 'send', {
			campaignId: byId(campaignId),
			emailId: byId(id),
		});
		expect(json).toMatchObject([
			{
				id,
				status: 'sent',
				sentAt: tenant().campaigns.email(campaignId, id).sentAt,
				answerLost: true,
			},
		]);
		expect(writes()).toHaveLength(1);
		expect(world().outbox).toHaveLength(1);
	});

	it('that the service did not act on is not sent again, and its status is told', async () => {
		const { id, campaignId } = anEmail('approved');
		strike({ kind: 'resetBefore', method: 'POST', times: 'always' });
		const error = await errorOf(
			run('campaignEmail', 'send', {
				campaignId: byId(campaignId),
				emailId: byId(id),
				updateFields: { subject: 'Better' },
			}),
		);
		expect(error.description).toContain(unknown);
		expect(error.description).toContain('The changes of the email were stored before');
		expect(error.description).toContain(
			'Afterwards the status of the email was "approved", and it was not sent.',
		);
		expect(writes().map(({ method }) => method)).toEqual(['PATCH', 'POST']);
		expect(world().outbox).toEqual([]);
	});

	it.each(['approved', 'sent'])(
		'that the service did not act on is not reported as sent for an earlier sending; now %s',
		async (status) => {
			const { id, campaignId } = anEmail('approved');
			tenant().campaigns.changeEmail(id, { status, sentAt: inMarch });
			strike({ kind: 'status', status: 502, method: 'POST', times: 'always' });
			const error = await errorOf(
				run('campaignEmail', 'send', { campaignId: byId(campaignId), emailId: byId(id) }),
			);
			expect(error.description).toContain(unknown);
			expect(error.description).toContain(
				`Afterwards the status of the email was "${status}", and its last sending was at ${inMarch}.`,
			);
			expect(writes()).toHaveLength(1);
			expect(world().outbox).toEqual([]);
		},
	);

	it('that was sent before and approved again is reported with the new sending', async () => {
		const { id, campaignId } = anEmail('approved');
		tenant().campaigns.changeEmail(id, { status: 'sent', sentAt: inMarch });
		const email = { campaignId: byId(campaignId), emailId: byId(id) };
		await run('campaignEmail', 'update', { ...email, updateFields: { status: 'approved' } });
		expect(tenant().campaigns.email(campaignId, id).sentAt).toBe(inMarch);
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('campaignEmail', 'send', email);
		const [{ sentAt }] = world().outbox;
		expect(json).toMatchObject([{ id, status: 'sent', sentAt, answerLost: true }]);
	});

	it('whose time Leadmetrics did not note is not reported as sent', async () => {
		const { id, campaignId } = anEmail('approved');
		tenant().campaigns.changeEmail(id, { status: 'sent' });
		strike({ kind: 'status', status: 502, method: 'POST', times: 'always' });
		const error = await errorOf(
			run('campaignEmail', 'send', { campaignId: byId(campaignId), emailId: byId(id) }),
		);
		expect(error.description).toContain(
			'Afterwards the status of the email was "sent", and when it was sent is not known.',
		);
	});

	it('that cannot be read back says what to check', async () => {
		const { id, campaignId } = anEmail('approved');
		strike({ kind: 'resetAfter', method: 'POST' });
		strike({ kind: 'status', status: 403, method: 'GET', times: 'always' });
		const error = await errorOf(
			run('campaignEmail', 'send', { campaignId: byId(campaignId), emailId: byId(id) }),
		);
		expect(error.description).toContain(unknown);
		expect(error.description).toContain(
			'Campaign Email > Get Many shows whether the email was sent, and when.',
		);
		expect(world().outbox).toHaveLength(1);
	});
});

describe('a campaign whose sending has no answer', () => {
	it.each(lostAnswers)('%s: is sent once, and reported as it is', async (kind) => {
		const { id, campaignId } = anEmail('approved');
		const earlier = tenant()
			.campaigns.emailsOf(campaignId)
			.find((email) => email.id !== id);
		tenant().campaigns.changeEmail(earlier?.id ?? '', { status: 'sent', sentAt: inMarch });
		strike({ kind, method: 'POST' });
		const { json } = await run('campaign', 'sendAll', { campaignId: byId(campaignId) });
		expect(json).toEqual([
			{ campaignId, status: 'sent', emailsSent: world().outbox.length, answerLost: true },
		]);
		expect(world().outbox.map(({ emailId }) => emailId)).toContain(id);
		expect(writes()).toHaveLength(1);
		expect(effects().campaignsSent).toBe(1);
	});

	it('that the service did not act on is not sent again, and its state is told', async () => {
		const { campaignId } = anEmail('approved');
		const { status } = tenant().campaigns.get(campaignId);
		strike({ kind: 'htmlError', method: 'POST', times: 'always' });
		const error = await errorOf(run('campaign', 'sendAll', { campaignId: byId(campaignId) }));
		expect(error.description).toContain(unknown);
		expect(error.description).toContain(`Afterwards the status of the campaign was "${status}"`);
		expect(writes()).toHaveLength(1);
		expect(world().outbox).toEqual([]);
	});

	it.each([
		['with an email that was approved again', 'approved', 1],
		['with nothing left to send', 'sent', 0],
	])(
		'and that was sent before, %s, is not reported as sent',
		async (_case, statusOfEmail, waiting) => {
			const [{ id }] = tenant().campaigns.all();
			tenant().setCampaignStatus(id, 'sent');
			const [first, ...others] = tenant().campaigns.emailsOf(id);
			tenant().campaigns.changeEmail(first.id, { status: statusOfEmail, sentAt: inMarch });
			for (const email of others) {
				tenant().campaigns.changeEmail(email.id, { status: 'sent', sentAt: inMarch });
			}
			strike({ kind: 'status', status: 502, method: 'POST', times: 'always' });
			const error = await errorOf(run('campaign', 'sendAll', { campaignId: byId(id) }));
			expect(error.description).toContain(unknown);
			expect(error.description).toContain(
				`Afterwards the status of the campaign was "sent"; 0 of its emails were sent since the request, and ${String(waiting)} were approved and not sent.`,
			);
			expect(writes()).toHaveLength(1);
		},
	);
});

describe('a response to a journalist that has no answer', () => {
	it.each([
		[
			'without a token for the list',
			undefined,
			'HARO Query > Get Many lists the queries that wait; where this one is missing, the response was submitted.',
		],
		[
			'with a token for the list',
			'sandbox-leadmetrics-dm-token',
			'Afterwards the query was no longer among those that wait for a response; so the response was submitted, if the query waited before.',
		],
	])('%s: is submitted once, and says what is known', async (_case, dmAccessToken, advice) => {
		const [{ id }] = tenant().haroQueries.all();
		strike({ kind: 'resetAfter', method: 'POST' });
		const error = await errorOf(
			run(
				'haroQuery',
				'respond',
				{ haroQueryId: byId(id) },
				dmAccessToken === undefined
					? {}
					: { credentials: { leadmetricsTenantApi: { dmAccessToken } } },
			),
		);
		expect(error.description).toContain(unknown);
		expect(error.description).toContain(advice);
		expect(writes()).toHaveLength(1);
		expect(effects().haroResponsesSent).toBe(1);
	});

	it('that the service did not act on is not submitted again', async () => {
		const [{ id }] = tenant().haroQueries.all();
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(
			run(
				'haroQuery',
				'respond',
				{ haroQueryId: byId(id) },
				{
					credentials: { leadmetricsTenantApi: { dmAccessToken: 'sandbox-leadmetrics-dm-token' } },
				},
			),
		);
		expect(error.description).toContain(
			'Afterwards the query was still among those that wait for a response.',
		);
		expect(effects()).toEqual({});
	});
});

it('a run of the matcher that has no answer is not started again', async () => {
	strike({ kind: 'resetAfter', method: 'POST' });
	const error = await errorOf(run('opportunity', 'runMatcher'));
	expect(error.description).toContain(unknown);
	expect(error.description).toContain('Look for new opportunities of the tenant a while later');
	expect(effects()).toEqual({ matcherRuns: 1 });
});

describe('a directory whose change has no answer', () => {
	const created = { name: 'Coffee Shops', url: 'https://coffee-shops.example/' };

	it('create: finds the new directory', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('directory', 'create', created);
		expect(json).toMatchObject([
			{ ...created, id: expect.any(String) as string, answerLost: true },
		]);
		expect(effects()).toEqual({ directoriesCreated: 1 });
	});

	/** The list holds these, and nothing is created. */
	const holding = (...directories: Array<{ id: string }>): void => {
		const always = { kind: 'status', status: 200, method: 'GET', times: 'always' } as const;
		strike({
			...always,
			path: '/backlink-directories$',
			body: { items: directories, nextCursor: null },
		});
		for (const body of directories) {
			strike({ ...always, path: `/backlink-directories/${body.id}$`, body });
		}
		strike({ kind: 'resetBefore', method: 'POST' });
	};
	const additionalFields = {
		category: 'food',
		region: '',
		steps: '["Register", "Submit"]',
		customFields: '{"language": "en", "size": 3}',
	};
	const twin = {
		id: 'twin',
		...created,
		category: 'food',
		isActive: true,
		steps: ['Register', 'Submit'],
		customFields: { size: 3, language: 'en' },
		pricing: 'free',
	};

	it('create: hands the directory on as it is stored', async () => {
		holding(twin);
		const { json } = await run('directory', 'create', {
			...created,
			url: 'https://Coffee-Shops.example',
			additionalFields,
		});
		expect(json).toEqual([{ ...twin, answerLost: true }]);
	});

	it('create: finds one that was to be out of use', async () => {
		strike({ kind: 'resetAfter', method: 'POST' });
		const { json } = await run('directory', 'create', {
			...created,
			additionalFields: { isActive: false },
		});
		expect(json).toMatchObject([{ isActive: false, answerLost: true }]);
	});

	it.each([
		['deleted', { isActive: false }, 'isActive is "false" instead of "true"'],
		[
			'older',
			{ createdAt: '2024-05-06T07:08:09.000Z' },
			'createdAt is "2024-05-06T07:08:09.000Z", before the request',
		],
		[
			'another',
			{ name: 'Tea Shops', category: null },
			'name is "Tea Shops" instead of "Coffee Shops"; category is nothing instead of "food"',
		],
	])('create: does not take a directory that is %s for it', async (_case, changes, why) => {
		holding({ ...twin, ...changes });
		const error = await errorOf(run('directory', 'create', { ...created, additionalFields }));
		expect(error.description).toContain(unknown);
		expect(error.description).toContain(
			`hardly as what was to be created: directory twin (${why}).`,
		);
		expect(writes()).toHaveLength(1);
	});

	it('create: does not choose between two', async () => {
		holding(twin, { ...twin, id: 'other' });
		const error = await errorOf(run('directory', 'create', { ...created, additionalFields }));
		expect(error.description).toContain(
			'there were 2 that could be the directory to create, so it was not chosen between them: twin, other.',
		);
	});

	it('create: finds none and says so', async () => {
		strike({ kind: 'resetBefore', method: 'POST' });
		const error = await errorOf(run('directory', 'create', created));
		expect(error.description).toContain('Afterwards no directory had this URL.');
		expect(writes()).toHaveLength(1);
	});

	it('update: its second try succeeds', async () => {
		const [{ id }] = world().directories.all();
		strike({ kind: 'resetAfter', method: 'PATCH' });
		const { json } = await run('directory', 'update', {
			directoryId: byId(id),
			updateFields: { name: 'Renamed' },
		});
		expect(json).toMatchObject([{ id, name: 'Renamed' }]);
		expect(writes()).toHaveLength(2);
	});

	it('delete: a second try that is refused because the first one was carried out', async () => {
		const [{ id }] = world().directories.all();
		strike({ kind: 'resetAfter', method: 'DELETE' });
		strike({
			kind: 'status',
			status: 404,
			method: 'DELETE',
			body: { message: 'Directory not found' },
		});
		const { json } = await run('directory', 'delete', { directoryId: byId(id) });
		expect(json).toEqual([{ deleted: true, directoryId: id }]);
		expect(world().directories.get(id).isActive).toBe(false);
	});

	it('delete: an answer that is never to be read is no deletion, unless the directory is gone', async () => {
		const [{ id }] = world().directories.all();
		strike({ kind: 'wrongContentType', method: 'DELETE', times: 'always' });
		const error = await errorOf(run('directory', 'delete', { directoryId: byId(id) }));
		expect(error.message).toBe('Leadmetrics sent an answer that cannot be read');

		sandbox().control.clearFaults();
		strike({ kind: 'emptyBody', method: 'DELETE', times: 'always' });
		const { json } = await run('directory', 'delete', { directoryId: byId(id) });
		expect(json).toEqual([{ deleted: true, directoryId: id }]);
	});
});
