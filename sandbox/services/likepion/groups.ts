import type { EffectCounts } from '../../core/effects';
import { Refusal } from '../../core/refusal';
import {
	type Account,
	type AccountInput,
	accountKey,
	type AccountStatus,
	isSupported,
	type StoredAccount,
} from './account';
import { AccountChecks, type CheckSettings } from './accountChecks';
import type { ServiceType } from './serviceTypes';
import { timestamp } from './timestamps';
import type { Uuids } from './uuids';

export interface Group {
	id: string;
	user_id: string;
	name: string;
	service_type: ServiceType;
	/** The text shows "active" alone. */
	status: string;
	created_at: string;
	updated_at: string;
}

export interface StoredGroup {
	group: Group;
	/** Oldest first. */
	accounts: StoredAccount[];
}

/** What an import did: the response of "POST /groups/:id/accounts/import". */
export interface ImportCounts {
	imported: number;
	overwritten: number;
	duplicates: number;
	unsupported: number;
	failed: number;
}

export interface ImportOptions {
	skipUnsupported: boolean;
	overwrite: boolean;
}

/** An account to import; undefined stands for one that breaks the rules. */
export type AccountRow = AccountInput | undefined;

interface GroupsParts {
	userId: string;
	/** A new one each time. */
	groupId: () => string;
	nextAccountSerial: () => number;
	accountUuids: Uuids;
	now: () => number;
	effects: EffectCounts;
	checks: CheckSettings;
}

/** All groups with their accounts. */
export class Groups {
	private stored: StoredGroup[];
	private readonly checks: AccountChecks;

	constructor(
		private readonly parts: GroupsParts,
		stored: StoredGroup[],
	) {
		this.stored = stored;
		this.checks = new AccountChecks(parts.checks, parts.accountUuids, stored);
	}

	/** Newest first. */
	all(): StoredGroup[] {
		return [...this.stored].reverse();
	}

	find(id: string): StoredGroup | undefined {
		return this.stored.find(({ group }) => group.id === id);
	}

	/** @throws Refusal (404) */
	get(id: string): StoredGroup {
		const found = this.find(id);
		if (!found) throw new Refusal(404, 'Group not found');
		return found;
	}

	create(name: string, type: ServiceType): StoredGroup {
		const created = timestamp(this.parts.now());
		const group: Group = {
			id: this.parts.groupId(),
			user_id: this.parts.userId,
			name,
			service_type: type,
			status: 'active',
			created_at: created,
			updated_at: created,
		};
		const stored = { group, accounts: [] };
		this.stored.push(stored);
		this.parts.effects.count('groupsCreated');
		return stored;
	}

	update({ group, accounts }: StoredGroup, changes: Partial<Group>): void {
		Object.assign(group, changes, { updated_at: timestamp(this.parts.now()) });
		for (const { account } of accounts) account.service_type = group.service_type;
		this.parts.effects.count('groupsUpdated');
	}

	/** With its accounts. */
	delete(stored: StoredGroup): void {
		this.stored = this.stored.filter((one) => one !== stored);
		this.parts.effects.count('groupsDeleted');
	}

	/** @throws Refusal (409) when the group has this account already */
	createAccount(stored: StoredGroup, input: AccountInput): Account {
		const key = accountKey(input);
		if (stored.accounts.some(({ account }) => accountKey(account) === key)) {
			throw new Refusal(409, 'The group has an account with this website and username or email');
		}
		this.parts.effects.count('accountsCreated');
		return this.addAccount(stored, input).account;
	}

	/** "Import accounts": counts what is new, double, unsupported and broken. */
	import(
		stored: StoredGroup,
		rows: readonly AccountRow[],
		{ skipUnsupported, overwrite }: ImportOptions,
	): ImportCounts {
		const counts = { imported: 0, overwritten: 0, duplicates: 0, unsupported: 0, failed: 0 };
		const known = new Map(stored.accounts.map(({ account }) => [accountKey(account), account]));
		for (const row of rows)
			counts[this.importRow(stored, row, known, skipUnsupported, overwrite)]++;
		this.parts.effects.count('accountsImported', counts.imported);
		this.parts.effects.count('accountsOverwritten', counts.overwritten);
		return counts;
	}

