import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { urlOf } from '../shared/addresses';
import { isRecord } from '../shared/records';
import type { Field } from '../shared/fields';
import { choice, jsonList, parsedJson, shownWhen } from '../shared/fields';
import type { EntrySource } from '../shared/operation';
import { website } from './fields';

/** "POST /groups/:id/accounts", request: what an account is made of, under the API's names. */
export interface AccountRow {
	readonly website: string;
	readonly username?: string;
	readonly email?: string;
	readonly [field: string]: string | undefined;
}

/** The API's names of an account's fields, and how they are called in the editor. */
const accountFields = {
	website: 'Website',
	username: 'Username',
	email: 'Email',
	password: 'Password',
	app_password: 'App Password',
	pass_mail: 'Mail Password',
	twofa: 'Two-Factor Secret',
	cookies: 'Cookies',
	note: 'Note',
};

/** What the editor shows in the fields that hold no secret. */
const placeholders: Record<string, string> = {
	website: 'e.g. example.com',
	username: 'e.g. maria',
	email: 'e.g. maria@example.com',
	note: 'e.g. bought in March',
};

/** Text that must arrive as it is, spaces included. */
const untouched = new Set(['password', 'app_password', 'pass_mail', 'twofa', 'cookies']);

/** What lists and exports hold of an account beside these; an import passes over it. */
const knownByService = new Set([
	'id',
	'group_id',
	'service_type',
	'active',
	'status',
	'is_indexed',
	'created_at',
	'updated_at',
]);

/** The names of this package's parameters are understood too. */
const otherNames: Readonly<Record<string, string>> = {
	appPassword: 'app_password',
	passMail: 'pass_mail',
};

interface Reading {
	readonly row: AccountRow;
	/** What is wrong with it, each a sentence's part. */
	readonly broken: readonly string[];
}

/** Reads one account. `strict` refuses a field that accounts do not have; otherwise it is passed over. */
function readAccount(raw: unknown, strict: boolean): Reading {
	const given = isRecord(raw) && isRecord(raw.json) ? raw.json : raw;
	if (!isRecord(given)) return { row: { website: '' }, broken: ['must be an object'] };

	const row: Record<string, string> = {};
	const broken: string[] = [];
	for (const [key, value] of Object.entries(given)) {
		const field = otherNames[key] ?? key;
		if (!Object.hasOwn(accountFields, field)) {
			if (strict && !knownByService.has(field)) broken.push(`"${key}" is no field of an account`);
			continue;
		}
		const text = textOf(field, value);
		if (text === undefined) broken.push(`${field} must be text`);
		// What is empty says nothing; an export has every field.
		else if (text !== '') row[field] = text;
	}
	return { row: row as unknown as AccountRow, broken: [...broken, ...brokenRules(row)] };
}

/** A value as text; cookies also come as the list or object that browsers export. */
function textOf(field: string, value: unknown): string | undefined {
	if (value === null || value === undefined) return '';
	if (typeof value === 'string') return untouched.has(field) ? value : value.trim();
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return field === 'cookies' ? JSON.stringify(value) : undefined;
}

/** "website: required"; "username or email is required". */
function brokenRules({ website: site = '', username = '', email = '' }: Record<string, string>) {
	const read = website.safeParse(site);
	return [
		...(site === ''
			? ['website must not be empty']
			: read.success
				? []
				: [`website ${read.error.issues[0].message}`]),
		...(username === '' && email === '' ? ['username or email must be given'] : []),
	];
}

/** Up to this many unusable accounts are named in one message; more are counted. */
const namedRows = 5;

/** A list of accounts, each checked; all that is wrong comes in one message. */
const accountList = (strict: boolean) =>
	z.unknown().transform((raw, context): AccountRow[] => {
		const list = Array.isArray(raw) ? raw : [raw];
		const read = list.map((entry) => readAccount(entry, strict));
		const wrong = read.flatMap(({ broken }, index) =>
			broken.length === 0 ? [] : [`account ${index + 1}: ${broken.join(', ')}`],
		);
		if (list.length > 0 && wrong.length === 0) return read.map(({ row }) => row);
		const more = wrong.length > namedRows ? `; and ${wrong.length - namedRows} more` : '';
		context.addIssue({
			code: 'custom',
			message:
				list.length === 0
					? 'must hold at least one account'
					: `has accounts that are not usable: ${wrong.slice(0, namedRows).join('; ')}${more}`,
		});
		return z.NEVER;
	});

const asJson = z
	.unknown()
	.transform((raw) => (typeof raw === 'string' && raw.trim() === '' ? [] : raw))
	.pipe(parsedJson);

/** Accounts as a JSON list, typed in or out of an expression. */
export const accounts: Field<'accounts', AccountRow[]> = {
	property: jsonList({
		name: 'accounts',
		displayName: 'Accounts',
		description:
			'JSON list of accounts, at least one. Each has website, username or email, and as needed password, app_password, pass_mail, twofa, cookies and note. What an export returned can be given as it is.',
		placeholder: 'e.g. [{"website": "example.com", "username": "maria", "password": "…"}]',
	}).property,
	schema: asJson.pipe(accountList(true)),
};

const accountsFrom = choice({
	name: 'accountsFrom',
	displayName: 'Accounts From',
	description: 'Where the accounts come from',
	default: 'json',
	options: [
		{
			name: 'Fields Below',
			value: 'fields',
			description: 'Accounts that you type in, one after the other',
		},
		{
			name: 'Input Items',
			value: 'items',
			description:
				'Each input item is an account, with the fields website, username, email and so on; other fields are passed over',
		},
		{ name: 'JSON', value: 'json', description: 'A JSON list, typed in or out of an expression' },
	],
});

