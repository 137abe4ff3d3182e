import { entrance } from '../../../sandbox/demo/credentials';
import type { Workflow } from '../../../sandbox/n8n/client';
import type { CampaignEmail } from '../../../sandbox/services/leadmetrics/campaign';
import type { Tenant } from '../../../sandbox/services/leadmetrics/tenant';
import type { Mail } from '../../../sandbox/services/inbox/mail';
import { pollInterval, until } from '../listening';
import { ended, exampleIn, givenBy, publishAt, set } from '../support/examples';
import { FormPage } from '../support/forms';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 150 });
const reviewer = 'reviewer@example.com';
const page = '/form/outreach-review';
const service = () => demo().sandbox.services.leadmetrics;
const clients = (): Tenant[] => service().world.tenants.slice(0, 2);
const tenant = (): Tenant => clients()[0];
const notices = (): Mail[] => demo().sandbox.services.inbox.world.mailsTo(reviewer);
const sentIds = (): string[] => service().world.outbox.map(({ emailId }) => emailId);
const statusOf = (id: string): string => tenant().campaigns.anyEmail(id).status;

let workflow: Workflow;
let address: string;
let bounced: CampaignEmail;

/** As if all that waited at the start had been sent long ago. @returns all mails */
function settleEverything(of: Tenant): CampaignEmail[] {
	const emails = of.campaigns.all().flatMap(({ id }) => of.campaigns.emailsOf(id));
	of.setEmailStatus(
		emails.map(({ id }) => id),
		'sent',
	);
	return emails;
}

/** Types the clients' IDs into the trigger, the only place that asks for them. */
async function watchClients({ id, nodes }: Workflow): Promise<Workflow> {
	const tenantId = clients()
		.map(({ description }) => description.id)
		.join(', ');
	const changed = nodes.map((node) =>
		node.name === 'New Prospects'
			? { ...node, parameters: { ...node.parameters, tenantId } }
			: node,
	);
	return await demo().client.updateWorkflow(id, { nodes: changed });
}

/** New prospects of a client's first campaign, each with a drafted mail. */
function draftEmails(count: number, { campaigns, description } = tenant()): CampaignEmail[] {
	const move = { tenantId: description.id, count };
	const answer = demo().sandbox.control.world('leadmetrics', 'draftEmails', move);
	return (answer as { ids: string[] }).ids.map((id) => campaigns.anyEmail(id));
}

/** A poll has come after another, so that the first poll of all, which remembers, is over. */
function isWatching(): boolean {
	const looks = demo().sandbox.control.requests({
		service: 'leadmetrics',
		path: '/dm/v1/backlinks$',
	});
	const times = looks.map(({ time }) => Date.parse(time));
	return Math.max(...times) - Math.min(...times) > (pollInterval + 1) * 1_000;
}

/** Somebody opens the review; the first mail, or the ending where there is none. */
async function openReview(): Promise<FormPage> {
	const start = await FormPage.open(address, entrance.form);
	return (await start.submit()) ?? start;
}

/** Answers a page. @throws Error where no page follows */
async function answer(from: FormPage, answers: Record<string, string>): Promise<FormPage> {
	const next = await from.submit(answers);
	if (!next) throw new Error(`No page followed on "${from.title}"`);
	return next;
}

beforeAll(async () => {
	[, , , bounced] = clients().flatMap(settleEverything);
	tenant().setEmailStatus([bounced.id], 'bounced');
	const example = await exampleIn(demo(), '01-outreach-send');
	await watchClients(example);
	workflow = await set(demo().client, example, { mailTo: reviewer, mailsPerReview: 6 });
	demo().sandbox.control.clearRequests();
	address = await publishAt(demo(), workflow, page);
	await until('polls', isWatching, 150_000);
}, 240_000);

