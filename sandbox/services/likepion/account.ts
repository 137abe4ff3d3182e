import { hostOf, isWebUrl } from '../../core/urls';
import { type ServiceType, unsupportedHosts } from './serviceTypes';

/** Every secret of the sandbox begins like this, so that a leaked one is recognised. */
export const secretMark = 'sandbox-secret';

/** The text shows "active" alone. */
export const accountStatuses = [
	'active',
	'inactive',
	'pending',
	'checking',
	'unsupported',
] as const;

export type AccountStatus = (typeof accountStatuses)[number];

/** The request of "POST /groups/:id/accounts"; what is left out is an empty text. */
export interface AccountInput {
	website: string;
	username: string;
	email: string;
	password: string;
	app_password: string;
	pass_mail: string;
	twofa: string;
	cookies: string;
	note: string;
}

export interface Account extends AccountInput {
	id: string;
	group_id: string;
	service_type: ServiceType;
	status: AccountStatus;
	is_indexed: boolean;
	created_at: string;
}

/** What has to be kept of an account. */
export interface StoredAccount {
	serial: number;
	account: Account;
	/** When the check that is under way is done, in milliseconds since 1970. */
	checkedAt: number | null;
	/** What the account was before that check. */
	wasInactive?: boolean;
}

/** The response item of "GET /groups/:id/accounts": cookies are taken but never shown in it. */
export function accountItem(account: Account): object {
	const { id, group_id, service_type, website, username, email, password } = account;
	const { app_password, pass_mail, twofa, status, is_indexed, note, created_at } = account;
	return {
		id,
		group_id,
		service_type,
		website,
		username,
		email,
		password,
		app_password,
		pass_mail,
		twofa,
		active: status === 'active',
		status,
		is_indexed,
		note,
		created_at,
	};
}

/** An export holds what an import takes, cookies included, and the account's state. */
export function exportedAccount(account: Account): object {
	return { ...accountItem(account), cookies: account.cookies };
}

/** Accounts of one group with the same key are the same account: one website, one username or email. */
export function accountKey({
	website,
	username,
	email,
}: Pick<AccountInput, 'website' | 'username' | 'email'>): string {
	return `${hostName(website)} ${(username || email).toLowerCase()}`;
}

export function isSupported(website: string): boolean {
	return !unsupportedHosts.includes(hostName(website));
}

/** `https://www.Example.com/login` and `example.com` are one website. */
function hostName(website: string): string {
	const url = website.includes('://') ? website : `https://${website}`;
	return isWebUrl(url) ? hostOf(url) : website.toLowerCase();
}
