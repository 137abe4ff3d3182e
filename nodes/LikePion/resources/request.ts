import type { IDataObject } from 'n8n-workflow';
import { NotConfirmed, RequestFailed } from '../../shared/failure';
import {
	jsonObject,
	number,
	optionalIdentifier,
	optionalText,
	requiredNumber,
} from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import {
	additionalFields,
	filters,
	listing,
	operation,
	options,
	single,
	updateFields,
} from '../../shared/operation';
import { isSince } from '../../shared/readBack';
import { webAddress } from '../../shared/rules';
import type { Request } from '../../shared/service';
import { get, path, post } from '../../shared/service';
import { maxCredits, overSpending } from '../../shared/spending';
import { bulkDeletion, bulkExport } from '../bulk';
import {
	groupId,
	idsOf,
	nameField,
	order,
	requestId,
	search,
	serviceType,
	somethingToUpdate,
	sort,
	statusFilter,
} from '../fields';
import { createOnce, earliestEffect, findCreated } from '../readBack';
import { anyAnswer, linkRequest, recordId } from '../schemas';
import type { ServiceType } from '../service';
import { filled, given, isGone, objectOf, pageIn, paging } from '../service';

/** "target: default 10". It is sent, so that the cost is what `maxCredits` was compared with. */
const usualTarget = 10;

const requestOf = (type: ServiceType, id: string): Request => get(path`/${type}/${id}`);

const requestName = nameField('What the request is called in LikePion', 'e.g. Campaign A');

/** "auction_price: required, above 0 (50-100 for blog20/podcast)". */
const auctionPrice = requiredNumber({
	name: 'auctionPrice',
	displayName: 'Auction Price',
	description: 'Credits to pay for one link: more than 0, and 50 to 100 for Blog 2.0 and Podcast',
	above: 0,
});

const pricesOf: Partial<Record<ServiceType, { least: number; most: number }>> = {
	blog20: { least: 50, most: 100 },
	podcast: { least: 50, most: 100 },
};

function brokenPrice(type: ServiceType, price: number | undefined) {
	const range = pricesOf[type];
	if (range === undefined || price === undefined) return [];
	if (price >= range.least && price <= range.most) return [];
	const message = `must be from ${range.least} to ${range.most} for ${type}, not ${price}`;
	return [{ parameter: 'Auction Price', message }];
}

const target = number({
	name: 'target',
	displayName: 'Target',
	description: 'How many links to place; 10 where it is not given',
	default: usualTarget,
	minimum: 1,
	whole: true,
});

const website = optionalText({
	name: 'website',
	displayName: 'Website',
	description: 'The page that the links lead to',
	placeholder: 'e.g. https://target.com',
	rule: webAddress,
});

const settings = [
	number({
		name: 'priority',
		displayName: 'Priority',
		description: 'How urgent the request is among your requests, e.g. 5',
		whole: true,
	}),
	jsonObject({
		name: 'config',
		displayName: 'Config',
		description: 'Settings of the service type, as a JSON object',
		placeholder: 'e.g. {"language": "en"}',
	}),
	jsonObject({
		name: 'data',
		displayName: 'Data',
		description: 'Data of your own for the request, as a JSON object',
		placeholder: 'e.g. {"client": "Bluebird Coffee"}',
	}),
	jsonObject({
		name: 'folderUrls',
		displayName: 'Folder URLs',
		description: 'Addresses by folder, as a JSON object',
		placeholder: 'e.g. {"blog": ["https://target.com/blog"]}',
	}),
] as const;

/** The fields of a request as the API names them. */
function bodyOf(fields: {
	groupId?: string;
	name?: string;
	website?: string;
	auctionPrice?: number;
	target?: number;
	priority?: number;
	typeRequest?: string;
	config?: object;
	data?: object;
	folderUrls?: object;
}): IDataObject {
	const { groupId: group, auctionPrice: price, typeRequest, folderUrls, ...others } = fields;
	return given({
		...others,
		group_id: group,
		auction_price: price,
		type_request: typeRequest,
		folder_urls: folderUrls,
	});
}

/** "Credits: auction_price × target are deducted. 402 where they do not suffice." */
const costOf = (price: number, links: number | undefined): number => price * (links ?? usualTarget);

