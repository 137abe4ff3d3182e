import multipart from '@fastify/multipart';
import { CsvError, parse } from 'csv-parse/sync';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import type { Directories } from './directories';
import { invalid } from './refusals';
import { errorsByField, newDirectory } from './requests';

/** "returns { created, skipped, errors }". */
export interface ImportResult {
	created: number;
	/** Rows whose URL is there already, in the list or further up in the file. */
	skipped: number;
	/** `row` as a spreadsheet counts: the header is row 1. */
	errors: { row: number; message: string }[];
}

/** An uploaded file as the request log shows it. */
interface Upload {
	filename: string;
	mimetype: string;
	content: string;
}

const uploadSchema = z.object({ filename: z.string(), mimetype: z.string(), content: z.string() });
const requiredColumns = ['name', 'url'];

/** Lets `server`'s routes take multipart/form-data: each field of the body is a text or an uploaded file. */
export async function acceptUploads(server: FastifyInstance): Promise<void> {
	await server.register(multipart, {
		attachFieldsToBody: 'keyValues',
		limits: { fileSize: 32 * 1024 * 1024 },
		async onFile(part) {
			const content = (await part.toBuffer()).toString('utf8');
			const upload: Upload = { filename: part.filename, mimetype: part.mimetype, content };
			// With `keyValues`, what stands here becomes the field's value.
			Object.assign(part, { value: upload });
		},
	});
}

/**
 * The text of the uploaded file, under whatever field name: the text gives none.
 * @throws Refusal (415 when it is no form, 400 when there is no file in it)
 */
export function uploadedCsv(request: FastifyRequest): string {
	if (!request.isMultipart()) throw new Refusal(415, 'Expected multipart/form-data');
	const fields = Object.values(z.record(z.unknown()).catch({}).parse(request.body));
	for (const field of fields) {
		const upload = uploadSchema.safeParse(field);
		if (upload.success) return upload.data.content;
	}
	throw invalid({ file: ['Required: a CSV file'] });
}

/**
 * "Bulk CSV import": every row is on its own; the good ones are created whatever the others are.
 * @throws Refusal (400) when it is no CSV, or its header lacks `name` or `url`
 */
export function importDirectories(csv: string, directories: Directories): ImportResult {
	const result: ImportResult = { created: 0, skipped: 0, errors: [] };
	for (const [place, row] of rowsOf(csv).entries()) {
		const fields = newDirectory.safeParse(fieldsOf(row));
		if (!fields.success) {
			result.errors.push({ row: place + 2, message: inOneLine(fields.error) });
		} else if (directories.import(fields.data)) {
			result.created += 1;
		} else {
			result.skipped += 1;
		}
	}
	return result;
}

function rowsOf(csv: string): Record<string, string>[] {
	const [header = [], ...rows] = parsed(csv);
	const missing = requiredColumns.filter((column) => !header.includes(column));
	if (missing.length > 0) {
		throw invalid({ file: missing.map((column) => `The header has no column ${column}`) });
	}
	return rows.map((row) =>
		Object.fromEntries(header.map((column, place) => [column, row.at(place) ?? ''])),
	);
}

function parsed(csv: string): string[][] {
	try {
		const rows: unknown = parse(csv, {
			bom: true,
			skip_empty_lines: true,
			relax_column_count: true,
			trim: true,
		});
		return z.array(z.array(z.string())).parse(rows);
	} catch (error) {
		if (error instanceof CsvError) throw invalid({ file: [`Is no CSV: ${error.message}`] });
		throw error;
	}
}

/** Empty cells count as absent; other cells are read as their field has them. */
function fieldsOf(row: Record<string, string>): Record<string, unknown> {
	const filled = Object.entries(row).filter(([, cell]) => cell !== '');
	return Object.fromEntries(filled.map(([column, cell]) => [column, valueOf(column, cell)]));
}

/** `isActive` is true or false, `domainAuthority` digits, `steps` texts with `|` between them or JSON, `customFields` JSON. */
function valueOf(column: string, cell: string): unknown {
	const isJson = /^[[{]/.test(cell);
	if (column === 'isActive') return { true: true, false: false }[cell.toLowerCase()] ?? cell;
	if (column === 'domainAuthority') return /^\d+$/.test(cell) ? Number(cell) : cell;
	if (column === 'customFields' || (column === 'steps' && isJson)) return jsonOf(cell);
	if (column === 'steps') return cell.split('|').map((step) => step.trim());
	return cell;
}

function jsonOf(cell: string): unknown {
	try {
		return JSON.parse(cell);
	} catch {
		return cell;
	}
}

function inOneLine(error: z.ZodError): string {
	return Object.entries(errorsByField(error))
		.map(([field, words]) => `${field}: ${words.join(', ')}`)
		.join('; ');
}
