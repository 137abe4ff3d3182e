/**
 * Imports a large file in a process of its own, and tells what memory it took: importLargeFile <operation>
 * <file> <base URL>, where the operation is one of those below. Prints a `Measured` as JSON.
 */
import { readFileSync } from 'node:fs';
import type { INodeParameters } from 'n8n-workflow';
import { LeadmetricsAdminApi } from '../../../credentials/LeadmetricsAdminApi.credentials';
import { SeRankingProjectApi } from '../../../credentials/SeRankingProjectApi.credentials';
import { Leadmetrics } from '../../../nodes/Leadmetrics/Leadmetrics.node';
import { SeRankingBacklinks } from '../../../nodes/SeRankingBacklinks/SeRankingBacklinks.node';
import { fileItem, type NodeUnderTest, runNode } from '../../integration/support/runNode';
import { byId } from '../operations/catalogue';

export interface Measured {
	/** What the item became, or the message of the error. */
	readonly outcome: unknown;
	/** Bytes of memory before the file was read, and at the highest. */
	readonly before: number;
	readonly peak: number;
}

interface Import {
	readonly under: (baseUrl: string) => NodeUnderTest;
	readonly parameters: INodeParameters;
}

const imports = new Map<string, Import>([
	[
		'directories',
		{
			under: (baseUrl) => ({
				type: new Leadmetrics(),
				credentialTypes: [new LeadmetricsAdminApi()],
				credentials: { leadmetricsAdminApi: { baseUrl, accessToken: 'any-token' } },
			}),
			parameters: { resource: 'directory', operation: 'bulkImport', source: 'binaryFile' },
		},
	],
	[
		'disavow',
		{
			under: (baseUrl) => ({
				type: new SeRankingBacklinks(),
				credentialTypes: [new SeRankingProjectApi()],
				credentials: { seRankingProjectApi: { baseUrl, apiKey: 'any-key' } },
			}),
			parameters: { resource: 'disavow', operation: 'importFile', siteId: byId('1') },
		},
	],
]);

const kilobyte = 1024;

async function measure(operation: string, file: string, baseUrl: string): Promise<Measured> {
	const { under, parameters } = imports.get(operation) as Import;
	const node = under(baseUrl);
	const before = process.memoryUsage().rss;
	const outcome = await runNode(node, { parameters, input: [fileItem(readFileSync(file))] }).then(
		({ json }) => json[0],
		(error: unknown) =>
			`${String(error)} ${String((error as { description?: unknown }).description)}`,
	);
	return { outcome, before, peak: process.resourceUsage().maxRSS * kilobyte };
}

const [operation, file, baseUrl] = process.argv.slice(2);
void measure(operation, file, baseUrl).then((measured) => {
	console.log(JSON.stringify(measured));
});
