import type { Sandbox } from '../../../sandbox/server';
import type { Tenant } from '../../../sandbox/services/leadmetrics/tenant';
import { moved, type Scene, type SetScene } from './scene';

const scene = (
	event: string,
	set: (sandbox: Sandbox, tenants: readonly Tenant[]) => SetScene,
): Scene => ({
	service: 'leadmetrics',
	node: 'leadmetricsTrigger',
	credential: 'leadmetricsDmApi',
	event,
	set: (sandbox) => set(sandbox, sandbox.services.leadmetrics.world.tenants),
});

const idOf = ({ description }: Tenant): string => description.id;

/** The parameters and requests for one of the first tenant's campaigns. */
function campaignOf([tenant]: readonly Tenant[], place: number) {
	const campaignId = tenant.campaigns.all()[place].id;
	return {
		campaignId,
		parameters: { tenantId: idOf(tenant), campaignIds: campaignId },
		asks: new RegExp(`^/dm/v1/campaigns/${campaignId}\\?`),
	};
}

export const leadmetricsScenes: readonly Scene[] = [
	scene('backlinkCreated', (sandbox, [tenant]) => ({
		parameters: {
			tenantId: idOf(tenant),
			filters: { sourceType: 'directory_opportunity' },
		},
		asks: new RegExp(`^/dm/v1/backlinks\\?.*tenantId=${idOf(tenant)}`),
		happens: () => {
			moved(sandbox, 'leadmetrics', 'createBacklinks', { count: 2 });
			const sourceType = 'directory_opportunity';
			return moved(sandbox, 'leadmetrics', 'createBacklinks', { sourceType }).map((id) => ({
				id,
				previousStatus: null,
				record: { id, sourceType },
			}));
		},
	})),

	scene('backlinkStatusChanged', (sandbox, [, tenant]) => ({
		parameters: { tenantId: idOf(tenant) },
		asks: new RegExp(`^/dm/v1/backlinks\\?.*tenantId=${idOf(tenant)}`),
		happens: () =>
			moved(sandbox, 'leadmetrics', 'setOutreachStatus', {
				tenantId: idOf(tenant),
				count: 2,
				outreachStatus: 'won',
			}).map((id) => ({ id, status: 'won', record: { outreachStatus: 'won' } })),
	})),

	scene('campaignStatusChanged', (sandbox, tenants) => {
		const { campaignId, ...campaign } = campaignOf(tenants, 0);
		return {
			...campaign,
			happens: () => {
				moved(sandbox, 'leadmetrics', 'setCampaignStatus', { campaignId, status: 'archived' });
				return [{ id: campaignId, status: 'archived', record: { id: campaignId } }];
			},
		};
	}),

	scene('campaignEmailStatusChanged', (sandbox, tenants) => {
		const { campaignId, ...campaign } = campaignOf(tenants, 1);
		return {
			...campaign,
			happens: () =>
				moved(sandbox, 'leadmetrics', 'setEmailStatus', {
					campaignId,
					count: 2,
					status: 'skipped',
				}).map((id) => ({ id, status: 'skipped', record: { campaignId } })),
		};
	}),

	scene('haroQueryCreated', (sandbox, [tenant]) => ({
		parameters: { tenantId: idOf(tenant) },
		asks: /^\/dm\/v1\/haro-queries\?/,
		happens: () =>
			moved(sandbox, 'leadmetrics', 'addHaroQueries', { count: 2 }).map((id) => ({
				id,
				previousStatus: null,
				record: { id },
			})),
	})),
];
