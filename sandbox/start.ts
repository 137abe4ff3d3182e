import { readCommandLine, usage } from './commandLine';
import { type Sandbox, type SandboxOptions, startSandbox } from './server';

const portsToTry = 20;

/** What `npm run sandbox` runs. */
async function main(): Promise<void> {
	const commandLine = readCommandLine(process.argv.slice(2));
	if (commandLine.help) {
		console.log(usage);
		return;
	}
	const sandbox = await startOnFreePort({ ...commandLine.options, logger: console.log });
	printServices(sandbox);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			sandbox.close().then(() => process.exit(0), fail);
		});
	}
}

/** The port that was asked for, or the next one that is free. */
async function startOnFreePort(options: SandboxOptions): Promise<Sandbox> {
	const first = options.port ?? 0;
	for (let port = first; port < first + portsToTry && port <= 65_535; port += 1) {
		try {
			return await startSandbox({ ...options, port });
		} catch (error) {
			if (!isTaken(error)) throw error;
			console.log(`Port ${String(port)} is taken, trying the next one.`);
		}
	}
	throw new Error(
		`No port from ${String(first)} on is free; name another one with --port (0 takes any free one)`,
	);
}

function printServices({ url, control }: Sandbox): void {
	console.log(`\nThe sandbox listens at ${url}\n`);
	for (const service of control.services()) {
		console.log(service.title);
		console.log(`  Base URL  ${service.url}`);
		if (service.beside) {
			const { protocol, port } = service.beside;
			console.log(`  ${protocol.padEnd(8)}  127.0.0.1:${String(port)}`);
		}
		for (const [field, value] of Object.entries(service.credentials)) {
			console.log(`  ${field.padEnd(8)}  ${value}`);
		}
	}
	console.log(`\nControl API  ${url}/_control/services\nEnd it with Ctrl-C.`);
}

function isTaken(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function fail(error: unknown): void {
	console.error(error instanceof Error ? error.message : String(error));
	process.exit(1);
}

main().catch(fail);
