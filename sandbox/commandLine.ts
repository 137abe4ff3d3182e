import { parseArgs } from 'node:util';
import { defaultBacklinks, defaultSeed, mostBacklinks, type SandboxOptions } from './server';

export const defaultPort = 4747;

export const usage = `Runs the services' sandbox: a real HTTP server that behaves as their API texts say.

  npm run sandbox -- [options]

  --port NUMBER        where to listen (${String(defaultPort)}; the next free one when it is taken)
  --backlinks NUMBER   how many backlinks the first site has, up to ${String(mostBacklinks)} (${String(defaultBacklinks)})
  --seed NUMBER        another seed gives other data (${String(defaultSeed)})
  --state FILE         keeps what happens in FILE and continues it at the next start
  --help               this text`;

export type CommandLine = { help: true } | { help: false; options: SandboxOptions };

/** @throws Error that says which argument is wrong, and how */
export function readCommandLine(argumentList: string[]): CommandLine {
	const { values } = parseArgs({
		args: argumentList,
		options: {
			port: { type: 'string' },
			backlinks: { type: 'string' },
			seed: { type: 'string' },
			state: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help === true) return { help: true };
	if (values.state === '') throw new Error('--state needs the name of a file');
	return {
		help: false,
		options: {
			port: wholeNumber('port', values.port, 65_535) ?? defaultPort,
			backlinks: wholeNumber('backlinks', values.backlinks, mostBacklinks),
			seed: wholeNumber('seed', values.seed, 2 ** 32 - 1),
			stateFile: values.state,
		},
	};
}

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
	if (text === undefined) return undefined;
	const number = /^\d+$/.test(text) ? Number(text) : NaN;
	if (number <= most) return number;
	throw new Error(`--${name} must be a whole number from 0 to ${String(most)}, not '${text}'`);
}
