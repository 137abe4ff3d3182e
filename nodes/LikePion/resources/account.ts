import type { IDataObject } from 'n8n-workflow';
import { NotConfirmed } from '../../shared/failure';
import { optionalText, text, toggle } from '../../shared/fields';
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
import { accountsFields, accountsSource, countFound, isSameAccount } from '../accounts';
import { bulkDeletion, bulkExport } from '../bulk';
import {
	accountId,
	groupId,
	groupOfAccount,
	idsOf,
	search,
	somethingToUpdate,
	statusFilter,
	website,
} from '../fields';
import { createOnce, findCreated } from '../readBack';
import { account, anyAnswer } from '../schemas';
import { filled, given, objectOf, pageIn, paging, reading, sumOf } from '../service';

/** More accounts than this are imported in several requests, since each may carry cookies. */
const mostAccountsAtOnce = 1_000;

export const accountsOf = (group: string): Request => get(path`/groups/${group}/accounts`);

const accountWebsite = text({
	name: 'website',
	displayName: 'Website',
	description: 'The website that the account is of',
	placeholder: 'e.g. example.com',
	rule: website,
});

/** What can be said of an account beside its website. */
const details = [
	optionalText({
		name: 'username',
		displayName: 'Username',
		description: 'Name to log in with; this or the email must be given',
		placeholder: 'e.g. maria',
	}),
	optionalText({
		name: 'email',
		displayName: 'Email',
		description: 'Address to log in with; this or the username must be given',
		placeholder: 'e.g. maria@example.com',
	}),
	optionalText({
		name: 'password',
		displayName: 'Password',
		description: 'What is typed in to log in at the website',
		secret: true,
	}),
	optionalText({
		name: 'appPassword',
		displayName: 'App Password',
		description: 'Password for applications, for example of WordPress',
		secret: true,
	}),
	optionalText({
		name: 'passMail',
		displayName: 'Mail Password',
		description: 'Opens the mailbox that the account’s email goes to',
		secret: true,
	}),
	optionalText({
		name: 'twofa',
		displayName: 'Two-Factor Secret',
		description: 'Secret from which the codes for logging in are made',
		secret: true,
	}),
	optionalText({
		name: 'cookies',
		displayName: 'Cookies',
		description: 'Cookies of a browser that is logged in',
		secret: true,
	}),
	optionalText({
		name: 'note',
		displayName: 'Note',
		description: 'What you want to remember of the account',
		placeholder: 'e.g. bought in March',
	}),
] as const;

/** The fields of an account as the API names them. */
const bodyOf = (fields: {
	website?: string;
	username?: string;
	email?: string;
	password?: string;
	appPassword?: string;
	passMail?: string;
	twofa?: string;
	cookies?: string;
	note?: string;
}): IDataObject => {
	const { appPassword, passMail, ...others } = fields;
	return given({ ...others, app_password: appPassword, pass_mail: passMail });
};

/** "POST /groups/:id/accounts". */
const create = operation({
	value: 'create',
	name: 'Create',
	action: 'Create an account',
	description: 'Add an account to a group',
	fields: [groupId, accountWebsite, additionalFields(...details)],
	rules: [
		{
			between: ['additionalFields.username', 'additionalFields.email'],
			broken: ({ additionalFields: { username = '', email = '' } }) =>
				username === '' && email === ''
					? [{ parameter: 'Username', message: 'or "Email" must be given (Additional Fields)' }]
					: [],
		},
	],
	returns: account,
	ifLost: 'Account > Get Many shows whether the account was created.',
	async run({ client, values, present }) {
		const { groupId: group, website: site, additionalFields: more } = values;
		const body = filled(bodyOf({ website: site, ...more }));
		const wanted = {
			name: `account of ${site}`,
			listed: get(path`/groups/${group}/accounts`, { search: more.username || more.email }),
			isSame: (record: IDataObject) => isSameAccount(record, { website: site, ...more }),
		};
		const created = await createOnce(
			client,
			post(path`/groups/${group}/accounts`, body),
			async (failed) => await findCreated(client, failed, wanted),
		);
		return present(created).map((json) => ({ json }));
	},
});

