import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { freePort } from '../ports';
import { programOf, Server } from './server';

/** A Redis on the loopback interface that writes down every change, so that a restart loses none. */
export interface Redis {
	readonly port: number;
	readonly server: Server;
}

/** @param folder for its data; made where it is not there */
export async function startRedis(folder: string): Promise<Redis> {
	await fs.mkdir(folder, { recursive: true });
	const port = await freePort();
	const address = ['--bind', '127.0.0.1', '--port', String(port)];
	const data = ['--dir', folder, '--appendonly', 'yes', '--save', ''];
	const server = new Server({
		name: 'Redis',
		program: programOf('redis-server', 'redis-server'),
		args: [...address, ...data],
		logFile: path.join(folder, 'redis.log'),
		stopsOn: 'SIGTERM',
		isReady: async () => (await ask(port, 'PING')) === '+PONG',
	});
	await server.start();
	return { port, server };
}

/** Redis' first line to a command; none where it does not answer. While it loads its data it says so. */
async function ask(port: number, command: string): Promise<string | undefined> {
	return await new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
		socket.setTimeout(1_000, () => socket.destroy());
		socket.once('data', (bytes) => {
			resolve(bytes.toString().split('\r\n', 1)[0]);
			socket.destroy();
		});
		socket.once('error', () => undefined);
		socket.once('close', () => {
			resolve(undefined);
		});
	});
}
