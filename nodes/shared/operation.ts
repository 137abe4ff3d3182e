import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Client } from './client';
import type { Complaint, Field, Values } from './fields';
import { collection } from './fields';
import type { OutputChoice, RecordShape } from './output';
import type { Page, Paging } from './paging';
import { pagesOf } from './paging';
import type { RequestFailed } from './failure';
import { NotConfirmed } from './failure';
import type { Refusal, Request } from './service';

/** What an operation gives for an input item; the engine adds which item it belongs to. */
export interface Output {
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/** An operation at work on one input item. */
export interface Call<OfValues = Record<string, unknown>> {
	readonly values: OfValues;
	readonly itemIndex: number;
	readonly client: Client;
	readonly context: IExecuteFunctions;
	/** How many records are wanted; Infinity where the user turned "Return All" on. */
	readonly wanted: number;
	/** A record in the form that the user chose; several objects where it holds several backlinks. */
	readonly present: (record: IDataObject) => readonly IDataObject[];
	/** Whether the user chose the shape that all services share. */
	readonly unified: boolean;
	/** All that the user chose of the output's form. */
	readonly choice: OutputChoice;
	/** Whether the user wants secrets too; `present` goes by it already. */
	readonly includeSecrets: boolean;
	/** Shows the user a hint at the node once the run is over. */
	readonly hint: (message: string) => void;
}

/** What every operation says of itself. */
interface Words {
	/** The saved value, e.g. "getAll". */
	readonly value: string;
	/** As in the drop-down: "Get Many". */
	readonly name: string;
	/** As in the list of actions: "Get many backlinks". */
	readonly action: string;
	readonly description: string;
}

/** A rule between some of an operation's fields. */
export interface Rule<OfValues> {
	/** What it is about: fields, or members of a box as "options.maxCredits". */
	readonly between: ReadonlyArray<PathIn<OfValues>>;
	broken(values: OfValues): readonly Complaint[];
}

type PathIn<OfValues> = {
	[Name in keyof OfValues & string]: OfValues[Name] extends readonly unknown[] | string
		? Name
		: Name | `${Name}.${keyof OfValues[Name] & string}`;
}[keyof OfValues & string];

interface Common<Fields extends readonly Field[]> extends Words {
	/** In the order in which the editor shows them; what is in boxes comes last. */
	readonly fields: Fields;
	/** What the records are; decides which output forms are offered. */
	readonly returns?: RecordShape;
	/** The credential type, where the service has several. */
	readonly credential?: string;
	/**
	 * Rules that hold between fields. Each is asked where what it is about is right by itself, so that the
	 * user learns of everything that is wrong at once.
	 */
	readonly rules?: ReadonlyArray<Rule<Values<Fields>>>;
	/** Whether the items go one after the other, whatever the user's concurrency. */
	readonly oneAtATime?: boolean;
	/** What the user should check when it is not known whether the service acted. */
	readonly ifLost?: string;
	/** The editor's names of fields by the API's names, for validation answers. */
	readonly parameterNames?: Readonly<Record<string, string>>;
	/** What refusals of the service mean in this operation; they come before the service's own. */
	readonly refusals?: readonly Refusal[];
	/** A note above the fields, e.g. what the operation costs. */
	readonly notice?: string;
}

/** An operation as the engine runs it. */
export interface Operation extends Common<readonly Field[]> {
	readonly work: ItemByItem | InBatches | InGroups;
}

/** Each input item is worked on by itself. */
export interface ItemByItem {
	readonly kind: 'item' | 'list';
	/**
	 * The field that names what is mailed, or what money is spent on: once a run for each target, however
	 * many items name it. Each of these items gets what came of it.
	 */
	readonly oncePer?: string;
	run(call: Call): Promise<readonly Output[]>;
}

/** Several input items become one request, where the API takes a list. */
export interface InBatches {
	readonly kind: 'batch';
	/** The fields that hold the entries; items that differ in nothing else have the same target. */
	readonly entryFields: readonly string[];
	/** An item's entries. */
	entriesOf(values: Record<string, unknown>): readonly unknown[];
	/** The most entries in one request; Infinity where they must arrive together. */
	readonly most: number;
	/** Sends the entries and gives what the service answered. */
	send(call: Call, list: readonly unknown[]): Promise<unknown>;
	/** What the answers to one list, sent in one or more requests, say of it. */
	answer(answers: readonly unknown[]): IDataObject;
	/** An entry as an output item shows it. */
	shown(entry: unknown): unknown;
	/** What an item becomes, where that is not its target, its entries and what the answers say. */
	results?(call: Call, entries: readonly unknown[], sent: Sent): Promise<readonly Output[]>;
}

/** What became of the list that an item's entries were part of. */
export interface Sent {
	/** How many items and entries it had, and what the answers say of it. */
	readonly request: IDataObject;
	readonly answers: readonly unknown[];
	/** Whether the item is the first of those whose entries were sent together. */
	readonly isFirst: boolean;
}

/** Entries that several fields can give, of which one is shown at a time. */
export interface EntrySource<OfValues, Entry> {
	/** The fields; the first names the entries in the output. */
	readonly fields: readonly [keyof OfValues & string, ...Array<keyof OfValues & string>];
	of(values: OfValues): readonly Entry[];
	/** An entry as an output item shows it, without its secrets. */
	shown(entry: Entry): IDataObject;
}

/** Several input items are worked on together, as one file for example. */
export interface InGroups {
	readonly kind: 'group';
	/** Items with the same group go together; an item without one goes alone. */
	groupOf(values: Record<string, unknown>): string | undefined;
	/** Gives each item's outputs, in the order of the items. */
	run(calls: readonly Call[]): Promise<ReadonlyArray<readonly Output[]>>;
}

/** A resource: the operations that belong to one kind of object. */
export interface Resource {
	readonly value: string;
	/** As in the drop-down: "GSC Import". */
	readonly name: string;
	readonly description?: string;
	readonly operations: readonly Operation[];
}

/** What an operation says of itself that works on each item by itself. */
interface ForItems<Fields extends readonly Field[]> extends Common<Fields> {
	/** The field that names what is mailed or spent on; see `ItemByItem`. */
	readonly oncePer?: Fields[number]['property']['name'];
}

/** An operation of several steps, written out. */
export function operation<const Fields extends readonly Field[]>(
	definition: ForItems<Fields> & {
		run(call: Call<Values<Fields>>): Promise<readonly Output[]>;
	},
): Operation {
	const { run, oncePer, ...common } = definition;
	return { ...common, work: { kind: 'item', oncePer, run } } as unknown as Operation;
}

/** An operation that is one request: its answer, read by `output`, is what the item becomes. */
export function single<const Fields extends readonly Field[]>({
	request,
	output,
	confirm,
	...common
}: ForItems<Fields> & {
	request(values: Values<Fields>): Request;
	/** What the item becomes; a record of `returns` by default. */
	output?(data: unknown, values: Values<Fields>): IDataObject | IDataObject[];
	/** Finds out what a request did whose answer was lost; undefined where it did nothing. */
	confirm?(call: Call<Values<Fields>>, failed: RequestFailed): Promise<IDataObject | undefined>;
}): Operation {
	return operation<Fields>({
		...(common as unknown as ForItems<Fields>),
		async run(call) {
			const data = await settled(
				call.client.data(request(call.values)),
				async (failed) => await confirm?.(call, failed),
			);
			const found = output ? output(data, call.values) : (data as IDataObject);
			return (Array.isArray(found) ? found : [found])
				.flatMap((record) => call.present(record))
				.map((json) => ({ json }));
		},
	});
}

/** An operation that gives a list, an item a record. */
export function listing<const Fields extends readonly Field[]>({
	request,
	paging,
	page,
	detailsForUnified,
	...common
}: Common<Fields> & {
	request(values: Values<Fields>): Request;
	paging: Paging | ((values: Values<Fields>) => Paging);
	/** Reads an answer as a page. */
	page(data: unknown, values: Values<Fields>, call: Call<Values<Fields>>): Page;
	/** Fetches a record whole, where the list leaves out what makes it a backlink, or several. */
	detailsForUnified?(record: IDataObject, call: Call<Values<Fields>>): Promise<IDataObject>;
}): Operation {
	const listed = operation<Fields>({
		...(common as unknown as Common<Fields>),
		async run(call) {
			const outputs: Output[] = [];
			let total: number | undefined;
			const details = call.unified ? detailsForUnified : undefined;
			const pages = pagesOf({
				client: call.client,
				request: request(call.values),
				paging: typeof paging === 'function' ? paging(call.values) : paging,
				page: (data) => page(data, call.values, call),
				// With details a record may become none or several, so it is not known how many it takes.
				wanted: details ? Infinity : call.wanted,
				identity: common.returns?.identity,
				onTotal: (known) => (total = details ? undefined : known),
			});
			const whole = details
				? detailed(pages, call.client.concurrency, async (record) => await details(record, call))
				: pages;
			for await (const records of whole) {
				for (const record of records) {
					for (const json of call.present(record)) outputs.push({ json });
				}
				if (outputs.length >= call.wanted) break;
			}
			if (outputs.length > call.wanted) outputs.length = call.wanted;
			// Where the length is not known, n8n's own hint about the limit says all there is to say.
			if (total !== undefined && outputs.length < total && outputs.length >= call.wanted) {
				call.hint(
					`Returned ${outputs.length.toLocaleString('en')} of ${total.toLocaleString('en')}: turn on "Return All" to get them all.`,
				);
			}
			return outputs;
		},
	});
	return { ...listed, work: { ...(listed.work as ItemByItem), kind: 'list' } };
}

/** Fetches the records of pages whole, several at a time, and no more of them than are asked for. */
async function* detailed(
	pages: AsyncIterable<IDataObject[]>,
	atOnce: number,
	details: (record: IDataObject) => Promise<IDataObject>,
): AsyncGenerator<IDataObject[], void, undefined> {
	for await (const records of pages) {
		for (let start = 0; start < records.length; start += atOnce) {
			yield await Promise.all(records.slice(start, start + atOnce).map(details));
		}
	}
}

/** More entries than this are sent in several requests, so that no body grows beyond about a megabyte. */
export const mostEntriesAtOnce = 10_000;

/**
 * An operation that takes a list. With "Combine Items" the lists of all input items that have the same
 * other values become as few requests as the API allows.
 */
export function batch<const Fields extends readonly Field[], Entry = string>({
	entries,
	most = mostEntriesAtOnce,
	request,
	answer = () => ({}),
	afterRepeat = (data) => data,
	results,
	confirm,
	...common
}: Common<Fields> & {
	/** The field that holds the entries, or how several do. */
	entries: Fields[number]['property']['name'] | EntrySource<Values<Fields>, Entry>;
	/** The most entries in one request; Infinity where they must arrive together. */
	most?: number;
	request(values: Values<Fields>, list: readonly Entry[]): Request;
	/** What the answers to one list, sent in one or more requests, say of it. */
	answer?(answers: readonly unknown[]): IDataObject;
	/**
	 * What is known from the answer to a request that was sent again: its counts hold only what the tries
	 * before, whose answers were lost, had left to do.
	 */
	afterRepeat?(data: unknown): unknown;
	/** What an item becomes, where that is not its target, its entries and what the answers say. */
	results?(
		call: Call<Values<Fields>>,
		entries: readonly Entry[],
		sent: Sent,
	): Promise<readonly Output[]>;
	/** Finds out what a request did whose answer was lost, as an answer; undefined where it did nothing. */
	confirm?(
		call: Call<Values<Fields>>,
		list: readonly Entry[],
		failed: RequestFailed,
	): Promise<unknown>;
}): Operation {
	const send = async (call: Call<Values<Fields>>, list: readonly Entry[]): Promise<unknown> =>
		await settled(
			call.client
				.send(request(call.values, list))
				.then(({ body, isRepeat }) => (isRepeat ? afterRepeat(body) : body)),
			async (failed) => await confirm?.(call, list, failed),
		);
	const source =
		typeof entries === 'string'
			? {
					entryFields: [entries],
					entriesOf: (values: Record<string, unknown>) => values[entries],
					shown: (entry: unknown) => entry,
				}
			: { entryFields: entries.fields, entriesOf: entries.of, shown: entries.shown };
	return {
		...common,
		work: { kind: 'batch', ...source, most, send, answer, results },
	} as unknown as Operation;
}

/** An operation that makes one thing of several input items; see `InGroups`. */
export function together<const Fields extends readonly Field[]>({
	groupOf,
	run,
	...common
}: Common<Fields> & {
	groupOf(values: Values<Fields>): string | undefined;
	run(calls: ReadonlyArray<Call<Values<Fields>>>): Promise<ReadonlyArray<readonly Output[]>>;
}): Operation {
	return { ...common, work: { kind: 'group', groupOf, run } } as unknown as Operation;
}

/**
 * The result of a request, or, where it is not known whether the service acted, what `confirm` found
 * out. Where that is nothing, the failure stands.
 */
export async function settled<Result>(
	result: Promise<Result>,
	confirm: (failed: RequestFailed) => Promise<Result | undefined>,
): Promise<Result> {
	return await result.catch(async (error: unknown) => {
		if (!isUnsettled(error)) throw error;
		const found = await confirm(error).catch((second: unknown) => {
			if (second instanceof NotConfirmed) throw error.with(second.message);
			return undefined;
		});
		if (found === undefined) throw error;
		return found;
	});
}

const isUnsettled = (error: unknown): error is RequestFailed =>
	error instanceof Error && 'effectUnknown' in error && error.effectUnknown === true;

/** A box of fields that are sent along where the user added them. */
export const additionalFields = <const Members extends readonly Field[]>(...members: Members) =>
	collection('additionalFields', 'Additional Fields', members);

/** A box of the fields to change; the others stay as they are. */
export const updateFields = <const Members extends readonly Field[]>(...members: Members) =>
	collection('updateFields', 'Update Fields', members);

/** A box of settings of the operation; the engine adds its own. */
export const options = <const Members extends readonly Field[]>(...members: Members) =>
	collection('options', 'Options', members);

/** A box of conditions on what is listed. */
export const filters = <const Members extends readonly Field[]>(...members: Members) =>
	collection('filters', 'Filters', members);
