import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../client';
import type { Field, Values } from '../fields';
import { choices, entries } from '../fields';
import type { RecordShape } from '../output';
import type { Progress, Reading } from '../paging';
import { pagesAsTheyCome } from '../paging';
import type { Refusal } from '../service';
import { z } from 'zod';

/** Records as a pass over what is watched comes to them. */
export interface Listed {
	readonly records: readonly IDataObject[];
	/** Where the next poll can go on after these; undefined where it cannot stop here. */
	readonly resume?: string;
	/** Whether the list ended before as many records came as the service had counted. */
	readonly isShort?: boolean;
	/** Ids to be remembered beside the records, for `Pass.knows` of later polls. */
	readonly notes?: readonly string[];
}

/** A pass over everything that an event watches. */
export interface Pass {
	readonly client: Client;
	/** Where to begin, as `Listed.resume` of an earlier poll told; at the beginning by default. */
	readonly startAt: string | undefined;
	/** How many different records came; the engine counts while it has a page. */
	readonly progress: Progress;
	/** Whether something is remembered of an id. */
	knows(id: string): boolean;
}

/** What became of a record: remembered text before and now; undefined where there was or is none. */
export interface Move {
	readonly record: IDataObject;
	readonly before: string | undefined;
	readonly after: string | undefined;
}

/** What an event says of itself. */
interface Words {
	/** The saved value, e.g. "backlinkLost". */
	readonly value: string;
	/** As in the drop-down: "Backlink Lost". */
	readonly name: string;
	readonly description: string;
}

/**
 * What an event announces: records that it sees for the first time, records whose watched value is
 * another than the one remembered, or what joins a list and what leaves it.
 */
export type EventKind = 'created' | 'changed' | 'listed';

/** An event as the engine polls for it. `values` are the user's, those of the filters among them. */
export interface TriggerEvent<Given = never> extends Words {
	readonly kind: EventKind;
	/** Fields that say what is watched; another value is a new start. */
	readonly fields: readonly Field[];
	/** Filters that narrow what is watched down; they are part of it too. */
	readonly narrowing?: readonly Field[];
	/** Filters that decide what is announced, and not what is remembered. */
	readonly announcing?: readonly Field[];
	/** The credential type, where the service has several. */
	readonly credential?: string;
	/** What the records are; their secrets are left out. */
	readonly returns?: RecordShape;
	/** What refusals of the service mean here; they come before the service's own. */
	readonly refusals?: readonly Refusal[];
	/** One pass over what is watched, from the beginning or from where an earlier one stopped. */
	list(pass: Pass, values: Given): AsyncIterable<Listed>;
	/** The id of a record, among all that the event watches. */
	idOf(record: IDataObject): unknown;
	/** What is watched of a record, as text; only that it is there by default. */
	watched?(record: IDataObject, values: Given): string;
	/** kind 'listed': what the record is called, to tell of it when it has left the list. */
	nameOf?(record: IDataObject): string;
	/** The record as far as it is known when it has left the list. */
	departed?(id: string | undefined, name: string): IDataObject;
	/** The item's status for a remembered text; the text itself by default. */
	statusOf?(value: string, values: Given): IDataObject[string];
	/** The item's status for a record, where its remembered text says nothing. */
	statusIn?(record: IDataObject): IDataObject[string];
	/** Further fields of the item. */
	extra?(move: Move, values: Given): IDataObject;
	/** Whether a move is one that the user wants to hear of. */
	announces?(move: Move, values: Given): boolean;
}

type FilterValues<Fields extends readonly Field[] | undefined> = Fields extends readonly Field[]
	? Partial<Values<Fields>>
	: unknown;

/** An event, its functions typed by its fields. */
export function event<
	const Fields extends readonly Field[],
	const Narrowing extends readonly Field[] = readonly [],
	const Announcing extends readonly Field[] = readonly [],
>(
	definition: TriggerEvent<
		Values<Fields> & { filters: FilterValues<Narrowing> & FilterValues<Announcing> }
	> & { fields: Fields; narrowing?: Narrowing; announcing?: Announcing },
): TriggerEvent {
	return definition as unknown as TriggerEvent;
}

/** A pass over one list: `reading` as an action has it, without what the engine decides. */
export const passOver = (
	{ startAt, progress }: Pass,
	reading: Omit<Reading, 'wanted' | 'identity' | 'startAt' | 'onTotal'>,
): AsyncIterable<Listed> => pagesAsTheyCome({ ...reading, wanted: Infinity, startAt }, progress);

/**
 * A pass over several lists, one after the other. Targets stand for themselves in the place where the
 * next poll goes on, so that it does so rightly when others were added or taken away meanwhile.
 */
export async function* inTurn(
	pass: Pass,
	targets: readonly string[],
	listOf: (pass: Pass, target: string) => AsyncIterable<Listed>,
): AsyncGenerator<Listed, void, undefined> {
	const [from, startAt] = placeIn(pass.startAt);
	const first = Math.max(0, from === undefined ? 0 : targets.indexOf(from));
	for (let turn = first; turn < targets.length; turn++) {
		const target = targets[turn];
		const begin = target === from ? startAt : undefined;
		const next = turn + 1 < targets.length ? JSON.stringify([targets[turn + 1]]) : undefined;
		for await (const listed of listOf({ ...pass, startAt: begin }, target)) {
			const { resume } = listed;
			yield {
				...listed,
				resume: resume === undefined ? next : JSON.stringify([target, resume]),
			};
		}
	}
}

function placeIn(place: string | undefined): [target?: string, startAt?: string] {
	if (place === undefined) return [];
	const [target, startAt] = JSON.parse(place) as Array<string | undefined>;
	return [target, startAt];
}

/** The filters on where a status came from and where it went, for the statuses that the API text knows. */
export const statusMoves = <const Status extends string>(
	statuses: ReadonlyArray<{ name: string; value: Status }>,
) =>
	[
		choices({
			name: 'fromStatuses',
			displayName: 'From Statuses',
			description: 'Announce only what had one of these statuses before; any by default',
			default: [],
			options: statuses,
		}),
		choices({
			name: 'toStatuses',
			displayName: 'To Statuses',
			description: 'Announce only what has one of these statuses now; any by default',
			default: [],
			options: statuses,
		}),
	] as const;

/** The same for statuses that the API text does not list. */
export const openStatusMoves = (placeholder: string) =>
	[
		entries({
			name: 'fromStatuses',
			displayName: 'From Statuses',
			description:
				'Announce only what had one of these statuses before: one or several, between commas or one a line',
			placeholder,
			keys: [],
			rule: z.string(),
		}),
		entries({
			name: 'toStatuses',
			displayName: 'To Statuses',
			description:
				'Announce only what has one of these statuses now: one or several, between commas or one a line',
			placeholder,
			keys: [],
			rule: z.string(),
		}),
	] as const;
