import { z } from 'zod';

export const rateLimitSchema = z
	.object({
		/** Requests that one token may send in a window. */
		requestsPerMinute: z.number().int().nonnegative(),
		/** What Retry-After says: the seconds that remain (the default), a number of its own, or nothing. */
		retryAfter: z
			.union([z.literal('remaining'), z.literal('none'), z.number().int().nonnegative()])
			.optional(),
		/** A shorter window than a minute, for tests that cannot wait for one. */
		windowMilliseconds: z.number().int().positive().optional(),
	})
	.strict();

export type RateLimit = z.infer<typeof rateLimitSchema>;

export type Admission = { admitted: true } | { admitted: false; retryAfter: number | undefined };

/** A sliding window per token. Refused requests do not count against the window. */
export class RateLimiter {
	private readonly arrivals = new Map<string, number[]>();

	constructor(public limit: RateLimit | undefined) {}

	admit(token: string, now: number): Admission {
		if (this.limit === undefined) return { admitted: true };
		const window = this.limit.windowMilliseconds ?? 60_000;
		const recent = (this.arrivals.get(token) ?? []).filter((time) => time > now - window);
		this.arrivals.set(token, recent);
		if (recent.length < this.limit.requestsPerMinute) {
			recent.push(now);
			return { admitted: true };
		}
		const freeAt = (recent.at(0) ?? now) + window;
		return { admitted: false, retryAfter: this.retryAfter(freeAt - now) };
	}

	clear(): void {
		this.arrivals.clear();
	}

	private retryAfter(milliseconds: number): number | undefined {
		const told = this.limit?.retryAfter ?? 'remaining';
		if (told === 'none') return undefined;
		return told === 'remaining' ? Math.ceil(milliseconds / 1000) : told;
	}
}
