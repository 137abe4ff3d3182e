import type { IDataObject } from 'n8n-workflow';
import { urlOf } from './addresses';
import { momentOf } from './answers';
import type { RequestFailed } from './failure';
import { NotConfirmed } from './failure';
import { quote } from './fields';
import { numberOrNull } from './output';
import { isRecord } from './records';
import type { Answer } from './service';
import { objectOf } from './service';

/** Whether what stands for an answer was read back, because the answer itself was lost. */
export const isReadBack = (answer: unknown): boolean => objectOf(answer).answerLost === true;

/** The mark of an output for which one of the answers was read back; nothing where none was. */
export const readBackMark = (answers: readonly unknown[]): { answerLost?: true } =>
	answers.some(isReadBack) ? { answerLost: true } : {};

/** An address as browsers write it, so that two spellings of one page compare as equal. */
export const comparable = (address: unknown): string =>
	urlOf(String(address))?.href ?? String(address);

/** How far a service's times can be off, in milliseconds: it may write whole seconds, as the Date header is. */
const precision = 2_000;

/**
 * The earliest time, in milliseconds since 1970, that a service can have written down for what a lost
 * request did: when it was sent, by the service's own clock.
 * @param headers those of an answer that came just now; "Date" tells the clock (RFC 9110, 6.6.1)
 */
export function earliestEffect(
	{ headers }: Pick<Answer, 'headers'>,
	{ sentAt = Date.now() }: Pick<RequestFailed, 'sentAt'>,
): number {
	const there = Date.parse(String(headers.date));
	const ahead = Number.isNaN(there) ? 0 : there - Date.now();
	return sentAt + ahead - precision;
}

/** Whether one of a service's times is not before another moment. */
export const isSince = (time: unknown, since: number): boolean =>
	(momentOf(time) ?? -Infinity) >= since;

/** In which fields a stored record is not what was wanted, in words; none where it agrees. */
export const differences = (wanted: IDataObject, stored: IDataObject): string[] =>
	Object.keys(wanted)
		.filter((field) => !agree(wanted[field], stored[field]))
		.map((field) => `${field} is ${shown(stored[field])} instead of ${shown(wanted[field])}`);

/** Services may give numbers as text, no text as null, and the fields of an object in another order. */
function agree(wanted: unknown, stored: unknown): boolean {
	if (typeof wanted === 'number') return (numberOrNull(stored) ?? 0) === wanted;
	return inOrder(wanted) === inOrder(stored);
}

/** A value as JSON, with the fields of objects in order. */
const inOrder = (value: unknown): string =>
	JSON.stringify(isNothing(value) ? null : value, (_name, inner: unknown) =>
		isRecord(inner)
			? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
			: inner,
	);

const isNothing = (value: unknown): boolean =>
	value === undefined || value === null || value === '';

const shown = (value: unknown): string => (isNothing(value) ? 'nothing' : quote(value));

/** A record with the URL of the one that a lost request was to create, and what speaks against its being that. */
export interface Candidate {
	readonly record: IDataObject;
	readonly against: readonly string[];
}

/**
 * The record that a lost request created, of those with its URL.
 * @param kind what such a record is called in messages, e.g. "backlink"
 * @throws NotConfirmed where something speaks against each, or nothing against several; it names them
 */
export function createdOf(kind: string, candidates: readonly Candidate[]): IDataObject {
	const fitting = candidates.filter(({ against }) => against.length === 0);
	if (fitting.length === 1) return fitting[0].record;
	if (fitting.length > 1) {
		const ids = fitting.map(({ record }) => String(record.id)).join(', ');
		throw new NotConfirmed(
			`Afterwards there were ${fitting.length} that could be the ${kind} to create, so it was not chosen between them: ${ids}.`,
		);
	}
	const there = candidates.map(
		({ record, against }) => `${kind} ${String(record.id)} (${against.join('; ')})`,
	);
	throw new NotConfirmed(
		`Afterwards this URL was there, but hardly as what was to be created: ${there.join(', ')}. Look at it before you run the item again.`,
	);
}
