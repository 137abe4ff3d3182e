import nodemailer from 'nodemailer';
import type { Sandbox } from '../../../sandbox/server';
import { login } from '../../../sandbox/services/inbox/smtp';
import type { Mail } from '../../../sandbox/services/inbox/mail';
import { useSandbox } from '../support/useSandbox';

describe('the inbox', () => {
	const sandbox = useSandbox();

	const world = () => sandbox().services.inbox.world;

	/** A client of the SMTP server, with the right login unless told. */
	const client = ({ services }: Sandbox, auth = { user: login.user, pass: login.password }) =>
		nodemailer.createTransport({
			host: '127.0.0.1',
			port: services.inbox.beside?.port,
			ignoreTLS: true,
			auth,
		});

	const mail = {
		from: 'Ann <ann@example.com>',
		to: 'bob@example.com',
		subject: 'Häppy',
		text: 'Hi',
	};

	it('keeps what arrives: addresses, both bodies, files', async () => {
		await client(sandbox()).sendMail({
			...mail,
			cc: 'carl@example.com',
			bcc: 'dora@example.com',
			html: '<p>Hi</p>',
			attachments: [{ filename: 'list.csv', content: 'a,b\n1,2' }],
		});
		expect(world().mails).toEqual([
			{
				id: 1,
				receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
				from: 'ann@example.com',
				to: ['bob@example.com'],
				cc: ['carl@example.com'],
				recipients: ['bob@example.com', 'carl@example.com', 'dora@example.com'],
				subject: 'Häppy',
				text: expect.stringMatching(/^Hi\s*$/) as string,
				html: '<p>Hi</p>',
				attachments: [
					{
						fileName: 'list.csv',
						contentType: 'text/csv',
						content: Buffer.from('a,b\n1,2').toString('base64'),
					},
				],
			},
		]);
		expect(world().mailsTo('dora@example.com')).toHaveLength(1);
		expect(sandbox().services.inbox.effects.of('mailsReceived')).toBe(1);
	});

	it('refuses a wrong login', async () => {
		const sending = client(sandbox(), { user: login.user, pass: 'wrong' }).sendMail(mail);
		await expect(sending).rejects.toMatchObject({ responseCode: 535 });
		expect(world().mails).toEqual([]);
	});

	it('refuses the recipients that it is told to, so many times', async () => {
		const { control } = sandbox();
		control.world('inbox', 'refuse', { recipient: '^bob@', code: 450, message: 'Mailbox full' });
		const sending = client(sandbox()).sendMail(mail);
		await expect(sending).rejects.toMatchObject({
			responseCode: 450,
			response: expect.stringContaining('Mailbox full') as string,
		});
		await client(sandbox()).sendMail(mail);
		expect(world().mails).toHaveLength(1);
	});

	it('shows the mails as JSON and as pages that cannot run a script', async () => {
		await client(sandbox()).sendMail({ ...mail, subject: '<b>5 & 6</b>', html: '<script>' });
		const { url } = sandbox().services.inbox;
		const mails = (await (await fetch(`${url}/mails`)).json()) as Mail[];
		expect(mails).toEqual(world().mails);
		const list = await (await fetch(url)).text();
		expect(list).toContain('&#60;b&#62;5 &#38; 6&#60;/b&#62;');
		const page = await fetch(`${url}/mails/1/page`);
		expect(page.headers.get('content-security-policy')).toBe('sandbox');
		expect(await page.text()).toContain('<script>');
		expect((await fetch(`${url}/mails/2`)).status).toBe(404);
	});

	it('forgets the mails when it is told to', async () => {
		await client(sandbox()).sendMail(mail);
		await fetch(`${sandbox().services.inbox.url}/mails`, { method: 'DELETE' });
		expect(world().mails).toEqual([]);
	});
});
