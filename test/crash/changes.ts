/** What happens at SE Ranking while n8n is killed again and again. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { RandomStream } from '../../sandbox/core/random';
import type { Sandbox } from '../../sandbox/server';
import type { Site } from '../../sandbox/services/seranking/site';
import type { Listening } from '../e2e/listening';

const siteId = '20481';

/** An entry that is added to, or removed from, the disavow list; what the item calls it. */
const disavowal = (status: string, url: string): string => `${status} ${url}`;

function listening(event: string, more: INodeParameters = {}): Listening {
	return {
		node: 'seRankingBacklinksTrigger',
		credential: 'seRankingProjectApi',
		parameters: { event, siteId: { __rl: true, mode: 'id', value: siteId }, ...more },
	};
}

/** A workflow for each event, all on the same site. */
export const listeners: readonly Listening[] = [
	listening('backlinkFound'),
	listening('backlinkLost'),
	// A backlink that is lost changes in other fields; each event here has its own cause.
	listening('backlinkStatusChanged', { fields: ['is_nofollow'] }),
	listening('indexStatusChanged'),
	listening('disavowChanged'),
];

/** What an item of one of them is about, in the words of {@link Changes}. */
export function subjectOf({ event, id, status, record }: IDataObject): string {
	const { url } = record as IDataObject;
	return event === 'disavowChanged' ? disavowal(status as string, url as string) : (id as string);
}

/** Changes the site, each thing once, and keeps account of what has to be announced. */
export class Changes {
	/** What was to be announced, by event. */
	readonly made = new Map<string, string[]>();

	private readonly unchanged: number[];

	private readonly removable: string[];

	constructor(
		private readonly sandbox: Sandbox,
		private readonly random: RandomStream,
	) {
		const { backlinks } = this.site;
		this.unchanged = backlinks.newest(
			backlinks.size,
			({ date_lost: lost, is_nofollow: nofollow, gin_index: index }) =>
				lost === null && nofollow === '0' && index !== null,
		);
		this.removable = Array.from({ length: 500 }, (_, at) => `removed-${String(at)}.example`);
		this.site.disavow(this.removable.map((url) => ({ type: 'domain', url })));
	}

	/** How many changes there were. */
	get count(): number {
		return [...this.made.values()].reduce((sum, subjects) => sum + subjects.length, 0);
	}

	/** One or two of every kind, or none. */
	happen(): void {
		for (const change of this.kinds) {
			const times = this.random.integer(0, 2);
			for (let time = 0; time < times; time++) change();
		}
	}

	private get site(): Site {
		return this.sandbox.services.seRanking.world.site(siteId);
	}

	private readonly find = (): void => {
		const [id] = this.site.find(1);
		this.note('backlinkFound', String(id));
	};

	private readonly lose = (): void => {
		const id = this.nextUnchanged();
		this.site.lose([id]);
		this.note('backlinkLost', String(id));
	};

	private readonly nofollow = (): void => {
		const id = this.nextUnchanged();
		this.site.changeEach([id], { is_nofollow: '1' });
		this.note('backlinkStatusChanged', String(id));
	};

	private readonly index = (): void => {
		const id = this.nextUnchanged();
		this.site.setIndex([id], this.site.backlinks.get(id).gin_index === '0');
		this.note('indexStatusChanged', String(id));
	};

	private readonly disavow = (): void => {
		const url = `added-${String(this.count)}.example`;
		this.site.disavow([{ type: 'domain', url }]);
		this.note('disavowChanged', disavowal('added', url));
	};

	private readonly allow = (): void => {
		const url = this.removable.pop() ?? '';
		const entry = this.site.disavowed.all().find((candidate) => candidate.url === url);
		this.site.deleteDisavowed(entry?.id ?? 0);
		this.note('disavowChanged', disavowal('removed', url));
	};

	private readonly kinds = [
		this.find,
		this.lose,
		this.nofollow,
		this.index,
		this.disavow,
		this.allow,
	];

	private nextUnchanged(): number {
		const id = this.unchanged.pop();
		if (id === undefined) throw new Error('Every backlink was changed already');
		return id;
	}

	private note(event: string, subject: string): void {
		this.made.set(event, [...(this.made.get(event) ?? []), subject]);
	}
}
