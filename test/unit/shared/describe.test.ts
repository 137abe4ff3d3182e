import path from 'node:path';
import type {
	ICredentialType,
	INode,
	INodeCredentialDescription,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { whereUsed } from '../../../nodes/shared/describe';
import manifest from '../../../package.json';

/** Makes the class that a compiled file of the package exports, out of its source. */
function made(compiled: string): unknown {
	const source = path.resolve(
		__dirname,
		'../../..',
		compiled.replace(/^dist\//, '').replace(/\.js$/, ''),
	);
	const exported = jest.requireActual<Record<string, new () => unknown>>(source);
	return new exported[path.basename(source).split('.')[0]]();
}

const nodes = manifest.n8n.nodes.map((file) => made(file) as INodeType);
const credentials = manifest.n8n.credentials.map((file) => made(file) as ICredentialType);
const descriptions = nodes.map(({ description }) => description);
const isTrigger = ({ group }: INodeTypeDescription): boolean => group.includes('trigger');
const actionNodes = descriptions.filter((description) => !isTrigger(description));

type Entry = INodePropertyOptions | INodeProperties | INodePropertyCollection;

const isProperty = (entry: Entry): entry is INodeProperties =>
	'type' in entry && 'displayName' in entry;
const isOption = (entry: Entry): entry is INodePropertyOptions =>
	'value' in entry && 'name' in entry;

interface Located {
	/** Where it is: "likePion > Options > Max Credits". */
	readonly at: string;
	readonly property: INodeProperties;
	/** Whether it is a cell of a row that the user adds, which is named and known as the service has it. */
	readonly isCell: boolean;
}

/** Every parameter, those in boxes included. */
const propertiesIn = (
	at: string,
	properties: readonly INodeProperties[],
	isCell = false,
): Located[] =>
	properties.flatMap((property) => {
		const here = `${at} > ${property.displayName}`;
		const { options = [] } = property;
		const cells = options.flatMap((entry) => ('values' in entry ? entry.values : []));
		return [
			{ at: here, property, isCell },
			...propertiesIn(here, options.filter(isProperty)),
			...propertiesIn(here, cells, true),
		];
	});

const parameters = [
	...descriptions.flatMap(({ name, properties }) => propertiesIn(name, properties)),
	...credentials.flatMap(({ name, properties }) => propertiesIn(name, properties)),
].filter(({ property }) => !['notice', 'hidden'].includes(property.type));

/** The choices of drop-downs. */
const choices = parameters.flatMap(({ at, property }) =>
	(property.options ?? [])
		.filter(isOption)
		.map((option) => ({ at: `${at} > ${option.name}`, property, option })),
);

/** The operations of action nodes, as their drop-downs offer them. */
const operations = actionNodes.flatMap(({ name, properties }) =>
	properties
		.filter((property) => property.name === 'operation')
		.flatMap((property) => {
			const [resource] = property.displayOptions?.show?.resource as string[];
			return (property.options ?? [])
				.filter(isOption)
				.map((option) => ({ node: name, resource, option }));
		}),
);

/** Words that stay small within a title. */
const small = new Set([
	'a',
	'an',
	'and',
	'as',
	'at',
	'by',
	'for',
	'from',
	'in',
	'of',
	'on',
	'or',
	'per',
	'the',
	'to',
	'with',
]);

const isTitle = (words: string): boolean =>
	words
		.split(/[\s/-]+/)
		.every((word, place) => /^[^a-z]/.test(word) || (place > 0 && small.has(word)));

/** What breaks a rule, by its place: an empty list where nothing does. */
const breaking = <One extends { readonly at: string }>(
	all: readonly One[],
	holds: (one: One) => boolean,
): string[] => all.filter((one) => !holds(one)).map(({ at }) => at);

const plainText = (html: string): string => html.replace(/<[^>]+>/g, '');
const isOneSentence = (text: string): boolean =>
	!/[.!?]\s+[A-Z]/.test(plainText(text).replace(/\be\.g\./g, ''));

it('the package has nodes and credentials to look at', () => {
	expect(actionNodes.length).toBeGreaterThanOrEqual(4);
	expect(credentials).toHaveLength(7);
	expect(parameters.length).toBeGreaterThan(200);
	expect(operations.length).toBeGreaterThanOrEqual(74);
});

describe('every parameter', () => {
	it('has a name in Title Case', () => {
		expect(breaking(parameters, ({ property }) => isTitle(property.displayName))).toEqual([]);
	});

	it('has a saved name in camelCase', () => {
		const isSaved = ({ isCell, property }: Located): boolean =>
			isCell || /^[a-z][a-zA-Z0-9]*$/.test(property.name);
		expect(breaking(parameters, isSaved)).toEqual([]);
	});

	it('has a description, unless it is the choice of resource, operation or event', () => {
		const self = ['resource', 'operation', 'event'];
		const isDescribed = ({ property, isCell }: Located): boolean =>
			isCell ||
			property.type === 'collection' ||
			self.includes(property.name) ||
			(property.description ?? '') !== '';
		expect(breaking(parameters, isDescribed)).toEqual([]);
	});

	it('of which one says yes or no begins with "Whether"', () => {
		const switches = parameters.filter(({ property }) => property.type === 'boolean');
		expect(switches.length).toBeGreaterThan(5);
		expect(
			breaking(switches, ({ property }) => /^Whether /.test(property.description ?? '')),
		).toEqual([]);
	});

	it('has a default of its type', () => {
		const types: Partial<Record<string, (value: unknown) => boolean>> = {
			boolean: (value) => typeof value === 'boolean',
			number: (value) => typeof value === 'number',
			string: (value) => typeof value === 'string',
			multiOptions: Array.isArray,
			collection: (value) => JSON.stringify(value) === '{}',
			resourceLocator: (value) => typeof value === 'object' && value !== null && 'mode' in value,
		};
		expect(
			breaking(parameters, ({ property }) => types[property.type]?.(property.default) ?? true),
		).toEqual([]);
	});

	it('has a placeholder, if any, that begins with "e.g." or is a call to act', () => {
		const hinted = parameters.filter(({ property }) => property.placeholder !== undefined);
		const holds = ({ property }: Located): boolean =>
			/^(e\.g\. \S|Add [A-Z])/.test(property.placeholder ?? '');
		expect(breaking(hinted, holds)).toEqual([]);
	});

	it('that holds a secret hides it', () => {
		const secrets = parameters.filter(
			({ property }) =>
				property.type === 'string' &&
				/password|token|apiKey|passMail|twofa|cookies/i.test(property.name) &&
				property.name !== 'token',
		);
		expect(secrets.length).toBeGreaterThan(6);
		expect(breaking(secrets, ({ property }) => property.typeOptions?.password === true)).toEqual(
			[],
		);
	});

	it('that is chosen from a list can be searched, and given by its ID', () => {
		const locators = parameters.filter(({ property }) => property.type === 'resourceLocator');
		expect(locators.length).toBeGreaterThan(10);
		expect(
			breaking(locators, ({ property: { modes = [] } }) => {
				const [list, id] = modes;
				return list.name === 'list' && list.typeOptions?.searchable === true && id.name === 'id';
			}),
		).toEqual([]);
	});
});

describe('what is said', () => {
	const said = [
		...parameters.map(({ at, property }) => ({ at, text: property.description ?? '' })),
		...choices.map(({ at, option }) => ({ at, text: option.description ?? '' })),
		...descriptions.map(({ name, description }) => ({ at: name, text: description })),
	].filter(({ text }) => text !== '');

	it('begins with a capital letter', () => {
		expect(breaking(said, ({ text }) => /^[^a-z]/.test(text))).toEqual([]);
	});

	it('ends with a period only where it has several sentences', () => {
		expect(breaking(said, ({ text }) => text.endsWith('.') === !isOneSentence(text))).toEqual([]);
	});

	it('has no emoji, no double spaces, and no spaces around it', () => {
		const isClean = ({ text }: { text: string }): boolean =>
			!/\p{Extended_Pictographic}/u.test(text) && !/ {2}/.test(text) && text.trim() === text;
		expect(breaking(said, isClean)).toEqual([]);
	});
});

describe('the choices of a drop-down', () => {
	const dropDowns = parameters.filter(({ property }) =>
		['options', 'multiOptions'].includes(property.type),
	);

	it('stand in alphabetical order', () => {
		const isSorted = ({ property }: Located): boolean => {
			const names = (property.options ?? []).filter(isOption).map(({ name }) => name);
			return names.every(
				(name, place) => place === 0 || names[place - 1].localeCompare(name, 'en') <= 0,
			);
		};
		expect(breaking(dropDowns, isSorted)).toEqual([]);
	});

	it('hold the default, and nothing twice', () => {
		const holds = ({ property }: Located): boolean => {
			const values = (property.options ?? []).filter(isOption).map(({ value }) => value);
			const given = [property.default].flat().filter((value) => value !== '');
			return (
				new Set(values).size === values.length &&
				given.every((value) => values.includes(value as string))
			);
		};
		expect(
			breaking(
				dropDowns.filter(({ property }) => property.options),
				holds,
			),
		).toEqual([]);
	});

	it('have names in Title Case, unless they are fields of the service or its own values', () => {
		const own = choices.filter(
			({ property, option }) => property.name !== 'outputFields' && option.name !== option.value,
		);
		expect(breaking(own, ({ option }) => isTitle(option.name))).toEqual([]);
	});
});

it('the members of a box stand in alphabetical order', () => {
	const boxes = parameters.filter(({ property }) => property.type === 'collection');
	const isSorted = ({ property }: Located): boolean => {
		const names = (property.options ?? []).filter(isProperty).map(({ displayName }) => displayName);
		return (
			names.length > 0 &&
			names.every((name, place) => place === 0 || names[place - 1].localeCompare(name, 'en') <= 0)
		);
	};
	expect(breaking(boxes, isSorted)).toEqual([]);
});

describe('every operation', () => {
	const located = operations.map((one) => ({
		...one,
		at: `${one.node} > ${one.resource} > ${String(one.option.value)}`,
	}));

	it('has an action line as a sentence, and a description', () => {
		const holds = ({ option }: (typeof located)[number]): boolean =>
			/^[A-Z][^A-Z]/.test(option.action ?? '') &&
			!(option.action ?? '').endsWith('.') &&
			(option.description ?? '') !== '';
		expect(breaking(located, holds)).toEqual([]);
	});

	it('has an action line of its own within its node', () => {
		const lines = operations.map(({ node, option }) => `${node}: ${option.action ?? ''}`);
		expect(lines.filter((line, place) => lines.indexOf(line) !== place)).toEqual([]);
	});

	it('is called "Get Many" exactly where it gives a list', () => {
		expect(
			breaking(
				located.filter(({ option }) => option.value === 'getAll'),
				({ option }) => option.name === 'Get Many',
			),
		).toEqual([]);
	});
});

describe('what is shown for an operation', () => {
	const nodeOf = ({ name, version }: INodeTypeDescription): INode => ({
		id: 'under-test',
		name: 'Under Test',
		type: name,
		typeVersion: Array.isArray(version) ? version[0] : version,
		position: [0, 0],
		parameters: {},
	});
	const cases = actionNodes.flatMap((description) =>
		operations
			.filter(({ node }) => node === description.name)
			.map(({ resource, option }) => ({
				description,
				resource,
				operation: String(option.value),
				title: `${description.name} > ${resource} > ${String(option.value)}`,
			})),
	);
	const isShown = (
		{ description, resource, operation }: (typeof cases)[number],
		what: INodeProperties | INodeCredentialDescription,
	): boolean =>
		NodeHelpers.displayParameter(
			{ resource, operation, returnAll: false },
			what,
			nodeOf(description),
			description,
		);

	it.each(cases)('$title: each parameter once, and only its own operation', (one) => {
		const names = one.description.properties
			.filter((property) => isShown(one, property))
			.map(({ name }) => name);
		expect(names.filter((name) => name === 'operation')).toHaveLength(1);
		expect(names.filter((name) => name === 'options')).toHaveLength(1);
		// A field may stand there in several forms, of which another field's value shows one.
		const unconditional = one.description.properties.filter(
			(property) =>
				isShown(one, property) &&
				Object.keys(property.displayOptions?.show ?? {}).every((key) =>
					['resource', 'operation', 'returnAll'].includes(key),
				),
		);
		const twice = unconditional
			.map(({ name }) => name)
			.filter((name, place, all) => all.indexOf(name) !== place);
		expect(twice).toEqual([]);
	});

	it.each(cases)('$title: one credential, the one of its routes', (one) => {
		const shown = (one.description.credentials ?? []).filter((credential) =>
			isShown(one, credential),
		);
		expect(shown.map(({ name }) => name)).toEqual([
			credentialOf(one.description.name, one.resource, one.operation),
		]);
		expect(shown[0].required).toBe(true);
	});

	/** After the API texts; Leadmetrics' operations belong to one of three audiences. */
	function credentialOf(node: string, resource: string, operation: string): string {
		if (node !== 'leadmetrics')
			return (
				{
					likePion: 'likePionApi',
					seRankingBacklinks: 'seRankingProjectApi',
					backlinkBase: 'backlinkBaseApi',
				}[node] ?? ''
			);
		if (resource === 'directory') return 'leadmetricsAdminApi';
		const isTenants =
			resource === 'opportunity' || (resource === 'haroQuery' && operation === 'respond');
		return isTenants ? 'leadmetricsTenantApi' : 'leadmetricsDmApi';
	}
});

describe('a credential', () => {
	it.each(descriptions)('$name uses only those that the package has', (description) => {
		const names = credentials.map(({ name }) => name);
		const used = (description.credentials ?? []).map(({ name }) => name);
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((name) => !names.includes(name))).toEqual([]);
	});

	it.each(credentials)(
		'$name is used, documented, and can be tested',
		({ name, test, documentationUrl, displayName, httpRequestNode }) => {
			const isOfOurNodes = descriptions.some((description) =>
				description.credentials?.some((one) => one.name === name),
			);
			expect(isOfOurNodes || httpRequestNode !== undefined).toBe(true);
			expect(test).toBeDefined();
			expect(documentationUrl).toMatch(/^https:\/\//);
			expect(isTitle(displayName)).toBe(true);
		},
	);

	it('is shown at no operation that does not use it', () => {
		const operation = (value: string, credential: string) => ({ value, credential });
		const resources = [
			{ value: 'link', name: 'Link', operations: [operation('get', 'a'), operation('add', 'b')] },
			{ value: 'site', name: 'Site', operations: [operation('get', 'a')] },
		];
		expect(whereUsed(resources as never, 'a')).toEqual({
			show: { resource: ['link', 'site'], operation: ['get'] },
		});
	});
});

describe.each(descriptions)('the node $name', (description) => {
	it('has what n8n shows of a node', () => {
		expect(isTitle(description.displayName)).toBe(true);
		expect(description.icon).toEqual({
			light: expect.stringMatching(/^file:.*\.svg$/) as string,
			dark: expect.stringMatching(/^file:.*\.dark\.svg$/) as string,
		});
		expect(description.defaults.name).toBe(description.displayName);
		if (!isTrigger(description)) expect(description.usableAsTool).toBe(true);
	});

	it('reads a list anew when a choice that it depends on changes, of which n8n compares the value only', () => {
		const locators = new Map(
			description.properties.map(({ name, type }) => [name, type === 'resourceLocator']),
		);
		for (const { property } of propertiesIn(description.name, description.properties)) {
			for (const path of property.typeOptions?.loadOptionsDependsOn ?? []) {
				const [name, ...rest] = path.split('.');
				expect([name, rest]).toEqual([name, locators.get(name) === true ? ['value'] : []]);
				expect([...locators.keys()]).toContain(name);
			}
		}
	});

	it('asks what the output is to be like after what it is to be of', () => {
		const { properties } = description;
		const last = [
			'output',
			'outputFields',
			'additionalFields',
			'updateFields',
			'filters',
			'options',
		];
		for (const [place, { name, displayOptions }] of properties.entries()) {
			if (name !== 'output') continue;
			const owners = (displayOptions?.show?.resource ?? []) as string[];
			const after = properties
				.slice(place + 1)
				.filter(({ displayOptions: of }) =>
					(of?.show?.resource as string[] | undefined)?.some((owner) => owners.includes(owner)),
				);
			expect(after.filter((property) => !last.includes(property.name))).toEqual([]);
		}
	});

	it('has every method that its parameters call', () => {
		const { methods = {} } = nodes[descriptions.indexOf(description)];
		for (const { property } of propertiesIn(description.name, description.properties)) {
			const { loadOptionsMethod } = property.typeOptions ?? {};
			if (loadOptionsMethod !== undefined)
				expect(methods.loadOptions).toHaveProperty(loadOptionsMethod);
			for (const { typeOptions } of property.modes ?? []) {
				const search = typeOptions?.searchListMethod;
				if (search !== undefined) expect(methods.listSearch).toHaveProperty(search);
			}
		}
	});
});
