import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A chat whose webhook takes what Slack's takes. */
export class Chat {
	/** The messages, oldest first. */
	readonly posts: string[] = [];

	private readonly server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			this.posts.push((JSON.parse(body) as { text: string }).text);
			response.end('ok');
		});
	});

	/** @returns the webhook's URL */
	async open(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		const { port } = this.server.address() as AddressInfo;
		return `http://127.0.0.1:${String(port)}/hook`;
	}

	close(): void {
		this.server.close();
	}
}
