import fs from 'node:fs/promises';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { generate } from 'selfsigned';
import { printedBy } from '../../support/ownProcess';
import type { LeadmetricsOutcome, LeadmetricsRun } from '../../support/runLeadmetrics';
import { byId, leadmetricsTests } from './setup';

const { under, sandbox, tenant, world, anEmail, writes, requests } = leadmetricsTests();

/**
 * Leadmetrics behind HTTPS, on a line that spoils the answers to the next requests of a method: the service
 * has done what it was asked for, and what comes back is not what was encrypted.
 */
let spoil: { method: string; times: number };
let front: net.Server;
let encrypted: https.Server;
let folder = '';

/** Each test starts a process of its own, which takes its time on a busy machine. */
jest.setTimeout(180_000);

const portOf = (server: net.Server): number => (server.address() as AddressInfo).port;
const listening = async (server: net.Server): Promise<void> => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
};

beforeAll(async () => {
	folder = await fs.mkdtemp(path.join(os.tmpdir(), 'encryption-'));
	const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
		extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
	});
	await fs.writeFile(path.join(folder, 'authority.pem'), pair.cert);

	/** The line to the client, by the port that the encrypting server sees. */
	const lines = new Map<number, Socket>();
	encrypted = https.createServer({ key: pair.private, cert: pair.cert }, (request, response) => {
		const { method = '', url = '', headers } = request;
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			void answerOf(method, url, headers, Buffer.concat(chunks)).then(([status, body]) => {
				if (method === spoil.method && spoil.times > 0) {
					spoil.times -= 1;
					lines.get(request.socket.remotePort ?? 0)?.write('HTTP/1.1 200 OK\r\n\r\nnot encrypted');
				} else {
					response.writeHead(status, { 'content-type': 'application/json' }).end(body);
				}
			});
		});
	});
	await listening(encrypted);
	front = net.createServer((line) => {
		const onward = net.connect(portOf(encrypted), '127.0.0.1', () => {
			lines.set(onward.localPort ?? 0, line);
			line.pipe(onward).pipe(line);
		});
		for (const socket of [line, onward]) {
			socket.on('error', () => {
				line.destroy();
				onward.destroy();
			});
		}
	});
	await listening(front);
});
afterAll(async () => {
	encrypted.closeAllConnections();
	encrypted.close();
	front.close();
	await fs.rm(folder, { recursive: true, force: true });
});

async function answerOf(
	method: string,
	url: string,
	headers: NodeJS.Dict<string | string[]>,
	body: Buffer,
): Promise<[number, string]> {
	const sent = Object.entries(headers).filter(([name]) => !/^(host|connection)$/.test(name));
	const answer = await fetch(`${sandbox().services.leadmetrics.url}${url}`, {
		method,
		headers: sent as Array<[string, string]>,
		...(body.length === 0 ? {} : { body }),
	});
	return [answer.status, await answer.text()];
}

async function run(parameters: INodeParameters): Promise<LeadmetricsOutcome> {
	const baseUrl = `https://127.0.0.1:${String(portOf(front))}`;
	const { credentials } = under({ leadmetricsDmApi: { baseUrl } });
	const given: LeadmetricsRun = {
		credentials,
		parameters: { tenantId: tenant().description.id, ...parameters },
	};
	const trusted = { NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem') };
	return (await printedBy(
		'runLeadmetrics.ts',
		[JSON.stringify(given)],
		trusted,
	)) as LeadmetricsOutcome;
}

describe('an encrypted line that spoils the answer', () => {
	it('to an email that was sent: it is sent once, and reported as it is', async () => {
		const { id, campaignId } = anEmail('approved');
		spoil = { method: 'POST', times: 1 };
		const outcome = await run({
			resource: 'campaignEmail',
			operation: 'send',
			campaignId: byId(campaignId),
			emailId: byId(id),
		});
		expect(outcome).toMatchObject({ json: [{ id, status: 'sent', answerLost: true }] });
		expect(writes()).toHaveLength(1);
		expect(world().outbox).toHaveLength(1);
	});

	it('to a question: it is asked again', async () => {
		spoil = { method: 'GET', times: 2 };
		const outcome = await run({ resource: 'backlink', operation: 'getAll', limit: 1 });
		expect(outcome).toMatchObject({ json: [{ id: expect.any(String) as string }] });
		expect(requests()).toHaveLength(3);
	});

	it('to every question: the error names the encryption', async () => {
		spoil = { method: 'GET', times: Infinity };
		expect(await run({ resource: 'backlink', operation: 'getAll' })).toMatchObject({
			message: 'The encrypted connection to Leadmetrics failed',
			description: expect.stringMatching(/ERR_SSL_\w+\. Check that the "Base URL"/) as string,
		});
	});
});
