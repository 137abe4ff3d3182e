/** `npm run demo`: n8n with this package, the services in a sandbox, and the example workflows. */
import { checkDemo } from './demo/check';
import { type CommandLine, helpText, readCommandLine } from './demo/options';
import { type Demo, startDemo } from './demo/start';
import { killEverything } from './n8n/processes';

const startedAt = Date.now();
/** One Ctrl-C can arrive twice: from the terminal, and handed on by npm. */
const sameSignalWithinMs = 2_000;

let demo: Demo | undefined;
let stoppingSince: number | undefined;

function say(line: string): void {
	const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(6);
	console.log(`${seconds} s  ${line}`);
}

async function main(): Promise<void> {
	const options = readCommandLine(process.argv.slice(2));
	if (options.help) {
		console.log(helpText);
		return;
	}
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopOnSignal);
	demo = await startDemo({ ...options, say });
	if (options.check) await check(demo);
	else await run(demo, options);
}

/** Stays until n8n ends: because the user stopped the demo, or by itself. */
async function run(running: Demo, options: CommandLine): Promise<void> {
	say('Ready.');
	console.log(welcome(running, options));
	const { code, signal } = await running.n8n.exited;
	if (stoppingSince !== undefined) return;
	const lastLines = await running.n8n.lastLogLines();
	console.error(
		`n8n ended by itself (${String(signal ?? code)}). The end of its log:\n${lastLines}`,
	);
	process.exitCode = 1;
	await running.stop();
}

async function check(running: Demo): Promise<void> {
	try {
		for (const { what, problem } of await checkDemo(running)) {
			say(`${what}: ${problem ?? 'works'}`);
			if (problem !== undefined) process.exitCode = 1;
		}
	} finally {
		await running.stop();
	}
}

function stopOnSignal(): void {
	if (stoppingSince !== undefined && Date.now() - stoppingSince < sameSignalWithinMs) return;
	if (!demo || stoppingSince !== undefined) {
		killEverything();
		process.exit(130);
	}
	stoppingSince = Date.now();
	say('Stopping …');
	demo.stop().then(
		() => {
			say('Stopped. `npm run demo` goes on from here.');
			process.exit(0);
		},
		(error: unknown) => {
			fail(error);
			process.exit(1);
		},
	);
}

function welcome({ url, owner, sandbox, examples }: Demo, { version }: CommandLine): string {
	const first = examples.at(0);
	const what = first
		? `Open the workflow "${first.name}":\n    ${first.url}\n  and press "Execute workflow".`
		: 'Make a workflow and add one of the package’s nodes.';
	const others = examples.slice(1).map(({ name, url: where }) => `    ${name}: ${where}`);
	return [
		'',
		`  n8n${version ? ` ${version}` : ''} is at   ${url}`,
		`  Log in with  ${owner.email}`,
		`  Password     ${owner.password}`,
		'',
		`  ${what}`,
		...(others.length > 0 ? ['', '  There are more:', ...others] : []),
		'',
		`  The services are played by a sandbox at ${sandbox.url}; nothing leaves this machine.`,
		'  Ctrl-C stops everything. What you change is kept; `npm run demo -- --reset` starts afresh.',
		'',
	].join('\n');
}

function fail(error: unknown): void {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

main().catch((error: unknown) => {
	fail(error);
	killEverything();
});
