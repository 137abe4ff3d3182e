import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { BacklinkBaseApi } from '../../credentials/BacklinkBaseApi.credentials';
import { LeadmetricsAdminApi } from '../../credentials/LeadmetricsAdminApi.credentials';
import { LeadmetricsDmApi } from '../../credentials/LeadmetricsDmApi.credentials';
import { LeadmetricsTenantApi } from '../../credentials/LeadmetricsTenantApi.credentials';
import { LikePionApi } from '../../credentials/LikePionApi.credentials';
import { SeRankingProjectApi } from '../../credentials/SeRankingProjectApi.credentials';
import { BacklinkBase } from '../../nodes/BacklinkBase/BacklinkBase.node';
import { BacklinkBaseTrigger } from '../../nodes/BacklinkBase/BacklinkBaseTrigger.node';
import { Leadmetrics } from '../../nodes/Leadmetrics/Leadmetrics.node';
import { LeadmetricsTrigger } from '../../nodes/Leadmetrics/LeadmetricsTrigger.node';
import { LikePion } from '../../nodes/LikePion/LikePion.node';
import { LikePionTrigger } from '../../nodes/LikePion/LikePionTrigger.node';
import { SeRankingBacklinks } from '../../nodes/SeRankingBacklinks/SeRankingBacklinks.node';
import { SeRankingBacklinksTrigger } from '../../nodes/SeRankingBacklinks/SeRankingBacklinksTrigger.node';
import type { Sandbox } from '../../sandbox/server';
import type { NodeUnderTest } from '../integration/support/runNode';

/** Fields of credentials that a test gives other values, by credential. */
export type CredentialChanges = Record<string, ICredentialDataDecryptedObject>;

/** A node with credentials for a sandbox. */
export type NodeIn = (sandbox: Sandbox, changes?: CredentialChanges) => NodeUnderTest;

// As in n8n, there is one of each for all runs.
const leadmetrics = new Leadmetrics();
const likePion = new LikePion();
const seRanking = new SeRankingBacklinks();
const backlinkBase = new BacklinkBase();

const withChanges = (
	credentials: CredentialChanges,
	changes: CredentialChanges = {},
): CredentialChanges =>
	Object.fromEntries(
		Object.entries(credentials).map(([name, fields]) => [name, { ...fields, ...changes[name] }]),
	);

export const leadmetricsIn: NodeIn = ({ services }, changes) => {
	const { url: baseUrl, credentials } = services.leadmetrics;
	return {
		type: leadmetrics,
		credentialTypes: [
			new LeadmetricsAdminApi(),
			new LeadmetricsDmApi(),
			new LeadmetricsTenantApi(),
		],
		credentials: withChanges(
			{
				leadmetricsAdminApi: { baseUrl, accessToken: credentials.adminAccessToken },
				leadmetricsDmApi: { baseUrl, accessToken: credentials.dmAccessToken },
				leadmetricsTenantApi: { baseUrl, accessToken: credentials.tenantAccessToken },
			},
			changes,
		),
	};
};

export const likePionIn: NodeIn = ({ services }, changes) => {
	const { url: baseUrl, credentials } = services.likePion;
	return {
		type: likePion,
		credentialTypes: [new LikePionApi()],
		credentials: withChanges(
			{ likePionApi: { baseUrl, accessToken: credentials.accessToken } },
			changes,
		),
	};
};

export const seRankingIn: NodeIn = ({ services }, changes) => {
	const { url: baseUrl, credentials } = services.seRanking;
	return {
		type: seRanking,
		credentialTypes: [new SeRankingProjectApi()],
		credentials: withChanges(
			{ seRankingProjectApi: { baseUrl, apiKey: credentials.apiKey } },
			changes,
		),
	};
};

export const backlinkBaseIn: NodeIn = ({ services }, changes) => {
	const { url: baseUrl, credentials } = services.backlinkBase;
	return {
		type: backlinkBase,
		credentialTypes: [new BacklinkBaseApi()],
		credentials: withChanges(
			{ backlinkBaseApi: { baseUrl, apiToken: credentials.apiToken } },
			changes,
		),
	};
};

/** A node of each service, with credentials for a sandbox. */
export const nodesIn = {
	backlinkBase: backlinkBaseIn,
	leadmetrics: leadmetricsIn,
	likePion: likePionIn,
	seRanking: seRankingIn,
} as const;

/** The services that have nodes of ours. */
export type ServiceWithNodes = keyof typeof nodesIn;

/** The trigger of each service; its credentials are those of the service's node. */
export const triggers = {
	backlinkBase: new BacklinkBaseTrigger(),
	leadmetrics: new LeadmetricsTrigger(),
	likePion: new LikePionTrigger(),
	seRanking: new SeRankingBacklinksTrigger(),
} as const;