describe('new prospects', () => {
	let drafts: CampaignEmail[];
	let notice: Mail;

	beforeAll(async () => {
		drafts = draftEmails(7);
		await until('a notice', () => notices().length > 0, 90_000);
		[notice] = notices();
	}, 120_000);

	it('bring the reviewer one notice that lists the drafted mails', () => {
		expect(notices()).toHaveLength(1);
		expect(notice).toMatchObject({ subject: '7 outreach mails wait for your decision' });
		for (const { recipientName, subject } of drafts) {
			expect(notice.html).toContain(`${String(recipientName)}: ${subject}`);
		}
		expect(notice.html).toContain(`${String(bounced.recipientEmail)}: bounced`);
	});

	it('lead to a form that only the reviewer can open', async () => {
		const [, link = ''] = /<a href="([^"]+)">/.exec(notice.html) ?? [];
		expect(new URL(link).pathname).toBe(page);
		expect((await FormPage.open(link)).status).toBe(401);
		expect((await FormPage.open(link, entrance.form)).title).toBe('Outreach review');
	});

	it('are mailed only as the reviewer decides', async () => {
		const [approved, skipped, edited, settled, refused, unanswered] = drafts;
		const first = await openReview();
		expect(first.title).toBe('Mail 1 of 6');
		expect(first.text).toContain(
			`To ${String(approved.recipientName)} <${String(approved.recipientEmail)}>`,
		);
		expect(first.text).toContain(`Subject ${approved.subject}`);
		expect(first.text).toContain(approved.body.replace(/\s+/g, ' '));
		expect(sentIds()).toEqual([]);

		const second = await answer(first, { Decision: 'Approve' });
		expect(sentIds()).toEqual([approved.id]);

		// The browser's Back button, and the old page's button again: nothing must come of it.
		const secondAgain = await answer(first, { Decision: 'Approve' });
		expect(secondAgain.title).toBe(second.title);
		expect(sentIds()).toEqual([approved.id]);

		const third = await answer(secondAgain, { Decision: 'Skip' });
		expect(statusOf(skipped.id)).toBe('skipped');

		const editing = await answer(third, { Decision: 'Edit' });
		expect(editing.filledIn('Recipient')).toBe(edited.recipientEmail);
		expect(editing.filledIn('Subject')).toBe(edited.subject);
		expect(editing.filledIn('Body')).toBe(edited.body);
		expect(sentIds()).toEqual([approved.id]);
		const words = { Subject: 'A better subject', Body: 'Dear you,\r\n\r\n$& costs < $1.' };
		const fourth = await answer(editing, words);

		tenant().setEmailStatus([settled.id], 'sent');
		const fifth = await answer(fourth, { Decision: 'Approve' });

		const sending = { service: 'leadmetrics', method: 'POST', path: 'send$' } as const;
		const body = { message: 'The mailbox of the sender is full' };
		demo().sandbox.control.addFault({ ...sending, kind: 'status', status: 422, body });
		const sixth = await answer(fifth, { Decision: 'Approve' });
		expect(statusOf(refused.id)).toBe('approved');

		demo().sandbox.control.addFault({ ...sending, kind: 'resetAfter' });
		const ending = await answer(sixth, { Decision: 'Approve' });
		expect(ending.title).toBe('3 sent, 1 skipped, 2 not sent');
		expect(ending.text).toContain(`"${settled.subject}": It has been sent or skipped meanwhile`);
		expect(ending.text).toContain(body.message);
		expect(ending.text).toContain(`"${bounced.subject}": bounced`);
		expect(ending.text).toContain('1 more mail waits: open the form again.');
		await ending.end();

		expect(sentIds()).toEqual([approved.id, edited.id, unanswered.id]);
		expect(service().world.outbox[1]).toMatchObject({
			recipientEmail: edited.recipientEmail,
			subject: words.Subject,
			body: 'Dear you,\n\n$& costs < $1.',
		});
	});

	it('have their edits stored before they are mailed', () => {
		const [, , { id }] = drafts;
		const requests = demo().sandbox.control.requests({ service: 'leadmetrics', path: id });
		expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'POST']);
	});

	it('are mailed once, however often the review is opened', async () => {
		const [, , , , refused, , later] = drafts;
		const first = await openReview();
		expect(first.title).toBe('Mail 1 of 2');
		expect(first.text).toContain(refused.subject);
		const second = await answer(first, { Decision: 'Approve' });
		expect(second.text).toContain(later.subject);
		const ending = await answer(second, { Decision: 'Skip' });
		expect(ending.title).toBe('1 sent, 1 skipped, 0 not sent');
		await ending.end();

		const nothing = await openReview();
		expect(nothing.title).toBe('No mail waits for you');
		await nothing.end();

		expect(sentIds()).toHaveLength(4);
		for (const id of sentIds()) expect(service().effects.of(`mailSent:${id}`)).toBe(1);
		expect(notices()).toHaveLength(1);
	});
});

describe('an opportunity', () => {
	it('brings no notice, for it is no prospect', async () => {
		const toldOf = notices().length;
		tenant().setEmailStatus([bounced.id], 'draft');
		const move = { sourceType: 'directory_opportunity' };
		const answered = demo().sandbox.control.world('leadmetrics', 'createBacklinks', move);
		const [id] = (answered as { ids: string[] }).ids;
		const heardOf = async (): Promise<boolean> =>
			(await ended(demo().client, workflow)).some((execution) =>
				givenBy(execution, 'New Prospects').some((item) => item.id === id),
			);
		await until('a poll that finds it', heardOf, 90_000);
		expect(notices()).toHaveLength(toldOf);
		tenant().setEmailStatus([bounced.id], 'bounced');
	}, 120_000);
});

