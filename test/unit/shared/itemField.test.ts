import fc from 'fast-check';
import type { INodeParameters, INodeTypes, NodeParameterValueType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { pathInItem, plainValueAt } from '../../../nodes/shared/itemField';

const nodeName = 'Under Test';
const type = { description: { properties: [] } } as unknown as ReturnType<INodeTypes['getByName']>;
const nodeTypes: INodeTypes = {
	getByName: () => type,
	getByNameAndVersion: () => type as ReturnType<INodeTypes['getByNameAndVersion']>,
	getKnownTypes: () => ({}),
};
const workflow = new Workflow({
	id: 'workflow',
	nodes: [
		{ id: '1', name: nodeName, type: 'test', typeVersion: 1, position: [0, 0], parameters: {} },
	],
	connections: {},
	active: false,
	nodeTypes,
});

/** The value as n8n evaluates it, or the error with which it refuses. */
function evaluated(parameter: NodeParameterValueType | INodeParameters, json: object): unknown {
	try {
		return workflow.expression.getParameterValue(
			parameter,
			null,
			0,
			0,
			nodeName,
			[{ json: json as never }],
			'manual',
			{},
		);
	} catch (error) {
		return error;
	}
}

describe('a parameter that names a field of its item', () => {
	it.each([
		['={{ $json.id }}', ['id']],
		['={{$json.backlink.id}}', ['backlink', 'id']],
		['={{ $json["Backlink ID"] }}', ['Backlink ID']],
		["={{ $json.row['URL'] }}", ['row', 'URL']],
	])('is known: %s', (parameter, path) => {
		expect(pathInItem(parameter)).toEqual(path);
	});

	it('is known in a resource locator with an ID', () => {
		const locator = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		expect(pathInItem(locator)).toEqual(['id']);
		expect(pathInItem({ ...locator, mode: 'list' })).toBeUndefined();
	});

	it.each([
		'{{ $json.id }}',
		'= {{ $json.id }}',
		'={{ $json.id }} ',
		'={{ $json.id.trim() }}',
		'={{ $json.ids[0] }}',
		'={{ $json.id + 1 }}',
		'={{ $json }}',
		"={{ $('Before').item.json.id }}",
		'={{ $json.id }},{{ $json.other }}',
		'={{ $json["a\\"b"] }}',
		17,
		null,
	])('is left to n8n: %j', (parameter) => {
		expect(pathInItem(parameter)).toBeUndefined();
	});

	it.each([
		['nothing there', {}, ['id']],
		['null', { id: null }, ['id']],
		['a list', { id: [1] }, ['id']],
		['an object', { id: { a: 1 } }, ['id']],
		['what every object has', {}, ['constructor', 'name']],
		['what every list has', { ids: [1, 2] }, ['ids', 'length']],
		['no item', undefined, ['id']],
	])('gives no value of its own for %s', (_what, item, path) => {
		expect(plainValueAt(item, path)).toBeUndefined();
	});

	it('is never another value than that which n8n evaluates', () => {
		const names = fc.constantFrom(
			...['id', 'Backlink ID', 'length', '__proto__', 'constructor', 'toString', 'ä', '=x', 'a.b'],
		);
		const leaves = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('={{ $json.other }}', '{{ 1 }}', '2026-01-31', ''),
			fc.double(),
			fc.boolean(),
			fc.constant(null),
			fc.array(fc.integer(), { maxLength: 2 }),
		);
		const records = fc.dictionary(names, fc.oneof(leaves, fc.dictionary(names, leaves)));
		const paths = fc.array(names, { minLength: 1, maxLength: 3 });
		let known = 0;
		fc.assert(
			fc.property(records, paths, fc.boolean(), (json, path, isLocator) => {
				const expression = `={{ $json${path.map((name) => `["${name}"]`).join('')} }}`;
				const parameter = isLocator ? { __rl: true, mode: 'id', value: expression } : expression;
				expect(pathInItem(parameter)).toEqual(path);
				const value = plainValueAt(json, path);
				if (value === undefined) return;
				known += 1;
				const wanted = evaluated(parameter, json);
				expect(isLocator ? (wanted as INodeParameters).value : wanted).toEqual(value);
			}),
			{ numRuns: 2_000, seed: 20_261_121 },
		);
		// Otherwise nothing was compared.
		expect(known).toBeGreaterThan(50);
	});
});
