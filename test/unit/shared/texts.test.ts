import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { nodeDescriptions } from '../../../docs/tables';

type Entry = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** A parameter of a node, by where the editor shows it. */
interface Located {
	readonly at: string;
	readonly property: INodeProperties;
}

/** Every parameter that a user fills in, those in boxes and rows included. */
const parametersIn = (at: string, properties: readonly INodeProperties[]): Located[] =>
	properties
		.filter(({ type }) => !['notice', 'hidden'].includes(type))
		.flatMap((property) => {
			const here = `${at} > ${property.displayName}`;
			const options: readonly Entry[] = property.options ?? [];
			const inner = options.flatMap((entry) =>
				'values' in entry ? entry.values : 'displayName' in entry && 'type' in entry ? [entry] : [],
			);
			return [{ at: here, property }, ...parametersIn(here, inner)];
		});

const parameters = Object.values(nodeDescriptions).flatMap(({ name, properties }) =>
	parametersIn(name, properties),
);

/** The resources or operations that something is shown for. */
const shownFor = (values: readonly unknown[] = []): string[] =>
	values.filter((value) => typeof value === 'string');

/** The entries of a drop-down, by where they stand. */
const entriesOf = (dropDown: string) =>
	Object.values(nodeDescriptions).flatMap(({ name, properties }) =>
		properties
			.filter((property) => property.name === dropDown)
			.flatMap((property) =>
				(property.options ?? []).flatMap((entry) =>
					'value' in entry
						? [
								{
									at: `${name} > ${shownFor(property.displayOptions?.show?.resource).join()} > ${entry.name}`,
									property,
									entry,
								},
							]
						: [],
				),
			),
	);

const places = (located: ReadonlyArray<{ at: string }>): string[] => located.map(({ at }) => at);

/** Words that say nothing by themselves. */
const empty = new Set(
	'a an and are as at be by for from get give in is it its of on one only or so that the their them there this to what which whose with'.split(
		' ',
	),
);

/** What a text says, as words without their endings. */
const said = (text: string): string[] =>
	(text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
		.filter((word) => !empty.has(word))
		.map((word) => word.replace(/(ies|es|s|ing|ed|e)$/, ''));

/** Whether a text says nothing that its label has not said. */
const repeats = (text: string, ...labels: string[]): boolean => {
	const known = new Set(labels.flatMap(said));
	return said(text).every((word) => known.has(word));
};

it('there are texts to look at', () => {
	expect(parameters.length).toBeGreaterThan(250);
	expect(entriesOf('operation').length).toBeGreaterThan(70);
	expect(entriesOf('event').length).toBeGreaterThan(15);
});

it('every field for text or JSON shows an example of what to type', () => {
	const typed = parameters.filter(
		({ property: { type, typeOptions, default: initial } }) =>
			['string', 'json'].includes(type) &&
			typeOptions?.password !== true &&
			// An expression is there already.
			!JSON.stringify(initial).startsWith('"='),
	);
	expect(typed.length).toBeGreaterThan(60);
	expect(
		places(typed.filter(({ property }) => !property.placeholder?.startsWith('e.g. '))),
	).toEqual([]);
});

it('every field for an ID shows what one looks like', () => {
	const locators = parameters.filter(({ property }) => property.type === 'resourceLocator');
	const byId = ({ property: { modes = [] } }: Located) => modes.find(({ name }) => name === 'id');
	expect(places(locators.filter((one) => !byId(one)?.placeholder?.startsWith('e.g. ')))).toEqual(
		[],
	);
});

it('no description says only what its label says', () => {
	const described = parameters.filter(({ property }) => property.description !== undefined);
	expect(
		places(
			described.filter(({ property }) => repeats(property.description ?? '', property.displayName)),
		),
	).toEqual([]);
});

it('no operation’s or event’s description says only what its line says', () => {
	const described = [...entriesOf('operation'), ...entriesOf('event')];
	expect(
		places(
			described.filter(({ entry }) =>
				repeats(entry.description ?? '', entry.name, entry.action ?? ''),
			),
		),
	).toEqual([]);
});

it('an action line holds what the operation is called', () => {
	const unlike = entriesOf('operation').filter(
		({ entry }) => !repeats(said(entry.name).slice(0, 1).join(), entry.action ?? ''),
	);
	expect(places(unlike)).toEqual([]);
});

describe('what mails, answers or spends', () => {
	/** After the API texts: what nobody can take back. */
	const irrevocable = [
		'backlinkBase > task > Create',
		'leadmetrics > campaign > Send All',
		'leadmetrics > campaignEmail > Send',
		'leadmetrics > haroQuery > Respond',
		'likePion > link > Retry',
		'likePion > link > Retry All',
		'likePion > request > Create',
		'likePion > request > Restart',
	];
	const noticed = Object.values(nodeDescriptions).flatMap(({ name, properties }) =>
		properties
			.filter(({ type }) => type === 'notice')
			.flatMap(({ displayOptions }) => {
				const { resource, operation } = displayOptions?.show ?? {};
				const place = `${name} > ${shownFor(resource).join()} > `;
				return shownFor(operation).map((value) => ({ place, value }));
			}),
	);

	it('says so above its fields, and is no operation that a node begins with', () => {
		const found = entriesOf('operation').filter(({ at, entry }) =>
			noticed.some(({ place, value }) => at.startsWith(place) && entry.value === value),
		);
		expect(places(found).sort()).toEqual(irrevocable);
		expect(places(found.filter(({ property, entry }) => property.default === entry.value))).toEqual(
			[],
		);
	});

	it('is switched off where a switch decides', () => {
		const sandbox = parameters.find(({ at }) => at === 'backlinkBase > Sandbox');
		expect(sandbox?.property.default).toBe(true);
	});
});

it('a node begins with reading', () => {
	for (const { properties } of Object.values(nodeDescriptions)) {
		const resource = properties.find(({ name }) => name === 'resource');
		if (resource === undefined) continue;
		const operation = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' &&
				displayOptions?.show?.resource?.includes(resource.default as string) === true,
		);
		expect(operation?.default).toMatch(/^get/);
	}
});
