import type { IDataObject } from 'n8n-workflow';
import { forEachAtOnce } from './concurrency';
import type { Outcome, Run } from './run';
import { afterPart, RequestFailed } from './failure';
import type { Call, InBatches, Sent } from './operation';
import { strike } from './output';

/** An input item with its entries. */
interface Part {
	readonly call: Call;
	readonly entries: readonly unknown[];
}

/**
 * Runs an operation that takes a list. With `combine`, the entries of all items that have the same
 * target go into as few requests as `most` allows; an entry that several items have is sent once.
 */
export async function runBatches(run: Run, work: InBatches, combine: boolean): Promise<void> {
	const parts = run.calls
		.filter((call) => call !== undefined)
		.map((call): Part => ({ call, entries: work.entriesOf(call.values) }));
	const packets = combine ? packed(parts, work) : parts.map((part) => [part]);
	let stopped = false;
	await forEachAtOnce(
		packets,
		run.concurrency,
		async (packet) => {
			const isSent = await sendPacket(run, work, packet);
			stopped ||= !isSent && !run.continueOnFail;
		},
		() => !stopped,
	);
}

/** Items with the same target, put together until a request is full. */
function packed(parts: readonly Part[], { entryFields, most }: InBatches): Part[][] {
	const open = new Map<string, { packet: Part[]; size: number }>();
	const packets: Part[][] = [];
	for (const part of parts) {
		const target = JSON.stringify(withoutFields(part.call.values, entryFields));
		const current = open.get(target);
		if (current && current.size + part.entries.length <= most) {
			current.packet.push(part);
			current.size += part.entries.length;
			continue;
		}
		const packet = [part];
		packets.push(packet);
		open.set(target, { packet, size: part.entries.length });
	}
	return packets;
}

/** Sends a packet, and notes each of its items' outcome. @returns whether all of it went through */
async function sendPacket(run: Run, work: InBatches, packet: readonly Part[]): Promise<boolean> {
	const entries = distinct(packet.flatMap((part) => part.entries));
	const [{ call }] = packet;
	const answers: unknown[] = [];
	for (let start = 0; start < entries.length; start += work.most) {
		const outcome = await work.send(call, entries.slice(start, start + work.most)).then(
			(answer) => ({ answer }),
			(error: unknown) => ({ error }),
		);
		if ('error' in outcome) {
			const error = afterPart(outcome.error, start, entries.length, run.operation.ifLost);
			return await failPacket(run, work, packet, error);
		}
		answers.push(outcome.answer);
	}
	const request = {
		items: packet.length,
		entries: entries.length,
		...withoutSecrets(run, packet, work.answer(answers)),
	};
	for (const part of packet) {
		const outcome = await resultsOf(work, part, { request, answers, isFirst: part === packet[0] });
		note(run, part, outcome);
	}
	return true;
}

/**
 * What the answers say is of all items of a packet, and each of them shows it: it keeps its secrets where
 * all of them want them.
 */
function withoutSecrets(
	{ operation }: Run,
	packet: readonly Part[],
	said: IDataObject,
): IDataObject {
	const isWanted = packet.every(({ call }) => call.includeSecrets);
	if (!isWanted) strike(said, operation.returns?.secrets ?? []);
	return said;
}

/** A failure to make an item's output, as of a file that cannot be stored, is that item's own. */
async function resultsOf(work: InBatches, part: Part, sent: Sent): Promise<Outcome> {
	if (work.results === undefined)
		return { outputs: [{ json: outputOf(work, part, sent.request) }] };
	return await work.results(part.call, part.entries, sent).then(
		(outputs) => ({ outputs }),
		(error: unknown) => ({ error }),
	);
}

/**
 * A service refuses a list as a whole for one entry's sake. Where each item is to stand for itself, the
 * packet is halved until the items to blame are alone; the service did nothing with what it refused.
 */
async function failPacket(
	run: Run,
	work: InBatches,
	packet: readonly Part[],
	error: unknown,
): Promise<boolean> {
	const mayDivide = run.continueOnFail && packet.length > 1 && work.most !== Infinity;
	if (mayDivide && isRefusedAsWhole(error)) {
		const middle = Math.ceil(packet.length / 2);
		await sendPacket(run, work, packet.slice(0, middle));
		await sendPacket(run, work, packet.slice(middle));
		return true;
	}
	for (const part of packet) note(run, part, { error });
	return false;
}

const isRefusedAsWhole = (error: unknown): boolean =>
	error instanceof RequestFailed &&
	!error.effectUnknown &&
	[400, 409, 422].includes(error.failure.status ?? 0);

function note({ outcomes }: Run, { call }: Part, outcome: Outcome): void {
	outcomes[call.itemIndex] = outcome;
}

/** What an item of a batch becomes: its target, its own entries, and what became of the request. */
function outputOf(
	{ entryFields, shown }: InBatches,
	{ call, entries }: Part,
	request: IDataObject,
): IDataObject {
	const target = Object.entries(withoutFields(call.values, entryFields)).filter(
		([, value]) => typeof value !== 'object',
	);
	return {
		...(Object.fromEntries(target) as IDataObject),
		[entryFields[0]]: entries.map(shown) as IDataObject[],
		success: true,
		request,
	};
}

const withoutFields = (
	values: Record<string, unknown>,
	fields: readonly string[],
): Record<string, unknown> =>
	Object.fromEntries(Object.entries(values).filter(([name]) => !fields.includes(name)));

/** Each entry once; objects that hold the same are the same. */
const distinct = (entries: readonly unknown[]): unknown[] => [
	...new Map(
		entries.map((entry) => [typeof entry === 'object' ? JSON.stringify(entry) : entry, entry]),
	).values(),
];