/** The input item itself; not shown, since there is nothing to choose. */
const inputItem: Field<'inputItem', AccountRow[]> = {
	property: {
		displayName: 'Input Item',
		name: 'inputItem',
		type: 'hidden',
		default: '={{ $json }}',
	},
	schema: accountList(false),
};

const accountRows: Field<'accountRows', AccountRow[]> = {
	property: {
		displayName: 'Account List',
		name: 'accountRows',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Account',
		default: {},
		description: 'The accounts, at least one; each needs a website and a username or email',
		options: [
			{
				displayName: 'Account',
				name: 'account',
				values: Object.entries(accountFields).map(([name, displayName]) => ({
					displayName,
					name,
					type: 'string',
					default: '',
					...(untouched.has(name)
						? { typeOptions: { password: true } }
						: { placeholder: placeholders[name] }),
				})),
			},
		],
	},
	schema: z
		.unknown()
		.transform((raw) => (isRecord(raw) && Array.isArray(raw.account) ? raw.account : []))
		.pipe(accountList(true)),
};

/** The fields with which a user says which accounts to import. */
export const accountsFields = [
	accountsFrom,
	shownWhen(accounts, { accountsFrom: ['json'] }),
	shownWhen(inputItem, { accountsFrom: ['items'] }),
	shownWhen(accountRows, { accountsFrom: ['fields'] }),
] as const;

/** What these fields hold. */
interface AccountsValues {
	readonly accountsFrom: string;
	readonly accounts: AccountRow[] | undefined;
	readonly inputItem: AccountRow[] | undefined;
	readonly accountRows: AccountRow[] | undefined;
}

/** The accounts out of whichever field is shown. */
export const accountsSource: EntrySource<AccountsValues, AccountRow> = {
	fields: ['accounts', 'inputItem', 'accountRows', 'accountsFrom'],
	of: (values) => values.accounts ?? values.inputItem ?? values.accountRows ?? [],
	shown: nameOf,
};

/** An account without its secrets: enough to know it by. */
function nameOf({ website: site, username, email }: AccountRow): IDataObject {
	return {
		website: site,
		...(username === undefined ? {} : { username }),
		...(email === undefined ? {} : { email }),
	};
}

/**
 * Whether a record of the service can be the account that a row describes: one website, one login. The
 * text shows websites as plain domains ("website": "example.com") and takes addresses too; it does not
 * say whether an address is kept whole. So a website without a path is the same as one with any path.
 */
export function isSameAccount(record: IDataObject, row: AccountRow): boolean {
	const [there, sent] = [siteOf(record.website), siteOf(row.website)];
	return (
		there.host === sent.host &&
		(there.path === sent.path || there.path === '' || sent.path === '') &&
		isSameText(record.username, row.username) &&
		isSameText(record.email, row.email)
	);
}

/**
 * How many of the rows there are among the service's records. A record stands for one account only, and
 * rows with the same website and login are one account: an import ("POST /groups/:id/accounts/import")
 * counts the later ones as "duplicates".
 */
export function countFound(records: readonly IDataObject[], rows: readonly AccountRow[]): number {
	const byHost = groupedBy(records, (record) => siteOf(record.website).host);
	const rowOf = new Map<IDataObject, AccountRow>();

	/** Finds a record for a row; one that another row has is free where there is a further one for that. */
	const isFound = (row: AccountRow, tried: Set<IDataObject>): boolean =>
		(byHost.get(siteOf(row.website).host) ?? []).some((record) => {
			if (tried.has(record) || !isSameAccount(record, row)) return false;
			tried.add(record);
			const other = rowOf.get(record);
			if (other !== undefined && !isFound(other, tried)) return false;
			rowOf.set(record, row);
			return true;
		});

	return [...groupedBy(rows, accountKey).values()]
		.filter(([row]) => isFound(row, new Set()))
		.reduce((found, same) => found + same.length, 0);
}

/** Rows with the same key ask for the same account. */
function accountKey({ website: site, username = '', email = '' }: AccountRow): string {
	const { host, path } = siteOf(site);
	return JSON.stringify([host, path, username.toLowerCase(), email.toLowerCase()]);
}

function groupedBy<Thing>(
	things: readonly Thing[],
	keyOf: (thing: Thing) => string,
): Map<string, Thing[]> {
	const groups = new Map<string, Thing[]>();
	for (const thing of things) {
		const key = keyOf(thing);
		const same = groups.get(key) ?? [];
		same.push(thing);
		groups.set(key, same);
	}
	return groups;
}

/** A text that was not sent can be any. */
const isSameText = (one: unknown, sent: string | undefined): boolean =>
	sent === undefined || sent === '' || String(one).toLowerCase() === sent.toLowerCase();

/** `https://www.Example.com/blog/` and `example.com/blog` are one website, with the path `/blog`. */
function siteOf(site: unknown): { host: string; path: string } {
	const address = /^[a-z]+:\/\//i.test(String(site)) ? String(site) : `https://${String(site)}`;
	const url = urlOf(address);
	return url === undefined
		? { host: String(site).toLowerCase(), path: '' }
		: { host: url.hostname.replace(/^www\./, ''), path: url.pathname.replace(/\/+$/, '') };
}
