import net from 'node:net';

const portsToTry = 50;

/**
 * A port of the loopback interface that nobody listens on.
 * @param preferred 0 for any; otherwise this one or, where it is taken, the first free one after it
 * @param say hears when the preferred port is taken
 * @throws when 50 ports in a row are taken
 */
export async function freePort(
	preferred = 0,
	say: (line: string) => void = () => undefined,
): Promise<number> {
	if (preferred === 0) return await openPort(0);
	for (let port = preferred; port < preferred + portsToTry; port++) {
		if (!(await isFree(port))) continue;
		if (port !== preferred) say(`Port ${String(preferred)} is taken; using ${String(port)}.`);
		return port;
	}
	throw new Error(
		`All ports from ${String(preferred)} to ${String(preferred + portsToTry - 1)} are taken`,
	);
}

async function isFree(port: number): Promise<boolean> {
	return await openPort(port).then(
		() => true,
		() => false,
	);
}

/** Listens for a moment; rejects where the port is taken. */
async function openPort(port: number): Promise<number> {
	const server = net.createServer();
	return await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => {
				resolve(typeof address === 'object' && address ? address.port : port);
			});
		});
	});
}
