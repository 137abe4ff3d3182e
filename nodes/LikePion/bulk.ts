import type { IDataObject } from 'n8n-workflow';
import type { Field } from '../shared/fields';
import type { Operation } from '../shared/operation';
import { batch } from '../shared/operation';
import type { RecordShape } from '../shared/output';
import { post } from '../shared/service';
import { exported, recordsOf } from './exports';
import { anyAnswer } from './schemas';
import { objectOf, sumOf } from './service';

/** What the bulk routes of accounts and requests have in common. */
interface Bulk {
	readonly action: string;
	readonly description: string;
	readonly ids: Field<'ids', string[]>;
	/** Takes `{ ids }`. */
	readonly address: string;
}

/** "POST /accounts/bulk-delete", "POST /requests/bulk-delete". */
export const bulkDeletion = ({ ids, address, ...words }: Bulk): Operation =>
	batch({
		...words,
		value: 'bulkDelete',
		name: 'Delete Many',
		fields: [ids],
		returns: anyAnswer,
		entries: 'ids',
		// Deleting once more does no harm, but its answer counts only what was left.
		request: (_values, list) => post(address, { ids: [...list] }, { repeatable: true }),
		afterRepeat: () => ({ deleted: null }),
		answer: (answers) => sumOf(answers.map(objectOf)),
		results: async (_call, own, { request }) =>
			await Promise.resolve([{ json: { ids: [...own], deleted: true, request } }]),
	});

/**
 * "POST /accounts/export", "POST /requests/export". The text does not show their answers: a record
 * without an `id` does not tell which item asked for it. It is kept all the same, as a file is, and goes to
 * the first of the items that were sent together, so that it comes out once.
 */
export const bulkExport = ({
	ids,
	address,
	fileName,
	returns,
	...words
}: Bulk & { fileName: string; returns: RecordShape }): Operation =>
	batch({
		...words,
		value: 'export',
		name: 'Export',
		fields: [ids],
		returns,
		entries: 'ids',
		request: (_values, list) =>
			post(address, { ids: [...list] }, { repeatable: true, expects: 'jsonOrFile' }),
		// Each item gets the records that it asked for; a file cannot be divided, so each gets it whole.
		results: async (call, own, { answers, isFirst }) => {
			const asked = new Set(own);
			const isOwn = (record: IDataObject): boolean =>
				hasId(record) ? asked.has(String(record.id)) : isFirst;
			const parts = answers.map((answer) =>
				Buffer.isBuffer(answer) ? answer : recordsOf(answer).filter(isSomething).filter(isOwn),
			);
			const outputs = await Promise.all(
				parts.map(async (part) => await exported(call, part, fileName)),
			);
			return outputs.flat();
		},
	});

const hasId = ({ id }: IDataObject): boolean => id !== undefined && id !== null && id !== '';

/** An answer without a list counts as one record; where it says nothing, it is none. */
const isSomething = (record: IDataObject): boolean => Object.keys(record).length > 0;
