import type { IAuthenticateRuleBase, ICredentialTestRequest } from 'n8n-workflow';
import { redirectRules } from '../shared/credentialTest';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/**
 * The rules by which the test of a Leadmetrics credential tells a good token from another: 401 and 403
 * are refusals, whatever else the test's request is answered with.
 *
 * n8n 1.x cannot let some statuses pass without letting all of them pass, and then asks the rules about
 * the body alone. So they know the body too, in the form of Fastify, with which the API is built.
 */
export function tokenRules(notThisAudience: string): Rules {
	const rules: IAuthenticateRuleBase[] = [
		...redirectRules('Leadmetrics'),
		...refusal(401, 'Unauthorized', 'Leadmetrics did not accept the access token'),
		...refusal(403, 'Forbidden', notThisAudience),
	];
	// n8n's type wants all rules to be of one kind; n8n itself looks at each one's.
	return rules as Rules;
}

function refusal(status: number, word: string, message: string): IAuthenticateRuleBase[] {
	const inBody = { statusCode: status, error: word, message: word };
	return [
		{ type: 'responseCode', properties: { value: status, message } },
		...Object.entries(inBody).map(([key, value]) => ({
			type: 'responseSuccessBody',
			properties: { key, value, message },
		})),
	];
}
