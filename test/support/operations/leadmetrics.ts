import type { INodeParameters } from 'n8n-workflow';
import type { SandboxServices } from '../../../sandbox/server';
import type { CampaignEmail } from '../../../sandbox/services/leadmetrics/campaign';
import { leadmetricsIn } from '../nodes';
import { byId, found, never, type NodeCatalogue } from './catalogue';

type Service = SandboxServices['leadmetrics'];

/** The first tenant, which has most backlinks. */
const tenant = ({ world }: Service) => world.tenants[0];

const onBacklink = (service: Service, place: number): INodeParameters => ({
	backlinkId: byId(found(tenant(service).backlinks.newest(place + 1)[place])),
});

const campaignAt = (service: Service, place: number): string =>
	found(tenant(service).campaigns.all().at(place)).id;

const onCampaign = (service: Service, place: number): INodeParameters => ({
	campaignId: byId(campaignAt(service, place)),
});

/** An email of the first campaign that is complete and was not sent. */
function emailAt(service: Service, place: number): CampaignEmail {
	const emails = tenant(service).campaigns.emailsOf(campaignAt(service, 0));
	return found(
		emails.filter(({ sentAt, recipientEmail }) => sentAt === null && recipientEmail !== null)[
			place
		],
	);
}

const onEmail = (service: Service, place: number): INodeParameters => {
	const { id, campaignId } = emailAt(service, place);
	return { campaignId: byId(campaignId), emailId: byId(id) };
};

const approveEmail = (service: Service, place: number): void => {
	tenant(service).setEmailStatus([emailAt(service, place).id], 'approved');
};

const onDirectory = ({ world }: Service, place: number): INodeParameters => ({
	directoryId: byId(
		found(
			world.directories
				.all()
				.filter(({ isActive }) => isActive)
				.at(place),
		).id,
	),
});

const addressOf = (place: number): string => `https://directory-${String(place)}.example/submit`;

const directoryFile = (place: number): string =>
	`name,url,category\nDirectory ${String(place)},${addressOf(place)},food\n`;

export const leadmetricsCatalogue: NodeCatalogue<'leadmetrics'> = {
	service: 'leadmetrics',
	node: leadmetricsIn,
	calm: (service) => service.move('configureMatcher', { milliseconds: never }),
	usual: (service) => ({ tenantId: tenant(service).description.id }),
	operations: [
		{ operation: 'backlink.getAll', parameters: () => ({ limit: 7 }) },
		{ operation: 'backlink.get', parameters: onBacklink },
		{
			operation: 'backlink.update',
			parameters: (service, place) => ({
				...onBacklink(service, place),
				updateFields: { outreachStatus: 'completed', notes: `Live since today ${String(place)}` },
			}),
		},
		{ operation: 'backlink.getUnlinkedMentions', parameters: () => ({ limit: 3 }) },
		{ operation: 'campaign.get', parameters: onCampaign },
		{
			operation: 'campaign.sendAll',
			prepare: (service, place) =>
				service.move('draftEmails', {
					campaignId: campaignAt(service, place),
					count: 3,
					status: 'approved',
				}),
			parameters: onCampaign,
			onlyOnce: true,
		},
		{ operation: 'campaignEmail.getAll', parameters: (service) => onCampaign(service, 0) },
		{
			operation: 'campaignEmail.update',
			parameters: (service, place) => ({
				...onEmail(service, place),
				updateFields: { subject: `Hello ${String(place)}`, status: 'approved' },
			}),
		},
		{
			operation: 'campaignEmail.send',
			prepare: approveEmail,
			parameters: onEmail,
			onlyOnce: true,
		},
		{
			operation: 'campaignEmail.send',
			variant: 'with changes',
			prepare: approveEmail,
			parameters: (service, place) => ({
				...onEmail(service, place),
				updateFields: { subject: `A better subject ${String(place)}`, recipientName: 'Maria' },
			}),
			onlyOnce: true,
		},
		{ operation: 'directory.getAll', parameters: () => ({ limit: 2 }) },
		{ operation: 'directory.get', parameters: onDirectory },
		{
			operation: 'directory.create',
			parameters: (_service, place) => ({
				name: `Coffee Shops ${String(place)}`,
				url: addressOf(place),
				additionalFields: { category: 'food', steps: '["Register", "Submit"]' },
			}),
			onlyOnce: true,
		},
		{
			operation: 'directory.update',
			parameters: (service, place) => ({
				...onDirectory(service, place),
				updateFields: { region: `region ${String(place)}` },
			}),
		},
		{ operation: 'directory.delete', parameters: onDirectory },
		{
			operation: 'directory.bulkImport',
			parameters: (_service, place) => ({
				directories: JSON.stringify({ name: `Directory ${String(place)}`, url: addressOf(place) }),
			}),
			onlyOnce: true,
		},
		{
			operation: 'directory.bulkImport',
			variant: 'file',
			parameters: () => ({ source: 'binaryFile' }),
			file: directoryFile,
			onlyOnce: true,
		},
		{
			operation: 'opportunity.updateStatus',
			parameters: (service, place) => ({
				backlinkId: byId(
					found(
						tenant(service).backlinks.newest(place + 1, { sourceType: 'competitor_gap' })[place],
					),
				),
				status: 'in_progress',
				additionalFields: { notes: `Submitted ${String(place)}` },
			}),
		},
		{ operation: 'opportunity.runMatcher', onlyOnce: true },
		{ operation: 'haroQuery.getAll', parameters: () => ({ limit: 4 }) },
		{
			operation: 'haroQuery.respond',
			parameters: (service, place) => ({
				haroQueryId: byId(found(tenant(service).haroQueries.all().at(place)).id),
			}),
			onlyOnce: true,
		},
	],
};
