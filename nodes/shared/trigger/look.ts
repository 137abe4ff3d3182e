import type { IDataObject } from 'n8n-workflow';
import { OutOfTime } from '../client';
import { BadInput, RequestFailed } from '../failure';
import type { EventKind, Listed, Move, Pass } from './event';
import { Remembered } from './remembered';
import type { Progress } from '../paging';
import { isGonePlace } from '../paging';
import type { Announcement, Course, Keeping, PassUnderWay, State } from './state';
import { isOutrun, keepState, leftTheList, noted, openState } from './state';

/** What a poll looks at: an event with the user's values filled in. */
export interface Watch {
	readonly kind: EventKind;
	/** Whether what was there before the start is announced too. */
	readonly emitsExisting: boolean;
	list(pass: Omit<Pass, 'client'>): AsyncIterable<Listed>;
	idOf(record: IDataObject): unknown;
	/** What is watched of a record, as text. */
	watched(record: IDataObject): string;
	/** kind 'listed': what a record is called. */
	nameOf?(record: IDataObject): string;
	/** kind 'listed': the record as far as it is known when it has left the list. */
	departed?(id: string | undefined, name: string): IDataObject;
	announces(move: Move): boolean;
	/** Whether there is time to read further, after so much was found. */
	mayGoOn(found: number): boolean;
}

/** A move to be announced. */
export interface Found extends Move {
	readonly id: string;
}

/** The remembered text where only a record's presence is watched. */
export const present = 'there';

/** Stands before the remembered text of a record that a list did not bring once. */
const missedMark = 'missed: ';

/** Where a list does not come to rest, the start is over after so many passes. */
const mostStartingPasses = 10;

/** Where the service counts more records than it lists, the start is over after so many quiet passes. */
const enoughQuietPasses = 4;

/** A pass that came to its end. */
interface EndedPass {
	readonly pages: number;
	/** How many different records came, as far as this poll made the pass. */
	readonly given: number;
	/** Whether it brought records that were not remembered. */
	readonly hadNews: boolean;
	readonly isShort: boolean;
	/** Whether this poll made the whole of it, so that it knows of every record whether it came. */
	readonly isWhole: boolean;
}

/** A pass while a poll makes it: how far it came, and what is known of it so far. */
interface PassInWork {
	resume?: string;
	pages: number;
	hadNews: boolean;
	isShort: boolean;
}

const freshPass: Readonly<PassInWork> = { pages: 0, hadNews: false, isShort: false };

/**
 * Looks at what is watched, compares it with what is remembered of `scope`, and keeps what it learned.
 * Where it fails, nothing is kept, so that the next look finds the same again. Where n8n does not know
 * yet what the last look learned, the next one looks.
 */
export async function lookAndKeep(
	keeping: Keeping,
	scope: string,
	watch: Watch,
): Promise<readonly Found[]> {
	if (isOutrun(keeping)) return [];
	const state = openState(keeping, scope);
	const look = new Look(watch, state);
	await look.run();
	keepState(keeping, state, look.found.length > 0 ? look.announcement : undefined);
	return look.found;
}

/**
 * One poll's look at what is watched: compares each record with what is remembered, remembers what it
 * sees, and finds what is to be announced. It changes `state`, a working copy.
 *
 * Within a pass only the first sight of a record counts: pages are asked for several at a time, so a
 * record that moves between them can be seen a second time as it was earlier.
 */
class Look {
	readonly found: Found[] = [];

	private readonly earlier = new Remembered();

	private readonly repeated = new Remembered();

	private readonly sizeBefore: number;

	private readonly courseBefore: Course;

	/** A mark for each place that the pass has seen. */
	private seen = new Uint8Array(0);

	private current: PassInWork = freshPass;

	private readonly hasUnheard: boolean;

	constructor(
		private readonly watch: Watch,
		private readonly state: State,
	) {
		this.hasUnheard = !state.unheard.isEmpty;
		this.sizeBefore = state.remembered.size;
		this.courseBefore = state.course;
	}

	/** What is announced, and how it is taken back. */
	get announcement(): Announcement {
		return {
			earlier: this.earlier,
			repeated: this.repeated,
			added: this.state.remembered.size - this.sizeBefore,
			keepsAdded: this.watch.kind === 'changed' && this.courseBefore.phase === 'watching',
			course: this.courseBefore,
		};
	}

	/** Makes as many passes as are needed, or as there is time for. */
	async run(): Promise<void> {
		let isSecond = false;
		for (;;) {
			const isStart = this.state.course.phase === 'starting';
			const pass = await this.pass();
			if (pass === undefined) return;
			if (isStart) {
				this.endStartingPass(pass);
				if (this.state.course.phase === 'watching') return;
			} else {
				const isToConfirm = this.takeMissing(this.missingAfter(pass));
				if (isSecond || !isToConfirm) return;
				isSecond = true;
			}
			if (!this.watch.mayGoOn(this.found.length)) return;
		}
	}

