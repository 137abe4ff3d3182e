import { z } from 'zod';

/** Faults that strike before the service acts: the request has no effect. */
export const faultsBeforeActing = [
	'status',
	'htmlError',
	'resetBefore',
	'wrongContentType',
	'hang',
	'successFalse',
	'echo',
	'redirect',
] as const;

/** Faults that strike after the service acted: what was asked is done, and its answer is lost or spoilt. */
export const faultsAfterActing = [
	'resetAfter',
	'truncatedJson',
	'brokenOff',
	'emptyBody',
	'hangAfter',
	'emptyPage',
	'wrongTotal',
] as const;

export type FaultBeforeActing = (typeof faultsBeforeActing)[number];
export type FaultAfterActing = (typeof faultsAfterActing)[number];

export const faultSchema = z
	.object({
		/** The service that it strikes, by its name. */
		service: z.string(),
		/** A kind of the core's, or one that the service brings (its `rewrites`). */
		kind: z.string(),
		method: z
			.string()
			.transform((method) => method.toUpperCase())
			.optional(),
		/** A regular expression, tried on the path below the service's base URL. */
		path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
		/** How many requests it strikes; 1 unless told. */
		times: z.union([z.number().positive(), z.literal('always')]).optional(),
		/** How many matching requests pass unharmed first. */
		skip: z.number().int().nonnegative().optional(),
		/** For `status` and `echo` (500 unless told) and `redirect` (302 unless told). */
		status: z.number().int().min(200).max(599).optional(),
		/** For `status`: the answer's body, as JSON or, when a string, as it is. */
		body: z.unknown().optional(),
		/** For `status` and `echo`: headers such as Retry-After. */
		headers: z.record(z.string()).optional(),
		/** For `redirect`: where to. */
		location: z.string().optional(),
		/** For `successFalse`: the service's words. */
		message: z.string().optional(),
		/** For `wrongTotal`: what the answer says in place of its totals; null unless told. */
		total: z.unknown().optional(),
	})
	.strict()
	.refine((fault) => fault.kind !== 'redirect' || fault.location !== undefined, {
		message: 'a redirect needs a location',
		path: ['location'],
	});

export type Fault = z.input<typeof faultSchema>;

interface PlannedFault {
	fault: Fault;
	pattern: RegExp | undefined;
	/** Matching requests that still pass. */
	toSkip: number;
	/** Requests that it will still strike. */
	remaining: number;
}

export function isBeforeActing(kind: string): kind is FaultBeforeActing {
	return (faultsBeforeActing as readonly string[]).includes(kind);
}

export function isAfterActing(kind: string): kind is FaultAfterActing {
	return (faultsAfterActing as readonly string[]).includes(kind);
}

/** The faults that wait for one service's requests. The first that matches strikes. */
export class FaultPlan {
	private planned: PlannedFault[] = [];

	/** @throws SyntaxError when the path is no regular expression */
	add(fault: Fault): void {
		this.planned.push({
			fault,
			pattern: fault.path === undefined ? undefined : new RegExp(fault.path),
			toSkip: fault.skip ?? 0,
			remaining: fault.times === 'always' ? Infinity : (fault.times ?? 1),
		});
	}

	/** The fault that strikes this request, if one does; it is then used up by one. */
	take(method: string, path: string): Fault | undefined {
		for (const planned of this.planned) {
			if (!matches(planned, method, path)) continue;
			if (planned.toSkip > 0) {
				planned.toSkip -= 1;
				continue;
			}
			planned.remaining -= 1;
			if (planned.remaining < 1) this.planned = this.planned.filter((one) => one !== planned);
			return planned.fault;
		}
		return undefined;
	}

	/** The faults that have not used up their times yet. */
	waiting(): Fault[] {
		return this.planned.map(({ fault }) => fault);
	}

	clear(): void {
		this.planned = [];
	}
}

function matches({ fault, pattern }: PlannedFault, method: string, path: string): boolean {
	if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
	if (pattern === undefined) return true;
	pattern.lastIndex = 0;
	return pattern.test(path);
}
