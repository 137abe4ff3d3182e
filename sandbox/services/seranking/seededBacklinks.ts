import { daysBefore } from '../../core/clock';
import { Draws } from '../../core/random';
import type { Backlink } from './backlink';
import * as pool from './pools';
import type { Pools } from './pools';
import type { SiteDescription } from './sites';

/** The parts of chance in a backlink; each is drawn on its own. */
enum Trait {
	Toxic,
	Lost,
	LostOn,
	NoFollow,
	Domain,
	Anchor,
	Title,
	Section,
	Target,
	Indexed,
	IndexedPages,
	Checked,
	Sponsored,
	Image,
	Redirect,
	BlockedMeta,
	BlockedRobots,
	UserContent,
	Likes,
	ExternalLinks,
	Links,
	Paid,
	Price,
	Period,
	Placed,
	Yandex,
}

/** The parts of chance in a domain, common to all of its backlinks. */
enum DomainTrait {
	FirstWord = 100,
	SecondWord,
	Ending,
	Number,
	Country,
	Rank,
	Ranked,
	Address,
	Moz,
}

const chargePeriods = ['onetime', 'monthly', 'quarterly', '6months', 'year'];
const oldestDays = 1_500;
const lostShare = 0.05;
const toxicShare = 0.04;
const noFollowShare = 0.2;

interface Domain {
	index: number;
	toxic: boolean;
}

/**
 * The backlinks of a site that were there before anything happened, and those that a crawler will find.
 * A backlink is drawn from its id each time it is asked for, so a million cost no more than a thousand.
 *
 * About 4 % are toxic and say so in the API's own fields: a domain of casino, pills and the like under
 * .xyz, .top, .click or .icu, such an anchor, `src_domain_inlink_rank` from 0 to 5, 300 or more
 * `total_ext_links`. About 5 % are lost (`date_lost`, `is_link_not_found` 1), about 20 % nofollow.
 */
export class SeededBacklinks {
	private readonly draws: Draws;
	private readonly days = new Map<number, string>();
	private readonly goodDomains: number;
	private readonly toxicDomains: number;

	constructor(
		private readonly site: SiteDescription,
		private readonly pools: Pools,
		seed: number,
		private readonly seededOn: string,
		/** The ids of what was there from the start. */
		private readonly firstId: number,
		private readonly size: number,
	) {
		this.draws = new Draws(seed);
		this.goodDomains = Math.max(25, Math.round(size * 0.15));
		this.toxicDomains = Math.max(6, Math.round(size * 0.01));
	}

	isToxic(id: number): boolean {
		return this.draws.chance(id, Trait.Toxic, toxicShare);
	}

	isNoFollow(id: number): boolean {
		return this.draws.chance(id, Trait.NoFollow, noFollowShare);
	}

	anchor(id: number): string {
		return this.draws.pick(
			id,
			Trait.Anchor,
			this.isToxic(id) ? pool.toxicAnchors : this.pools.anchors,
		);
	}

	domain(id: number): string {
		return this.domainName(this.domainOf(id));
	}

	address(id: number): string {
		return this.domainAddress(this.domainOf(id));
	}

	/** Ends in the id, so that a URL is found again without an index. */
	fromUrl(id: number): string {
		const section = this.draws.pick(id, Trait.Section, pool.sections);
		return `https://${this.domain(id)}/${section}/${this.title(id).slug}-${String(id)}`;
	}

	/** The id that `fromUrl` would make this URL from; undefined where it would not. */
	idOf(url: string): number | undefined {
		const id = Number(/-(\d{1,9})$/.exec(url)?.[1] ?? NaN);
		return Number.isInteger(id) && this.fromUrl(id) === url ? id : undefined;
	}

