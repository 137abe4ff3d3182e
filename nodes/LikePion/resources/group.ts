import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/client';
import type { RequestFailed } from '../../shared/failure';
import { NotConfirmed } from '../../shared/failure';
import { isRecord } from '../../shared/records';
import { number, text, toggle } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import {
	additionalFields,
	batch,
	filters,
	listing,
	operation,
	options,
	single,
	updateFields,
} from '../../shared/operation';
import { allOf } from '../../shared/paging';
import type { Request } from '../../shared/service';
import { get, path, post } from '../../shared/service';
import type { AccountRow } from '../accounts';
import { accounts, accountsFields, accountsSource, countFound } from '../accounts';
import { exported } from '../exports';
import {
	groupId,
	nameField,
	search,
	serviceType,
	somethingToUpdate,
	statusFilter,
} from '../fields';
import type { Wanted } from '../readBack';
import { createOnce, findCreated, rememberCreated } from '../readBack';
import { account, group } from '../schemas';
import { filled, given, isGone, objectOf, pageIn, paging, reading } from '../service';

const groupName = nameField('What the group is called in LikePion', 'e.g. Blogs for spring');

const skipUnsupported = toggle({
	name: 'skipUnsupported',
	displayName: 'Skip Unsupported',
	description: 'Whether to leave out accounts of websites that the service type does not support',
	default: true,
});

const groupOf = (id: string): Request => get(path`/groups/${id}`);

/** How a group that was asked for is known among all groups. */
const wantedGroup = (name: string, type: string): Wanted => ({
	name: `group "${name}"`,
	listed: get('/groups', { search: name, service_type: type }),
	isSame: (record) => record.name === name && record.service_type === type,
});

/** The group itself, whether it comes alone or beside the counts of an import, which are added to it. */
function groupIn(answer: IDataObject): IDataObject {
	const { group: inner, ...counts } = answer;
	return isRecord(inner) ? { ...(inner as IDataObject), ...counts } : answer;
}

/** "POST /groups". */
const create = operation({
	value: 'create',
	name: 'Create',
	action: 'Create a group',
	description: 'Create a group of accounts, empty or with accounts',
	fields: [groupName, serviceType, additionalFields(accounts, skipUnsupported)],
	returns: group,
	// So that a lost group is not taken for one like it that is under way.
	oneAtATime: true,
	ifLost: 'Group > Get Many shows whether the group was created.',
	async run({ client, values, present }) {
		const { name, serviceType: type, additionalFields: more } = values;
		const body = given({
			name,
			service_type: type,
			accounts: more.accounts,
			skip_unsupported: more.skipUnsupported,
		});
		const created = await createOnce(client, post('/groups', body), async (failed) =>
			more.accounts === undefined
				? await findCreated(client, failed, wantedGroup(name, type))
				: await findImported(client, failed, values, more.accounts),
		);
		return present(groupIn(created)).map((json) => ({ json }));
	},
});

/** "GET /groups". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many groups',
	description: 'Get the groups of accounts, with how many accounts of each are active',
	fields: [
		filters(
			serviceType,
			statusFilter('active'),
			search,
			number({
				name: 'minActive',
				displayName: 'Minimum Active',
				description: 'Only groups with at least so many active accounts',
				minimum: 0,
				whole: true,
			}),
		),
	],
	returns: group,
	request: ({ filters: chosen }) => {
		const { serviceType: type, status, search: words, minActive } = chosen;
		return get(
			'/groups',
			filled({ service_type: type, status, search: words, min_active: minActive }),
		);
	},
	paging,
	page: (data, _values, { client }) => pageIn(client, get('/groups'), data),
});

/** "GET /groups/:id". */
const getOne = single({
	value: 'get',
	name: 'Get',
	action: 'Get a group',
	description: 'Get one group of accounts',
	fields: [groupId],
	returns: group,
	request: ({ groupId: id }) => groupOf(id),
	output: objectOf,
});

