import { z, type ZodType, type ZodTypeDef } from 'zod';
import { isWebUrl } from '../../core/urls';
import type { AccountInput } from './account';
import { type FieldErrors, invalid } from './answers';
import type { AccountRow } from './groups';
import type { RequestInput } from './linkRequest';
import type { ListQuery } from './lists';
import { priceRange, type ServiceType, serviceTypes } from './serviceTypes';

/** "limit (mặc định 20)"; no maximum is stated, so more is taken for this and the answer says so. */
const defaultLimit = 20;
const mostAPage = 100;

const defaultTarget = 10;
const defaultPriority = 5;

type Schema<Value> = ZodType<Value, ZodTypeDef, unknown>;

const text = z.string({ invalid_type_error: 'must be a text' }).trim();
const required = z
	.string({ required_error: 'is required', invalid_type_error: 'must be a text' })
	.trim()
	.min(1, 'is required');
const serviceType = z.enum(serviceTypes, {
	errorMap: ({ code }, { data }) => ({
		message:
			code === 'invalid_type' && data === undefined
				? 'is required'
				: `must be one of ${serviceTypes.join(', ')}`,
	}),
});
const flag = z.boolean({ invalid_type_error: 'must be true or false' });
const json = z.record(z.unknown(), { invalid_type_error: 'must be a JSON object' });
const whole = z.number({ invalid_type_error: 'must be a number' }).int('must be a whole number');

function digits(least: number): ZodType<number, ZodTypeDef, unknown> {
	return z
		.string()
		.regex(/^\d{1,9}$/, 'must be a whole number')
		.transform(Number)
		.refine((number) => number >= least, `must be at least ${String(least)}`);
}

const listQuery = z.object({
	page: digits(1).default('1'),
	limit: digits(1).default(String(defaultLimit)),
	status: z.string().optional(),
	search: z.string().optional(),
});

const order = z.enum(['asc', 'desc'], { errorMap: () => ({ message: 'must be asc or desc' }) });

const accountFields = z.object({
	website: required,
	username: text.default(''),
	email: text.default(''),
	password: text.default(''),
	app_password: text.default(''),
	pass_mail: text.default(''),
	twofa: text.default(''),
	cookies: text.default(''),
	note: text.default(''),
});

/** "username hoặc email bắt buộc" ("POST /groups/:id/accounts"). */
const newAccountFields = accountFields.refine(({ username, email }) => username || email, {
	message: 'or email is required',
	path: ['username'],
});

const accountRows = z
	.array(z.unknown(), {
		required_error: 'is required',
		invalid_type_error: 'must be an array',
	})
	.transform((rows) => rows.map(accountRow));

/** "required, min 1" ("POST /groups/import", "POST /groups/:id/accounts/import"). */
const filledAccountRows = accountRows.refine((rows) => rows.length > 0, 'must have at least 1');

const newGroupFields = z.object({
	name: required,
	service_type: serviceType,
	accounts: accountRows.default([]),
	skip_unsupported: flag.default(false),
});

const groupImportFields = newGroupFields.extend({
	accounts: filledAccountRows,
	overwrite: flag.default(false),
});

const accountImportFields = z.object({
	accounts: filledAccountRows,
	overwrite: flag.default(false),
});

const groupChangeFields = z
	.object({ name: required, service_type: serviceType, status: required })
	.partial();

const idsFields = z.object({
	ids: z
		.array(z.string({ invalid_type_error: 'must be texts' }), {
			required_error: 'is required',
			invalid_type_error: 'must be an array',
		})
		.min(1, 'must have at least 1'),
});

const typeFields = z.object({ type: serviceType });

export interface GroupListQuery extends ListQuery {
	service_type?: string;
	/** "min_active (mặc định 0)" ("GET /groups"). */
	min_active: number;
}

export interface ProjectListQuery extends ListQuery {
	/** The service type. */
	type?: string;
	type_request?: string;
}

/** "GET /projects". */
export function projectQuery(query: unknown): ProjectListQuery {
	const more = { type: z.string().optional(), type_request: z.string().optional() };
	return paged(listQuery.extend(more), query);
}

/** "GET /groups". */
export function groupQuery(query: unknown): GroupListQuery {
	const more = { service_type: z.string().optional(), min_active: digits(0).default('0') };
	return paged(listQuery.extend(more), query);
}

/** "GET /groups/:id/accounts". */
export function accountQuery(query: unknown): ListQuery {
	return paged(listQuery, query);
}

