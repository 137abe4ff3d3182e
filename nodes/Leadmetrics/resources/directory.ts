import type { IDataObject } from 'n8n-workflow';
import { momentOf } from '../../shared/answers';
import type { Client } from '../../shared/client';
import { NotConfirmed, RequestFailed } from '../../shared/failure';
import { isRecord } from '../../shared/records';
import type { Field } from '../../shared/fields';
import {
	choice,
	jsonList,
	jsonObject,
	optionalText,
	parsedJson,
	shownWhen,
	text,
	toggle,
} from '../../shared/fields';
import type { Call, Output, Resource } from '../../shared/operation';
import {
	additionalFields,
	filters,
	listing,
	settled,
	single,
	together,
	updateFields,
} from '../../shared/operation';
import { textOrNull } from '../../shared/output';
import { pagesOf } from '../../shared/paging';
import type { Candidate } from '../../shared/readBack';
import {
	comparable,
	createdOf,
	differences,
	earliestEffect,
	isReadBack,
	readBackMark,
} from '../../shared/readBack';
import { webAddress } from '../../shared/rules';
import type { Request } from '../../shared/service';
import { get as read, objectOf, path, post } from '../../shared/service';
import { inputBinaryField, inputText } from '../../shared/textFile';
import type { DirectoryRow } from '../directoryFile';
import { checkFile, fileOf, unusable, uploadOf, urlsIn } from '../directoryFile';
import { directoryId } from '../fields';
import { somethingToChange } from '../rules';
import { directory } from '../schemas';
import { credentials, cursorPaging, notOfferedYet, pageOf } from '../service';

const name = text({
	name: 'name',
	displayName: 'Name',
	description: 'What the directory is called in Leadmetrics',
	placeholder: 'e.g. Coffee Shops Directory',
});

const url = text({
	name: 'url',
	displayName: 'URL',
	description: 'Page of the directory where a website is submitted',
	placeholder: 'e.g. https://directory.example/submit',
	rule: webAddress,
});

const category = optionalText({
	name: 'category',
	displayName: 'Category',
	description: 'What the directory lists',
	placeholder: 'e.g. business',
});

const subcategory = optionalText({
	name: 'subcategory',
	displayName: 'Subcategory',
	description: 'What the directory lists, more closely',
	placeholder: 'e.g. restaurants',
});

const region = optionalText({
	name: 'region',
	displayName: 'Region',
	description: 'Where the directory’s entries are',
	placeholder: 'e.g. global',
});

const isActive = toggle({
	name: 'isActive',
	displayName: 'Active',
	description: 'Whether the directory is in use; a deleted one is not',
	default: true,
});

/** "Body: all BacklinkDirectory fields", beside name and URL. */
const furtherFields = [
	category,
	subcategory,
	region,
	isActive,
	jsonList({
		name: 'steps',
		displayName: 'Steps',
		description:
			'What is to be done to get a link, as a JSON list. Backlinks have a copy of their own: those that exist keep the steps that they have.',
		placeholder: 'e.g. ["Create an account", "Submit the listing form"]',
	}),
	jsonObject({
		name: 'customFields',
		displayName: 'Custom Fields',
		description: 'Whatever else is kept of the directory, as a JSON object',
		placeholder: 'e.g. {"language": "en"}',
	}),
] as const;

const listRequest = (filter: IDataObject = {}): Request =>
	read('/admin/v1/backlink-directories', filter);

const readRequest = (id: string): Request => read(path`/admin/v1/backlink-directories/${id}`);

/** "List all BacklinkDirectory entries. Query: isActive, category, subcategory, region, cursor, limit." */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many directories',
	description: 'Get the directories that links can be placed in',
	credential: credentials.admin,
	fields: [filters(isActive, category, subcategory, region)],
	returns: directory,
	request: ({ filters: chosen }) =>
		listRequest(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== ''))),
	paging: cursorPaging,
	page: (data, _values, { client }) => pageOf(client, listRequest(), data),
});

/** "Single directory entry." */
const get = single({
	value: 'get',
	name: 'Get',
	action: 'Get a directory',
	description: 'Get one directory with its steps and custom fields',
	credential: credentials.admin,
	fields: [directoryId],
	returns: directory,
	request: ({ directoryId: id }) => readRequest(id),
	output: objectOf,
});

