import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/client';
import { recordsIn } from '../shared/paging';
import type { Request } from '../shared/service';
import { get, objectOf, path } from '../shared/service';

/** "GET /dm/v1/campaigns/:id", "with all emails included". */
export const readCampaign = (tenantId: string, campaignId: string): Request =>
	get(path`/dm/v1/campaigns/${campaignId}`, { tenantId });

/** A campaign's status and emails, as they are now. */
export async function campaignWithEmails(
	client: Client,
	tenantId: string,
	campaignId: string,
): Promise<{ status: unknown; emails: IDataObject[] }> {
	const request = readCampaign(tenantId, campaignId);
	const data = await client.data(request);
	return { status: objectOf(data).status, emails: emailsIn(client, request, data) };
}

/** The emails in a campaign. */
export const emailsIn = (client: Client, request: Request, data: unknown): IDataObject[] =>
	recordsIn(client, request, objectOf(data).emails);

/** Whether an email went out: "Sets CampaignEmail.status = sent and sentAt = now()". */
export const isSent = ({ status, sentAt }: IDataObject): boolean =>
	status === 'sent' || typeof sentAt === 'string';
