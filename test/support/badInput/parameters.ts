import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { NodeUnderTest } from '../../integration/support/runNode';

/** A parameter of an operation, or a member of one of its boxes or rows. */
export interface Place {
	/** As "url", or in a box as "additionalFields.price". */
	readonly path: string;
	readonly name: string;
	readonly displayName: string;
	/** The box that it is in. */
	readonly box?: string;
	/** What the rows are called, where the box holds rows. */
	readonly rows?: string;
	readonly default: unknown;
	/** Right values, where the parameter offers them. */
	readonly choices: readonly unknown[];
	/** What other parameters must be for this one to be shown. */
	readonly needs: INodeParameters;
}

/** The methods that list what can be chosen for some of a node's parameters. */
export function listsFor({ type }: NodeUnderTest, chosen: Record<string, string>): string[] {
	const shown = type.description.properties.filter((property) => isShownFor(property, chosen));
	const all = shown.flatMap((property) =>
		property.type === 'collection'
			? [property, ...(property.options as INodeProperties[])]
			: [property],
	);
	return all.flatMap(({ modes = [], typeOptions }) => [
		...modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []),
		...(typeOptions?.loadOptionsMethod ? [typeOptions.loadOptionsMethod] : []),
	]);
}

/** Everything that a user can set where a node's parameters are `chosen`, such as an operation's. */
export function placesFor({ type }: NodeUnderTest, chosen: Record<string, string>): Place[] {
	return type.description.properties
		.filter((property) => property.type !== 'notice' && isShownFor(property, chosen))
		.flatMap((property) => {
			const needs = needsOf(property, chosen);
			const { name: box, type: kind, options = [] } = property;
			if (kind === 'collection') {
				return (options as INodeProperties[]).map((member) => placeOf(member, needs, { box }));
			}
			if (kind === 'fixedCollection') {
				return (options as INodePropertyCollection[]).flatMap(({ name: rows, values }) =>
					values.map((member) => ({
						...placeOf(member, needs, { box, rows }),
						displayName: property.displayName,
					})),
				);
			}
			return [placeOf(property, needs)];
		});
}

const isShownFor = (
	{ name: own, displayOptions }: INodeProperties,
	chosen: Record<string, string>,
): boolean =>
	!(own in chosen) &&
	Object.entries(chosen).every(([name, value]) => {
		const allowed = displayOptions?.show?.[name] as unknown[] | undefined;
		return allowed === undefined || allowed.includes(value);
	});

const needsOf = ({ displayOptions }: INodeProperties, chosen: object): INodeParameters =>
	Object.fromEntries(
		Object.entries(displayOptions?.show ?? {})
			.filter(([name]) => !(name in chosen))
			.map(([name, values]) => [name, values?.[0] as string]),
	);

const placeOf = (
	property: INodeProperties,
	needs: INodeParameters,
	within: { box?: string; rows?: string } = {},
): Place => ({
	...within,
	path: within.box === undefined ? property.name : `${within.box}.${property.name}`,
	name: property.name,
	displayName: property.displayName,
	default: property.default,
	choices: choicesOf(property),
	needs,
});

function choicesOf({ type, options = [] }: INodeProperties): unknown[] {
	if (type === 'boolean') return [true, false];
	return type === 'options' ? (options as INodePropertyOptions[]).map(({ value }) => value) : [];
}
