import type { Resource } from '../../shared/operation';
import { single } from '../../shared/operation';
import { get } from '../../shared/service';
import { besideIn, creditsIn, creditsRequest } from '../service';

/** "/credits". */
const getCredits = single({
	value: 'getCredits',
	name: 'Get Credits',
	action: 'Get the credits of an account',
	description: 'See how many credits the account can still spend; asking costs nothing',
	fields: [],
	request: () => creditsRequest,
	output: (body) => ({ credits: creditsIn(body) }),
});

/** "/health-check". */
const healthCheck = single({
	value: 'healthCheck',
	name: 'Health Check',
	action: 'Check the health of the API',
	description: 'See whether the API is up and what time its server has',
	fields: [],
	request: () => get('/health-check'),
	output: (body) => ({ success: true, ...besideIn(body) }),
});

export const accountResource: Resource = {
	value: 'account',
	name: 'Account',
	description: 'Your account and the service as a whole',
	operations: [getCredits, healthCheck],
};
