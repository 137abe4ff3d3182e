import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** Servers that a request meets in a service's place. */
export interface Elsewhere {
	/** Another host, as far as a redirect is concerned. */
	readonly otherHost: string;
	/** A server whose certificate is signed by nobody, and made out to another name. */
	readonly wrongCertificate: string;
	/** Where nobody listens. */
	readonly closedPort: string;
	/** The requests that arrived at any of them, with their headers and bodies. */
	readonly arrived: string[];
	readonly close: () => Promise<void>;
}

/** Starts them. */
export async function startElsewhere(): Promise<Elsewhere> {
	const arrived: string[] = [];
	const answer: RequestListener = (request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			arrived.push(JSON.stringify([method, url, headers, Buffer.concat(chunks).toString()]));
			response.setHeader('content-type', 'application/json').end('{"success":true}');
		});
	};
	const pair = await generate([{ name: 'commonName', value: 'another-name.example' }]);
	const http = createHttpServer(answer);
	const https = createHttpsServer({ key: pair.private, cert: pair.cert }, answer);
	const closed = createHttpServer();
	const [otherHost, wrongCertificate, closedPort] = await Promise.all(
		[http, https, closed].map(portOf),
	);
	await end(closed);
	return {
		// The sandbox is at 127.0.0.1.
		otherHost: `http://localhost:${otherHost}`,
		wrongCertificate: `https://127.0.0.1:${wrongCertificate}`,
		closedPort: `http://127.0.0.1:${closedPort}`,
		arrived,
		close: async () => {
			for (const server of [http, https]) await end(server);
		},
	};
}

const portOf = async (server: Server): Promise<string> =>
	await new Promise((resolve) => {
		server.listen(0, () => {
			resolve(String((server.address() as AddressInfo).port));
		});
	});

async function end(server: Server): Promise<void> {
	const ended = once(server, 'close');
	server.close();
	server.closeAllConnections();
	await ended;
}
