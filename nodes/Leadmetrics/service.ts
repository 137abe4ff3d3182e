import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/client';
import { BadInput } from '../shared/failure';
import { textOrNull } from '../shared/output';
import type { CursorPaging, Page } from '../shared/paging';
import { recordsIn } from '../shared/paging';
import type { Refusal, Request, Service } from '../shared/service';
import { objectOf } from '../shared/service';

/** One credential type an audience, so that no workflow holds more rights than its operations need. */
export const credentials = {
	dm: 'leadmetricsDmApi',
	tenant: 'leadmetricsTenantApi',
	admin: 'leadmetricsAdminApi',
} as const;

/** What Fastify and Next.js say of a path that they do not know; of a record they would say which. */
const unknownRoute = /^(?:route \S+ )?not found$/i;

/**
 * Leadmetrics' backlink and campaign routes, as its text "Backlinks — API Routes" describes them: plain
 * JSON without an envelope, lists by cursor. The text is silent on errors; Fastify, on which the API
 * runs ("forward to the Fastify API"), answers `{ "message": … }`.
 */
export const leadmetrics: Service = {
	name: 'Leadmetrics',
	credential: credentials.dm,
	secret: 'access token',
	publicFields: ['connectThrough'],
	route: portalRoute,
	refusals: [
		{
			when: unknownRoute,
			message: 'This Leadmetrics server does not have the route of this operation',
			advice:
				'Its version may not offer it, or the "Base URL" of the credential holds more than the address of the server.',
		},
		{
			when: 403,
			message: 'Leadmetrics denied access',
			advice:
				'Check that the access token is one of the right portal and that it may work for this tenant.',
		},
		{
			when: 404,
			message: 'Leadmetrics has nothing under this ID',
			advice: 'Check the ID and that it belongs to the tenant; it may have been deleted.',
		},
	],
};

/** A route that a portal's own server passes on to the API. */
interface ProxyRoute {
	readonly methods: readonly string[];
	/** The API's path. */
	readonly api: RegExp;
	/** The portal's path, with the parts of the API's as $1, $2. */
	readonly portal: string;
}

/** "DM Proxy Routes (Next.js)", and "Manage proxy routes" under "Directory Management Routes". */
const proxyRoutes: readonly ProxyRoute[] = [
	{
		methods: ['PATCH'],
		api: /^\/dm\/v1\/backlinks\/([^/]+)$/,
		portal: '/api/dm/backlinks/$1',
	},
	{
		methods: ['PATCH'],
		api: /^\/dm\/v1\/campaigns\/([^/]+)\/emails\/([^/]+)$/,
		portal: '/api/campaigns/$1/emails/$2',
	},
	{
		methods: ['POST'],
		api: /^\/dm\/v1\/campaigns\/([^/]+)\/emails\/([^/]+)\/send$/,
		portal: '/api/campaigns/$1/emails/$2/send',
	},
	{
		methods: ['POST'],
		api: /^\/dm\/v1\/campaigns\/([^/]+)\/send-all$/,
		portal: '/api/campaigns/$1/send-all',
	},
	{
		methods: ['POST'],
		api: /^\/admin\/v1\/backlink-directories$/,
		portal: '/api/admin/directories',
	},
	{
		methods: ['GET', 'PATCH', 'DELETE'],
		api: /^\/admin\/v1\/backlink-directories\/([^/]+)$/,
		portal: '/api/admin/directories/$1',
	},
];

/**
 * The request as the credential's way to Leadmetrics wants it: unchanged for the API, with the portal's
 * path for a portal.
 * @throws BadInput for what a portal does not pass on, and for lists without a token that may read them
 */
function portalRoute(request: Request, credential: Readonly<IDataObject>): Request {
	if ('dmAccessToken' in credential) return withListToken(request, credential.dmAccessToken);
	if (credential.connectThrough !== 'portal') return request;

	const route = proxyRoutes.find(
		({ methods, api }) => methods.includes(request.method) && api.test(request.path),
	);
	if (route) return { ...request, path: request.path.replace(route.api, route.portal) };
	throw new BadInput(
		request.method === 'GET'
			? 'The Leadmetrics portal does not offer to read this'
			: 'The Leadmetrics portal does not offer this operation',
		'Nothing was sent. Set "Connect Through" of the credential to "API", with the address of the API; where only a list is missing, choose "By ID".',
	);
}

/** The tenant's API has no lists; those of the DM portal want a token of that portal. */
function withListToken(request: Request, token: unknown): Request {
	if (!request.path.startsWith('/dm/v1/') || textOrNull(token) !== null) return request;
	throw new BadInput(
		'Leadmetrics gives this list to tokens of the DM portal only',
		'Fill in "DM Access Token (for Lists)" in the credential, or choose "By ID".',
	);
}

/** "limit: Default: 50, max: 100" (List backlinks); the other lists name no maximum. */
export const pageSize = 100;

/** "List backlinks … with optional filtering and cursor pagination". */
export const cursorPaging: CursorPaging = {
	by: 'cursor',
	pageSize,
	query: (cursor, count) => ({ limit: count, ...(cursor === undefined ? {} : { cursor }) }),
};

/** Where a list's answer holds its records: "{ items: Backlink[], nextCursor: string | null }", or a plain list. */
export const recordsOf = (data: unknown): unknown =>
	Array.isArray(data) ? data : objectOf(data).items;

export const nextOf = (data: unknown): string | null => textOrNull(objectOf(data).nextCursor);

/** An answer as a page of a list. */
export const pageOf = (client: Client, request: Request, data: unknown): Page => ({
	records: recordsIn(client, request, recordsOf(data)),
	next: nextOf(data),
});

/**
 * What a refusal means for a route that the text calls planned or to build. Where the path holds no ID,
 * 404 can only mean that the route is missing.
 */
export const notOfferedYet = (what: string, holdsId: boolean): Refusal[] =>
	[holdsId ? unknownRoute : 404, 405, 501].map((when) => ({
		when,
		message: `This Leadmetrics server does not offer ${what} yet`,
		advice:
			'Leadmetrics has announced it. It works here as soon as the server has it; nothing was changed.',
	}));
