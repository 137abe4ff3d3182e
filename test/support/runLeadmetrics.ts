/**
 * Runs Leadmetrics' node in a process of its own, whose environment decides which certificates it trusts:
 * runLeadmetrics <JSON of a `LeadmetricsRun`>. Prints a `LeadmetricsOutcome` as JSON.
 */
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { LeadmetricsAdminApi } from '../../credentials/LeadmetricsAdminApi.credentials';
import { LeadmetricsDmApi } from '../../credentials/LeadmetricsDmApi.credentials';
import { LeadmetricsTenantApi } from '../../credentials/LeadmetricsTenantApi.credentials';
import { Leadmetrics } from '../../nodes/Leadmetrics/Leadmetrics.node';
import { runNode } from '../integration/support/runNode';

export interface LeadmetricsRun {
	readonly credentials: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	readonly parameters: INodeParameters;
}

/** The items, or the error. */
export type LeadmetricsOutcome =
	| { readonly json: IDataObject[] }
	| { readonly message: string; readonly description: string };

const { credentials, parameters } = JSON.parse(process.argv[2]) as LeadmetricsRun;
const under = {
	type: new Leadmetrics(),
	credentialTypes: [new LeadmetricsAdminApi(), new LeadmetricsDmApi(), new LeadmetricsTenantApi()],
	credentials,
};
const asOutcome = ({ message, description }: Error & { description?: unknown }) => ({
	message,
	description: String(description),
});
void runNode(under, { parameters })
	.then(({ json }): LeadmetricsOutcome => ({ json }), asOutcome)
	.then((outcome) => {
		console.log(JSON.stringify(outcome));
	});
