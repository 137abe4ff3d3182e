import type { CataloguedOperation } from '../../support/operations';
import type { Times } from './faultRun';
import { type FailureKind, kinds } from './kinds';
import { type Outcome, type Outcomes, others, timesOf } from './outcomes';

const repeatable = others.filter(({ onlyOnce }) => !onlyOnce);
const onlyOnce = others.filter((operation) => operation.onlyOnce);

/** docs/failures.md, with the figures of a run. */
export const failuresPage = (outcomes: Outcomes): string => `# What happens when something fails

Every operation of every node was run while each of these failures struck its requests: once, three times in a row, and without end. \`npm run test:faults\` does it again, and writes this page.

${table(outcomes)}

- The columns on the left are about what may be sent again: ${String(repeatable.length)} ways to read, change or delete something. The pauses before the further tries are about 0.5, 1 and 2 seconds (after a 429 about 2, 4 and 8), or what the service asks for with Retry-After, up to 5 minutes.
- The column on the right is about what mails, spends or adds something: ${String(onlyOnce.length)} ways to do so. Such a request is sent again only where the service certainly did not act on it. Where its answer was lost, the node looks what it did: it reports that, or it says that it cannot tell and what to check.
- A redirect is not followed, and to a server whose certificate does not fit nothing is sent: no token reached another host.
`;

const columns = [
	'What happens',
	'Once',
	'Three times in a row',
	'Without end',
	'What mails, spends or adds',
];

function table(outcomes: Outcomes): string {
	const rows = kinds.map((kind) => [
		kind.name,
		...([1, 3, 'always'] as const).map((times) => repeatableCell(outcomes, kind, times)),
		onlyOnceCell(outcomes, kind),
	]);
	return [columns, columns.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

function repeatableCell(outcomes: Outcomes, kind: FailureKind, times: Times): string {
	if (!timesOf(kind).includes(times)) return '';
	return counted(repeatable.map((operation) => endOf(outcomes(operation, kind, times))));
}

/** The same however often the failure strikes, where it is not sent again. */
function onlyOnceCell(outcomes: Outcomes, kind: FailureKind): string {
	const times = timesOf(kind)[0];
	return counted(onlyOnce.map((operation) => endOfOne(outcomes, operation, kind, times)));
}

const triesInWords = (tries: number): string => (tries === 1 ? '1 try' : `${String(tries)} tries`);

const endOf = ({ message, tries }: Outcome): string =>
	`${message === '' ? 'succeed' : 'fail'} (${triesInWords(tries)})`;

function endOfOne(
	outcomes: Outcomes,
	operation: CataloguedOperation,
	kind: FailureKind,
	times: Times,
): string {
	const outcome = outcomes(operation, kind, times);
	if (outcome.tries > 1) return endOf(outcome);
	if (outcome.message === '') return 'sent once, read back and reported';
	return outcome.description.startsWith('It is not known')
		? 'sent once, say that it is not known and what to check'
		: 'sent once, fail';
}

/** How many ended in which way, the most frequent first. */
function counted(ends: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
	return [...counts]
		.sort(([, one], [, other]) => other - one)
		.map(([end, count]) => `${String(count)} ${end}`)
		.join('<br>');
}