/** "GET /groups/:id/accounts". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many accounts',
	description: 'Get the accounts of a group',
	fields: [groupId, filters(statusFilter('active'), search)],
	returns: account,
	request: ({ groupId: group, filters: chosen }) =>
		get(path`/groups/${group}/accounts`, filled(chosen)),
	paging,
	page: (data, { groupId: group }, { client }) => pageIn(client, accountsOf(group), data),
});

/** "POST /groups/:id/accounts/import". */
const importAccounts = batch({
	value: 'import',
	name: 'Import',
	action: 'Import accounts',
	description: 'Add many accounts to a group at once; those that are there already are counted',
	fields: [
		groupId,
		...accountsFields,
		options(
			toggle({
				name: 'overwrite',
				displayName: 'Overwrite',
				description: 'Whether accounts that are there already are changed to what is imported',
				default: false,
			}),
		),
	],
	returns: anyAnswer,
	entries: accountsSource,
	most: mostAccountsAtOnce,
	request: ({ groupId: group, options: { overwrite } }, list) =>
		post(path`/groups/${group}/accounts/import`, given({ accounts: [...list], overwrite })),
	answer: (answers) => sumOf(answers.map(objectOf)),
	confirm: async ({ client, values }, list) => {
		const there = await allOf(reading(client, accountsOf(values.groupId)));
		const found = countFound(there, list);
		if (found < list.length || values.options.overwrite === true) {
			throw new NotConfirmed(
				`${found} of the ${list.length} accounts are in the group now. Importing the same accounts again adds only what is missing.`,
			);
		}
		// All of them are there; how many were new went with the lost answer.
		return { imported: null, overwritten: null, duplicates: null, unsupported: null, failed: null };
	},
	ifLost: 'Importing the same accounts again adds only what is missing.',
});

/** "POST /groups/:id/accounts/check-all". Checking twice does no more than checking once. */
const checkAll = single({
	value: 'checkAll',
	name: 'Check All',
	action: 'Check all accounts of a group',
	description: 'Have LikePion check which accounts of a group still work',
	fields: [groupId],
	returns: anyAnswer,
	request: ({ groupId: group }) =>
		post(path`/groups/${group}/accounts/check-all`, undefined, {
			repeatable: true,
		}),
	output: (data, { groupId: group }) => ({ ...objectOf(data), groupId: group, success: true }),
});

/** "PUT /accounts/:id". */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update an account',
	description: 'Change an account; what is not given stays as it is',
	fields: [groupOfAccount, accountId, updateFields(accountWebsite, ...details)],
	rules: [
		somethingToUpdate,
		{
			between: ['updateFields.username', 'updateFields.email'],
			broken: ({ updateFields: { username, email } }) =>
				username === '' && email === ''
					? [{ parameter: 'Username', message: 'and "Email" must not both be empty' }]
					: [],
		},
	],
	returns: account,
	request: ({ accountId: id, updateFields: changes }) => ({
		method: 'PUT',
		path: path`/accounts/${id}`,
		body: bodyOf(changes),
	}),
	output: (data, { accountId: id }) => ({ id, ...objectOf(data) }),
});

/** "DELETE /accounts/:id". */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete an account',
	description: 'Delete an account for good',
	fields: [groupOfAccount, accountId],
	request: ({ accountId: id }) => ({
		method: 'DELETE',
		path: path`/accounts/${id}`,
	}),
	output: (_data, { accountId: id }) => ({ accountId: id, deleted: true }),
	// A repeated deletion finds nothing where the first one was carried out; an account cannot be got.
	confirm: async (_call, { failure }) =>
		await Promise.resolve(failure.status === 404 ? {} : undefined),
});

/** "POST /accounts/:id/check". */
const check = single({
	value: 'check',
	name: 'Check',
	action: 'Check an account',
	description: 'Have LikePion check whether an account still works',
	fields: [groupOfAccount, accountId],
	returns: anyAnswer,
	request: ({ accountId: id }) =>
		post(path`/accounts/${id}/check`, undefined, { repeatable: true }),
	output: (data, { accountId: id }) => ({ ...objectOf(data), accountId: id, success: true }),
});

const accountIds = idsOf('Account', 'Account > Get Many');

/** "POST /accounts/bulk-delete". */
const bulkDelete = bulkDeletion({
	action: 'Delete many accounts',
	description: 'Delete accounts for good, all at once',
	ids: accountIds,
	address: '/accounts/bulk-delete',
});

/** "POST /accounts/export". */
const exportMany = bulkExport({
	action: 'Export accounts',
	description:
		'Get accounts by their IDs; as Raw output with Include Secrets, an import takes them as they are',
	ids: accountIds,
	address: '/accounts/export',
	fileName: 'accounts',
	returns: account,
});

export const accountResource: Resource = {
	value: 'account',
	name: 'Account',
	description: 'A login at a website on which links are placed',
	operations: [
		check,
		checkAll,
		create,
		deleteOne,
		bulkDelete,
		exportMany,
		getAll,
		importAccounts,
		update,
	],
};