/** "POST /:type". */
const create = operation({
	value: 'create',
	name: 'Create',
	action: 'Create a request for links',
	description: 'Order links; the credits are taken at once',
	notice:
		'This spends credits: Auction Price × Target (10 links where none are given). "Max Credits" under Options refuses what would cost more than you allow.',
	fields: [
		serviceType,
		requestName,
		auctionPrice,
		additionalFields(
			optionalIdentifier({
				name: 'groupId',
				displayName: 'Group',
				description: 'The group of accounts to place the links with',
				placeholder: groupId.property.modes?.[1].placeholder,
				search: 'searchGroups',
				dependsOn: ['serviceType'],
				rule: recordId,
			}),
			website,
			target,
			optionalText({
				name: 'typeRequest',
				displayName: 'Request Type',
				description: 'Type of the request; the service type where it is not given',
				placeholder: 'e.g. normal',
			}),
			...settings,
		),
		options(maxCredits),
	],
	rules: [
		{
			between: ['serviceType', 'auctionPrice'],
			broken: ({ serviceType: type, auctionPrice: price }) => brokenPrice(type, price),
		},
		{
			between: ['auctionPrice', 'additionalFields.target', 'options.maxCredits'],
			broken: ({ auctionPrice: price, additionalFields: more, options: chosen }) =>
				overSpending('Auction Price × Target', costOf(price, more.target), chosen.maxCredits),
		},
	],
	returns: linkRequest,
	// So that a lost request is not taken for one like it that is under way.
	oneAtATime: true,
	ifLost:
		'Request > Get Many shows whether the request was created; creating it again would spend the credits again.',
	async run({ client, values, present }) {
		const { serviceType: type, name, auctionPrice: price, additionalFields: more } = values;
		const body = filled(bodyOf({ name, auctionPrice: price, target: usualTarget, ...more }));
		const wanted = {
			name: `request "${name}"`,
			listed: get(path`/${type}`, { search: name, sort: 'created_at', order: 'desc' }),
			isSame: (record: IDataObject) =>
				['name', 'auction_price', 'target', 'website', 'group_id'].every(
					(field) => body[field] === undefined || record[field] === body[field],
				),
		};
		const created = await createOnce(
			client,
			post(path`/${type}`, body),
			async (failed) => await findCreated(client, failed, wanted),
		).catch((error: unknown) => {
			throw withCost(error, price, more.target ?? usualTarget);
		});
		return present(created).map((json) => ({ json }));
	},
});

/** "402 where they do not suffice", with what it was about. */
function withCost(error: unknown, price: number, links: number): unknown {
	if (!(error instanceof RequestFailed) || error.failure.status !== 402) return error;
	const cost = costOf(price, links).toLocaleString('en');
	return error.with(`The request would have cost ${cost} credits (${price} × ${links} links).`);
}

/** "GET /:type". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many requests for links',
	description: 'Get the requests of a service type, with how far each is',
	fields: [
		serviceType,
		filters(statusFilter('pending, running, completed, failed'), search, sort, order),
	],
	returns: linkRequest,
	request: ({ serviceType: type, filters: chosen }) => get(path`/${type}`, filled(chosen)),
	paging,
	page: (data, { serviceType: type }, { client }) => pageIn(client, get(path`/${type}`), data),
});

/** "GET /:type/:id". */
const getOne = single({
	value: 'get',
	name: 'Get',
	action: 'Get a request for links',
	description: 'Get one request, with how far it is',
	fields: [serviceType, requestId],
	returns: linkRequest,
	request: ({ serviceType: type, requestId: id }) => requestOf(type, id),
	output: objectOf,
});

/** "PUT /:type/:id". */
const update = single({
	value: 'update',
	name: 'Update',
	action: 'Update a request for links',
	description: 'Change a request; what is not given stays as it is',
	fields: [
		serviceType,
		requestId,
		updateFields(requestName, auctionPrice, target, website, ...settings),
	],
	rules: [
		somethingToUpdate,
		{
			between: ['serviceType', 'updateFields.auctionPrice'],
			broken: ({ serviceType: type, updateFields: changes }) =>
				brokenPrice(type, changes.auctionPrice),
		},
	],
	returns: linkRequest,
	request: ({ serviceType: type, requestId: id, updateFields: changes }) => ({
		method: 'PUT',
		path: path`/${type}/${id}`,
		body: bodyOf(changes),
	}),
	output: (data, { requestId: id }) => ({ id, ...objectOf(data) }),
});

