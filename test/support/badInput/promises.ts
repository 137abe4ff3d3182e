import { inspect } from 'node:util';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { LoggedRequest } from '../../../sandbox/core/requestLog';
import type { BadRun } from './run';
import type { Case } from './spoil';

/** What an operation is held to. */
export interface Bounds {
	/** As "POST /:type/:id/start". */
	readonly routes: ReadonlySet<string>;
	/** How the editor calls the operation's parameters. */
	readonly displayNames: ReadonlySet<string>;
}

/** A request's route as it is compared. */
export const routeOf = ({ method, route, path }: LoggedRequest): string =>
	`${method} ${route ?? `no route, ${path}`}`;

/** Which promises a run with bad input breaks, each as a sentence; none where all are kept. */
export function brokenPromises(run: BadRun, bad: Case, bounds: Bounds): string[] {
	return [
		...brokenByRequests(run, bounds),
		...brokenByError(run, bad, bounds),
		...brokenByItems(run, bad),
		...touchedPrototypes(),
	];
}

/** What is wrong with requests: those to other routes, without an ID, or that the service broke on. */
export function brokenByRequests(
	{ requests }: Pick<BadRun, 'requests'>,
	{ routes }: Pick<Bounds, 'routes'>,
): string[] {
	const elsewhere = requests.map(routeOf).filter((route) => !routes.has(route));
	const failed = requests.filter(({ status }) => status === null || status >= 500);
	return [
		...elsewhere.map((route) => `reached another route: ${route}`),
		...requests
			.filter(hasEmptyId)
			.map(({ path, rawQuery }) => `sent an empty id: ${path}?${rawQuery}`),
		...failed.map(({ path, status }) => `broke the service: ${path} gave ${String(status)}`),
	];
}

/** An ID is a part of a path, or a field of the query or the body that is called so. */
function hasEmptyId({ path, query, body }: LoggedRequest): boolean {
	const parts = path.split('/').slice(1).map(decodeURIComponent);
	const fields = [query, body].flatMap((holder) => Object.entries((holder ?? {}) as object));
	return (
		parts.some(isEmpty) ||
		fields.some(([name, value]) => /(?:^|_)ids?$|I[dD]s?$|^token$/.test(name) && isEmpty(value))
	);
}

const isEmpty = (value: unknown): boolean =>
	Array.isArray(value)
		? value.length === 0 || value.some(isEmpty)
		: value === null || (typeof value === 'string' && value.trim() === '');

function brokenByError({ thrown, requests }: BadRun, bad: Case, bounds: Bounds): string[] {
	if (thrown === undefined) return [];
	if (!isNodeError(thrown)) return [`ended with an unhandled error: ${inspect(thrown)}`];
	const { message, description, context } = thrown;
	const said = `${message} | ${String(description)}`;
	const words = String(description);
	const nothingSent = words.includes('No item was sent');
	return [
		...(context.itemIndex === undefined ? [`named no item: ${said}`] : []),
		...(thrown instanceof NodeOperationError && !namesParameter(message, bounds)
			? [`named no parameter: ${said}`]
			: []),
		...(bad.items > 1 && !nothingSent && !/\d of \d items were done/.test(words)
			? [`did not say how many items were done: ${said}`]
			: []),
		...(nothingSent && requests.length > 0 ? [`sent what it said it had not: ${said}`] : []),
	];
}

/** Whether an error is one of those that n8n shows as a node's own. */
export const isNodeError = (error: unknown): error is NodeApiError | NodeOperationError =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

/** Whether a message names a parameter as the editor does, in quotes. */
export const namesParameter = (
	message: string,
	{ displayNames }: Pick<Bounds, 'displayNames'>,
): boolean => [...displayNames].some((name) => message.includes(`"${name}`));

/** Where the node continues on fail, every item has a result or says why it has none. */
function brokenByItems({ items, thrown }: BadRun, bad: Case): string[] {
	const failed = items.filter(({ json }) => typeof json.error === 'string' && 'details' in json);
	const foreign = items.filter(({ json }) => Object.getPrototypeOf(json) !== Object.prototype);
	return [
		...(bad.continueOnFail || failed.length === 0 ? [] : ['gave an error as an item']),
		...failed
			.filter(({ pairedItem }) => !isOneOf(pairedItem, bad.items))
			.map(({ json }) => `named no item: ${inspect(json.error)}`),
		...foreign.map(() => 'gave an item with a prototype of its own'),
		...(bad.continueOnFail && thrown !== undefined && bad.items > 1
			? [`stopped for one item's sake: ${inspect(thrown)}`]
			: []),
	];
}

const isOneOf = (pairedItem: unknown, items: number): boolean => {
	const { item } = pairedItem as { item?: unknown };
	return typeof item === 'number' && item >= 0 && item < items;
};

const prototypes = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Error].map(
	({ name, prototype }) => ({ name, prototype: prototype as object, fields: fieldsOf(prototype) }),
);

function fieldsOf(prototype: unknown): string {
	return Reflect.ownKeys(prototype as object)
		.map(String)
		.join();
}

/** Whose prototype is not what it was when the tests began. */
export const touchedPrototypes = (): string[] =>
	prototypes
		.filter(({ prototype, fields }) => fieldsOf(prototype) !== fields)
		.map(({ name }) => `touched the prototype of ${name}`);
