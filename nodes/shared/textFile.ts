import { BadInput } from './failure';
import { text, type Field } from './fields';
import type { Call } from './operation';
import { isRecord } from './records';
import { fieldName } from './rules';

/**
 * The text of a file, without a byte order mark; undefined for bytes that are no UTF-8, before they
 * become wrong characters.
 */
export const utf8Text = (file: Buffer): string | undefined => decoded(file, 'utf-8');

function decoded(file: Buffer, encoding: string): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(file);
	} catch {
		return undefined;
	}
}

/** A field that says in which field of its item a file is. */
export const binaryField = (
	displayName: string,
	description: string,
): Field<'binaryPropertyName', string> =>
	text({
		name: 'binaryPropertyName',
		displayName,
		description,
		placeholder: 'e.g. data',
		default: 'data',
		rule: fieldName,
	});

/** The one for a file that comes in. */
export const inputBinaryField = binaryField(
	'Input Binary Field',
	'The name of the input field that holds the file',
);

/** A text file of an input item, or what is wrong with it and what to do. */
type TextFile = ({ readonly text: string } | { readonly trouble: string }) & {
	readonly fileName?: string;
};

/**
 * The text of the file that an input item carries, without keeping its bytes.
 * @param wanted how such a file is saved, e.g. "CSV in UTF-8"
 * @throws BadInput where the item has no file in that field
 */
export async function inputText(
	{ context, itemIndex }: Pick<Call, 'context' | 'itemIndex'>,
	field: string,
	wanted: string,
): Promise<TextFile> {
	const { fileName } = fileIn(() => context.helpers.assertBinaryData(itemIndex, field));
	return {
		...textIn(await context.helpers.getBinaryDataBuffer(itemIndex, field), wanted),
		fileName,
	};
}

function fileIn(read: () => unknown): { fileName?: string } {
	try {
		const file = read();
		// A name such as "constructor" is that of something every object has.
		if (isRecord(file) && typeof file.mimeType === 'string') return file;
	} catch {
		// n8n says it without the parameter's name.
	}
	throw new BadInput(
		'"Input Binary Field" must be the name of a field of the item that holds a file',
		'Look at the Binary tab of the input: it shows the names of the files that the item has, if it has any. Nothing was sent for this item.',
	);
}

/** What the bytes of files begin with that are no text, and what these files are. */
const otherFiles: ReadonlyArray<readonly [start: string, kind: string]> = [
	['504b0304', 'a ZIP archive or an Excel workbook'],
	['d0cf11e0', 'an Excel workbook of the old format'],
	['89504e47', 'a picture'],
	['ffd8ff', 'a picture'],
	['47494638', 'a picture'],
	['25504446', 'a PDF document'],
	['1f8b', 'a compressed file'],
];

/**
 * The text of a file that a user made: UTF-8, or UTF-16 with the byte order mark that Excel and Windows
 * put before it; the mark is left out.
 */
function textIn(file: Buffer, wanted: string): { text: string } | { trouble: string } {
	if (file.length === 0) return { trouble: 'It is empty.' };
	const start = file.toString('hex', 0, 4);
	const other = otherFiles.find(([bytes]) => start.startsWith(bytes));
	if (other) return { trouble: `It is ${other[1]}, not text. Save it as ${wanted} and try again.` };
	const encoding = start.startsWith('fffe')
		? 'utf-16le'
		: start.startsWith('feff')
			? 'utf-16be'
			: 'utf-8';
	const text = decoded(file, encoding);
	if (text === undefined) {
		const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
		return { trouble: `It is not ${name} text. Save it as ${wanted} and try again.` };
	}
	if (text.includes('\0')) {
		return { trouble: `It holds bytes that are no text. Save it as ${wanted} and try again.` };
	}
	return text.trim() === '' ? { trouble: 'It is empty.' } : { text };
}
