import type { Sandbox } from '../../../sandbox/server';
import type { LinkRequest } from '../../../sandbox/services/likepion/linkRequest';
import { byId, found, moved, type Scene, type SetScene } from './scene';

const scene = (event: string, set: (sandbox: Sandbox) => SetScene): Scene => ({
	service: 'likePion',
	node: 'likePionTrigger',
	credential: 'likePionApi',
	event,
	set: (sandbox) => {
		// Nothing goes on by itself.
		sandbox.control.world('likePion', 'configureProgress', { stepMilliseconds: 3_600_000 });
		return set(sandbox);
	},
});

const requestOf = ({ services }: Sandbox, type: string, status: string): LinkRequest['fields'] =>
	found(
		services.likePion.world.allRequests(),
		({ fields }) => fields.service_type === type && fields.status === status,
	).fields;

/** The links of one request. */
const linksOf = ({ id, service_type: serviceType }: LinkRequest['fields']) => ({
	parameters: { serviceType, requestId: byId(id) },
	asks: new RegExp(`^/${serviceType}/${id}/links\\?`),
});

export const likePionScenes: readonly Scene[] = [
	scene('requestStatusChanged', (sandbox) => {
		const { id } = requestOf(sandbox, 'blog20', 'stopped');
		return {
			parameters: { serviceType: 'blog20' },
			asks: /^\/blog20\?/,
			happens: () => {
				moved(sandbox, 'likePion', 'setRequestStatus', { ids: [id], status: 'failed' });
				return [{ id, previousStatus: 'stopped', status: 'failed', record: { id } }];
			},
		};
	}),

	// The request above is a project too; the filter leaves it out.
	scene('projectStatusChanged', (sandbox) => {
		const { id } = requestOf(sandbox, 'stacking', 'failed');
		return {
			parameters: { filters: { toStatuses: 'completed' } },
			asks: /^\/projects\?/,
			happens: () => {
				moved(sandbox, 'likePion', 'setProjectStatus', { ids: [id], status: 'completed' });
				return [{ id, previousStatus: 'failed', status: 'completed', record: { id } }];
			},
		};
	}),

	scene('linkStatusChanged', (sandbox) => {
		const request = requestOf(sandbox, 'entity', 'completed');
		return {
			...linksOf(request),
			happens: () =>
				moved(sandbox, 'likePion', 'setLinkStatus', {
					requestId: request.id,
					count: 2,
					status: 'failed',
				}).map((id) => ({ id, status: 'failed', record: { id } })),
		};
	}),

	scene('linkIndexed', (sandbox) => {
		const request = requestOf(sandbox, 'social', 'completed');
		const some = { requestId: request.id, count: 2 };
		moved(sandbox, 'likePion', 'setIndexed', { ...some, indexed: false });
		return {
			...linksOf(request),
			happens: () =>
				moved(sandbox, 'likePion', 'setIndexed', { ...some, indexed: true }).map((id) => ({
					id,
					previousStatus: false,
					status: true,
				})),
		};
	}),

	scene('accountStatusChanged', (sandbox) => {
		const groupId = sandbox.services.likePion.world.groups.all()[0].group.id;
		const some = { groupId, count: 2, status: 'inactive' };
		return {
			parameters: { groupId: byId(groupId) },
			asks: new RegExp(`^/groups/${groupId}/accounts\\?`),
			happens: () =>
				moved(sandbox, 'likePion', 'setAccountStatus', some).map((id) => ({
					id,
					status: 'inactive',
					record: { id },
				})),
		};
	}),
];