	/** The whole record. `is_disavow` is for the account's disavow list to say. */
	backlink(id: number): Backlink {
		const domain = this.domainOf(id);
		const age = this.ageInDays(id);
		const checkedDaysAgo = Math.min(age, this.draws.integer(id, Trait.Checked, 0, 20));
		const checkedOn = this.daysAgo(checkedDaysAgo);
		const lost = age > 2 && this.draws.chance(id, Trait.Lost, lostShare);
		const paid = !domain.toxic && this.draws.chance(id, Trait.Paid, 0.05);
		const rank = this.rank(domain);
		const googleIndex = this.googleIndex(id, domain.toxic);
		const yandexIndex = this.draws.chance(id, Trait.Yandex, 0.3) ? '1' : null;
		return {
			anchor: this.anchor(id),
			category: '',
			charge_period: paid ? this.draws.pick(id, Trait.Period, chargePeriods) : null,
			charge_start: paid ? this.daysAgo(age) : null,
			date_added: this.daysAgo(age),
			date_lost: lost ? this.daysAgo(this.draws.integer(id, Trait.LostOn, 0, age - 1)) : null,
			date_placement: this.daysAgo(age + this.draws.integer(id, Trait.Placed, 0, 45)),
			domain: this.domainName(domain),
			duration: '',
			fb_likes: String(this.draws.integer(id, Trait.Likes, 0, domain.toxic ? 0 : 40)),
			from_domainid: String((domain.toxic ? 900_000 : 4_000) + domain.index),
			from_url: this.fromUrl(id),
			gin_index: googleIndex,
			gin_index_check_date: googleIndex === null ? null : checkedOn,
			http_status: lost ? '404' : '200',
			id: String(id),
			is_blocked_meta: this.flag(id, Trait.BlockedMeta, 0.02),
			is_blocked_robotstxt: this.flag(id, Trait.BlockedRobots, 0.02),
			is_disavow: '0',
			is_forced_status: '0',
			is_image: this.flag(id, Trait.Image, 0.08),
			is_link_not_found: lost ? '1' : '0',
			is_nofollow: this.isNoFollow(id) ? '1' : '0',
			is_redir: this.flag(id, Trait.Redirect, 0.03),
			is_sponsored: paid ? '1' : this.flag(id, Trait.Sponsored, 0.02),
			last_crawler_visit: checkedOn,
			link_manager: '',
			link_type: '',
			mozda: rank === null ? null : String(Math.round(Number(rank) * 0.8)),
			notes: '',
			num_links: this.draws.integer(id, Trait.Links, 1, domain.toxic ? 12 : 3),
			price: paid ? String(this.draws.integer(id, Trait.Price, 2, 40) * 10) : null,
			source: null,
			src_domain_country: this.draws.pick(domain.index, DomainTrait.Country, this.pools.countries),
			src_domain_inlink_rank: rank,
			src_domain_ip: this.domainAddress(domain),
			src_domain_mozda_date: rank === null ? null : checkedOn,
			src_domain_yandex_x: null,
			src_domain_yandex_x_date: null,
			title: this.title(id).title,
			to_url: `https://${this.site.name}${this.draws.pick(id, Trait.Target, this.site.paths)}`,
			total_ext_links: String(this.externalLinks(id, domain.toxic)),
			ugc: domain.toxic ? this.flag(id, Trait.UserContent, 0.5) : null,
			yin_index: yandexIndex,
			yin_index_check_date: yandexIndex === null ? null : checkedOn,
		};
	}

	/** Older the smaller the id, and more of them lately, as an account's growth has it. */
	private ageInDays(id: number): number {
		const share = Math.max(0, this.firstId + this.size - 1 - id) / Math.max(1, this.size);
		return Math.floor(share ** 1.3 * oldestDays);
	}

	/**
	 * The text does not say what the digits mean, and its example has "11": nought is not indexed,
	 * anything else is a number of indexed pages, null is not checked yet.
	 */
	private googleIndex(id: number, toxic: boolean): string | null {
		const draw = this.draws.share(id, Trait.Indexed);
		if (draw < 0.06) return null;
		if (draw < (toxic ? 0.66 : 0.2)) return '0';
		return this.draws.chance(id, Trait.IndexedPages, 0.9)
			? '1'
			: String(this.draws.integer(id, Trait.IndexedPages, 2, 12));
	}

	private externalLinks(id: number, toxic: boolean): number {
		return toxic
			? this.draws.integer(id, Trait.ExternalLinks, 300, 2_400)
			: this.draws.integer(id, Trait.ExternalLinks, 1, 80);
	}

	private title(id: number): pool.PageTitle {
		return this.draws.pick(
			id,
			Trait.Title,
			this.isToxic(id) ? pool.toxicTitles : this.pools.titles,
		);
	}

	/** Some domains link often, most of them once or twice. */
	private domainOf(id: number): Domain {
		const toxic = this.isToxic(id);
		const count = toxic ? this.toxicDomains : this.goodDomains;
		return { index: Math.floor(this.draws.share(id, Trait.Domain) ** 1.6 * count), toxic };
	}

	private domainName({ index, toxic }: Domain): string {
		if (toxic) {
			const first = this.draws.pick(index, DomainTrait.FirstWord, pool.toxicFirstWords);
			const second = this.draws.pick(index, DomainTrait.SecondWord, pool.toxicWords);
			const number = this.draws.integer(index, DomainTrait.Number, 1, 9);
			const ending = this.draws.pick(index, DomainTrait.Ending, pool.toxicEndings);
			return `${first}-${second}-${String(index)}${String(number)}${ending}`;
		}
		const first = this.draws.pick(index, DomainTrait.FirstWord, this.pools.adjectives);
		const second = this.draws.pick(index, DomainTrait.SecondWord, this.pools.nouns);
		return `${first}-${second}${this.draws.pick(index, DomainTrait.Ending, pool.goodEndings)}`;
	}

	private domainAddress({ index, toxic }: Domain): string {
		// Spam sites share a few hosts.
		const host = toxic ? 1_000_000 + (index % 5) : index;
		const draw = Math.floor(this.draws.share(host, DomainTrait.Address) * 2 ** 24);
		const octet = (shift: number): string => String((draw >> shift) & 255);
		return `${String(toxic ? 45 : 80 + (index % 100))}.${octet(16)}.${octet(8)}.${octet(0)}`;
	}

	private rank({ index, toxic }: Domain): string | null {
		if (toxic) return String(this.draws.integer(index, DomainTrait.Rank, 0, 5));
		if (this.draws.chance(index, DomainTrait.Ranked, 0.05)) return null;
		return String(8 + Math.floor(this.draws.share(index, DomainTrait.Rank) ** 1.4 * 88));
	}

	/** The same few thousand days are asked for again and again. */
	private daysAgo(days: number): string {
		const known = this.days.get(days);
		if (known !== undefined) return known;
		const day = daysBefore(this.seededOn, days);
		this.days.set(days, day);
		return day;
	}

	private flag(id: number, trait: Trait, share: number): string {
		return this.draws.chance(id, trait, share) ? '1' : '0';
	}
}
