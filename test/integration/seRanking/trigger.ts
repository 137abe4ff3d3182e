import type { INodeParameters } from 'n8n-workflow';
import { SeRankingProjectApi } from '../../../credentials/SeRankingProjectApi.credentials';
import { events } from '../../../nodes/SeRankingBacklinks/events';
import { SeRankingBacklinksTrigger } from '../../../nodes/SeRankingBacklinks/SeRankingBacklinksTrigger.node';
import { seRanking } from '../../../nodes/SeRankingBacklinks/service';
import type { Sandbox } from '../../../sandbox/server';
import type { NodeUnderTest } from '../support/runNode';
import { PublishedTrigger } from '../support/trigger';
import { siteId } from './setup';

/** SE Ranking's trigger against a sandbox. */
export const triggerUnder = (sandbox: Sandbox): NodeUnderTest => {
	const { url, credentials } = sandbox.services.seRanking;
	return {
		type: new SeRankingBacklinksTrigger(),
		credentialTypes: [new SeRankingProjectApi()],
		credentials: { seRankingProjectApi: { baseUrl: url, apiKey: credentials.apiKey } },
	};
};

/** A published workflow that waits for an event of the first site. */
export const published = (
	sandbox: () => Sandbox,
	event: string,
	parameters: INodeParameters = {},
): PublishedTrigger =>
	new PublishedTrigger(() => triggerUnder(sandbox()), seRanking, events, {
		event,
		siteId: { __rl: true, mode: 'id', value: siteId },
		...parameters,
	});
