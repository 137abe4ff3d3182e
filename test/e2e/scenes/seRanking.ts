import type { IDataObject } from 'n8n-workflow';
import type { Site } from '../../../sandbox/services/seranking/site';
import { byId, type Scene } from './scene';

/** Each trigger watches a list of its own, so that its requests can be told from the others'. */
function scene(
	event: string,
	siteId: string,
	happens: (site: Site) => IDataObject[],
	list = 'backlinks',
): Scene {
	return {
		service: 'seRanking',
		node: 'seRankingBacklinksTrigger',
		credential: 'seRankingProjectApi',
		event,
		set: ({ services }) => ({
			parameters: { siteId: byId(siteId) },
			asks: new RegExp(`^/${list}/${siteId}\\?`),
			happens: () => happens(services.seRanking.world.site(siteId)),
		}),
	};
}

export const seRankingScenes: readonly Scene[] = [
	scene('backlinkFound', '20481', (site) =>
		site.find(3).map((id) => ({
			id: String(id),
			previousStatus: null,
			record: { id: String(id) },
		})),
	),

	scene('backlinkLost', '20736', (site) => {
		const ids = site.backlinks.newest(2, ({ date_lost: lost }) => lost === null);
		site.lose(ids);
		return ids.map((id) => ({ id: String(id), previousStatus: 'active', status: 'lost' }));
	}),

	scene('backlinkStatusChanged', '21094', (site) => {
		const [id] = site.backlinks.newest(1, ({ is_nofollow: nofollow }) => nofollow === '0');
		site.changeEach([id], { is_nofollow: '1' });
		const changes = [{ field: 'is_nofollow', from: '0', to: '1' }];
		return [{ id: String(id), changes, record: { is_nofollow: '1' } }];
	}),

	scene('indexStatusChanged', '21377', (site) => {
		const [id] = site.backlinks.newest(1, ({ gin_index: index }) => index === '0');
		site.setIndex([id], true);
		return [{ id: String(id), changes: [{ field: 'gin_index', from: '0', to: '1' }] }];
	}),

	scene(
		'disavowChanged',
		'20481',
		(site) => {
			const [{ id: gone, url }] = site.disavowed.all();
			site.deleteDisavowed(gone);
			site.disavow([{ type: 'domain', url: 'casino.example' }]);
			return [
				{ id: String(gone), status: 'removed', record: { id: gone, url } },
				{ status: 'added', record: { url: 'casino.example', type: 'domain' } },
			];
		},
		'backlink-disavow',
	),
];