	/** @throws Refusal (404) */
	account(id: string): StoredAccount {
		const found = this.accountOf(id);
		if (!found) throw new Refusal(404, 'Account not found');
		return found;
	}

	updateAccount({ account }: StoredAccount, changes: Partial<AccountInput>): void {
		Object.assign(account, changes);
		this.parts.effects.count('accountsUpdated');
	}

	/** Ids that there are not are passed over. @returns how many were deleted */
	deleteAccounts(ids: readonly string[]): number {
		const deleted = this.removeAccounts(ids);
		this.parts.effects.count('accountsDeleted', deleted);
		return deleted;
	}

	/** As `deleteAccounts`, but without a request. */
	removeAccounts(ids: readonly string[]): number {
		const leaving = new Set(ids);
		let removed = 0;
		for (const stored of this.stored) {
			const before = stored.accounts.length;
			stored.accounts = stored.accounts.filter(({ account }) => !leaving.has(account.id));
			removed += before - stored.accounts.length;
		}
		return removed;
	}

	/** A check takes its time: `checking`, then `active` or `inactive`. */
	check(accounts: readonly StoredAccount[]): void {
		this.parts.effects.count('accountsChecked', accounts.length);
		this.checks.start(accounts, this.parts.now());
	}

	/** Brings every check to where the elapsed time has it. */
	settle(): void {
		this.checks.settle(this.parts.now());
	}

	setStatus(accounts: readonly StoredAccount[], status: AccountStatus): void {
		this.checks.stop(accounts);
		for (const { account } of accounts) account.status = status;
	}

	/** An account as it is right after a person added it. */
	addAccount(stored: StoredGroup, input: AccountInput): StoredAccount {
		const serial = this.parts.nextAccountSerial();
		const account: Account = {
			...input,
			id: this.parts.accountUuids.of(serial),
			group_id: stored.group.id,
			service_type: stored.group.service_type,
			status: isSupported(input.website) ? 'pending' : 'unsupported',
			is_indexed: false,
			created_at: timestamp(this.parts.now()),
		};
		const added = { serial, account, checkedAt: null };
		stored.accounts.push(added);
		return added;
	}

	snapshot(): StoredGroup[] {
		return this.stored;
	}

	private importRow(
		stored: StoredGroup,
		row: AccountRow,
		known: Map<string, Account>,
		skipUnsupported: boolean,
		overwrite: boolean,
	): keyof ImportCounts {
		if (!row) return 'failed';
		if (skipUnsupported && !isSupported(row.website)) return 'unsupported';
		const key = accountKey(row);
		const double = known.get(key);
		if (double && !overwrite) return 'duplicates';
		if (double) {
			Object.assign(double, row);
			return 'overwritten';
		}
		known.set(key, this.addAccount(stored, row).account);
		return 'imported';
	}

	private accountOf(id: string): StoredAccount | undefined {
		for (const { accounts } of this.stored) {
			const found = accounts.find(({ account }) => account.id === id);
			if (found) return found;
		}
		return undefined;
	}
}

/** The response item of "GET /groups". */
export function groupItem({ group, accounts }: StoredGroup): Group & {
	account_count: number;
	account_active: number;
	result: string;
} {
	const { id, user_id, name, service_type, status, created_at, updated_at } = group;
	const active = accounts.filter(({ account }) => account.status === 'active').length;
	return {
		id,
		user_id,
		name,
		service_type,
		status,
		account_count: accounts.length,
		account_active: active,
		result: `${String(active)} / ${String(accounts.length)}`,
		created_at,
		updated_at,
	};
}
