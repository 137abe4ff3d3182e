import type { IDataObject } from 'n8n-workflow';
import { countIn } from '../../shared/answers';
import type { Client } from '../../shared/client';
import { afterPart, BadInput } from '../../shared/failure';
import { entries, optionalText, quote, toggle } from '../../shared/fields';
import type { Call, Resource } from '../../shared/operation';
import {
	batch,
	listing,
	mostEntriesAtOnce,
	operation,
	options,
	settled,
	single,
} from '../../shared/operation';
import { domainOf } from '../../shared/output';
import type { Page } from '../../shared/paging';
import { allOf, recordsIn } from '../../shared/paging';
import { isReadBack, readBackMark } from '../../shared/readBack';
import type { Request } from '../../shared/service';
import { get, objectOf, path, post } from '../../shared/service';
import { binaryField, inputBinaryField, inputText } from '../../shared/textFile';
import type { DisavowFile } from '../disavowFile';
import { mostBytes, mostLines, parseDisavowFile, writeDisavowFile } from '../disavowFile';
import { disavowLinkId, siteId } from '../fields';
import { disavowable, disavowedLink } from '../schemas';
import { disavowPaging } from '../service';

/** The list of what is disavowed for a site. */
export const listOf = (site: string): Request => get(path`/backlink-disavow/${site}`);

function pageOf(client: Client, request: Request, data: unknown): Page {
	const { disavow_links: links, total_disavow_links: counted } = objectOf(data);
	const total = countIn(counted);
	return {
		records: recordsIn(client, request, links),
		...(total === undefined ? {} : { total }),
	};
}

/** Everything that is disavowed for a site, page by page. */
export function disavowListOf(client: Client, site: string) {
	const request = listOf(site);
	return {
		client,
		request,
		paging: disavowPaging,
		page: (data: unknown) => pageOf(client, request, data),
		wanted: Infinity,
		identity: 'id',
	};
}

/** All that is disavowed for a site. */
const disavowedOf = async (client: Client, site: string): Promise<IDataObject[]> =>
	await allOf(disavowListOf(client, site));

/** An entry as Google's file has it. */
export const entryOf = ({ url, type }: IDataObject): string => {
	const given = String(url);
	return type === 'domain' && !given.startsWith('domain:') ? `domain:${given}` : given;
};

const addRequest = (site: string, list: readonly string[]): Request =>
	post(path`/backlink-disavow/${site}`, { list: [...list] });

/** What the service says of entries that were added; where that was lost, what their list shows. */
const addOnce = async (client: Client, site: string, list: readonly string[]): Promise<unknown> =>
	await settled(
		client.data(addRequest(site, list)),
		async () => await addedSince(client, site, list),
	);

const addedIn = (answers: readonly unknown[]): number =>
	answers.reduce<number>((all, answer) => all + Number(objectOf(answer).added ?? 0), 0);

/** The answer to a request that was lost, where all of its entries are disavowed now. */
async function addedSince(
	client: Client,
	site: string,
	list: readonly string[],
): Promise<{ added: number; answerLost: true } | undefined> {
	const known = new Set((await disavowedOf(client, site)).map(entryOf));
	if (!list.every((entry) => known.has(entry))) return undefined;
	return { added: list.length, answerLost: true };
}

/** "List of disavowed backlinks". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many disavowed links',
	description: 'Get the URLs and domains that are disavowed for a site',
	fields: [siteId],
	returns: disavowedLink,
	request: ({ siteId: site }) => listOf(site),
	paging: disavowPaging,
	page: (data, { siteId: site }, { client }) => pageOf(client, listOf(site), data),
});

/**
 * Entries of a text. URLs may hold commas, so one separates where a space or the beginning of another
 * entry follows it, or where no further address can be around it.
 */
function separated(text: string): string[] {
	const lastAddress = text.lastIndexOf('/') + 1;
	const domains = text.slice(lastAddress).replaceAll(',', '\n');
	return (text.slice(0, lastAddress) + domains).split(betweenDisavowables);
}

const betweenDisavowables = /\n|(?<![,;\s])[,;\s]+(?=https?:\/\/|domain:)|[,;]\s+/i;

/** "Adding a disavowed backlink list". */
const add = batch({
	value: 'add',
	name: 'Add',
	action: 'Add links to the disavow list',
	description: 'Disavow URLs or whole domains',
	fields: [
		siteId,
		entries({
			name: 'list',
			displayName: 'List',
			description:
				'URLs and domains: one or several, between commas or one a line, or an expression that gives a list. Drag the field "from_url" or "domain" of Backlink > Get Many here to take it from each input item.',
			placeholder: 'e.g. domain:spam.example',
			keys: ['from_url', 'url', 'domain', 'sourceUrl', 'sourceDomain'],
			separator: separated,
			rule: disavowable,
		}),
		options(
			toggle({
				name: 'wholeDomains',
				displayName: 'Disavow Whole Domains',
				description:
					'Whether to disavow the domain of each URL, with all its pages, instead of the one page',
				default: false,
			}),
		),
	],
	entries: 'list',
	request: ({ siteId: site, options: chosen }, list) =>
		addRequest(site, chosen.wholeDomains === true ? list.map(wholeDomain) : list),
	// Which of them the list had before, the list itself does not tell: then there is no number.
	answer: (answers) =>
		answers.some(isReadBack) ? { answerLost: true } : { added: addedIn(answers) },
	confirm: async ({ client, values }, list) => {
		const sent = values.options.wholeDomains === true ? list.map(wholeDomain) : list;
		return await addedSince(client, values.siteId, sent);
	},
	ifLost: 'Disavow > Get Many shows what was added; adding it again does no harm.',
});

