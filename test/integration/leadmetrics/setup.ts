import type { INodeParameters } from 'n8n-workflow';
import type { SandboxOptions } from '../../../sandbox/server';
import type { CampaignEmail } from '../../../sandbox/services/leadmetrics/campaign';
import type { Tenant } from '../../../sandbox/services/leadmetrics/tenant';
import type { LeadmetricsWorld } from '../../../sandbox/services/leadmetrics/world';
import { type CredentialChanges as Changes, leadmetricsIn } from '../../support/nodes';
import type { NodeRun, NodeUnderTest } from '../support/runNode';
import { runNode } from '../support/runNode';
import { type RunSettings, serviceTests, type ServiceTests } from '../support/serviceTests';

export { byId } from '../support/serviceTests';

export interface LeadmetricsTests extends ServiceTests {
	/** The node with its three credentials, at the API. */
	readonly under: (changes?: Changes) => NodeUnderTest;
	/** Runs an operation for the first tenant; other parameters are added or take its place. */
	readonly run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		settings?: RunSettings & { credentials?: Changes },
	) => Promise<NodeRun>;
	readonly world: () => LeadmetricsWorld;
	/** The first tenant, which has most backlinks. */
	readonly tenant: () => Tenant;
	/** An email of the first campaign with this status, complete enough to be sent. */
	readonly anEmail: (status: string) => CampaignEmail;
}

/** Leadmetrics' node against the sandbox, for the tests of a file. */
export function leadmetricsTests(options: SandboxOptions = {}): LeadmetricsTests {
	const tests = serviceTests('leadmetrics', leadmetricsIn, { backlinks: 450, ...options });
	const world = (): LeadmetricsWorld => tests.sandbox().services.leadmetrics.world;
	const tenant = (): Tenant => world().tenants[0];
	return {
		...tests,
		under: (changes) => leadmetricsIn(tests.sandbox(), changes),
		run: async (resource, operation, parameters = {}, { credentials, ...settings } = {}) =>
			await runNode(leadmetricsIn(tests.sandbox(), credentials), {
				parameters: {
					resource,
					operation,
					...(resource === 'directory' ? {} : { tenantId: tenant().description.id }),
					...parameters,
				},
				...settings,
			}),
		world,
		tenant,
		anEmail: (status) => {
			const { campaigns } = tenant();
			const [campaign] = campaigns.all();
			const found = campaigns
				.emailsOf(campaign.id)
				.find((email) => email.sentAt === null && email.recipientEmail !== null);
			if (found === undefined) throw new Error('The first campaign has no email to send');
			tenant().setEmailStatus([found.id], status);
			return campaigns.email(campaign.id, found.id);
		},
	};
}
