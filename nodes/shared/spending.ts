import type { Complaint } from './fields';
import { number } from './fields';

/** The user's bound on what one request may cost. A bound that has no value bounds nothing, so it is refused. */
export const maxCredits = number({
	name: 'maxCredits',
	displayName: 'Max Credits',
	description:
		'The most credits that one item may cost. What would cost more is refused before anything is sent.',
	minimum: 0,
	required: true,
});

/** Refuses what costs more than the user allows, naming the parameter that makes it so dear. */
export const overSpending = (
	parameter: string,
	cost: number,
	most: number | undefined,
): Complaint[] =>
	most === undefined || cost <= most
		? []
		: [{ parameter, message: `must cost at most ${most} credits ("Max Credits"), not ${cost}` }];