const wholeDomain = (entry: string): string =>
	entry.startsWith('domain:') ? entry : `domain:${domainOf(entry) ?? entry}`;

/** "Deleting a disavowed backlink". */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a link from the disavow list',
	description: 'Take a URL or domain off the disavow list',
	fields: [siteId, disavowLinkId],
	request: ({ siteId: site, disavowLinkId: id }) => ({
		method: 'DELETE',
		path: path`/backlink-disavow/${site}`,
		query: { id },
		expects: 'nothing',
	}),
	output: (_data, { siteId: site, disavowLinkId: id }) => ({
		siteId: site,
		disavowLinkId: id,
		deleted: true,
	}),
	// A repeated deletion is refused where the first one was carried out.
	confirm: async ({ client, values }) => {
		const left = await disavowedOf(client, values.siteId);
		return left.some(({ id }) => String(id) === values.disavowLinkId) ? undefined : {};
	},
});

/** Google's disavow file, out of "List of disavowed backlinks". */
const exportFile = operation({
	value: 'exportFile',
	name: 'Export File',
	action: 'Export the disavow list as a file',
	description: 'Write what is disavowed as the file that Google Search Console takes',
	fields: [
		siteId,
		binaryField('Put Output File in Field', 'The name of the output field to put the file in'),
		options(
			optionalText({
				name: 'fileName',
				displayName: 'File Name',
				description: 'What the file is called when it is downloaded; disavow.txt by default',
				placeholder: 'e.g. disavow.txt',
			}),
		),
	],
	async run({ client, context, values, hint }) {
		const { siteId: site, options: chosen } = values;
		const disavowed = (await disavowedOf(client, site)).map(entryOf);
		const comment = `Disavowed links of site ${site}, from SE Ranking, ${new Date().toISOString().slice(0, 10)}`;
		const content = Buffer.from(writeDisavowFile(comment, disavowed), 'utf8');
		const fileName = chosen.fileName || 'disavow.txt';
		if (disavowed.length + 1 > mostLines || content.length > mostBytes) {
			hint(
				'Google takes disavow files of up to 100,000 lines and 2 MB; this one is larger. Disavow whole domains to make it smaller.',
			);
		}
		const domains = disavowed.filter((entry) => entry.startsWith('domain:')).length;
		const binary = await context.helpers.prepareBinaryData(content, fileName, 'text/plain');
		return [
			{
				json: {
					siteId: site,
					fileName,
					entries: disavowed.length,
					domains,
					urls: disavowed.length - domains,
				},
				binary: { [values.binaryPropertyName]: binary },
			},
		];
	},
});

/** Google's disavow file, into "Adding a disavowed backlink list". */
const importFile = operation({
	value: 'importFile',
	name: 'Import File',
	action: 'Import a disavow file',
	description: 'Disavow what a Google disavow file lists and is not disavowed yet',
	fields: [siteId, inputBinaryField],
	refusals: [
		{
			when: /invalid list/i,
			message: 'SE Ranking refused entries of the disavow file',
			advice:
				'At least one of them is not usable to SE Ranking; the others of its request were not added.',
		},
	],
	ifLost: 'Importing the same file again is safe: it adds only what is missing.',
	async run({ client, context, values, itemIndex }) {
		const { siteId: site, binaryPropertyName: field } = values;
		const file = await readDisavowFile({ context, itemIndex }, field);
		const known = new Set((await disavowedOf(client, site)).map(entryOf));
		const missing = file.entries.filter((entry) => !known.has(entry));
		const answers: unknown[] = [];
		for (let start = 0; start < missing.length; start += mostEntriesAtOnce) {
			const list = missing.slice(start, start + mostEntriesAtOnce);
			const answer = await addOnce(client, site, list).catch((error: unknown) => {
				throw afterPart(error, start, missing.length, importFile.ifLost);
			});
			answers.push(answer);
		}
		return [
			{
				json: {
					siteId: site,
					added: addedIn(answers),
					alreadyDisavowed: file.entries.length - missing.length,
					duplicates: file.duplicates,
					comments: file.comments,
					blanks: file.blanks,
					...readBackMark(answers),
				},
			},
		];
	},
});

/** Reads a disavow file. @throws BadInput where it is none, or holds a line that cannot be used */
async function readDisavowFile(
	item: Pick<Call, 'context' | 'itemIndex'>,
	field: string,
): Promise<DisavowFile> {
	const read = await inputText(item, field, 'text in UTF-8');
	if ('trouble' in read) throw unusableFile(read.trouble);
	const file = parseDisavowFile(read.text);
	const { unusable, firstUnusable } = file;
	if (unusable === 0) return file;
	const shown = firstUnusable
		.map(({ line, text: found }) => `line ${line}: ${quote(found)}`)
		.join(', ');
	const more =
		unusable > firstUnusable.length ? ` and ${unusable - firstUnusable.length} more` : '';
	throw unusableFile(
		`A line must be a URL, "domain:example.com" or a comment after "#"; not ${shown}${more}.`,
	);
}

const unusableFile = (advice: string): BadInput =>
	new BadInput(
		'"Input Binary Field" holds a file that is no disavow file',
		`${advice} Nothing was added.`,
	);

export const disavowResource: Resource = {
	value: 'disavow',
	name: 'Disavow',
	description: 'The links that Google is to ignore',
	operations: [add, deleteOne, exportFile, getAll, importFile],
};
