import type { Site } from '../../../sandbox/services/seranking/site';
import type { Mail } from '../../../sandbox/services/inbox/mail';
import type { Execution, Workflow } from '../../../sandbox/n8n/client';
import { pollInterval, spanOf, until } from '../listening';
import { useDemo } from '../useDemo';
import { Chat } from '../support/chat';
import {
	ended,
	exampleIn,
	givenBy,
	nextOf,
	outcomeOf,
	publishQuickly,
	set,
	type Settings,
} from '../support/examples';

const demo = useDemo({ backlinks: 600 });
const file = '06-link-guard';
const mailTo = 'owner@example.com';
const siteId = 20481;

const site = (): Site => demo().sandbox.services.seRanking.world.site(siteId);
const mails = (): readonly Mail[] => demo().sandbox.services.inbox.world.mails;
const requests = (method: string, path: string) =>
	demo().sandbox.control.requests({ service: 'seRanking', method, path });
const urlOf = (id: number): string => site().backlinks.get(id).from_url;

let workflow: Workflow;
let chatUrl: string;
const chat = new Chat();

beforeAll(async () => {
	workflow = await exampleIn(demo(), file);
	chatUrl = await chat.open();
});
afterAll(() => {
	chat.close();
});
beforeEach(() => {
	demo().sandbox.control.world('inbox', 'deleteAll');
	demo().sandbox.control.world('inbox', 'acceptAll');
	demo().sandbox.control.clearFaults();
	chat.posts.length = 0;
});

describe('the weekly look for toxic links', () => {
	const run = async (values: Settings): Promise<Execution> => {
		const changed = await set(demo().client, workflow, values);
		return await demo().client.runWorkflow(changed, { trigger: 'Every Monday' });
	};
	const disavowed = (): string[] =>
		site()
			.disavowed.all()
			.map(({ url }) => url);

	/** Runs it until it asks, and presses one of the two buttons of the mail. */
	async function answer(label: string): Promise<Execution> {
		const running = run({ mailTo, disavow: 'ask' });
		await until('a question', () => mails().length > 0, 60_000);
		const [{ html }] = mails();
		const button = new RegExp(`<a href="([^"]+)"[^>]*>${label}</a>`).exec(html);
		const url = (button?.[1] ?? 'no button').replaceAll('&amp;', '&');
		const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
		// The mail can be there before n8n waits for the answer, and then refuses it.
		const isTaken = async () => (await fetch(url, { headers })).ok;
		await until('the answer', isTaken, 60_000);
		return await running;
	}

	it('finds them, and as it comes neither asks nor disavows nor mails', async () => {
		const before = disavowed();
		const execution = await run({});
		expect(outcomeOf(execution)).toBe('success');
		const [{ domains }] = givenBy(execution, 'Toxic Domains');
		expect((domains as string[]).length).toBeGreaterThan(3);
		expect(new Set(domains as string[]).size).toBe((domains as string[]).length);
		expect(givenBy(execution, 'Disavow Their Domains')).toEqual([]);
		expect(disavowed()).toEqual(before);
		expect(mails()).toEqual([]);
	});

	it('leaves them where a person says so', async () => {
		const before = disavowed();
		const execution = await answer('Leave them');
		expect(outcomeOf(execution)).toBe('success');
		expect(disavowed()).toEqual(before);
		expect(mails()).toHaveLength(1);
	});

	it('tells which domains a service refused to disavow', async () => {
		demo().sandbox.control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 403,
			method: 'POST',
			path: '^/backlink-disavow/',
		});
		const execution = await run({ mailTo: '', disavow: 'yes' });
		const [domain] = givenBy(execution, 'Toxic Domains')[0].domains as string[];
		expect(outcomeOf(execution)).toContain('SE Ranking did not disavow the toxic domains');
		expect(outcomeOf(execution)).toContain(domain);
		expect(disavowed()).not.toContain(domain);
	});

	it('disavows them where a person says so, and mails the file', async () => {
		const execution = await answer('Disavow');
		expect(outcomeOf(execution)).toBe('success');
		const domains = givenBy(execution, 'Toxic Domains')[0].domains as string[];
		expect(disavowed()).toEqual(expect.arrayContaining(domains));

		const [question, answered] = mails();
		for (const domain of domains) expect(question.html).toContain(domain);
		expect(answered.recipients).toEqual([mailTo]);
		const [attachment] = answered.attachments;
		expect(attachment.fileName).toBe('disavow.txt');
		const lines = Buffer.from(attachment.content, 'base64').toString('utf8').split('\n');
		expect(lines).toEqual(expect.arrayContaining(domains.map((domain) => `domain:${domain}`)));
	});

	it('finds nothing to ask for when it runs again', async () => {
		const before = disavowed();
		const execution = await run({ mailTo, disavow: 'ask' });
		expect(outcomeOf(execution)).toBe('success');
		expect(givenBy(execution, 'Toxic and Not Disavowed Yet')).toEqual([]);
		expect(disavowed()).toEqual(before);
		expect(mails()).toEqual([]);
	});
});