/** "PUT /groups/:id". */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update a group',
	description: 'Change the name, service type or status of a group',
	fields: [
		groupId,
		updateFields(
			groupName,
			serviceType,
			text({
				name: 'status',
				displayName: 'Status',
				description: 'The new status; known is: active',
				placeholder: 'e.g. active',
			}),
		),
	],
	rules: [somethingToUpdate],
	returns: group,
	request: ({ groupId: id, updateFields: changes }) => ({
		method: 'PUT',
		path: path`/groups/${id}`,
		body: given({
			name: changes.name,
			service_type: changes.serviceType,
			status: changes.status,
		}),
	}),
	output: (data, { groupId: id }) => ({ id, ...objectOf(data) }),
});

/** "DELETE /groups/:id". */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a group',
	description: 'Delete a group of accounts for good',
	fields: [groupId],
	request: ({ groupId: id }) => ({
		method: 'DELETE',
		path: path`/groups/${id}`,
	}),
	output: (_data, { groupId: id }) => ({ groupId: id, deleted: true }),
	// A repeated deletion is refused where the first one was carried out.
	confirm: async ({ client, values }) =>
		(await isGone(client, groupOf(values.groupId))) ? {} : undefined,
});

/** "GET /groups/:id/export". */
const exportAccounts = operation({
	value: 'export',
	name: 'Export',
	action: 'Export the accounts of a group',
	description:
		'Get all accounts of a group at once; as Raw output with Include Secrets, an import takes them as they are',
	fields: [groupId],
	returns: account,
	async run(call) {
		const { groupId: id } = call.values;
		const request = { ...get(path`/groups/${id}/export`), expects: 'jsonOrFile' } as const;
		return await exported(call, await call.client.data(request), 'group');
	},
});

/** "POST /groups/import". */
const importAccounts = batch({
	value: 'import',
	name: 'Import',
	action: 'Import a group with its accounts',
	description: 'Create a group and fill it with accounts in one step',
	fields: [
		groupName,
		serviceType,
		...accountsFields,
		options(
			skipUnsupported,
			toggle({
				name: 'overwrite',
				displayName: 'Overwrite',
				description: 'Whether accounts that are there already are changed to what is imported',
				default: false,
			}),
		),
	],
	returns: group,
	oneAtATime: true,
	entries: accountsSource,
	// Two requests would make two groups.
	most: Infinity,
	request: ({ name, serviceType: type, options: chosen }, list) =>
		post(
			'/groups/import',
			given({
				name,
				service_type: type,
				accounts: [...list],
				skip_unsupported: chosen.skipUnsupported,
				overwrite: chosen.overwrite,
			}),
		),
	results: async ({ client, values, present }, entries, { request, answers }) => {
		const { group: made, ...counts } = objectOf(answers[0]);
		const created = objectOf(made);
		rememberCreated(client, created.id);
		const json = {
			groupId: created.id ?? null,
			name: values.name,
			serviceType: values.serviceType,
			accounts: entries.map(accountsSource.shown),
			success: true,
			request: { ...request, ...counts },
		};
		return await Promise.resolve(present(json).map((shown) => ({ json: shown })));
	},
	confirm: async ({ client, values }, list, failed) =>
		await findImported(client, failed, values, list),
	ifLost:
		'Group > Get Many shows whether the group was created; importing again would create a second one.',
});

/** What a lost import made. @throws NotConfirmed where that is not all that was asked for */
async function findImported(
	client: Client,
	failed: RequestFailed,
	{ name, serviceType: type }: { name: string; serviceType: string },
	list: readonly AccountRow[],
): Promise<IDataObject> {
	const made = await findCreated(client, failed, wantedGroup(name, type));
	const there = await allOf(reading(client, get(path`/groups/${String(made.id)}/accounts`)));
	const found = countFound(there, list);
	if (found < list.length) {
		throw new NotConfirmed(
			`The group "${name}" was created (ID ${String(made.id)}), and ${found} of ${list.length} accounts are in it. Account > Import adds the others to it.`,
		);
	}
	// All of them are there; how many were refused or repeated went with the lost answer.
	return { group: { id: made.id, name }, imported: there.length };
}

export const groupResource: Resource = {
	value: 'group',
	name: 'Group',
	description: 'Accounts that links are placed with',
	operations: [create, deleteOne, exportAccounts, getOne, getAll, importAccounts, update],
};
