import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { Leadmetrics } from '../../../nodes/Leadmetrics/Leadmetrics.node';
import { backlinkResource } from '../../../nodes/Leadmetrics/resources/backlink';
import { campaignResource } from '../../../nodes/Leadmetrics/resources/campaign';
import { campaignEmailResource } from '../../../nodes/Leadmetrics/resources/campaignEmail';
import { directoryResource } from '../../../nodes/Leadmetrics/resources/directory';
import { haroQueryResource } from '../../../nodes/Leadmetrics/resources/haroQuery';
import { opportunityResource } from '../../../nodes/Leadmetrics/resources/opportunity';

const { description } = new Leadmetrics();
const resources = [
	backlinkResource,
	campaignResource,
	campaignEmailResource,
	directoryResource,
	haroQueryResource,
	opportunityResource,
];
const operations = resources.flatMap(({ value: resource, operations: of }) =>
	of.map(({ value: operation, credential }) => ({ resource, operation, credential })),
);

/** The credentials that n8n shows, and hands out, at an operation. */
function shownAt(parameters: INodeParameters): string[] {
	const node: INode = {
		id: 'id',
		name: 'Leadmetrics',
		type: 'leadmetrics',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	return (description.credentials ?? [])
		.filter((credential) => NodeHelpers.displayParameter(parameters, credential, node, description))
		.map(({ name }) => name);
}

describe('the credentials of the Leadmetrics node', () => {
	it.each(operations)('$resource > $operation shows $credential alone', (at) => {
		expect(shownAt({ resource: at.resource, operation: at.operation })).toEqual([at.credential]);
	});

	it('belong to the audience whose routes an operation uses', () => {
		const of = (credential: string): string[] =>
			operations
				.filter((one) => one.credential === credential)
				.map(({ resource, operation }) => `${resource}.${operation}`);
		expect(of('leadmetricsTenantApi')).toEqual([
			'haroQuery.respond',
			'opportunity.runMatcher',
			'opportunity.updateStatus',
		]);
		expect(of('leadmetricsAdminApi').every((name) => name.startsWith('directory.'))).toBe(true);
		expect(of('leadmetricsAdminApi')).toHaveLength(directoryResource.operations.length);
		expect(of('leadmetricsDmApi')).toHaveLength(operations.length - 3 - 6);
	});

	it('are all of the operations that the editor offers', () => {
		const offered = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options }) =>
				(options ?? []).map((option) => ({
					resource: displayOptions?.show?.resource?.[0],
					operation: 'value' in option ? option.value : undefined,
				})),
			);
		const known = operations.map(({ resource, operation }) => ({ resource, operation }));
		expect(offered).toEqual(expect.arrayContaining(known));
		expect(offered).toHaveLength(known.length);
	});
});
