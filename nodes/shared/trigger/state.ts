import type { IDataObject } from 'n8n-workflow';
import { BadInput } from '../failure';
import type { EncodedEntries } from './remembered';
import { Remembered } from './remembered';

/** The form in which this version stores its memory; `read` knows the earlier ones. */
const currentForm = 1;

/** Within so many milliseconds after an announcement a start of n8n announces it again. */
const announcedLately = 10 * 60_000;

/** n8n stores a memory that a poll handed to it within so many milliseconds, or never. */
const storedWithin = 60_000;

/** How far the watching has come. */
export interface Course {
	/** While it starts, what is seen for the first time was there before. */
	readonly phase: 'starting' | 'watching';
	/** How many passes the start has made, and how many of the last brought nothing new. */
	readonly passes: number;
	readonly quietPasses: number;
	/** The pass that a poll had no time to end. */
	readonly underWay?: PassUnderWay;
}

/** A pass that goes on in the next poll. */
export interface PassUnderWay {
	readonly resume: string;
	readonly pages: number;
	readonly hadNews: boolean;
	readonly isShort: boolean;
}

/** Stands for the value of a record that has left its list. */
export const leftTheList = 'left the list';

/** What is remembered of an id that a list notes for itself. */
export const noted = 'noted';

/** What a trigger knows while it polls: a working copy, which is stored when the poll has succeeded. */
export interface State {
	readonly scope: string;
	readonly remembered: Remembered;
	/** Values that were announced and taken back, because nobody may have heard of them. */
	readonly unheard: Remembered;
	/** What an announcement that was taken back said of each record; telling it is a repetition. */
	readonly takenBack: Remembered;
	course: Course;
}

/** What a poll announced, and what was remembered before, to take it back if nobody may have heard it. */
export interface Announcement {
	/** The entries that it changed, as they were. */
	readonly earlier: Remembered;
	/** What of it repeated an announcement that had been taken back; it is not taken back again. */
	readonly repeated: Remembered;
	/** How many entries, at the end, it added. */
	readonly added: number;
	/**
	 * Whether it announced none of the entries that it added. They stay, because their next change is one
	 * from there; only what a list noted goes, so that the list is read again.
	 */
	readonly keepsAdded: boolean;
	readonly course: Course;
}

interface StoredAnnouncement extends EncodedEntries {
	/** When it was handed to n8n, in milliseconds since 1970. */
	readonly at: number;
	/** The process that did. */
	readonly process: string;
	readonly added: number;
	readonly keepsAdded?: boolean;
	/** Of earlier versions: announced on the way, of entries that were back where they had been. */
	readonly between?: EncodedEntries;
	readonly repeated?: EncodedEntries;
	readonly course: Course;
}

/** A trigger's memory as n8n keeps it: a handful of texts. */
export interface StoredState extends EncodedEntries {
	readonly version: number;
	/** What is watched, with which credential; the memory is of use for nothing else. */
	readonly scope: string;
	/** Goes up whenever the memory changes, so that the newer of two can be told. */
	readonly sequence: number;
	/** `Course` as JSON. */
	readonly course: string;
	/** The last announcement as JSON, until a later poll of the same process has followed it. */
	readonly last?: string;
	/** `State.unheard` as JSON, where there is any. */
	readonly unheard?: string;
	/** `State.takenBack` as JSON, where there is any. */
	readonly takenBack?: string;
}

/** What a process of n8n knows of its triggers beyond what n8n keeps for them. */
export interface ProcessMemory {
	/** Another one in every process. */
	readonly id: string;
	/** The newest memory of each trigger. */
	readonly newest: Map<string, StoredState>;
	/** What each trigger's last poll handed to n8n: which memory, and when in milliseconds since 1970. */
	readonly handedOver: Map<string, { readonly sequence: number; readonly at: number }>;
	/** The triggers that poll at this moment. */
	readonly polling: Set<string>;
}

export const newProcess = (): ProcessMemory => ({
	id: Math.random().toString(36).slice(2),
	newest: new Map(),
	handedOver: new Map(),
	polling: new Set(),
});

