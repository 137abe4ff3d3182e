import { Draws } from '../../core/random';
import { slugOf } from '../../core/words';
import { type Backlink, type BacklinkChanges, opportunityTypes, type SourceType } from './backlink';
import type { Cuids } from './cuids';
import type { Directory } from './directory';
import { pageKinds, type Pools, prospectTypes } from './pools';
import type { TenantDescription } from './tenants';

/** The parts of chance in a backlink; each is drawn on its own. */
enum Trait {
	Source,
	Status,
	Adjective,
	Noun,
	Topic,
	Target,
	Anchor,
	Prospect,
	Page,
	Score,
	Directory,
	Competitor,
	Done,
	Noted,
}

const shares: readonly [SourceType, upTo: number][] = [
	['outreach_prospect', 0.55],
	['competitor_gap', 0.72],
	['directory_opportunity', 0.88],
	['unlinked_mention', 0.96],
	['haro', 1],
];

const prospectStatuses: readonly [status: string, upTo: number][] = [
	['new', 0.62],
	['outreach_sent', 0.76],
	['replied', 0.81],
	['rejected', 0.87],
	['completed', 1],
];

const opportunityStatuses: readonly [status: string, upTo: number][] = [
	['new', 0.6],
	['in_progress', 0.75],
	['not_applicable', 0.84],
	['completed', 1],
];

const notes = [
	'Asked for a second author bio.',
	'Prefers mails on weekdays.',
	'Has linked to us before.',
	'Only takes pieces with own pictures.',
];

const millisecondsADay = 86_400_000;
const oldestDays = 420;

interface SeededParts {
	tenant: TenantDescription;
	pools: Pools;
	seed: number;
	seededOn: string;
	/** How many there are from the start; their serial numbers begin with 1. */
	size: number;
	cuids: Cuids;
	/** The directories as they were at the start. */
	directories: readonly Directory[];
}

/** A tenant's backlinks, each drawn from its serial number whenever it is asked for. */
export class SeededBacklinks {
	private readonly draws: Draws;
	/** What the campaigns of the start made of their prospects. */
	private readonly campaigned = new Map<number, BacklinkChanges>();

	constructor(private readonly parts: SeededParts) {
		this.draws = new Draws(parts.seed);
	}

	id(serial: number): string {
		return this.parts.cuids.make(serial, this.createdAt(serial));
	}

	sourceType(serial: number): SourceType {
		return this.oneOf(serial, Trait.Source, shares);
	}

	/** The serial numbers of the `count` newest prospects. */
	newestProspects(count: number): number[] {
		const found: number[] = [];
		for (let serial = this.parts.size; serial > 0 && found.length < count; serial -= 1) {
			if (this.sourceType(serial) === 'outreach_prospect') found.push(serial);
		}
		return found;
	}

	/** Makes a backlink one of a campaign's; while the campaigns of the start are made. */
	assign(serial: number, changes: BacklinkChanges): void {
		this.campaigned.set(serial, changes);
	}

	campaignId(serial: number): string | null {
		return this.campaigned.get(serial)?.campaignId ?? null;
	}

	outreachStatus(serial: number): string {
		return this.campaigned.get(serial)?.outreachStatus ?? this.drawnStatus(serial);
	}

	/** The whole record. */
	backlink(serial: number): Backlink {
		return Object.assign(this.drawn(serial), this.campaigned.get(serial));
	}

	private drawn(serial: number): Backlink {
		const { tenant } = this.parts;
		const sourceType = this.sourceType(serial);
		const outreachStatus = this.drawnStatus(serial);
		const directory = sourceType === 'directory_opportunity' ? this.directory(serial) : undefined;
		const sourceUrl = directory?.url ?? this.sourceUrl(serial);
		const createdAt = this.createdAt(serial);
		const changedAt = this.changedAt(serial, createdAt);
		return {
			id: this.id(serial),
			tenantId: tenant.id,
			sourceUrl,
			sourceDomain: new URL(sourceUrl).hostname,
			targetUrl: `https://${tenant.domain}${this.draws.pick(serial, Trait.Target, tenant.paths)}`,
			anchorText: this.anchorText(serial),
			prospectType: directory
				? 'directory'
				: this.draws.pick(serial, Trait.Prospect, prospectTypes),
			sourceType,
			relevanceScore: 30 + Math.floor(this.draws.share(serial, Trait.Score) ** 0.8 * 70),
			pitchRationale: this.rationale(serial, sourceType, directory),
			outreachStatus,
			notes: this.draws.chance(serial, Trait.Noted, 0.08)
				? this.draws.pick(serial, Trait.Noted, notes)
				: null,
			mentionContext: sourceType === 'unlinked_mention' ? this.mention(serial) : null,
			directoryId: directory?.id ?? null,
			steps: directory?.steps ?? null,
			campaignId: null,
			campaignEmailId: null,
			outreachSentAt: this.wasPitched(serial, outreachStatus) ? isoTime(changedAt) : null,
			completedAt: outreachStatus === 'completed' ? isoTime(changedAt) : null,
			createdAt: isoTime(createdAt),
			updatedAt: isoTime(outreachStatus === 'new' ? createdAt : changedAt),
		};
	}