	/** One pass, or the rest of one. @returns undefined where time ran out before its end */
	private async pass(): Promise<EndedPass | undefined> {
		const begun = this.state.course.underWay ?? freshPass;
		this.current = { ...begun };
		this.seen.fill(0);
		const progress: Progress = { given: 0, left: Infinity };
		const end = await this.readPages(progress).catch((error: unknown) => this.endBy(error, begun));
		if (end === 'anew') {
			this.setUnderWay(undefined);
			return await this.pass();
		}
		const { resume } = this.current;
		if (end === 'stopped') {
			if (resume !== undefined) this.setUnderWay({ ...this.current, resume });
			return undefined;
		}
		this.setUnderWay(undefined);
		return {
			...this.current,
			given: progress.given,
			isWhole: begun.resume === undefined,
		};
	}

	private async readPages(progress: Progress): Promise<'ended' | 'stopped'> {
		const { current, watch, state } = this;
		const listed = watch.list({
			startAt: current.resume,
			progress,
			knows: (id) => state.remembered.has(id),
		});
		for await (const page of listed) {
			progress.given += this.takeIn(page);
			current.isShort ||= page.isShort === true;
			current.pages += page.isShort ? 0 : 1;
			current.resume = page.resume ?? current.resume;
			if (page.resume !== undefined && !watch.mayGoOn(this.found.length)) return 'stopped';
		}
		return 'ended';
	}

	/**
	 * Where a poll read something, being late is no failure: it goes on there the next time. Nor is it one
	 * to be told to wait, where the poll came further than the one before it. Where the service no longer
	 * knows the place at which to go on, the pass begins anew.
	 */
	private endBy(error: unknown, begun: PassInWork): 'stopped' | 'anew' {
		const hasRead = this.current.pages > begun.pages;
		if (error instanceof OutOfTime) return 'stopped';
		if (hasRead && isTimeout(error) && !this.watch.mayGoOn(this.found.length)) return 'stopped';
		if (isTooMany(error) && this.current.resume !== begun.resume) return 'stopped';
		if (!hasRead && begun.resume !== undefined && isGonePlace(error)) return 'anew';
		throw error;
	}

	private setUnderWay(underWay: PassUnderWay | undefined): void {
		const { phase, passes, quietPasses } = this.state.course;
		this.state.course = { phase, passes, quietPasses, ...(underWay ? { underWay } : {}) };
	}

	/** Compares a page's records with what is remembered. @returns how many the pass had not seen yet */
	private takeIn({ records, notes = [] }: Listed): number {
		const { remembered } = this.state;
		let fresh = 0;
		for (const record of records) {
			const place = remembered.place(this.idOf(record));
			if (!this.isFirstSight(place)) continue;
			fresh += 1;
			const after = this.watch.watched(record);
			const before = remembered.valueAt(place);
			const unheard = this.hasUnheard ? this.state.unheard.take(remembered, place) : undefined;
			const move = { record, before, after };
			if (unheard !== undefined && unheard !== before && unheard !== after) {
				this.takeDetour(place, move, unheard);
			} else if (before !== after) this.takeMove(place, move);
		}
		for (const note of notes) remembered.remember(remembered.place(note), noted);
		return fresh;
	}

	private idOf(record: IDataObject): string | number {
		const id = this.watch.idOf(record);
		if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return id;
		throw new BadInput(
			'The service sent a record without an ID',
			'What it announced cannot be told apart without one, so this poll was given up. Nothing is lost; the next one tries again.',
		);
	}

	private isFirstSight(place: number): boolean {
		if (place >= this.seen.length) {
			const seen = new Uint8Array(Math.max(this.state.remembered.size, place + 1) * 2);
			seen.set(this.seen);
			this.seen = seen;
		}
		if (this.seen[place] === 1) return false;
		this.seen[place] = 1;
		return true;
	}

	private takeMove(place: number, move: Move & { after: string }): void {
		const { remembered } = this.state;
		const { record, before, after } = move;
		if (before === undefined) this.current.hadNews = true;
		const isAnnounced = this.isWorthTelling(before) && this.watch.announces(move);
		const isRepeated = this.isRepetition(place, after) && isAnnounced;
		if (isAnnounced) {
			if (!isRepeated) this.keepEarlier(place);
			this.found.push({ ...move, id: String(this.watch.idOf(record)) });
		}
		remembered.remember(place, after, this.watch.nameOf?.(record));
		if (isRepeated) this.repeated.copyUnlessKnown(remembered, place);
	}

