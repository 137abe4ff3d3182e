import type { FastifyRequest } from 'fastify';
import { z, type ZodType, type ZodTypeDef } from 'zod';
import { isWebUrl } from '../../core/urls';
import { opportunityStatuses } from './backlink';
import { editableStatuses } from './campaign';
import { type FieldErrors, invalid } from './refusals';

/** "Default: 50, max: 100" (list of backlinks); the other lists, of which the text says nothing, alike. */
const defaultLimit = 50;
const mostAPage = 100;

const text = z.string({ required_error: 'Required' }).trim().min(1, 'Must not be empty');
const limit = z
	.string()
	.regex(/^\d{1,9}$/, 'Must be a whole number')
	.transform(Number)
	.pipe(
		z
			.number()
			.min(1, 'Must be at least 1')
			.max(mostAPage, `Must be at most ${String(mostAPage)}`),
	)
	.default(String(defaultLimit));

const tenant = z.object({ tenantId: text });
const page = z.object({ cursor: text.optional(), limit });

/** The body of routes that take the tenant only: send, send-all, the matcher, respond. */
export const tenantOnly = tenant;

/** "GET /dm/v1/backlinks". */
export const backlinkList = tenant.merge(page).extend({
	outreachStatus: text.optional(),
	campaignId: text.optional(),
});

/** "GET /dm/v1/haro-queries", "GET /dm/v1/backlinks/unlinked-mentions". */
export const tenantList = tenant.merge(page);

/** "PATCH /dm/v1/backlinks/:id": "Any valid status string"; the text lists none, so any that says something. */
export const backlinkUpdate = tenant.extend({
	outreachStatus: text.optional(),
	notes: z.string().nullable().optional(),
});

/** "{ tenantId, subject?, body?, recipientEmail?, recipientName?, status? }". */
export const emailUpdate = tenant.extend({
	subject: text.optional(),
	body: text.optional(),
	recipientEmail: z.string().email('Must be an email address').optional(),
	recipientName: text.optional(),
	status: z
		.enum(editableStatuses, {
			errorMap: () => ({ message: `Must be one of ${editableStatuses.join(', ')}` }),
		})
		.optional(),
});

/** "{ tenantId, status, notes? }". */
export const opportunityUpdate = tenant.extend({
	status: z.enum(opportunityStatuses, {
		errorMap: () => ({ message: `Must be one of ${opportunityStatuses.join(', ')}` }),
	}),
	notes: z.string().nullable().optional(),
});

/** "Query: isActive, category, subcategory, region, cursor, limit". */
export const directoryList = page.extend({
	isActive: z
		.enum(['true', 'false'], { errorMap: () => ({ message: 'Must be true or false' }) })
		.transform((value) => value === 'true')
		.optional(),
	category: text.optional(),
	subcategory: text.optional(),
	region: text.optional(),
});

const step = z.union([text, z.record(z.unknown())]);

/** "Body: all BacklinkDirectory fields." */
export const newDirectory = z.object({
	name: text,
	url: text.refine(isWebUrl, 'Must be an absolute http(s) URL'),
	category: text.nullable().optional(),
	subcategory: text.nullable().optional(),
	region: text.nullable().optional(),
	domainAuthority: z.number().int().min(0).max(100).nullable().optional(),
	pricing: text.nullable().optional(),
	steps: z.array(step).optional(),
	customFields: z.record(z.unknown()).optional(),
	isActive: z.boolean().optional(),
});

/** The same fields, none of them required. */
export const directoryUpdate = newDirectory.partial();

type Schema<Value> = ZodType<Value, ZodTypeDef, unknown>;

/** What `schema` makes of `input`; fields that it does not know are passed over. @throws Refusal (400) by field */
export function valid<Value>(schema: Schema<Value>, input: unknown): Value {
	const result = schema.safeParse(input ?? {});
	if (result.success) return result.data;
	throw invalid(errorsByField(result.error));
}

/** For GET: `tenantId` "passed as a query … parameter". */
export function fromQuery<Value>(schema: Schema<Value>, { query }: FastifyRequest): Value {
	return valid(schema, query);
}

/** For PATCH and POST: "tenantId must be in the request body, not the querystring". */
export function fromBody<Value>(
	schema: Schema<Value>,
	{ query, body }: Pick<FastifyRequest, 'query' | 'body'>,
): Value {
	if (typeof query === 'object' && query !== null && 'tenantId' in query) {
		throw invalid({ tenantId: ['Must be in the request body, not the querystring'] });
	}
	return valid(schema, body);
}

/** The words of each broken rule, under the field's name; `body` for the whole. */
export function errorsByField({ issues }: z.ZodError): FieldErrors {
	const errors: Record<string, string[]> = {};
	for (const { path, message } of issues) {
		const field = path.length === 0 ? 'body' : String(path[0]);
		(errors[field] ??= []).push(message);
	}
	return errors;
}
