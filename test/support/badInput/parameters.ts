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

const isShownFor = ({ displayOptions }: INodeProperties, chosen: Record<string, string>): boolean =>
	Object.entries(chosen).every(([name, value]) =>
		(displayOptions?.show?.[name] as unknown[] | undefined)?.includes(value),
	);

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
