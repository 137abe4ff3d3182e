import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { ServerBeside } from '../../core/service';
import { readMail } from './mail';
import type { InboxWorld } from './world';

/** Who may send. The login is no secret: the server listens to this machine only. */
export const login = { user: 'sandbox', password: 'sandbox-inbox-password' };

/** Starts the SMTP server: plain text with a login, no TLS. */
export async function startSmtp(
	service: { readonly world: InboxWorld },
	{ host, port }: { host: string; port: number },
): Promise<ServerBeside> {
	const server = new SMTPServer({
		...commands(service),
		name: 'sandbox',
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		closeTimeout: 100,
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	server.removeAllListeners('error');
	// A client that goes away in the middle of a mail is no reason to stop.
	server.on('error', () => undefined);
	const address = server.server.address();
	return {
		protocol: 'SMTP',
		port: typeof address === 'object' && address ? address.port : port,
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(resolve);
			});
		},
	};
}

function commands(service: { readonly world: InboxWorld }): SMTPServerOptions {
	return {
		onAuth({ username, password }, _session, callback) {
			const isKnown = username === login.user && password === login.password;
			if (isKnown) callback(null, { user: username });
			else callback(smtpError(535, 'Invalid username or password'));
		},

		onRcptTo({ address }, _session, callback) {
			const refusal = service.world.refusalOf(address);
			callback(refusal && smtpError(refusal.code, refusal.message));
		},

		onData(stream, { envelope }, callback) {
			const recipients = envelope.rcptTo.map(({ address }) => address);
			buffer(stream)
				.then((message) => readMail(message, recipients))
				.then((mail) => {
					service.world.add(mail);
					callback();
				})
				.catch((error: unknown) => {
					callback(smtpError(554, String(error)));
				});
		},
	};
}

/** smtp-server answers with the error's `responseCode`. */
function smtpError(responseCode: number, message: string): Error {
	return Object.assign(new Error(message), { responseCode });
}