	private drawnStatus(serial: number): string {
		return this.oneOf(
			serial,
			Trait.Status,
			this.isOpportunity(serial) ? opportunityStatuses : prospectStatuses,
		);
	}

	/** Milliseconds since 1970. Later the greater the serial number, and more of them lately. */
	private createdAt(serial: number): number {
		const { size, seededOn } = this.parts;
		const share = Math.max(0, size - serial + 0.5) / Math.max(1, size);
		return Date.parse(seededOn) - Math.round(share ** 1.3 * oldestDays * millisecondsADay);
	}

	private changedAt(serial: number, createdAt: number): number {
		const untilSeeded = Math.max(0, Date.parse(this.parts.seededOn) - createdAt);
		return Math.floor(createdAt + untilSeeded * this.draws.share(serial, Trait.Done));
	}

	private wasPitched(serial: number, status: string): boolean {
		return status !== 'new' && !this.isOpportunity(serial);
	}

	private isOpportunity(serial: number): boolean {
		return opportunityTypes.includes(this.sourceType(serial));
	}

	private directory(serial: number): Directory | undefined {
		return this.draws.pick(serial, Trait.Directory, this.parts.directories);
	}

	private sourceUrl(serial: number): string {
		const { adjectives, nouns } = this.parts.pools;
		const adjective = this.draws.pick(serial, Trait.Adjective, adjectives);
		const noun = this.draws.pick(serial, Trait.Noun, nouns);
		const kind = this.draws.pick(serial, Trait.Page, pageKinds);
		const page = `${slugOf(this.topic(serial))}-${String(serial)}`;
		return `https://${adjective}-${noun}.example/${kind}/${page}`;
	}

	private topic(serial: number): string {
		return this.draws.pick(serial, Trait.Topic, this.parts.tenant.topics);
	}

	private anchorText(serial: number): string | null {
		if (this.sourceType(serial) === 'unlinked_mention') return null;
		const { name, domain } = this.parts.tenant;
		const topic = this.topic(serial);
		return this.draws.pick(serial, Trait.Anchor, [name, name, domain, topic, `guide to ${topic}`]);
	}

	private mention(serial: number): string {
		const { name } = this.parts.tenant;
		return `For ${this.topic(serial)} we keep going back to ${name}, and have yet to be let down.`;
	}

	private rationale(serial: number, type: SourceType, directory?: Directory): string {
		const { name, competitors } = this.parts.tenant;
		const topic = this.topic(serial);
		const rival = this.draws.pick(serial, Trait.Competitor, competitors);
		const reasons: Record<SourceType, string> = {
			outreach_prospect: `Writes about ${topic} twice a month and links to makers; ${name} has a guide that fits.`,
			unlinked_mention: `Praises ${name} in a piece on ${topic} without a link; the author answers mails.`,
			haro: `A journalist asked about ${topic}; ${name} can answer from its own work.`,
			directory_opportunity: `${directory?.name ?? 'This directory'} lists businesses like ${name}, which it does not have yet.`,
			competitor_gap: `Links to ${rival} for ${topic}, and not to ${name}.`,
		};
		return reasons[type];
	}

	private oneOf<Value>(
		serial: number,
		trait: Trait,
		table: readonly (readonly [Value, upTo: number])[],
	): Value {
		const share = this.draws.share(serial, trait);
		return (table.find(([, upTo]) => share < upTo) ?? table[0])[0];
	}
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