describe('two people who review at the same time', () => {
	it('mail nobody twice', async () => {
		const [draft] = draftEmails(1);
		const one = await openReview();
		const other = await openReview();
		expect((await answer(one, { Decision: 'Approve' })).title).toContain('1 sent');
		const late = await answer(other, { Decision: 'Approve' });
		expect(late.title).toBe('0 sent, 0 skipped, 1 not sent');
		expect(service().effects.of(`mailSent:${draft.id}`)).toBe(1);
	});
});

describe('a mail that somebody else works on while the form is open', () => {
	const record = (id: string): CampaignEmail => tenant().campaigns.anyEmail(id);
	const changes = (id: string): number =>
		demo().sandbox.control.requests({ service: 'leadmetrics', path: id }).length;

	it.each([
		['recipient', { recipientEmail: 'right@blog.example' }],
		['subject', { subject: 'The right subject' }],
		['text', { body: 'The right text' }],
	])('is not sent with the %s that it had, but shown again', async (_what, correction) => {
		const [{ id, subject }] = draftEmails(1);
		const asShown = await openReview();
		tenant().campaigns.changeEmail(id, correction);
		const corrected = { ...record(id) };
		const sofar = sentIds().length;
		const ending = await answer(asShown, { Decision: 'Approve' });
		expect(ending.title).toBe('0 sent, 0 skipped, 1 not sent');
		expect(ending.text).toContain(`"${subject}": It has been changed meanwhile`);
		await ending.end();
		expect(record(id)).toEqual(corrected);
		expect(sentIds()).toHaveLength(sofar);

		const again = await openReview();
		for (const value of Object.values(correction)) expect(again.text).toContain(value);
		expect((await answer(again, { Decision: 'Approve' })).title).toContain('1 sent');
		expect(service().world.outbox.at(-1)).toMatchObject({ emailId: id, ...correction });
	});

	it('is not overwritten by what the reviewer edits', async () => {
		const [{ id }] = draftEmails(1);
		const editing = await answer(await openReview(), { Decision: 'Edit' });
		tenant().campaigns.changeEmail(id, { body: 'The right text' });
		const ending = await answer(editing, { Body: 'Another text' });
		expect(ending.text).toContain('It has been changed meanwhile');
		expect(record(id)).toMatchObject({ body: 'The right text', status: 'draft' });
		tenant().setEmailStatus([id], 'sent');
	});

	it('is not marked as skipped where it was sent or changed', async () => {
		const [sent, changed, left] = draftEmails(3);
		const first = await openReview();
		tenant().setEmailStatus([sent.id], 'sent');
		const second = await answer(first, { Decision: 'Skip' });
		tenant().campaigns.changeEmail(changed.id, { subject: 'A better subject' });
		const third = await answer(second, { Decision: 'Skip' });
		const ending = await answer(third, { Decision: 'Skip' });
		expect(ending.title).toBe('0 sent, 1 skipped, 2 not sent');
		expect(ending.text).toContain(`"${sent.subject}": It has been sent or skipped meanwhile`);
		expect(ending.text).toContain(`"${changed.subject}": It has been changed meanwhile`);
		expect([sent, changed, left].map(({ id }) => statusOf(id))).toEqual([
			'sent',
			'draft',
			'skipped',
		]);
		expect([sent, changed].map(({ id }) => changes(id))).toEqual([0, 0]);
		tenant().setEmailStatus([changed.id], 'sent');
	});
});

describe('a draft without a recipient', () => {
	it('is not approved, but sent once it has been given one', async () => {
		const [{ id }] = draftEmails(1);
		tenant().campaigns.changeEmail(id, { recipientEmail: null });
		const first = await openReview();
		expect(first.text).toContain('no address yet');
		const failed = await answer(first, { Decision: 'Approve' });
		expect(failed.title).toBe('0 sent, 0 skipped, 1 not sent');

		const editing = await answer(await openReview(), { Decision: 'Edit' });
		const sent = await answer(editing, { Recipient: 'maria@blog.example' });
		expect(sent.title).toBe('1 sent, 0 skipped, 0 not sent');
		expect(service().world.outbox.at(-1)).toMatchObject({
			emailId: id,
			recipientEmail: 'maria@blog.example',
		});
	});
});

describe('a draft of another client', () => {
	it('is mailed for that client', async () => {
		const [, other] = clients();
		const [{ id, subject }] = draftEmails(1, other);
		const first = await openReview();
		expect(first.text).toContain(subject);
		const ending = await answer(first, { Decision: 'Approve' });
		expect(ending.title).toBe('1 sent, 0 skipped, 0 not sent');
		expect(other.outbox.map(({ emailId }) => emailId)).toEqual([id]);
	});
});
