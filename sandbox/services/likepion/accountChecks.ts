import { Draws } from '../../core/random';
import type { StoredAccount } from './account';
import type { StoredGroup } from './groups';
import type { Uuids } from './uuids';

export const checkOutcomes = ['drawn', 'active', 'inactive'] as const;

export interface CheckSettings {
	/** How long a check takes. */
	stepMilliseconds: number;
	/** What checks find. Drawn: an inactive account stays so, one in ten of the others has become so. */
	outcome: (typeof checkOutcomes)[number];
}

const deadShare = 0.1;

/** The checks of accounts that are under way. */
export class AccountChecks {
	private readonly underway: Set<StoredAccount>;
	private readonly draws: Draws;

	constructor(
		private readonly settings: CheckSettings,
		uuids: Uuids,
		groups: readonly StoredGroup[],
	) {
		this.draws = new Draws(uuids.seed);
		const accounts = groups.flatMap((group) => group.accounts);
		this.underway = new Set(accounts.filter(({ checkedAt }) => checkedAt !== null));
	}

	/** The result of a check that is under way already comes as it would have come. */
	start(accounts: readonly StoredAccount[], now: number): void {
		for (const stored of accounts) {
			if (stored.account.status === 'unsupported' || this.underway.has(stored)) continue;
			stored.wasInactive = stored.account.status === 'inactive';
			stored.account.status = 'checking';
			stored.checkedAt = now + this.settings.stepMilliseconds;
			this.underway.add(stored);
		}
	}

	stop(accounts: readonly StoredAccount[]): void {
		for (const stored of accounts) {
			stored.checkedAt = null;
			this.underway.delete(stored);
		}
	}

	settle(now: number): void {
		for (const stored of this.underway) {
			if (stored.checkedAt !== null && now < stored.checkedAt) continue;
			stored.account.status = this.result(stored);
			this.stop([stored]);
		}
	}

	private result({ serial, wasInactive }: StoredAccount): 'active' | 'inactive' {
		if (this.settings.outcome !== 'drawn') return this.settings.outcome;
		return wasInactive === true || this.draws.chance(serial, 0, deadShare) ? 'inactive' : 'active';
	}
}