	/**
	 * A record that has gone on, or back, from a change that nobody may have heard of: both moves are
	 * told. The first is a repetition, so only the second one is taken back if this is not heard either.
	 */
	private takeDetour(place: number, move: Move & { after: string }, unheard: string): void {
		const { remembered, takenBack } = this.state;
		const { record, after } = move;
		takenBack.take(remembered, place);
		const id = String(this.watch.idOf(record));
		const moves: Move[] = [
			{ ...move, after: unheard },
			{ ...move, before: unheard },
		];
		const told = moves.filter((one) => this.watch.announces(one));
		if (told.length > 0) this.keepEarlier(place, unheard);
		this.found.push(...told.map((one) => ({ ...one, id })));
		remembered.remember(place, after);
	}

	/** By this event's kind and the phase; a record that is seen for the first time has not changed. */
	private isWorthTelling(before: string | undefined): boolean {
		const { kind, emitsExisting } = this.watch;
		if (before !== undefined) return kind === 'changed';
		return this.state.course.phase === 'starting' ? emitsExisting : kind !== 'changed';
	}

	/** Whether just this was announced before, and taken back because nobody may have heard it. */
	private isRepetition(place: number, value: string): boolean {
		const { takenBack, remembered } = this.state;
		return takenBack.take(remembered, place) === value;
	}

	/** Entries that this poll added are taken back by their number. */
	private keepEarlier(place: number, value?: string): void {
		const { remembered } = this.state;
		if (place < this.sizeBefore) this.earlier.copyUnlessKnown(remembered, place, value);
	}

	private endStartingPass(pass: EndedPass): void {
		const { passes, quietPasses } = this.state.course;
		const ended: Course = {
			phase: 'starting',
			passes: passes + 1,
			quietPasses: pass.hadNews ? 0 : quietPasses + 1,
		};
		this.state.course = this.isStarted(pass, ended)
			? { phase: 'watching', passes: 0, quietPasses: 0 }
			: ended;
	}

	/**
	 * One pass is not enough where a list has several pages or is empty: a record that moved between two
	 * pages, or a page that came empty for once, would be taken for new later. So passes follow until
	 * one brings nothing new. Where only changes are announced, a record may turn up late.
	 */
	private isStarted(pass: EndedPass, { passes, quietPasses }: Course): boolean {
		const { kind, emitsExisting } = this.watch;
		if (kind === 'changed' && !emitsExisting) return true;
		if (passes >= mostStartingPasses || quietPasses >= enoughQuietPasses) return true;
		const isOnePage = pass.isWhole && pass.pages === 1 && pass.given > 0;
		return !pass.isShort && (isOnePage || (passes > 1 && quietPasses > 0));
	}

	/** Places of what is remembered and did not come, after a pass that must have brought everything. */
	private missingAfter({ isWhole, isShort }: EndedPass): number[] {
		if (this.watch.kind !== 'listed' || !isWhole || isShort) return [];
		const missing: number[] = [];
		for (let place = 0; place < this.state.remembered.size; place++) {
			const isKnown = this.state.remembered.valueAt(place) !== undefined;
			if (isKnown && this.seen[place] !== 1) missing.push(place);
		}
		return missing;
	}

	/**
	 * What two passes in a row did not bring has left the list; one alone may have missed it, so it is
	 * marked until the next one, in this poll or a later one. @returns whether something is new among it
	 */
	private takeMissing(missing: readonly number[]): boolean {
		const { remembered } = this.state;
		let hasNew = false;
		for (const place of missing) {
			const value = remembered.valueAt(place) ?? '';
			if (value.startsWith(missedMark)) {
				this.announceDeparture(place, value.slice(missedMark.length));
			} else {
				remembered.remember(place, missedMark + value);
				hasNew = true;
			}
		}
		return hasNew;
	}

	private announceDeparture(place: number, before: string): void {
		const { remembered } = this.state;
		const id = remembered.idAt(place);
		const record = this.watch.departed?.(id, remembered.nameAt(place) ?? '') ?? {};
		const move: Move = { record, before, after: undefined };
		const isRepeated = this.isRepetition(place, leftTheList);
		if (this.watch.announces(move)) {
			if (isRepeated) this.repeated.copyUnlessKnown(remembered, place, leftTheList);
			else this.keepEarlier(place);
			this.found.push({ ...move, id: id ?? remembered.nameAt(place) ?? '' });
		}
		remembered.forget(place);
	}
}

const isTimeout = (error: unknown): boolean =>
	error instanceof RequestFailed && error.failure.reason === 'timeout';

/** Whether a service receives too many requests. */
const isTooMany = (error: unknown): boolean =>
	error instanceof RequestFailed && error.failure.status === 429;
