import type {
	ICredentialsDisplayOptions,
	IDisplayOptions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Field } from './fields';
import { collection, number, toggle } from './fields';
import type { Operation, Resource } from './operation';
import { outputProperties } from './output';

/** How many requests a node sends at once, and the most that a user can set. */
export const usualConcurrency = 4;
export const mostConcurrency = 10;

export const concurrency = number({
	name: 'concurrency',
	displayName: 'Concurrency',
	description: 'How many requests may be under way at once',
	default: usualConcurrency,
	minimum: 1,
	maximum: mostConcurrency,
	whole: true,
});

export const includeSecrets = toggle({
	name: 'includeSecrets',
	displayName: 'Include Secrets',
	description:
		'Whether to return passwords, two-factor secrets and cookies too. They are then stored with the execution.',
	default: false,
});

export const combineItems = toggle({
	name: 'combineItems',
	displayName: 'Combine Items',
	description:
		'Whether to send the lists of all input items together, in as few requests as the service allows. Each input item still gets its own output item.',
	default: true,
});

export const returnAll = toggle({
	name: 'returnAll',
	displayName: 'Return All',
	description: 'Whether to return all results or only up to a given limit',
	default: false,
});

export const limit = number({
	name: 'limit',
	displayName: 'Limit',
	description: 'Max number of results to return',
	default: 50,
	minimum: 1,
	whole: true,
});

/** What a user should know first stands above everything else. */
const noticeName = 'notice';
/** Boxes of optional fields stand below everything else, in this order. */
const boxes = ['additionalFields', 'updateFields', 'filters', 'options'];

/**
 * All parameters of a node: resource, operation, and each operation's fields, shown where they apply.
 * A field that several operations of a resource share is one parameter, so that its value stays when
 * the user changes the operation.
 */
export function describe(resources: readonly Resource[]): INodeProperties[] {
	return [
		resourceProperty(resources),
		...resources.map(operationProperty),
		...resources.flatMap((resource) => fieldProperties(resource)),
	];
}

function resourceProperty(resources: readonly Resource[]): INodeProperties {
	const choices = resources.map(({ name, value, description }) => ({
		name,
		value,
		...(description === undefined ? {} : { description }),
	}));
	return dropDown('Resource', 'resource', choices, resources[0].value);
}

function operationProperty({ value: resource, operations }: Resource): INodeProperties {
	const first = operations.find(({ value }) => value === 'getAll') ?? operations[0];
	const choices = operations.map(({ name, value, action, description }) => ({
		name,
		value,
		action,
		description,
	}));
	return {
		...dropDown('Operation', 'operation', choices, first.value),
		displayOptions: { show: { resource: [resource] } },
	};
}

/**
 * Where a node shows a credential: at the operations that use it. n8n asks for one list of resources and
 * one of operations, so no other operation may lie where these two meet.
 */
export function whereUsed(
	resources: readonly Resource[],
	credential: string,
): ICredentialsDisplayOptions {
	const uses = resources.flatMap(({ value: resource, operations }) =>
		operations
			.filter((operation) => operation.credential === credential)
			.map((operation) => ({ resource, operation: operation.value })),
	);
	const distinct = (values: readonly string[]): string[] => [...new Set(values)];
	return {
		show: {
			resource: distinct(uses.map(({ resource }) => resource)),
			operation: distinct(uses.map(({ operation }) => operation)),
		},
	};
}

/** A drop-down whose entries stand in alphabetical order, as n8n's own do. */
export const dropDown = (
	displayName: string,
	name: string,
	choices: INodePropertyOptions[],
	initial: string,
): INodeProperties => {
	const options = [...choices].sort((a, b) => a.name.localeCompare(b.name, 'en'));
	return {
		displayName,
		name,
		options,
		...{ type: 'options', noDataExpression: true, default: initial },
	};
};

const fieldProperties = ({ value: resource, operations }: Resource): INodeProperties[] =>
	sharedProperties(
		operations.map((operation) => ({
			value: operation.value,
			properties: propertiesOf(operation),
		})),
		(names) => ({ resource: [resource], operation: names }),
	);

/**
 * The parameters of several operations or events, each once, shown for those that have it (`showFor`
 * gives the condition); what the output is like and the boxes come last.
 */
export function sharedProperties(
	owners: ReadonlyArray<{ value: string; properties: readonly INodeProperties[] }>,
	showFor: (owners: string[]) => Record<string, string[]>,
): INodeProperties[] {
	const shared = new Map<string, { property: INodeProperties; values: string[] }>();
	for (const { value, properties } of owners) {
		for (const property of properties) {
			const key = JSON.stringify(property);
			const known = shared.get(key);
			if (known) known.values.push(value);
			else shared.set(key, { property, values: [value] });
		}
	}
	const merged = [...shared.values()].map(({ property, values }) => ({
		...property,
		displayOptions: withShow(showFor(values), property.displayOptions),
	}));
	const named = (name: string): INodeProperties[] =>
		merged.filter((property) => property.name === name);
	const last = ['output', 'outputFields', ...boxes];
	const apart = [noticeName, ...last];
	return [
		...named(noticeName),
		...merged.filter(({ name }) => !apart.includes(name)),
		...last.flatMap(named),
	];
}

const withShow = (
	show: Record<string, string[]>,
	own: IDisplayOptions | undefined,
): IDisplayOptions => ({ ...own, show: { ...show, ...own?.show } });

/** An operation's parameters as they stand in the editor, without the conditions that all share. */
function propertiesOf(operation: Operation): INodeProperties[] {
	const { fields, returns, notice, work } = operation;
	const own = fields.filter(({ property }) => property.name !== 'options');
	return [
		...(notice === undefined ? [] : [noticeProperty(notice)]),
		...own.map(({ property }) => property),
		...(work.kind === 'batch' ? [combineItems.property] : []),
		...(work.kind === 'list' ? listProperties() : []),
		...outputProperties(returns, {}),
		optionsField(operation).property,
	];
}

const noticeProperty = (text: string): INodeProperties => ({
	displayName: text,
	name: noticeName,
	type: 'notice',
	default: '',
});

const listProperties = (): INodeProperties[] => [
	returnAll.property,
	{ ...limit.property, displayOptions: { show: { returnAll: [false] } } },
];

/** The "Options" box: the operation's own members and the engine's. */
export function optionsField({ fields, returns }: Operation): Field {
	const own = fields.find(({ property }) => property.name === 'options');
	return collection('options', 'Options', [
		...(own?.members ?? []),
		concurrency,
		...(returns?.secrets ? [includeSecrets] : []),
	]);
}
