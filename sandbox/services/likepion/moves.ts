import { z, type ZodType, type ZodTypeDef } from 'zod';
import { Refusal } from '../../core/refusal';
import { worldMove, worldMoves, type WorldMove } from '../../core/service';
import { accountStatuses, type StoredAccount } from './account';
import { checkOutcomes } from './accountChecks';
import { envelopes } from './answers';
import { exportFormats } from './exports';
import type { StoredGroup } from './groups';
import { linkStatuses, type Link } from './link';
import { indexOutcomes, type LinkRequest, linkOutcomes, requestStatuses } from './linkRequest';
import { newRequest } from './requests';
import { serviceTypes } from './serviceTypes';
import type { LikePionWorld } from './world';

const count = z.number().int().positive().max(1_000_000);
const ids = z.array(z.string()).nonempty();
const milliseconds = z.number().int().nonnegative();

/** The newest request of a type, or the one with the id; without both the first, which has the most links. */
const onRequest = z
	.object({ requestId: z.string().optional(), type: z.enum(serviceTypes).optional() })
	.strict();
/** The group with the id; the newest unless told. */
const onGroup = z.object({ groupId: z.string().optional() }).strict();

/** Which records: these, or the newest `count` (1 unless told) that the move can still change. */
const some = { ids: ids.optional(), count: count.optional() };
const newOnes = { count: count.default(1) };

const requestStatus = z.object({ status: z.enum(requestStatuses), ids: ids.optional() }).strict();
const statusOfRequest = onRequest.extend(requestStatus.shape);

const linkStatus = onRequest.extend({
	...some,
	status: z.enum(linkStatuses),
	errorMessage: z.string().optional(),
});

