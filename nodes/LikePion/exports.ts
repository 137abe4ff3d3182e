import type { IDataObject } from 'n8n-workflow';
import { parseCsv, writeCsv } from '../shared/csv';
import { BadInput } from '../shared/failure';
import { isRecord } from '../shared/records';
import type { Call, Output } from '../shared/operation';
import { utf8Text } from '../shared/textFile';
import { secretFields } from './schemas';
import { objectOf } from './service';

/**
 * What an export answered, as output items. The text names the export routes and does not show their
 * answers, so both are taken: a JSON list, of which each record becomes an item, and a file, which
 * becomes binary data in the field "data".
 */
export async function exported(call: Call, answer: unknown, name: string): Promise<Output[]> {
	if (Buffer.isBuffer(answer)) return [await fileOutput(call, answer, name)];
	return recordsOf(answer)
		.flatMap((record) => call.present(record))
		.map((json) => ({ json }));
}

/** The records of an export, wherever the answer has them; an answer without a list is one record. */
export function recordsOf(answer: unknown): IDataObject[] {
	if (Array.isArray(answer)) return answer.filter(isRecord) as IDataObject[];
	const object = objectOf(answer);
	const list = [object.data, object.accounts, object.links, object.requests].find(Array.isArray);
	return list === undefined ? [object] : (list.filter(isRecord) as IDataObject[]);
}

async function fileOutput(call: Call, file: Buffer, name: string): Promise<Output> {
	const table = tableIn(file);
	if (table === undefined && !call.includeSecrets) {
		throw new BadInput(
			'LikePion exported a file in which secrets cannot be told from other fields',
			'It may hold passwords, so it was not stored. Turn on "Include Secrets" under Options to get it as it is.',
		);
	}
	const content =
		table === undefined || call.includeSecrets
			? file
			: Buffer.from(writeCsv(withoutColumns(table, secretFields)), 'utf8');
	const fileName = table === undefined ? name : `${name}.csv`;
	const data = await call.context.helpers.prepareBinaryData(
		content,
		fileName,
		table === undefined ? 'application/octet-stream' : 'text/csv',
	);
	return {
		json: {
			fileName,
			fileSize: content.length,
			...(table === undefined ? {} : { records: table.length - 1 }),
		},
		binary: { data },
	};
}

/** The rows of a CSV file that begins with the names of its columns; undefined for any other file. */
function tableIn(file: Buffer): string[][] | undefined {
	const text = utf8Text(file);
	const rows = text === undefined ? undefined : parseCsv(text);
	return rows?.[0]?.includes('id') ? rows : undefined;
}

function withoutColumns(rows: readonly string[][], names: readonly string[]): string[][] {
	const [columns] = rows;
	return rows.map((row) => row.filter((_cell, index) => !names.includes(columns[index])));
}
