import type { RandomStream } from '../../core/random';
import type { Cuids } from './cuids';
import { outlets, type Pools } from './pools';
import type { TenantDescription } from './tenants';

/** A journalist's question with the answer that was drafted for it. Times are ISO 8601. */
export interface HaroQuery {
	id: string;
	tenantId: string;
	title: string;
	query: string;
	category: string;
	outlet: string;
	journalistName: string;
	deadline: string;
	relevanceScore: number;
	draftResponse: string;
	/** `pending_review` until the response was submitted, then `responded`. */
	status: 'pending_review' | 'responded';
	respondedAt: string | null;
	createdAt: string;
	updatedAt: string;
}

const millisecondsADay = 86_400_000;
const categories = ['lifestyle', 'business', 'home'];

/** A query that came in at `received` (milliseconds since 1970). */
export function newHaroQuery(
	serial: number,
	received: number,
	tenant: TenantDescription,
	pools: Pools,
	random: RandomStream,
	cuids: Cuids,
): HaroQuery {
	const topic = random.pick(tenant.topics);
	const createdAt = new Date(received).toISOString();
	const journalistName = random.pick(pools.people);
	return {
		id: cuids.make(serial, received),
		tenantId: tenant.id,
		title: random.pick([
			`Experts on ${topic} wanted`,
			`What beginners get wrong about ${topic}`,
			`The cost of ${topic} this year`,
			`Small firms and ${topic}`,
		]),
		query: `I am writing about ${topic} and look for people who do it every day. What has changed, and what would you tell somebody who starts now? Two or three sentences I can quote, please, with name and role.`,
		category: random.pick(categories),
		outlet: random.pick(outlets),
		journalistName,
		deadline: new Date(received + random.integer(2, 9) * millisecondsADay).toISOString(),
		relevanceScore: random.integer(45, 98),
		draftResponse: `Hi ${journalistName.split(' ')[0]}, what changed most about ${topic} is how much people know before they ask. Start small, write down what you do, and change one thing at a time. ${tenant.sender}, ${tenant.name}`,
		status: 'pending_review',
		respondedAt: null,
		createdAt,
		updatedAt: createdAt,
	};
}
