import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';

/** Who a part of the API is for; each has a token of its own. */
export type Audience = 'dm' | 'tenant' | 'admin';

/** A token of each audience; the admin's stands for a superadmin's. */
export const tokens: Readonly<Record<Audience, string>> = {
	dm: 'sandbox-leadmetrics-dm-token',
	tenant: 'sandbox-leadmetrics-tenant-token',
	admin: 'sandbox-leadmetrics-admin-token',
};

/** "DM Proxy Routes" and "Manage proxy routes": where the portals' proxies take the token from. */
export const cookieNames = { dm: 'dm_access_token', admin: 'manage_access_token' } as const;

/** The token out of `Authorization: Bearer <token>`. */
export function bearerToken({ headers }: FastifyRequest): string | undefined {
	return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/** The token out of a portal's cookie. */
export function cookieToken({ headers }: FastifyRequest, name: string): string | undefined {
	for (const cookie of (headers.cookie ?? '').split(';')) {
		const [key, ...value] = cookie.trim().split('=');
		if (key === name) return value.join('=') || undefined;
	}
	return undefined;
}

/** The token wherever it is, for the rate limit. */
export function tokenOf(request: FastifyRequest): string | undefined {
	return (
		bearerToken(request) ??
		cookieToken(request, cookieNames.dm) ??
		cookieToken(request, cookieNames.admin)
	);
}

/**
 * Undefined where the token is the audience's; 401 without a known token, 403 with another audience's. The
 * text is silent on the form of these; it is Fastify's own, with which the API is built.
 */
export function refusalOf(token: string | undefined, audience: Audience): Refusal | undefined {
	if (token === tokens[audience]) return undefined;
	const isKnown = token !== undefined && Object.values(tokens).includes(token);
	if (!isKnown) return fastifyRefusal(401, 'Unauthorized', 'Unauthorized');
	const needed = audience === 'admin' ? 'a superadmin token' : `a ${audience} token`;
	return fastifyRefusal(403, 'Forbidden', `Forbidden: this route needs ${needed}`);
}

function fastifyRefusal(statusCode: number, error: string, message: string): Refusal {
	return new Refusal(statusCode, message, { statusCode, error, message });
}