/** "GET /:type" and "GET /:type/:id/links": sort by a field of the item, newest first unless told. */
export function sortedQuery(query: unknown, fields: readonly string[]): ListQuery {
	const sort = z
		.string()
		.refine((field) => fields.includes(field), `must be one of ${fields.join(', ')}`);
	const more = { sort: sort.default('created_at'), order: order.default('desc') };
	return paged(listQuery.extend(more), query);
}

/** "POST /groups". */
export function newGroup(body: unknown): z.output<typeof newGroupFields> {
	return read(newGroupFields, body);
}

/** "POST /groups/import". */
export function groupImport(body: unknown): z.output<typeof groupImportFields> {
	return read(groupImportFields, body);
}

/** "PUT /groups/:id"; what else is in the body is passed over. */
export function groupChanges(body: unknown): z.output<typeof groupChangeFields> {
	return read(groupChangeFields, body);
}

/** "POST /groups/:id/accounts". */
export function newAccount(body: unknown): AccountInput {
	return read(newAccountFields, body);
}

/** "POST /groups/:id/accounts/import". */
export function accountImport(body: unknown): z.output<typeof accountImportFields> {
	return read(accountImportFields, body);
}

/** "PUT /accounts/:id": the account that comes out has to keep the rules of a new one. */
export function changedAccount(account: AccountInput, body: unknown): AccountInput {
	const changes = read(accountChangeFields, body);
	return read(newAccountFields, { ...account, ...changes });
}

/** "POST /:type". */
export function newRequest(type: ServiceType, body: unknown): RequestInput {
	const fields = read(requestFields(type), body);
	return { ...fields, type_request: fields.type_request ?? type };
}

/** "PUT /:type/:id": whatever "POST /:type" takes, and none of it required. */
export function requestChanges(type: ServiceType, body: unknown): Partial<RequestInput> {
	const sent = Object.keys(read(z.record(z.unknown()), body));
	const changes = read(requestFields(type).partial(), body);
	// The defaults are for new requests alone.
	return Object.fromEntries(Object.entries(changes).filter(([name]) => sent.includes(name)));
}

/** The `ids` of the bulk routes; the text shows no body for them. */
export function ids(body: unknown): string[] {
	return read(idsFields, body).ids;
}

/** "GET /sites/count?type=entity". */
export function siteType(query: unknown): ServiceType {
	return read(typeFields, query).type;
}

/** Not `partial()` of the fields above, whose defaults would empty what is not sent. */
const accountChangeFields = z
	.object({
		website: required,
		username: text,
		email: text,
		password: text,
		app_password: text,
		pass_mail: text,
		twofa: text,
		cookies: text,
		note: text,
	})
	.partial();

function requestFields(type: ServiceType) {
	return z.object({
		group_id: required.nullable().default(null),
		name: required,
		website: text
			.refine((url) => url === '' || isWebUrl(url), 'must be an absolute URL')
			.default(''),
		auction_price: auctionPrice(type),
		target: whole.min(1, 'must be at least 1').default(defaultTarget),
		priority: whole.default(defaultPriority),
		type_request: required.optional(),
		config: json.default({}),
		data: json.default({}),
		folder_urls: json.default({}),
	});
}

/** "required >0 (50-100 cho blog20/podcast)". */
function auctionPrice(type: ServiceType): Schema<number> {
	const range = priceRange(type);
	const price = z
		.number({ required_error: 'is required', invalid_type_error: 'must be a number' })
		.finite();
	if (!range) return price.positive('must be greater than 0');
	const { least, most } = range;
	const words = `must be from ${String(least)} to ${String(most)} for ${type}`;
	return price.min(least, words).max(most, words);
}

function accountRow(row: unknown): AccountRow {
	return newAccountFields.safeParse(row).data;
}

function paged<Query extends { limit: number }>(
	schema: Schema<Query>,
	query: unknown,
): Query & { sort: string; order: 'asc' | 'desc' } {
	const known = read(schema, query);
	const limit = Math.min(known.limit, mostAPage);
	return { sort: 'created_at', order: 'desc', ...known, limit };
}

/** @throws Refusal (400) that names each field and its broken rule */
function read<Value>(schema: Schema<Value>, input: unknown): Value {
	const result = schema.safeParse(input ?? {});
	if (result.success) return result.data;
	const errors: FieldErrors = {};
	for (const { path, message } of result.error.issues) {
		const field = String(path.at(0) ?? 'body');
		(errors[field] ??= []).push(`${field} ${message}`);
	}
	throw invalid(errors);
}
