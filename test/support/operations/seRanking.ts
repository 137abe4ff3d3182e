import type { INodeParameters } from 'n8n-workflow';
import type { SandboxServices } from '../../../sandbox/server';
import { seRankingIn } from '../nodes';
import { byId, found, never, type NodeCatalogue } from './catalogue';

type Service = SandboxServices['seRanking'];

/** A site that has backlinks and disavowed links, whatever the sandbox's size. */
export const seRankingSiteId = 20736;

const site = ({ world }: Service) => world.site(seRankingSiteId);

const pageOf = (place: number, page = ''): string =>
	`https://blog-${String(place)}.example/${page}`;

const backlinks = (service: Service, place: number): INodeParameters => ({
	backlinkIds: site(service)
		.backlinks.newest(2 * place + 2)
		.slice(-2)
		.join(', '),
});

const disavowFile = (place: number): string =>
	`# toxic\ndomain:spam-${String(place)}.example\nhttps://pills-${String(place)}.example/buy\n`;

export const seRankingCatalogue: NodeCatalogue<'seRanking'> = {
	service: 'seRanking',
	node: seRankingIn,
	calm: (service) => service.move('configureGscImport', { stepMilliseconds: never }),
	usual: () => ({ siteId: byId(String(seRankingSiteId)) }),
	operations: [
		{ operation: 'site.getAll' },
		{ operation: 'backlink.getAll', parameters: () => ({ limit: 7 }) },
		{
			operation: 'backlink.getAll',
			variant: 'all',
			parameters: () => ({ returnAll: true, output: 'unified' }),
		},
		{ operation: 'backlink.getStats' },
		{
			operation: 'backlink.create',
			parameters: (_service, place) => ({
				url: pageOf(place, 'new-post'),
				additionalFields: { price: 12.5, currency: 'USD', chargePeriod: 'monthly' },
			}),
			onlyOnce: true,
		},
		{
			operation: 'backlink.import',
			parameters: (_service, place) => ({
				list: [pageOf(place, 'one'), pageOf(place, 'two')].join('\n'),
				additionalFields: { manager: 'Maria' },
			}),
			onlyOnce: true,
		},
		{ operation: 'backlink.delete', parameters: backlinks },
		{ operation: 'backlink.recheck', parameters: backlinks },
		{ operation: 'disavow.getAll', parameters: () => ({ limit: 3 }) },
		{
			operation: 'disavow.add',
			parameters: (_service, place) => ({
				list: `https://spam-${String(place)}.example/page, domain:casino-${String(place)}.example`,
			}),
			onlyOnce: true,
		},
		{
			operation: 'disavow.delete',
			parameters: (service, place) => ({
				disavowLinkId: byId(String(found(site(service).disavowed.all().at(place)).id)),
			}),
		},
		{ operation: 'disavow.exportFile' },
		{ operation: 'disavow.importFile', file: disavowFile, onlyOnce: true },
		{ operation: 'gscImport.updateSettings', parameters: () => ({ gscAutoimport: true }) },
		{
			operation: 'gscImport.run',
			parameters: () => ({ options: { waitForCompletion: false } }),
			onlyOnce: true,
		},
		{
			operation: 'gscImport.run',
			variant: 'waiting',
			prepare: (service) => service.move('configureGscImport', { stepMilliseconds: 0 }),
			onlyOnce: true,
		},
		{
			operation: 'gscImport.getStatus',
			parameters: (service) => ({ token: site(service).startGscImport().token }),
		},
	],
};
