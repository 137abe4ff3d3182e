/** A rule of n8n's for a status that a credential's test is answered with. */
export interface StatusRule {
	type: 'responseCode';
	properties: { value: number; message: string };
}

/** The statuses that send a request on to another address (RFC 9110, 15.4). */
export const redirects = [301, 302, 303, 307, 308];

/**
 * What the test of a credential says where the service sends the request on. n8n would take the token
 * along to wherever that is, so no test may follow: `disableFollowRedirect` belongs to these rules.
 */
export const redirectRules = (service: string): StatusRule[] =>
	redirects.map((value) => ({
		type: 'responseCode',
		properties: {
			value,
			message: `${service} sent the request on to another address: put the final address into the "Base URL"`,
		},
	}));
