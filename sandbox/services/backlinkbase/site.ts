/** A target website as "task/sites" lists it. */
export interface Site {
	id: number;
	url: string;
	/** Domain Authority. */
	da: number;
	/** Page Authority. */
	pa: number;
	spam_score: number;
	/** 1 enabled, 0 disabled. */
	status: 0 | 1;
	/** "If its limited because you have low credits or not." */
	limited: boolean;
}

/** What has to be kept of a site, beyond its seed. */
export interface SiteChanges {
	status?: 0 | 1;
	/** Instead of what follows from the credits. */
	limited?: boolean;
}

/** The text gives no rule for `limited`; the sandbox's: the better the site, the higher a balance it wants. */
export function isLimited(da: number, credits: number): boolean {
	if (da >= 60) return credits < 50;
	if (da >= 40) return credits < 10;
	return credits < 1;
}
