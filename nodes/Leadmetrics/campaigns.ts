import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/client';
import type { RequestFailed } from '../shared/failure';
import { recordsIn } from '../shared/paging';
import { earliestEffect, isSince } from '../shared/readBack';
import type { Request } from '../shared/service';
import { get, objectOf, path } from '../shared/service';
import { editableEmailStatuses } from './schemas';

/** "GET /dm/v1/campaigns/:id", "with all emails included". */
export const readCampaign = (tenantId: string, campaignId: string): Request =>
	get(path`/dm/v1/campaigns/${campaignId}`, { tenantId });

/** A campaign as it is after a sending whose answer was lost. */
interface AfterSending {
	readonly status: unknown;
	readonly emails: readonly IDataObject[];
	/** Whether an email went out since that sending began, by the clock of Leadmetrics. */
	isSent(email: IDataObject): boolean;
}

/** Reads a campaign back, to find out what a sending did whose answer was lost. */
export async function campaignAfter(
	client: Client,
	{ tenantId, campaignId }: { tenantId: string; campaignId: string },
	failed: RequestFailed,
): Promise<AfterSending> {
	const request = readCampaign(tenantId, campaignId);
	const answer = await client.send(request);
	const since = earliestEffect(answer, failed);
	return {
		status: objectOf(answer.body).status,
		emails: emailsIn(client, request, answer.body),
		isSent: (email) => isSentSince(email, since),
	};
}

/** The emails in a campaign. */
export const emailsIn = (client: Client, request: Request, data: unknown): IDataObject[] =>
	recordsIn(client, request, objectOf(data).emails);

/**
 * Whether an email went out at a time or later: "Sets CampaignEmail.status = sent and sentAt = now()".
 * "PATCH …/emails/:emailId" can make a sent one "approved" again (or "draft", "skipped") and says nothing
 * of `sentAt`, so that time may be of an earlier sending.
 * @param since in milliseconds since 1970
 */
export const isSentSince = ({ status, sentAt }: IDataObject, since: number): boolean =>
	!editableEmailStatuses.some(({ value }) => value === status) && isSince(sentAt, since);
