import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { redirects } from '../../../nodes/shared/credentialTest';
import { backlinkBaseIn, leadmetricsIn, likePionIn, seRankingIn } from '../../support/nodes';
import { writtenForms } from '../../support/secrets/encodings';
import { SecretSearch } from '../../support/secrets/secretSearch';
import { testCredential } from '../support/testCredential';
import { useSandbox } from '../support/useSandbox';

const sandbox = useSandbox();

const credentialNames = [
	'backlinkBaseApi',
	'leadmetricsAdminApi',
	'leadmetricsDmApi',
	'leadmetricsTenantApi',
	'likePionApi',
	'seRankingProjectApi',
];

/** One of the six credentials, as a user would fill it in for the sandbox. */
function credentialCalled(name: string) {
	const nodes = [backlinkBaseIn, leadmetricsIn, likePionIn, seRankingIn].map((nodeIn) =>
		nodeIn(sandbox()),
	);
	const node = nodes.find(({ credentials }) => name in credentials);
	const type = node?.credentialTypes.find((one) => one.name === name);
	if (node === undefined || type === undefined) throw new Error(`No node has ${name}`);
	const data = node.credentials[name];
	const token = Object.entries(data)
		.filter(([field]) => field !== 'baseUrl')
		.map(([, value]) => value as string)[0];
	return { type, data, token, search: new SecretSearch({ token }) };
}

const told = ({ headers, url, method }: IncomingMessage): object => ({ headers, url, method });

/** A service that answers every request as it is told, and keeps what it was asked. */
class Server {
	readonly asked: object[] = [];
	answer: http.RequestListener = (_request, response) => response.end('{}');

	private readonly server = http.createServer((request, response) => {
		this.asked.push(told(request));
		this.answer(request, response);
	});

	async start(): Promise<string> {
		await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
		return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}

describe.each(credentialNames)('the test of %s', (name) => {
	let service: Server;
	let elsewhere: Server;
	let baseUrl: string;
	let otherUrl: string;

	beforeEach(async () => {
		service = new Server();
		elsewhere = new Server();
		baseUrl = await service.start();
		otherUrl = await elsewhere.start();
	});

	afterEach(async () => {
		await service.stop();
		await elsewhere.stop();
	});

	it.each(redirects)('does not follow a redirect (%d), and says what to do', async (status) => {
		const { type, data, token, search } = credentialCalled(name);
		service.answer = (_request, response) =>
			response.writeHead(status, { location: `${otherUrl}/?api_token=${token}` }).end();
		const message = await testCredential(type, { ...data, baseUrl });
		expect(message).toMatch(/sent the request on to another address: .*"Base URL"/);
		expect(search.inValue(message)).toEqual([]);
		expect(search.inValue(service.asked)).not.toEqual([]);
		expect(elsewhere.asked).toEqual([]);
	});

	it.each([400, 401, 403, 404, 429, 500])(
		'tells no token that a service echoes with a status of %d',
		async (status) => {
			const { type, data, token, search } = credentialCalled(name);
			const echo = writtenForms(token).map(({ text }) => text);
			service.answer = (_request, response) =>
				response
					.writeHead(status, { 'content-type': 'application/json', 'x-token': token })
					.end(JSON.stringify({ message: `Wrong: ${token}`, error: echo, errors: { echo } }));
			const message = await testCredential(type, { ...data, baseUrl });
			expect(search.inValue(message)).toEqual([]);
		},
	);

	it.each<[string, http.RequestListener]>([
		['breaks off', (request) => request.socket.destroy()],
		['answers in no way that HTTP knows', (request) => request.socket.end('token?\r\n\r\n')],
		['answers with a page', (_request, response) => response.writeHead(502).end('<html>')],
	])('tells no token where the service %s', async (_what, answer) => {
		const { type, data, search } = credentialCalled(name);
		service.answer = answer;
		expect(search.inValue(await testCredential(type, { ...data, baseUrl }))).toEqual([]);
	});

	it('tells no token where nobody answers', async () => {
		const { type, data, search } = credentialCalled(name);
		await elsewhere.stop();
		const message = await testCredential(type, { ...data, baseUrl: otherUrl });
		expect(message).toBeDefined();
		expect(search.inValue(message)).toEqual([]);
		elsewhere = new Server();
	});
});