/** "DELETE /:type/:id". */
const deleteOne = single({
	value: 'delete',
	name: 'Delete',
	action: 'Delete a request for links',
	description: 'Delete a request with its links for good; credits may not come back',
	fields: [serviceType, requestId],
	request: ({ serviceType: type, requestId: id }) => ({
		method: 'DELETE',
		path: path`/${type}/${id}`,
	}),
	output: (_data, { serviceType: type, requestId: id }) => ({
		serviceType: type,
		requestId: id,
		deleted: true,
	}),
	// A repeated deletion is refused where the first one was carried out.
	confirm: async ({ client, values }) =>
		(await isGone(client, requestOf(values.serviceType, values.requestId))) ? {} : undefined,
});

interface Control {
	readonly value: 'start' | 'stop' | 'restart';
	readonly name: string;
	readonly action: string;
	readonly description: string;
	readonly notice?: string;
	readonly ifLost?: string;
	/** Where LikePion places links, which may spend credits. */
	readonly oncePer?: 'requestId';
	readonly repeatable: boolean;
	/** Whether the request, as it is now, shows that it was done; `since` is when at the earliest. */
	isDone(request: IDataObject, since: number): boolean;
}

/** "POST /:type/:id/start | /stop | /restart". */
const control = ({ isDone, repeatable, ...words }: Control) =>
	single({
		...words,
		fields: [serviceType, requestId],
		returns: anyAnswer,
		request: ({ serviceType: type, requestId: id }) =>
			post(`${path`/${type}/${id}`}/${words.value}`, undefined, {
				repeatable,
			}),
		output: (data, { serviceType: type, requestId: id }) => ({
			...objectOf(data),
			serviceType: type,
			requestId: id,
			success: true,
		}),
		confirm: async ({ client, values }, failed) => {
			const since = await earliestEffect(client, failed);
			const now = objectOf(await client.data(requestOf(values.serviceType, values.requestId)));
			if (isDone(now, since)) return now;
			throw new NotConfirmed(
				`The request is ${String(now.status)} now, and was started last at ${String(now.started_at ?? 'no time')}.`,
			);
		},
	});

/** What is started is running: starting it twice does no more. */
const start = control({
	value: 'start',
	name: 'Start',
	action: 'Start a request for links',
	description: 'Have LikePion begin, or go on, to place the links of a request',
	oncePer: 'requestId',
	repeatable: true,
	isDone: ({ status }) => status === 'running',
});

/** What is stopped is stopped: stopping it twice does no more. */
const stop = control({
	value: 'stop',
	name: 'Stop',
	action: 'Stop a request for links',
	description: 'Have LikePion stop placing the links of a request',
	repeatable: true,
	isDone: ({ status }) => /stop|pause|cancel/i.test(String(status)),
});

/** Each restart begins anew, which may place and cost links again: it is sent once. */
const restart = control({
	value: 'restart',
	name: 'Restart',
	action: 'Restart a request for links',
	description: 'Have LikePion begin a request anew',
	notice: 'LikePion may place links again, which can cost credits.',
	ifLost: 'Request > Get shows its status and when it was started.',
	oncePer: 'requestId',
	repeatable: false,
	isDone: ({ started_at: started }, since) => isSince(started, since),
});

const requestIds = idsOf('Request', 'Request > Get Many');

/** "POST /requests/bulk-delete". */
const bulkDelete = bulkDeletion({
	action: 'Delete many requests for links',
	description: 'Delete requests of any service type for good, all at once',
	ids: requestIds,
	address: '/requests/bulk-delete',
});

/** "POST /requests/export". */
const exportMany = bulkExport({
	action: 'Export requests for links',
	description: 'Get requests of any service type by their IDs',
	ids: requestIds,
	address: '/requests/export',
	fileName: 'requests',
	returns: linkRequest,
});

export const requestResource: Resource = {
	value: 'request',
	name: 'Request',
	description: 'An order of links',
	operations: [
		create,
		deleteOne,
		bulkDelete,
		exportMany,
		getOne,
		getAll,
		restart,
		start,
		stop,
		update,
	],
};
