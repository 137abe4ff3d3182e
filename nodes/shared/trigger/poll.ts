import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { Client } from '../client';
import { usualConcurrency } from '../describe';
import type { Explaining } from '../failure';
import { BadInput } from '../failure';
import type { Field } from '../fields';
import { quote, readFields } from '../fields';
import { toNodeError } from '../nodeError';
import { complain, evaluated } from '../parameters';
import { presenter } from '../output';
import type { Service } from '../service';
import { filtersOf, triggerOptions } from './describe';
import type { Move, TriggerEvent } from './event';
import type { Watch } from './look';
import { lookAndKeep, present } from './look';
import type { Keeping, ProcessMemory } from './state';
import { newProcess } from './state';

/** What a poll may spend on n8n's default engine, in milliseconds; its scheduler says another number. */
const usualBudget = 5 * 60_000;

/** The part of its budget after which a poll asks for no further page, and the one that no answer outlasts. */
const partToRead = 0.8;
const partToWait = 0.9;

/** A poll that found so much hands it over first, so that no memory is too small for an account. */
const mostFound = 50_000;

/** Through so many pages a manual test looks for a good sample. */
const samplePages = 3;

/** What the user chose: an event with its values. */
interface Chosen {
	readonly event: TriggerEvent<IDataObject>;
	readonly values: IDataObject & { filters: IDataObject };
	readonly emitExisting: boolean;
	readonly concurrency: number;
	readonly unifiedRecord: boolean;
}

/** What this process of n8n knows of the triggers that poll in it. */
const thisProcess = newProcess();

/**
 * One poll of a trigger: gives an item for everything that happened since the last one, or null. In a
 * manual test it gives a sample and remembers nothing.
 * @throws NodeApiError with the HTTP code for what a service refuses, NodeOperationError for values
 *   that cannot be used; then nothing is remembered either, and the next poll finds the same again
 */
export async function poll(
	context: IPollFunctions,
	service: Service,
	events: readonly TriggerEvent[],
	process: ProcessMemory = thisProcess,
): Promise<INodeExecutionData[][] | null> {
	let event: TriggerEvent<IDataObject> | undefined;
	try {
		event = chosenEvent(context, events);
		const chosen = choose(context, event);
		const items =
			context.getMode() === 'manual'
				? await sample(context, service, chosen)
				: await onceAtATime(
						context,
						process,
						async () => await look(context, service, chosen, process),
					);
		return items.length === 0 ? null : [items.map((json) => ({ json }))];
	} catch (error) {
		throw toNodeError(context, error, undefined, event && explainingOf(event));
	}
}

/** What an event adds to the explanation of its failures. */
const explainingOf = ({
	fields,
	narrowing = [],
	announcing = [],
	refusals,
}: TriggerEvent): Explaining => ({
	fields: [...fields, ...narrowing, ...announcing],
	refusals,
});

function chosenEvent(
	context: IPollFunctions,
	events: readonly TriggerEvent[],
): TriggerEvent<IDataObject> {
	const value = context.getNodeParameter('event');
	const chosen = events.find((event) => event.value === value);
	if (chosen) return chosen as unknown as TriggerEvent<IDataObject>;
	throw new BadInput(`There is no event ${quote(value)}`, 'Choose the event from its list.');
}

/** Reads the user's values. @throws BadInput with every rule that they break */
function choose(context: IPollFunctions, event: TriggerEvent<IDataObject>): Chosen {
	const filters = filtersOf(event as unknown as TriggerEvent);
	const fields: Field[] = [...event.fields, ...(filters ? [filters] : [])];
	const raw = (field: Field): unknown =>
		evaluated(field, context.getNode(), (name, fallback) =>
			context.getNodeParameter(name, fallback, { extractValue: true }),
		);
	const { values, complaints } = readFields(fields, raw);
	const { values: engine, complaints: aboutOptions } = readFields([triggerOptions], raw);
	if (complaints.length + aboutOptions.length > 0) {
		throw complain(
			[...complaints, ...aboutOptions],
			'Nothing was asked for. Correct it, and the next poll goes on.',
		);
	}
	const {
		emitExisting = false,
		concurrency = usualConcurrency,
		unifiedRecord = false,
	} = engine.options;
	const given = values as IDataObject & { filters?: IDataObject };
	return {
		event,
		values: { ...given, filters: given.filters ?? {} },
		emitExisting,
		concurrency,
		unifiedRecord,
	};
}

/** A poll that starts while another one of the same node runs leaves everything to that one. */
async function onceAtATime(
	context: IPollFunctions,
	{ polling }: ProcessMemory,
	run: () => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	const key = keyOf(context);
	if (polling.has(key)) return [];
	polling.add(key);
	return await run().finally(() => polling.delete(key));
}

const keyOf = (context: IPollFunctions): string =>
	`${context.getWorkflow().id ?? ''}:${context.getNode().id}`;

async function look(
	context: IPollFunctions,
	service: Service,
	chosen: Chosen,
	process: ProcessMemory,
): Promise<IDataObject[]> {
	const started = Date.now();
	const budget = budgetOf(context);
	const data = context.getWorkflowStaticData('node');
	const isReadAnew = budget !== usualBudget;
	const keeping: Keeping = {
		data,
		key: keyOf(context),
		process,
		isDurable: isReadAnew && !isStaticData(data),
		isReadAnew,
		now: Date.now,
	};
	const watch = watchOf(context, service, chosen, started, budget);
	const found = await lookAndKeep(keeping, scopeOf(context, service, chosen), watch);
	return found.map((move) => itemOf(chosen, move, move.id));
}

