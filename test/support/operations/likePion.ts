import type { INodeParameters } from 'n8n-workflow';
import type { SandboxServices } from '../../../sandbox/server';
import { likePionIn } from '../nodes';
import { byId, found, never, type NodeCatalogue } from './catalogue';

type Service = SandboxServices['likePion'];

/** The seeded entity requests are as many as there are places. */
const requestAt = ({ world }: Service, place: number) =>
	found(world.allRequests('entity').at(place));

const anyRequests = ({ world }: Service, place: number): string[] =>
	world
		.allRequests()
		.slice(2 * place, 2 * place + 2)
		.map(({ fields }) => fields.id);

const groupAt = ({ world }: Service, place: number) => found(world.groups.all().at(place));

/** Of the group with most accounts, which comes last. */
const accountAt = (service: Service, place: number): string =>
	found(groupAt(service, -1).accounts.at(place)).account.id;

const onGroup = (service: Service, place: number): INodeParameters => ({
	groupId: byId(groupAt(service, place).group.id),
});

const onAccount = (service: Service, place: number): INodeParameters => ({
	accountId: byId(accountAt(service, place)),
});

const twoAccounts = (service: Service, place: number): string[] => [
	accountAt(service, 2 * place),
	accountAt(service, 2 * place + 1),
];

const onRequest = (service: Service, place: number): INodeParameters => ({
	serviceType: 'entity',
	requestId: byId(requestAt(service, place).fields.id),
});

const setRequestStatus =
	(status: string) =>
	(service: Service, place: number): void => {
		service.move('setRequestStatus', { status, ids: [requestAt(service, place).fields.id] });
	};

/** A link that failed and can be retried, as the newest of each request. */
const addFailedLink = (service: Service, place: number): void => {
	const requestId = requestAt(service, place).fields.id;
	const { ids } = service.move('addLinks', { requestId, count: 1 }) as { ids: string[] };
	const fields = { status: 'failed', retry_count: 1, max_retries: 3 };
	service.move('setLink', { id: ids[0], requestId, fields });
};

const addLink = (service: Service, place: number): void => {
	service.move('addLinks', { requestId: requestAt(service, place).fields.id, count: 1 });
};

const onNewestLink = (service: Service, place: number): INodeParameters => ({
	...onRequest(service, place),
	linkId: byId(found(requestAt(service, place).links.all().at(0)).id),
});

const accountsOf = (place: number): INodeParameters[] => [
	{ website: `blog-${String(place)}.example`, username: `maria-${String(place)}`, password: 'p 1' },
	{ website: `https://other-${String(place)}.example`, email: `m-${String(place)}@other.example` },
];

export const likePionCatalogue: NodeCatalogue<'likePion'> = {
	service: 'likePion',
	node: likePionIn,
	calm: (service) => {
		service.move('configureProgress', { stepMilliseconds: never });
		service.move('configureChecks', { stepMilliseconds: never });
	},
	operations: [
		{ operation: 'project.getAll', parameters: () => ({ limit: 3 }) },
		{
			operation: 'group.create',
			parameters: (_service, place) => ({
				name: `Spring ${String(place)}`,
				serviceType: 'social',
			}),
			onlyOnce: true,
		},
		{
			operation: 'group.create',
			variant: 'with accounts',
			parameters: (_service, place) => ({
				name: `Spring ${String(place)}`,
				serviceType: 'entity',
				additionalFields: { accounts: JSON.stringify(accountsOf(place)) },
			}),
			onlyOnce: true,
		},
		{ operation: 'group.getAll' },
		{ operation: 'group.get', parameters: onGroup },
		{
			operation: 'group.update',
			parameters: (service, place) => ({
				...onGroup(service, place),
				updateFields: { name: `Renamed ${String(place)}` },
			}),
		},
		{ operation: 'group.delete', parameters: onGroup },
		{ operation: 'group.export', parameters: onGroup },
		{
			operation: 'group.import',
			parameters: (_service, place) => ({
				name: `Imported ${String(place)}`,
				serviceType: 'entity',
				accounts: JSON.stringify(accountsOf(place)),
			}),
			onlyOnce: true,
		},
		{
			operation: 'account.create',
			parameters: (service, place) => ({
				...onGroup(service, place),
				website: `new-blog-${String(place)}.example`,
				additionalFields: { username: `maria-${String(place)}`, password: ' pass 1 ' },
			}),
			onlyOnce: true,
		},
		{ operation: 'account.getAll', parameters: onGroup },
		{
			operation: 'account.import',
			parameters: (service, place) => ({
				...onGroup(service, place),
				accounts: JSON.stringify(accountsOf(place)),
			}),
			onlyOnce: true,
		},
		{ operation: 'account.checkAll', parameters: onGroup },
		{
			operation: 'account.update',
			parameters: (service, place) => ({
				...onAccount(service, place),
				updateFields: { note: `moved ${String(place)}` },
			}),
		},
		{ operation: 'account.delete', parameters: onAccount },
		{ operation: 'account.check', parameters: onAccount },
		{
			operation: 'account.bulkDelete',
			parameters: (service, place) => ({ ids: twoAccounts(service, place).join(', ') }),
		},
		{
			operation: 'account.export',
			parameters: (service, place) => ({ ids: twoAccounts(service, place).join(', ') }),
		},
		{
			operation: 'request.create',
			parameters: (_service, place) => ({
				serviceType: 'entity',
				name: `Campaign ${String(place)}`,
				auctionPrice: 20,
				additionalFields: { website: 'https://target.example', target: 5 },
			}),
			onlyOnce: true,
		},
		{ operation: 'request.getAll', parameters: () => ({ serviceType: 'entity', limit: 2 }) },
		{ operation: 'request.get', parameters: onRequest },
		{
			operation: 'request.update',
			parameters: (service, place) => ({
				...onRequest(service, place),
				updateFields: { name: `New name ${String(place)}`, priority: 1 },
			}),
		},
		{ operation: 'request.delete', parameters: onRequest },
		{
			operation: 'request.start',
			prepare: setRequestStatus('stopped'),
			parameters: onRequest,
		},
		{ operation: 'request.stop', prepare: setRequestStatus('running'), parameters: onRequest },
		{ operation: 'request.restart', parameters: onRequest, onlyOnce: true },
		{
			operation: 'request.bulkDelete',
			parameters: (service, place) => ({ ids: anyRequests(service, place).join('\n') }),
		},
		{
			operation: 'request.export',
			parameters: (service, place) => ({ ids: anyRequests(service, place).join('\n') }),
		},
		{ operation: 'link.getAll', prepare: addLink, parameters: onRequest },
		{ operation: 'link.export', prepare: addLink, parameters: onRequest },
		{
			operation: 'link.retry',
			prepare: addFailedLink,
			parameters: onNewestLink,
			onlyOnce: true,
		},
		{
			operation: 'link.retryAll',
			prepare: addFailedLink,
			parameters: onRequest,
			onlyOnce: true,
		},
		{ operation: 'link.delete', prepare: addLink, parameters: onNewestLink },
		{ operation: 'stats.get' },
		{ operation: 'stats.getByType', parameters: () => ({ serviceType: 'blog20' }) },
		{ operation: 'stats.countSites', parameters: () => ({ serviceType: 'entity' }) },
	],
};