/** One trigger's memory: where n8n keeps it, and what this process knows of it. */
export interface Keeping {
	/** n8n's static data of the node. */
	readonly data: IDataObject;
	/** Names the node among all of the process. */
	readonly key: string;
	readonly process: ProcessMemory;
	/** Whether n8n stores the memory and creates the execution in one transaction. */
	readonly isDurable: boolean;
	/** Whether n8n reads the memory anew for each poll; its scheduler does. */
	readonly isReadAnew: boolean;
	/** Milliseconds since 1970. */
	now(): number;
}

/**
 * Whether n8n's scheduler gives the memory from before a poll that ended a moment ago: it reads the memory
 * when it takes a poll up, and stores what the poll before it brought only a while after that one's end.
 * Polls come so close together when n8n makes up for those that it missed. What such a poll found would be
 * announced a second time.
 */
export function isOutrun({ data, key, process, isReadAnew, now }: Keeping): boolean {
	const handed = process.handedOver.get(key);
	if (!isReadAnew || handed === undefined) return false;
	const sequence = typeof data.sequence === 'number' ? data.sequence : 0;
	return sequence < handed.sequence && now() - handed.at < storedWithin;
}

/** The memory of what `scope` names; a new one where there is none. Nothing that is kept changes. */
export function openState(keeping: Keeping, scope: string): State {
	const given = read(keeping.data, scope);
	const stored = newestOf(keeping, given);
	if (stored?.scope !== scope) return freshState(scope);
	const state: State = {
		scope,
		remembered: Remembered.decode(stored),
		unheard: stored.unheard === undefined ? new Remembered() : entriesIn(stored.unheard),
		takenBack: stored.takenBack === undefined ? new Remembered() : entriesIn(stored.takenBack),
		course: JSON.parse(stored.course) as Course,
	};
	// The durable engine loses no announcement; where it has one here, the poll at publishing left it,
	// which cannot tell the engines apart.
	if (stored.last === undefined || keeping.isDurable) return state;
	const last = announcementIn(stored.last);
	if (mayBeLost(keeping, last, stored !== given)) takeBack(state, last);
	return state;
}

/** Keeps the memory, where it changed; `announced` is what the poll is about to hand to n8n. */
export function keepState(keeping: Keeping, state: State, announced?: Announcement): void {
	const { data, key, process, isDurable, now } = keeping;
	const given = read(data, state.scope);
	const known = newestOf(keeping, given);
	const content = {
		version: currentForm,
		scope: state.scope,
		course: JSON.stringify(state.course),
		...state.remembered.encode(),
		...(announced && !isDurable ? { last: lastOf(announced, process.id, now()) } : {}),
		...(state.unheard.isEmpty ? {} : { unheard: JSON.stringify(state.unheard.encode()) }),
		...(state.takenBack.isEmpty ? {} : { takenBack: JSON.stringify(state.takenBack.encode()) }),
	};
	if (given !== undefined && known === given && isSame(content, given)) return;
	const stored: StoredState = { ...content, sequence: (known?.sequence ?? 0) + 1 };
	if (!isDurable) process.newest.set(key, stored);
	if (isDurable || announced) process.handedOver.set(key, { sequence: stored.sequence, at: now() });
	for (const name of Object.keys(data)) {
		if (!(name in stored)) Reflect.deleteProperty(data, name);
	}
	Object.assign(data, stored);
}

/**
 * Whether nobody may have heard an announcement: n8n stores the memory a moment before it creates the
 * execution, so a process that ended in between took it along; and where n8n gives an older memory
 * than this process has, it may have thrown away the announcement too.
 */
const mayBeLost = (
	{ process, now }: Keeping,
	{ at, process: announcedBy }: StoredAnnouncement,
	isGivenOlder: boolean,
): boolean => isGivenOlder || (announcedBy !== process.id && now() - at <= announcedLately);

const freshState = (scope: string): State => ({
	scope,
	remembered: new Remembered(),
	unheard: new Remembered(),
	takenBack: new Remembered(),
	course: { phase: 'starting', passes: 0, quietPasses: 0 },
});