/** "Create a new directory entry." */
const create = single({
	value: 'create',
	name: 'Create',
	action: 'Create a directory',
	description: 'Add a directory that links can be placed in',
	credential: credentials.admin,
	fields: [name, url, additionalFields(...furtherFields)],
	returns: directory,
	request: ({ name: given, url: address, additionalFields: more }) =>
		post('/admin/v1/backlink-directories', { name: given, url: address, ...more }),
	// What was read back is handed on as it is stored.
	output: (data, { name: given, url: address, additionalFields: more }) =>
		isReadBack(data) ? objectOf(data) : { name: given, url: address, ...more, ...objectOf(data) },
	confirm: async ({ client, values }, failed) => {
		const { name: given, url: address, additionalFields: more } = values;
		const there = await directoriesAt(client, address);
		if (there.length === 0) throw new NotConfirmed('Afterwards no directory had this URL.');
		const wanted = { name: given, isActive: true, ...more } as IDataObject;
		const candidates = there.map(
			async ({ id }) => await candidate(client, String(id), wanted, failed),
		);
		const created = createdOf('directory', await Promise.all(candidates));
		return { ...created, answerLost: true };
	},
	ifLost: 'Directory > Get Many shows whether the directory was created.',
});

/** The directories with an address, in use or not, as the list has them. */
async function directoriesAt(client: Client, address: string): Promise<IDataObject[]> {
	const wanted = comparable(address);
	const found: IDataObject[] = [];
	for await (const page of directoryPages(client)) {
		found.push(...page.filter((one) => comparable(one.url) === wanted));
	}
	return found;
}

/**
 * A directory as it is stored, and what speaks against its being the one that a lost request created:
 * fields that are not as wanted, "isActive = false" of a deleted one among them, and its time, where
 * it has one (the text names none).
 */
async function candidate(
	client: Client,
	id: string,
	wanted: IDataObject,
	failed: RequestFailed,
): Promise<Candidate> {
	const answer = await client.send(readRequest(id));
	const record = objectOf(answer.body);
	const { createdAt } = record;
	const isOlder = (momentOf(createdAt) ?? Infinity) < earliestEffect(answer, failed);
	return {
		record,
		against: [
			...(isOlder ? [`createdAt is "${String(createdAt)}", before the request`] : []),
			...differences(wanted, record),
		],
	};
}

/** All directories, page by page. */
function directoryPages(client: Client): AsyncGenerator<IDataObject[], void, undefined> {
	const request = listRequest();
	return pagesOf({
		client,
		request,
		paging: cursorPaging,
		page: (data) => pageOf(client, request, data),
		wanted: Infinity,
		identity: 'id',
	});
}

/** "Update a directory entry." */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update a directory',
	description: 'Change a directory; backlinks that came out of it keep the steps that they have',
	credential: credentials.admin,
	fields: [directoryId, updateFields(name, url, ...furtherFields)],
	rules: [somethingToChange],
	returns: directory,
	request: ({ directoryId: id, updateFields: changes }) => ({
		method: 'PATCH',
		path: path`/admin/v1/backlink-directories/${id}`,
		body: changes,
	}),
	output: (data, { directoryId: id, updateFields: changes }) => ({
		id,
		...changes,
		...objectOf(data),
	}),
});

/** "Soft-delete by setting isActive = false." */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a directory',
	description:
		'Take a directory out of use. Leadmetrics keeps it as inactive, and the backlinks that came out of it too.',
	credential: credentials.admin,
	fields: [directoryId],
	request: ({ directoryId: id }) => ({
		method: 'DELETE',
		path: path`/admin/v1/backlink-directories/${id}`,
	}),
	output: (_data, { directoryId: id }) => ({ deleted: true, directoryId: id }),
	// A repeated deletion may be refused where the first one was carried out, or be answered with nothing.
	confirm: async ({ client, values }) =>
		(await isDeleted(client, values.directoryId)) ? {} : undefined,
});

const isDeleted = async (client: Client, id: string): Promise<boolean> =>
	await client.data(readRequest(id)).then(
		(data) => objectOf(data).isActive === false,
		(error: unknown) => error instanceof RequestFailed && error.failure.status === 404,
	);

/** One or several directories, out of an object, a list of objects, or JSON of either. */
const directoriesField = {
	property: {
		displayName: 'Directories',
		name: 'directories',
		type: 'json',
		default: '={{ $json }}',
		description:
			'What to import of each input item: an object with the fields of a directory, as Directory > Get gives them, or a list of such objects. All fields are sent, and all items in one request.',
	},
	schema: parsedJson.transform((raw, context): DirectoryRow[] => {
		const given = Array.isArray(raw) ? raw : [raw];
		return given.flatMap((one, position) => {
			const where = given.length > 1 ? ` in entry ${position + 1}` : '';
			const row = rowOf(one);
			if (typeof row !== 'string') return [row];
			context.addIssue({ code: 'custom', message: `${row}${where}` });
			return [];
		});
	}),
} satisfies Field<'directories', DirectoryRow[]>;