const linkFields = onRequest.extend({
	id: z.string(),
	/** Any of a link's fields but `id`. */
	fields: z.record(z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const progressSettings = z
	.object({
		stepMilliseconds: milliseconds,
		outcome: z.enum(linkOutcomes),
		indexed: z.enum(indexOutcomes),
	})
	.partial()
	.strict();

const checkSettings = z
	.object({ stepMilliseconds: milliseconds, outcome: z.enum(checkOutcomes) })
	.partial()
	.strict();

/** What can happen at LikePion without a request. Each move answers with the ids that it touched, where there are any. */
export const moves = worldMoves<LikePionWorld>({
	/** Of the requests with these ids, or of one (see `onRequest`). */
	setRequestStatus: move(statusOfRequest, setRequestStatus),

	/** A project is the request of the same id, so this is the same. */
	setProjectStatus: move(statusOfRequest, setRequestStatus),

	/** Without their price. New requests come first in the list. */
	addRequests: move(
		z.object({ type: z.enum(serviceTypes).default('entity'), ...newOnes }).strict(),
		(world, { type, count: many }) => ({
			ids: Array.from({ length: many }, (_, place) => {
				const input = newRequest(type, {
					name: `Request from elsewhere ${String(place + 1)}`,
					website: 'https://elsewhere.example',
					auction_price: 60,
				});
				return world.addRequest(type, input).fields.id;
			}),
		}),
	),

	removeRequests: move(z.object({ ids }).strict(), (world, input) => {
		world.removeRequests(input.ids);
		return { ids: input.ids };
	}),

	setLinkStatus: move(linkStatus, (world, input) => {
		const request = requestOf(world, input);
		const serials = chosenLinks(
			request,
			input,
			(serial) => request.links.statusOf(serial) !== input.status,
		);
		for (const serial of serials) {
			request.setLinkStatus(serial, input.status, world.now(), input.errorMessage);
		}
		return { ids: linkIds(request, serials) };
	}),

	/** Unless told which, of completed links alone. */
	setIndexed: move(
		onRequest.extend({ ...some, indexed: z.boolean().default(true) }),
		(world, input) => {
			const request = requestOf(world, input);
			const serials = chosenLinks(request, input, (serial) => {
				const { status, is_indexed } = request.links.record(serial);
				return status === 'completed' && is_indexed !== input.indexed;
			});
			for (const serial of serials) request.links.change(serial, { is_indexed: input.indexed });
			return { ids: linkIds(request, serials) };
		},
	),

	setLink: move(linkFields, (world, input) => {
		const request = requestOf(world, input);
		const serial = request.links.serialOf(input.id);
		request.links.change(serial, knownFields(request.links.record(serial), input.fields));
		return { ids: [input.id] };
	}),

	/** New links come first in the list: the others move onto the next page while it is read. */
	addLinks: move(onRequest.extend(newOnes), addLinks),

	/** The same seen from a reader's side. */
	shift: move(onRequest.extend(newOnes), addLinks),

	removeLinks: move(onRequest.extend(some), (world, input) => {
		const request = requestOf(world, input);
		const serials = chosenLinks(request, input, () => true);
		const removed = linkIds(request, serials);
		request.removeLinks(serials);
		return { ids: removed };
	}),

	setAccountStatus: move(
		onGroup.extend({ ...some, status: z.enum(accountStatuses) }),
		(world, input) => {
			const chosen = chosenAccounts(world, input, ({ account }) => account.status !== input.status);
			world.groups.setStatus(chosen, input.status);
			return { ids: chosen.map(({ account }) => account.id) };
		},
	),

	/** New accounts come first in the list. */
	addAccounts: move(onGroup.extend(newOnes), (world, input) => ({
		ids: world.addAccounts(groupOf(world, input), input.count),
	})),

	removeAccounts: move(onGroup.extend(some), (world, input) => {
		const leaving = chosenAccounts(world, input, () => true).map(({ account }) => account.id);
		world.groups.removeAccounts(leaving);
		return { ids: leaving };
	}),

	setCredits: move(z.object({ credits: z.number().nonnegative() }).strict(), (world, input) => {
		world.credits = input.credits;
	}),

	/** Takes steps at once: in a request, or (unless told) in all that run. */
	advance: move(onRequest.extend({ steps: count.default(1) }), (world, input) => {
		const isChosen = input.requestId !== undefined || input.type !== undefined;
		const chosen = isChosen ? [requestOf(world, input)] : runningRequests(world);
		for (const request of chosen) request.advance(input.steps, world.now());
		return { ids: chosen.map(({ fields }) => fields.id) };
	}),

	/** How started requests go on from now on. */
	configureProgress: move(progressSettings, ({ settings }, input) => {
		Object.assign(settings.progress, input);
	}),

	/** How checks of accounts go from now on. */
	configureChecks: move(checkSettings, ({ settings }, input) => {
		Object.assign(settings.checks, input);
	}),

	/** Which answers come as `{ success, data }`. */
	setEnvelope: move(z.object({ envelope: z.enum(envelopes) }).strict(), (world, input) => {
		world.settings.envelope = input.envelope;
	}),

	setExportFormat: move(z.object({ format: z.enum(exportFormats) }).strict(), (world, input) => {
		world.settings.exportFormat = input.format;
	}),
});

function move<Input>(
	schema: ZodType<Input, ZodTypeDef, unknown>,
	apply: (world: LikePionWorld, input: Input) => unknown,
): WorldMove<LikePionWorld> {
	return worldMove(schema, (world: LikePionWorld, input: Input) => {
		world.settle();
		const result = apply(world, input);
		world.changed();
		return result;
	});
}

function setRequestStatus(
	world: LikePionWorld,
	input: z.infer<typeof statusOfRequest>,
): { ids: string[] } {
	const requests = input.ids?.map((id) => world.request(id)) ?? [requestOf(world, input)];
	for (const request of requests) request.setStatus(input.status, world.now());
	return { ids: requests.map(({ fields }) => fields.id) };
}

function addLinks(
	world: LikePionWorld,
	input: z.infer<typeof onRequest> & { count: number },
): { ids: string[] } {
	const request = requestOf(world, input);
	const serials = Array.from({ length: input.count }, () => request.createLink(world.now()));
	return { ids: linkIds(request, serials) };
}

function requestOf(
	world: LikePionWorld,
	{ requestId, type }: z.infer<typeof onRequest>,
): LinkRequest {
	if (requestId !== undefined) return world.request(requestId, type);
	const requests = world.allRequests(type);
	// Without a type, the one that takes the sandbox's size, as long as it is there.
	const [first] =
		type === undefined
			? [...requests].sort((one, other) => other.links.size - one.links.size)
			: requests;
	if (requests.length === 0) throw new Refusal(404, 'There is no request');
	return first;
}

function runningRequests(world: LikePionWorld): LinkRequest[] {
	return world.allRequests().filter(({ fields }) => fields.status === 'running');
}

function chosenLinks(
	{ links }: LinkRequest,
	input: { ids?: string[]; count?: number },
	changeable: (serial: number) => boolean,
): number[] {
	return input.ids?.map((id) => links.serialOf(id)) ?? links.newest(input.count ?? 1, changeable);
}

function linkIds({ links }: LinkRequest, serials: readonly number[]): string[] {
	return serials.map((serial) => links.seeded.uuids.of(serial));
}

function groupOf(world: LikePionWorld, { groupId }: z.infer<typeof onGroup>): StoredGroup {
	if (groupId !== undefined) return world.groups.get(groupId);
	const newest = world.groups.all().at(0);
	if (!newest) throw new Refusal(404, 'There is no group');
	return newest;
}

function chosenAccounts(
	world: LikePionWorld,
	input: z.infer<typeof onGroup> & { ids?: string[]; count?: number },
	changeable: (account: StoredAccount) => boolean,
): StoredAccount[] {
	if (input.ids) return input.ids.map((id) => world.groups.account(id));
	const newestFirst = [...groupOf(world, input).accounts].reverse();
	return newestFirst.filter(changeable).slice(0, input.count ?? 1);
}

function knownFields(link: Link, fields: z.infer<typeof linkFields>['fields']): Partial<Link> {
	for (const field of Object.keys(fields)) {
		if (!(field in link) || field === 'id') {
			throw new Refusal(400, `fields: '${field}' cannot be set`);
		}
	}
	return fields as Partial<Link>;
}
