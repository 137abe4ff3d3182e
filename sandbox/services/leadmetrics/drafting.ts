import type { RandomStream } from '../../core/random';
import type { Backlink } from './backlink';
import type { CampaignEmail } from './campaign';
import type { Pools } from './pools';
import type { TenantDescription } from './tenants';

type Draft = Pick<CampaignEmail, 'subject' | 'body' | 'recipientEmail' | 'recipientName'>;

/** The mail that the service drafts for a backlink. Recipients are of a top-level domain reserved for examples. */
export function draftFor(
	backlink: Backlink,
	tenant: TenantDescription,
	pools: Pools,
	random: RandomStream,
): Draft {
	const recipientName = random.pick(pools.people);
	const topic = random.pick(tenant.topics);
	const firstName = recipientName.split(' ')[0];
	const subjects = [
		`An idea for your readers: ${topic}`,
		`${tenant.name} × ${backlink.sourceDomain}`,
		`A guide on ${topic} that may fit your page`,
		`Quick question about your piece on ${topic}`,
	];
	const openings = [
		`I read your page on ${topic} this week and sent it to two colleagues.`,
		`Your list on ${topic} is the one we point newcomers to.`,
		`We have followed ${backlink.sourceDomain} for a while, mostly for ${topic}.`,
	];
	return {
		recipientName,
		recipientEmail: `${firstName.toLowerCase().replace(/[^a-z]/g, '')}@${backlink.sourceDomain}`,
		subject: random.pick(subjects),
		body: [
			`Hi ${firstName},`,
			random.pick(openings),
			`At ${tenant.name} we wrote a guide that answers what your readers ask next: ${backlink.targetUrl}. Would you have a look and, if you like it, mention it?`,
			`Best,\n${tenant.sender}`,
		].join('\n\n'),
	};
}