/**
 * An execution that changes static data itself, a workflow that is published again, and the scheduler
 * without durable cursors can bring an older memory back, or none; then the process knows the newer one.
 * With the durable engine what n8n gives is always right, because it may have rolled a poll back.
 */
function newestOf(
	{ key, process, isDurable }: Keeping,
	given: StoredState | undefined,
): StoredState | undefined {
	const newest = isDurable ? undefined : process.newest.get(key);
	return newest !== undefined && newest.sequence > (given?.sequence ?? 0) ? newest : given;
}

/** The memory in static data, in whichever form it was stored; undefined where there is none. */
function read(data: IDataObject, scope: string): StoredState | undefined {
	const { version } = data;
	if (version === currentForm) return data as unknown as StoredState;
	if (version === 0) return fromForm0(data, scope);
	if (typeof version !== 'number') return undefined;
	throw new BadInput(
		'The memory of this trigger was written by a newer version of this node',
		'Update the package n8n-nodes-backlinks. Nothing that happened meanwhile is lost.',
	);
}

/** Form 0: `{ version: 0, statuses: { id: status } }`, of whatever is watched. */
function fromForm0({ statuses }: IDataObject, scope: string): StoredState {
	const remembered = new Remembered();
	for (const [id, status] of Object.entries((statuses ?? {}) as IDataObject)) {
		remembered.remember(remembered.place(id), String(status));
	}
	const course: Course = { phase: 'watching', passes: 0, quietPasses: 0 };
	return {
		version: 0,
		scope,
		sequence: 0,
		course: JSON.stringify(course),
		...remembered.encode(),
	};
}

function lastOf(announced: Announcement, process: string, at: number): string {
	const { earlier, repeated, added, keepsAdded, course } = announced;
	const last: StoredAnnouncement = {
		...{ at, process, added, keepsAdded, course },
		...earlier.encode(),
		...(repeated.isEmpty ? {} : { repeated: repeated.encode() }),
	};
	return JSON.stringify(last);
}

const announcementIn = (last: string): StoredAnnouncement => JSON.parse(last) as StoredAnnouncement;

const entriesIn = (text: string): Remembered =>
	Remembered.decode(JSON.parse(text) as EncodedEntries);

/**
 * Remembers what was remembered before an announcement, so that the next comparison makes it again;
 * and what it announced, because a record may be back by then where it was before. What was a
 * repetition itself is left as it is: n8n would have to end twice in that very moment to lose it, and
 * otherwise every start of n8n would tell it once more.
 */
function takeBack(state: State, last: StoredAnnouncement): void {
	const earlier = Remembered.decode(last);
	noteTakenBack(state, earlier, last.keepsAdded ? 0 : last.added);
	state.unheard.copyAll(state.remembered.knownTo(earlier));
	if (last.between) state.unheard.copyAll(Remembered.decode(last.between));
	state.remembered.dropLast(last.added, last.keepsAdded ? noted : undefined);
	state.remembered.copyAll(earlier);
	if (last.repeated) leaveRepeated(state.remembered, Remembered.decode(last.repeated));
	state.course = last.course;
}

function noteTakenBack({ takenBack, remembered }: State, earlier: Remembered, added: number): void {
	for (let place = 0; place < earlier.size; place++) {
		takenBack.copyUnlessKnown(
			earlier,
			place,
			remembered.take(earlier, place, false) ?? leftTheList,
		);
	}
	for (let place = Math.max(0, remembered.size - added); place < remembered.size; place++) {
		takenBack.copyUnlessKnown(remembered, place);
	}
}

function leaveRepeated(remembered: Remembered, repeated: Remembered): void {
	remembered.copyAll(repeated);
	for (let place = 0; place < repeated.size; place++) {
		if (repeated.valueAt(place) === leftTheList) remembered.take(repeated, place);
	}
}

const isSame = (content: Omit<StoredState, 'sequence'>, known: StoredState): boolean =>
	contents.every((name) => content[name] === known[name]);

const contents = [
	'version',
	'scope',
	'course',
	'entries',
	'values',
	'names',
	'last',
	'unheard',
	'takenBack',
] as const;
