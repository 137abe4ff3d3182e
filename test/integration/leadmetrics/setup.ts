import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { LeadmetricsAdminApi } from '../../../credentials/LeadmetricsAdminApi.credentials';
import { LeadmetricsDmApi } from '../../../credentials/LeadmetricsDmApi.credentials';
import { LeadmetricsTenantApi } from '../../../credentials/LeadmetricsTenantApi.credentials';
import { Leadmetrics } from '../../../nodes/Leadmetrics/Leadmetrics.node';
import type { Fault } from '../../../sandbox/core/faults';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';
import type { CampaignEmail } from '../../../sandbox/services/leadmetrics/campaign';
import type { Tenant } from '../../../sandbox/services/leadmetrics/tenant';
import type { LeadmetricsWorld } from '../../../sandbox/services/leadmetrics/world';
import type { NodeRun, NodeUnderTest, RunOptions } from '../support/runNode';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/useSandbox';

/** An ID as a resource locator holds it. */
export const byId = (value: string): INodeParameters[string] => ({ __rl: true, mode: 'id', value });

export interface LeadmetricsTests {
	readonly sandbox: () => Sandbox;
	/** The node with its three credentials, at the API; `changes` by credential. */
	readonly under: (changes?: Record<string, ICredentialDataDecryptedObject>) => NodeUnderTest;
	/** Runs an operation for the first tenant; other parameters are added or take its place. */
	readonly run: (
		resource: string,
		operation: string,
		parameters?: INodeParameters,
		options?: Omit<RunOptions, 'parameters'> & {
			credentials?: Record<string, ICredentialDataDecryptedObject>;
		},
	) => Promise<NodeRun>;
	/** What arrived at Leadmetrics, oldest first. */
	readonly requests: () => LoggedRequest[];
	readonly writes: () => LoggedRequest[];
	readonly world: () => LeadmetricsWorld;
	/** The first tenant, which has most backlinks. */
	readonly tenant: () => Tenant;
	/** An email of the first campaign with this status, complete enough to be sent. */
	readonly anEmail: (status: string) => CampaignEmail;
	readonly effects: () => Record<string, number>;
	readonly strike: (fault: Omit<Fault, 'service'>) => void;
	readonly move: (name: string, input?: IDataObject) => unknown;
}

/** Leadmetrics' node against the sandbox, for the tests of a file. */
export function leadmetricsTests(options: SandboxOptions = {}): LeadmetricsTests {
	const sandbox = useSandbox({ backlinks: 450, ...options });
	const service = () => sandbox().services.leadmetrics;
	const world = (): LeadmetricsWorld => service().world;
	const tenant = (): Tenant => world().tenants[0];
	const requests = (): LoggedRequest[] => sandbox().control.requests({ service: 'leadmetrics' });
	const under = (changes: Record<string, ICredentialDataDecryptedObject> = {}): NodeUnderTest => {
		const { url: baseUrl, credentials } = service();
		return {
			type: new Leadmetrics(),
			credentialTypes: [
				new LeadmetricsAdminApi(),
				new LeadmetricsDmApi(),
				new LeadmetricsTenantApi(),
			],
			credentials: {
				leadmetricsAdminApi: {
					baseUrl,
					accessToken: credentials.adminAccessToken,
					...changes.leadmetricsAdminApi,
				},
				leadmetricsDmApi: {
					baseUrl,
					accessToken: credentials.dmAccessToken,
					...changes.leadmetricsDmApi,
				},
				leadmetricsTenantApi: {
					baseUrl,
					accessToken: credentials.tenantAccessToken,
					...changes.leadmetricsTenantApi,
				},
			},
		};
	};
	return {
		sandbox,
		under,
		run: async (resource, operation, parameters = {}, { credentials, ...more } = {}) =>
			await runNode(under(credentials), {
				parameters: {
					resource,
					operation,
					...(resource === 'directory' ? {} : { tenantId: tenant().description.id }),
					...parameters,
				},
				...more,
			}),
		requests,
		writes: () => requests().filter(({ method }) => method !== 'GET'),
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
		effects: () => service().effects.all(),
		strike: (fault) => {
			sandbox().control.addFault({ service: 'leadmetrics', ...fault });
		},
		move: (name, input = {}) => sandbox().control.world('leadmetrics', name, input),
	};
}
