import { z } from 'zod';
import type { RecordShape } from '../shared/output';
import { domainOf, textOrNull } from '../shared/output';

/** Fields of accounts and links that nobody should find in an execution's data. */
export const secretFields = ['password', 'app_password', 'pass_mail', 'twofa', 'cookies'];

/** "GET /projects", response. */
export const project: RecordShape = {
	fields: [
		'id',
		'name',
		'type',
		'type_request',
		'website',
		'auction_price',
		'target',
		'created_links',
		'status',
		'result',
		'started_at',
		'created_at',
	],
	simplified: [
		'id',
		'name',
		'type',
		'website',
		'status',
		'result',
		'created_links',
		'target',
		'auction_price',
		'created_at',
	],
	identity: 'id',
};

const groupFields = [
	'id',
	'name',
	'service_type',
	'status',
	'account_count',
	'account_active',
	'result',
	'created_at',
	'updated_at',
	'user_id',
];

/** "GET /groups", response item. */
export const group: RecordShape = {
	fields: groupFields,
	simplified: groupFields,
	identity: 'id',
	secrets: secretFields,
};

/** "GET /groups/:id/accounts", response item. */
export const account: RecordShape = {
	fields: [
		'id',
		'group_id',
		'service_type',
		'website',
		'username',
		'email',
		'password',
		'app_password',
		'pass_mail',
		'twofa',
		'active',
		'status',
		'is_indexed',
		'note',
		'created_at',
		// Not in the text's response, but in its request; an export may hold it.
		'cookies',
	],
	simplified: [
		'id',
		'group_id',
		'website',
		'username',
		'email',
		'status',
		'active',
		'is_indexed',
		'note',
		'created_at',
	],
	identity: 'id',
	secrets: secretFields,
};

/** "GET /:type", response item, and the rest of the "full request object", as "POST /:type" takes it. */
export const linkRequest: RecordShape = {
	fields: [
		'id',
		'service_type',
		'group_id',
		'name',
		'website',
		'auction_price',
		'target',
		'created_links',
		'status',
		'type_request',
		'started_at',
		'completed_at',
		'created_at',
		'priority',
		'config',
		'data',
		'folder_urls',
	],
	simplified: [
		'id',
		'service_type',
		'name',
		'website',
		'status',
		'created_links',
		'target',
		'auction_price',
		'created_at',
		'completed_at',
	],
	identity: 'id',
	secrets: secretFields,
};

/** "GET /:type/:id/links", response item. */
export const link: RecordShape = {
	fields: [
		'id',
		'service_type',
		'server_id',
		'server_name',
		'site_id',
		'site_name',
		'email',
		'username',
		'password',
		'about',
		'link_profile',
		'link_post',
		'status',
		'note',
		'error_message',
		'retry_count',
		'max_retries',
		'is_indexed',
		'started_at',
		'completed_at',
		'created_at',
	],
	simplified: [
		'id',
		'status',
		'link_post',
		'link_profile',
		'site_name',
		'username',
		'is_indexed',
		'error_message',
		'completed_at',
		'created_at',
	],
	identity: 'id',
	secrets: secretFields,
	unify: (record) => {
		const sourceUrl = textOrNull(record.link_post) ?? textOrNull(record.link_profile);
		return {
			service: 'likePion',
			id: textOrNull(record.id),
			sourceUrl,
			sourceDomain: domainOf(sourceUrl) ?? textOrNull(record.site_name),
			// The website, the anchor and the price are the request's; a link does not tell them.
			targetUrl: null,
			anchor: null,
			status: textOrNull(record.status),
			rel: null,
			indexed: typeof record.is_indexed === 'boolean' ? record.is_indexed : null,
			// A failed link has that time too, and never was there.
			firstSeen: record.status === 'completed' ? textOrNull(record.completed_at) : null,
			lostAt: null,
			cost: null,
		};
	},
};

/** An answer whose form the text does not show; it is handed on as it is, without secrets. */
export const anyAnswer: RecordShape = { fields: [], simplified: [], secrets: secretFields };

/** Words that stand where an ID could, and lead to another route: "GET /:type/stats". */
const routeWords = ['bulk-delete', 'count', 'export', 'import', 'links', 'stats'];

/** An ID. The text shows them as UUIDs; whatever could be one is taken. */
export const recordId = z
	.string()
	.refine(
		(id) =>
			/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,99}$/u.test(id) && !routeWords.includes(id.toLowerCase()),
		'must be an ID, e.g. 3f2b8c1e-5d47-4a90-8f6e-2b1c9d7e4a55',
	);