/**
 * Whether a memory is kept in the workflow's static data, which n8n stores only with an announcement, and
 * apart from the execution: they bear the mark by which n8n sees that they changed. The scheduler keeps it
 * there too unless it is told to store cursors; then it gives a copy of its own, without the mark.
 */
const isStaticData = (data: IDataObject): boolean => '__dataChanged' in data;

/** Milliseconds that this poll may take; n8n says so since 2.3. */
const budgetOf = (context: Partial<IPollFunctions>): number =>
	context.getPollBudgetMs?.() ?? usualBudget;

/** What is watched, as text: of another event, other values or another account nothing is remembered. */
function scopeOf(context: IPollFunctions, service: Service, { event, values }: Chosen): string {
	const { fields, narrowing = [], credential = service.credential } = event;
	const watched = fields.map(({ property: { name } }) => [name, values[name]]);
	const narrowed = narrowing
		.filter(({ property: { name } }) => name in values.filters)
		.map(({ property: { name } }) => [name, values.filters[name]]);
	const account = context.getNode().credentials?.[credential]?.id ?? null;
	return JSON.stringify([event.value, watched, narrowed, account]);
}

function watchOf(
	context: IPollFunctions,
	service: Service,
	chosen: Chosen,
	started: number,
	budget: number,
): Watch {
	const { event, values, emitExisting, concurrency } = chosen;
	const { credential } = event;
	const until = started + budget * partToWait;
	const client = new Client(context, service, concurrency, credential, until);
	const readUntil = started + budget * partToRead;
	return {
		kind: event.kind,
		emitsExisting: emitExisting,
		list: (pass) => event.list({ ...pass, client }, values),
		idOf: (record) => event.idOf(record),
		watched: (record) => watchedOf(chosen, record),
		nameOf: event.nameOf?.bind(event),
		departed: event.departed?.bind(event),
		announces: (move) => announces(chosen, move),
		mayGoOn: (found) => found < mostFound && Date.now() < readUntil,
	};
}

const watchedOf = ({ event, values }: Chosen, record: IDataObject): string =>
	event.watched?.(record, values) ?? (event.kind === 'listed' ? 'added' : present);

/** Whether the user wants to hear of a move: by the statuses of the filters, and by the event's own. */
function announces(chosen: Chosen, move: Move): boolean {
	const { event, values } = chosen;
	const { fromStatuses, toStatuses } = values.filters;
	return (
		isAmong(fromStatuses, statusBefore(chosen, move)) &&
		isAmong(toStatuses, statusAfter(chosen, move)) &&
		(event.announces?.(move, values) ?? true)
	);
}

const isAmong = (wanted: unknown, status: IDataObject[string]): boolean =>
	!Array.isArray(wanted) || wanted.length === 0 || wanted.includes(status);

const statusBefore = ({ event, values }: Chosen, { before }: Move): IDataObject[string] =>
	before === undefined ? null : (event.statusOf?.(before, values) ?? before);

function statusAfter({ event, values }: Chosen, { record, after }: Move): IDataObject[string] {
	if (after === undefined) return 'removed';
	return event.statusIn?.(record) ?? event.statusOf?.(after, values) ?? after;
}

function itemOf(chosen: Chosen, move: Move, id: string): IDataObject {
	const { event, values } = chosen;
	return {
		event: event.value,
		id,
		previousStatus: statusBefore(chosen, move),
		status: statusAfter(chosen, move),
		detectedAt: new Date().toISOString(),
		...event.extra?.(move, values),
		record: recordOf(chosen, move),
	};
}

/** The record without its secrets: as the service sends it, or as the one backlink that it is. */
function recordOf({ event: { returns }, unifiedRecord }: Chosen, { record }: Move): IDataObject {
	const whole = { output: 'raw', outputFields: [], includeSecrets: false } as const;
	const backlinks = unifiedRecord && returns?.unify ? [returns.unify(record)].flat() : [];
	return backlinks.length === 1 ? backlinks[0] : presenter(returns, whole)(record)[0];
}

/** A manual test's sample: a record as it is now, one of those that the event would announce if possible. */
async function sample(
	context: IPollFunctions,
	service: Service,
	chosen: Chosen,
): Promise<IDataObject[]> {
	const filters = { ...chosen.values.filters, fromStatuses: undefined };
	const lenient: Chosen = { ...chosen, values: { ...chosen.values, filters } };
	const watch = watchOf(context, service, lenient, Date.now(), budgetOf(context));
	let fallback: Move | undefined;
	let pages = 0;
	const progress = { given: 0, left: Infinity };
	for await (const { records } of watch.list({
		startAt: undefined,
		progress,
		knows: () => false,
	})) {
		for (const record of records) {
			const move: Move = { record, before: undefined, after: watch.watched(record) };
			if (watch.announces(move)) return [itemOf(chosen, move, String(watch.idOf(record)))];
			fallback ??= move;
		}
		progress.given += records.length;
		pages += 1;
		if (pages === samplePages) break;
	}
	return fallback ? [itemOf(chosen, fallback, String(watch.idOf(fallback.record)))] : [];
}