/** A directory to import, or why it is none. */
function rowOf(given: unknown): DirectoryRow | string {
	if (!isRecord(given)) return 'must hold an object with name and url';
	const called = textOrNull(given.name)?.trim() ?? '';
	if (called === '') return 'must have a "name" that is not empty';
	const address = webAddress.safeParse(textOrNull(given.url)?.trim());
	if (!address.success) {
		return `must have a "url" that is an absolute URL, e.g. https://example.com/page, not ${JSON.stringify(given.url ?? '')}`;
	}
	return { ...given, name: called, url: address.data };
}

/** "Bulk CSV import; multipart/form-data; returns { created, skipped, errors }", a planned route. */
const bulkImport = together({
	value: 'bulkImport',
	name: 'Bulk Import',
	action: 'Import directories in bulk',
	description: 'Add many directories at once, out of a CSV file or the input items',
	credential: credentials.admin,
	fields: [
		choice({
			name: 'source',
			displayName: 'Source',
			description: 'Where the directories are',
			default: 'inputItems',
			options: [
				{
					name: 'Binary File',
					value: 'binaryFile',
					description: 'A CSV file whose first row names the fields',
				},
				{
					name: 'Input Items',
					value: 'inputItems',
					description: 'The data of all input items, in one request',
				},
			],
		}),
		shownWhen(inputBinaryField, { source: ['binaryFile'] }),
		shownWhen(directoriesField, { source: ['inputItems'] }),
	],
	refusals: notOfferedYet('the bulk import of directories', false),
	ifLost:
		'Directory > Get Many shows which of them were created. Check it before you import them again.',
	groupOf: ({ source }) => (source === 'inputItems' ? source : undefined),
	run: async (calls) =>
		calls[0].values.source === 'inputItems'
			? await importItems(calls)
			: [await importFile(calls[0])],
});

interface Import {
	binaryPropertyName?: string;
	directories?: DirectoryRow[];
}

/** All input items as one file; each item's output says what became of the whole. */
async function importItems(calls: ReadonlyArray<Call<Import>>): Promise<Output[][]> {
	const rows = calls.flatMap(({ values }) => values.directories ?? []);
	const answer = await sendFile(calls[0].client, fileOf(rows), 'directories.csv');
	return calls.map(({ values: { directories = [] } }) => [
		{
			json: {
				...answer,
				rows: rows.length,
				directories: directories.map((row) => ({ name: row.name, url: row.url })),
			},
		},
	]);
}

/** An input item's file. */
async function importFile({ client, context, values, itemIndex }: Call<Import>): Promise<Output[]> {
	const { binaryPropertyName: field = 'data' } = values;
	const file = await inputText({ context, itemIndex }, field, 'CSV in UTF-8');
	if ('trouble' in file) throw unusable(file.trouble);
	const { text: content, fileName = 'directories.csv' } = file;
	const rows = checkFile(content);
	return [{ json: { ...(await sendFile(client, content, fileName)), rows, fileName } }];
}

/** Sends a file, and where its answer is lost, looks which of its directories are there. */
async function sendFile(client: Client, content: string, fileName: string): Promise<IDataObject> {
	const answer = await settled(
		client.data({
			method: 'POST',
			path: '/admin/v1/backlink-directories/bulk-import',
			body: uploadOf(content, fileName),
		}),
		async () => await importedSoFar(client, urlsIn(content)),
	);
	const { created = null, skipped = null, errors = null } = objectOf(answer);
	return { created, skipped, errors, ...readBackMark([answer]) };
}

/**
 * Nothing is counted where all are there: which of them are new went with the lost answer. A deleted
 * directory ("isActive = false") is none that was imported.
 */
async function importedSoFar(client: Client, urls: ReadonlySet<string>): Promise<IDataObject> {
	const wanted = new Set([...urls].map(comparable));
	const missing = new Set(wanted);
	for await (const page of directoryPages(client)) {
		for (const { url: address, isActive: inUse } of page) {
			if (inUse !== false) missing.delete(comparable(address));
		}
		if (missing.size === 0) return { answerLost: true };
	}
	throw new NotConfirmed(
		`Afterwards ${wanted.size - missing.size} of the ${wanted.size} URLs to import were among the directories in use. Directory > Get Many shows which; a row that is there already may be skipped when it is imported again.`,
	);
}

export const directoryResource: Resource = {
	value: 'directory',
	name: 'Directory',
	description: 'A website that lists others and can be asked for a link',
	operations: [bulkImport, create, deleteOne, get, getAll, update],
};