describe('the alarms', () => {
	let before: Execution[];

	beforeAll(async () => {
		const { client, sandbox } = demo();
		await set(client, workflow, { mailTo, chatWebhookUrl: chatUrl, waitMinutes: 0.03 });
		sandbox.control.clearRequests();
		await publishQuickly(client, workflow);
		await until('polls of every trigger', watching, 150_000);
	}, 200_000);
	beforeEach(async () => {
		before = await ended(demo().client, workflow);
	});

	/** Three triggers have looked twice: what they find from now on is news. */
	function watching(): boolean {
		const polls = requests('GET', `^/backlinks/${String(siteId)}$`);
		return polls.length >= 6 && spanOf(polls) > (pollInterval + 1) * 1_000;
	}

	const next = async (): Promise<Execution> => await nextOf(demo().client, workflow, before);
	/** Each link plays in one test: what happens between two polls and back is not seen. */
	const played = new Set<string>();
	function good(count: number): number[] {
		const ids = site().backlinks.newest(
			count,
			({ id, date_lost: lost, is_nofollow: nofollow, gin_index: index }) =>
				!played.has(id) && lost === null && nofollow === '0' && index === '1',
		);
		for (const id of ids) played.add(String(id));
		return ids;
	}

	it('rechecks lost links in one request, and tells of them in one mail and one chat message', async () => {
		const lost = good(3);
		site().lose(lost);
		demo().sandbox.control.clearRequests();
		const execution = await next();
		expect(outcomeOf(execution)).toBe('success');

		const rechecks = requests('POST', '/recheck$');
		expect(rechecks).toHaveLength(1);
		expect(rechecks[0].body).toMatchObject({ recheck_type: 'status' });
		expect(mails()).toHaveLength(1);
		const [mail] = mails();
		expect(mail).toMatchObject({ recipients: [mailTo], subject: '3 backlinks lost' });
		expect(chat.posts).toHaveLength(1);
		for (const id of lost) {
			expect(mail.html).toContain(urlOf(id));
			expect(mail.text).toContain(urlOf(id));
			expect(chat.posts[0]).toContain(urlOf(id));
		}
	});

	it('tells of links that turned nofollow, and not of those that became good again', async () => {
		const [worse] = good(1);
		const [better] = site().backlinks.newest(1, ({ is_nofollow: nofollow }) => nofollow === '1');
		site().changeEach([better], { is_nofollow: '0' });
		site().changeEach([worse], { is_nofollow: '1' });
		const execution = await next();
		expect(outcomeOf(execution)).toBe('success');
		const [mail] = mails();
		expect(mail.subject).toBe('1 backlink nofollow now');
		expect(mail.html).toContain(urlOf(worse));
		expect(mail.html).not.toContain(urlOf(better));
	});

	it('tells of pages that Google dropped, and escapes what they say', async () => {
		const [dropped] = good(1);
		site().changeEach([dropped], { anchor: '<script>alert("1")</script>' });
		site().setIndex([dropped], false);
		demo().sandbox.control.clearRequests();
		expect(outcomeOf(await next())).toBe('success');
		expect(requests('POST', '/recheck$')[0].body).toMatchObject({ recheck_type: 'index' });
		const [mail] = mails();
		expect(mail.subject).toBe('1 backlink no longer in the index');
		expect(mail.html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
		expect(mail.html).not.toContain('<script>');
	});

	it('keeps quiet about a link that the recheck found again', async () => {
		const [flickering] = good(1);
		const { from_url: url } = site().backlinks.get(flickering);
		// As if the recheck did it: right after it came in.
		demo().sandbox.control.clearRequests();
		site().lose([flickering]);
		await until('a recheck', () => requests('POST', '/recheck$').length > 0, 60_000);
		site().changeEach([flickering], {
			date_lost: null,
			is_link_not_found: '0',
			http_status: '200',
		});
		const execution = await next();
		expect(outcomeOf(execution)).toBe('success');
		expect(givenBy(execution, 'Worse Than Before')).toMatchObject([{ record: { from_url: url } }]);
		expect(givenBy(execution, 'Still So')).toEqual([]);
		expect(mails()).toEqual([]);
	});

	it('goes on without a recheck that is refused, and says so', async () => {
		demo().sandbox.control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 403,
			method: 'POST',
			path: '/recheck$',
		});
		const [lost] = good(1);
		site().lose([lost]);
		expect(outcomeOf(await next())).toBe('success');
		const [mail] = mails();
		expect(mail.html).toContain('SE Ranking could not recheck them');
		expect(mail.html).toContain(urlOf(lost));
	});

	/** Lets no list be read any more, as soon as a recheck is asked for: the trigger has read by then. */
	async function cannotBeReadAgain(): Promise<void> {
		await until('a recheck', () => requests('POST', '/recheck$').length > 0, 60_000);
		demo().sandbox.control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 500,
			method: 'GET',
			path: `^/backlinks/${String(siteId)}$`,
			times: 'always',
		});
	}

	it.each<[what: string, subject: string, worsen: (ids: number[]) => void]>([
		[
			'lost',
			'2 backlinks lost',
			(ids) => {
				site().lose(ids);
			},
		],
		[
			'nofollow',
			'2 backlinks nofollow now',
			(ids) => {
				site().changeEach(ids, { is_nofollow: '1' });
			},
		],
		[
			'dropped',
			'2 backlinks no longer in the index',
			(ids) => {
				site().setIndex(ids, false);
			},
		],
	])(
		'tells of links (%s) that cannot be read again, and that nothing confirms it',
		async (_what, subject, worsen) => {
			const links = good(2);
			demo().sandbox.control.clearRequests();
			worsen(links);
			await cannotBeReadAgain();
			expect(outcomeOf(await next())).toBe('success');
			expect(mails()).toHaveLength(1);
			const [mail] = mails();
			expect(mail.subject).toBe(subject);
			expect(mail.text).toContain('It could not be confirmed that it is still so');
			expect(mail.text).not.toContain('SE Ranking has rechecked them');
			for (const id of links) expect(mail.text).toContain(urlOf(id));
		},
	);

	it('tells of them where neither the recheck nor the reading succeeds, with both reasons', async () => {
		const { control } = demo().sandbox;
		const [lost] = good(1);
		control.clearRequests();
		control.addFault({
			service: 'seRanking',
			kind: 'status',
			status: 500,
			method: 'POST',
			path: '/recheck$',
			times: 'always',
		});
		site().lose([lost]);
		await cannotBeReadAgain();
		expect(outcomeOf(await next())).toBe('success');
		const [mail] = mails();
		expect(mail.text).toContain('SE Ranking could not recheck them');
		expect(mail.text).toContain('It could not be confirmed that it is still so');
		expect(mail.text).toContain(urlOf(lost));
	});

	it('fails where the mail is refused, keeps what it should have said, and tells the chat', async () => {
		demo().sandbox.control.world('inbox', 'refuse', { times: 'always' });
		const [lost] = good(1);
		site().lose([lost]);
		const execution = await next();
		expect(outcomeOf(execution)).toContain('The digest was not sent');
		expect(outcomeOf(execution)).toContain(urlOf(lost));
		expect(mails()).toEqual([]);
		expect(chat.posts).toHaveLength(1);
		expect(chat.posts[0]).toContain(urlOf(lost));
	});
});
