/**
 * A backlink with the fields and the value types of the API text's example ("List of backlinks"):
 * strings of digits, dates or null; `num_links` alone is a number.
 */
export interface Backlink {
	anchor: string;
	category: string;
	charge_period: string | null;
	charge_start: string | null;
	date_added: string;
	date_lost: string | null;
	date_placement: string | null;
	domain: string;
	duration: string;
	fb_likes: string | null;
	from_domainid: string | null;
	from_url: string;
	gin_index: string | null;
	gin_index_check_date: string | null;
	http_status: string | null;
	id: string;
	is_blocked_meta: string;
	is_blocked_robotstxt: string;
	is_disavow: string;
	is_forced_status: string;
	is_image: string;
	is_link_not_found: string;
	is_nofollow: string;
	is_redir: string;
	is_sponsored: string;
	last_crawler_visit: string | null;
	link_manager: string;
	link_type: string;
	mozda: string | null;
	notes: string;
	num_links: number;
	price: string | null;
	source: string | null;
	src_domain_country: string | null;
	src_domain_inlink_rank: string | null;
	src_domain_ip: string | null;
	src_domain_mozda_date: string | null;
	src_domain_yandex_x: string | null;
	src_domain_yandex_x_date: string | null;
	title: string;
	to_url: string;
	total_ext_links: string | null;
	ugc: string | null;
	yin_index: string | null;
	yin_index_check_date: string | null;
}

/** What differs from the record that an id stands for. */
export type BacklinkChanges = Partial<Omit<Backlink, 'id' | 'is_disavow'>>;

/** A backlink as it is right after a person added it: nothing has been crawled yet. */
export function uncrawledBacklink(id: number, siteName: string): Backlink {
	return {
		anchor: '',
		category: '',
		charge_period: null,
		charge_start: null,
		date_added: '',
		date_lost: null,
		date_placement: null,
		domain: '',
		duration: '',
		fb_likes: null,
		from_domainid: null,
		from_url: '',
		gin_index: null,
		gin_index_check_date: null,
		http_status: null,
		id: String(id),
		is_blocked_meta: '0',
		is_blocked_robotstxt: '0',
		is_disavow: '0',
		is_forced_status: '0',
		is_image: '0',
		is_link_not_found: '0',
		is_nofollow: '0',
		is_redir: '0',
		is_sponsored: '0',
		last_crawler_visit: null,
		link_manager: '',
		link_type: '',
		mozda: null,
		notes: '',
		num_links: 1,
		price: null,
		source: null,
		src_domain_country: null,
		src_domain_inlink_rank: null,
		src_domain_ip: null,
		src_domain_mozda_date: null,
		src_domain_yandex_x: null,
		src_domain_yandex_x_date: null,
		title: '',
		to_url: `https://${siteName}/`,
		total_ext_links: null,
		ugc: null,
		yin_index: null,
		yin_index_check_date: null,
	};
}
