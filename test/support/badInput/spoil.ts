import * as fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { isRecord } from '../../../nodes/shared/records';
import { mostPlaces } from '../operations';
import type { Place } from './parameters';
import type { Given } from './values';
import { givenTo, strangeItem } from './values';

/** A parameter with what it is given instead of a right value. */
export interface Spoilt {
	readonly place: Place;
	readonly given: Given;
	/** The input item that it comes from; all items by default, as a value that the workflow holds. */
	readonly itemIndex?: number;
}

/** A run with bad input. */
export interface Case {
	readonly items: number;
	readonly spoilt: readonly Spoilt[];
	readonly strange: IDataObject;
	readonly continueOnFail: boolean;
}

/** Runs in which one to three of an operation's parameters are not what they should be. */
export function badCase(places: readonly Place[]): fc.Arbitrary<Case> {
	return fc.integer({ min: 1, max: mostPlaces }).chain((items) =>
		fc.record({
			items: fc.constant(items),
			spoilt: fc.uniqueArray(spoiltOf(places, items), {
				minLength: Math.min(1, places.length),
				maxLength: Math.min(3, places.length),
				selector: ({ place }) => place.path,
			}),
			strange: strangeItem,
			continueOnFail: fc.boolean(),
		}),
	);
}

const spoiltOf = (places: readonly Place[], items: number): fc.Arbitrary<Spoilt> =>
	fc.constantFrom(...places).chain((place) =>
		fc.record(
			{
				place: fc.constant(place),
				given: givenTo(place.choices),
				itemIndex: fc.integer({ min: 0, max: items - 1 }),
			},
			{ requiredKeys: ['place', 'given'] },
		),
	);

/** Right parameters and items with what is bad put in. */
export function withSpoilt(
	{ parameters, input }: { parameters: INodeParameters; input: INodeExecutionData[] },
	{ spoilt, strange }: Case,
	/** The right parameters of each item. */
	right: readonly INodeParameters[],
): { parameters: INodeParameters; input: INodeExecutionData[] } {
	const all = { ...parameters } as Record<string, unknown>;
	const items = input.map(({ json, ...item }) => ({ ...item, json: { ...strange, ...json } }));
	for (const one of spoilt) {
		const { name, box, rows, needs } = one.place;
		const isChosen = (other: string): boolean => spoilt.some(({ place }) => place.name === other);
		for (const [other, value] of Object.entries(needs)) {
			if (!isChosen(other)) all[other] = value;
		}
		const stored = storedFor(one, items, right);
		if (box === undefined) all[name] = stored;
		else if (rows === undefined) all[box] = { ...(all[box] as object | undefined), [name]: stored };
		else all[box] = { [rows]: [{ ...usualRow, [name]: stored }] };
	}
	return { parameters: all as INodeParameters, input: items };
}

/** What a row needs, whatever it is of. */
const usualRow = { website: 'rows.example', username: 'maria' };

/** What the workflow holds for a spoilt parameter; where one item is to blame, it is given to that item. */
function storedFor(
	{ place, given, itemIndex }: Spoilt,
	items: INodeExecutionData[],
	right: readonly INodeParameters[],
): unknown {
	if (itemIndex === undefined) return given.kind === 'code' ? `={{ ${given.code} }}` : given.value;
	const field = `bad ${place.path}`;
	items.forEach(({ json }, index) => {
		const value =
			index === itemIndex && given.kind === 'value' ? given.value : valueAt(place, right[index]);
		json[field] = value as IDataObject[string];
	});
	const read = `$json[${JSON.stringify(field)}]`;
	return given.kind === 'code'
		? `={{ $itemIndex === ${String(itemIndex)} ? ${given.code} : ${read} }}`
		: `={{ ${read} }}`;
}

/** The right value of a parameter, as an expression gives it. */
function valueAt({ box, name, default: usual }: Place, parameters: INodeParameters): unknown {
	const holder = (box === undefined ? parameters : parameters[box]) as IDataObject | undefined;
	const value = holder?.[name];
	if (value === undefined) return box === undefined ? usual : undefined;
	return isRecord(value) && '__rl' in value ? value.value : value;
}
