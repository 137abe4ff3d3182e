import type { StoredAccount } from './account';
import type { Group, StoredGroup } from './groups';
import type { Seed } from './seed';

/** A group as a state file has it: of accounts that are as the seed has them, the serial number is enough. */
export interface KeptGroup {
	group: Group;
	accounts: (number | StoredAccount)[];
}

export function keptGroups(groups: readonly StoredGroup[], seed: Seed): KeptGroup[] {
	return groups.map(({ group, accounts }) => ({
		group,
		accounts: accounts.map((stored) => (isAsSeeded(stored, seed) ? stored.serial : stored)),
	}));
}

export function groupsFrom(kept: readonly KeptGroup[], seed: Seed): StoredGroup[] {
	return kept.map(({ group, accounts }) => ({
		group,
		accounts: accounts.map((account) =>
			typeof account === 'number' ? seededAccount(account, group, seed) : account,
		),
	}));
}

function isAsSeeded({ serial, account, checkedAt }: StoredAccount, seed: Seed): boolean {
	if (checkedAt !== null) return false;
	const seeded = seed.account(serial, account.group_id, account.service_type);
	return JSON.stringify(seeded) === JSON.stringify(account);
}

function seededAccount(serial: number, { id, service_type }: Group, seed: Seed): StoredAccount {
	return { serial, account: seed.account(serial, id, service_type), checkedAt: null };
}
