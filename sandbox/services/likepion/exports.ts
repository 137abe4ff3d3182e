import type { FastifyReply } from 'fastify';
import { dataAnswer, type Envelope } from './answers';

/** The text names the export routes and shows no answer: JSON unless told. */
export const exportFormats = ['json', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportSettings {
	envelope: Envelope;
	exportFormat: ExportFormat;
}

/** All records at once: JSON as the lists have it, but without pages, or a CSV file. */
export function sendExport(
	reply: FastifyReply,
	{ envelope, exportFormat }: ExportSettings,
	name: string,
	records: readonly object[],
): unknown {
	if (exportFormat === 'json') return dataAnswer(envelope, records);
	return reply
		.type('text/csv; charset=utf-8')
		.header('content-disposition', `attachment; filename="${name}.csv"`)
		.send(csvOf(records));
}

function csvOf(records: readonly object[]): string {
	const columns = Object.keys(records.at(0) ?? {});
	const rows = records.map((record) => Object.values(record).map(csvCell).join(','));
	return [columns.join(','), ...rows].join('\r\n') + '\r\n';
}

/** RFC 4180: quoted where needed, quotes doubled. */
function csvCell(value: unknown): string {
	const text = textOf(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
