import type { IExecuteFunctions } from 'n8n-workflow';
import { Client } from '../../../nodes/shared/client';
import { identifier, text } from '../../../nodes/shared/fields';
import type { Call, Operation, Output } from '../../../nodes/shared/operation';
import { operation, options, updateFields } from '../../../nodes/shared/operation';
import type { OutputChoice } from '../../../nodes/shared/output';
import { byTarget, contradictions, copyOf } from '../../../nodes/shared/targets';

const words = { description: 'A thing', placeholder: 'e.g. 1' };
const letterId = identifier({
	name: 'letterId',
	displayName: 'Letter',
	search: 'searchLetters',
	...words,
});
const subject = text({ name: 'subject', displayName: 'Subject', ...words });

const post = (oncePer?: 'letterId'): Operation =>
	operation({
		value: 'post',
		name: 'Post',
		action: 'Post a letter',
		description: 'Post a letter',
		fields: [letterId, updateFields(subject), options(subject)],
		returns: { fields: [], simplified: [], secrets: ['seal'] },
		...(oncePer === undefined ? {} : { oncePer }),
		run: async () => await Promise.resolve([]),
	});

const context = {} as IExecuteFunctions;
const client = new Client(context, { name: 'Post', credential: 'postApi', secret: 'key' });
const raw: OutputChoice = { output: 'raw', outputFields: [], includeSecrets: false };

function calls(
	...items: ReadonlyArray<[letterId: string, more?: object, choice?: Partial<OutputChoice>]>
): Call[] {
	return items.map(([id, more, choice], itemIndex) => ({
		values: { letterId: id, ...more },
		itemIndex,
		client,
		context,
		wanted: 1,
		present: (record) => [record],
		unified: false,
		choice: { ...raw, ...choice },
		includeSecrets: false,
		hint: () => undefined,
	}));
}

describe('items by target', () => {
	const indexes = (all: ReadonlyArray<Call | undefined>, oncePer?: string): number[][] =>
		byTarget(all, oncePer).map((same) => same.map(({ itemIndex }) => itemIndex));

	it('are each alone where an operation acts for each item', () => {
		expect(indexes(calls(['a'], ['a'], ['b']))).toEqual([[0], [1], [2]]);
	});

	it('are together where an operation acts once for each target, in the order of the first ones', () => {
		const all: Array<Call | undefined> = calls(['a'], ['b'], ['a'], ['c'], ['b'], ['a']);
		expect(indexes(all, 'letterId')).toEqual([[0, 2, 5], [1, 4], [3]]);
		all[0] = undefined;
		expect(indexes(all, 'letterId')).toEqual([[1, 4], [2, 5], [3]]);
	});
});

describe('items that contradict each other', () => {
	it('are none where they want the same, or are of several targets', () => {
		const changes = { updateFields: { subject: 'Hello' } };
		const all = calls(['a', changes], ['b', { updateFields: {} }], ['a', { ...changes }]);
		expect(contradictions(post('letterId'), all)).toEqual([]);
	});

	it('are none where an operation acts for each item', () => {
		const all = calls(['a', { updateFields: {} }], ['a', { updateFields: { subject: 'Hello' } }]);
		expect(contradictions(post(), all)).toEqual([]);
	});

	it('are named, with what differs in them and what to do', () => {
		const all = calls(
			['a', { updateFields: { subject: 'Hello' }, options: {} }],
			['b'],
			['a', { updateFields: { subject: 'Hello' }, options: {} }],
			['a', { updateFields: {}, options: { subject: 'x' } }],
		);
		const found = contradictions(post('letterId'), all);
		expect(found.map(({ itemIndexes }) => itemIndexes)).toEqual([[0, 2, 3]]);
		expect(found[0].error.message).toBe(
			'Items 0, 2 and 3 have the same "Letter", "a", but not the same "Update Fields" and "Options"',
		);
		expect(found[0].error.advice).toBe(
			'This operation acts once for each "Letter", so nothing was sent for these items. Give them the same values, or keep only one of them, and run again.',
		);
	});

	it('differ also where only one of them has a value, and in whether secrets are wanted', () => {
		const [absent] = contradictions(post('letterId'), calls(['a', { updateFields: {} }], ['a']));
		expect(absent.error.message).toContain('not the same "Update Fields"');
		const [secrets] = contradictions(
			post('letterId'),
			calls(['a', {}, { includeSecrets: true }], ['a']),
		);
		expect(secrets.error.message).toContain('not the same "Include Secrets"');
	});

	it('are counted where they are many', () => {
		const all = calls(
			...Array.from({ length: 50 }, (_, place): [string, object] => [
				'a',
				{ updateFields: { subject: String(place) } },
			]),
		);
		const [{ error, itemIndexes }] = contradictions(post('letterId'), all);
		expect(itemIndexes).toHaveLength(50);
		expect(error.message).toContain('Items 0, 1, 2, 3, 4 and 45 more have the same "Letter"');
	});
});

describe('the outcome of a target', () => {
	it('is copied for each further item, down to the last object', () => {
		const file = { data: 'QQ==', mimeType: 'text/plain' };
		const outputs: Output[] = [
			{ json: { id: 1, parts: [{ sent: true }] }, binary: { file } },
			{ json: {} },
		];
		const copy = copyOf({ outputs }) as { outputs: Output[] };
		expect(copy.outputs).toEqual(outputs);
		expect(Object.keys(copy.outputs[1])).toEqual(['json']);
		copy.outputs[0].json.parts = [];
		(copy.outputs[0].binary ?? {}).file.mimeType = 'image/png';
		expect(outputs[0]).toEqual({
			json: { id: 1, parts: [{ sent: true }] },
			binary: { file: { data: 'QQ==', mimeType: 'text/plain' } },
		});
	});

	it('is shared where it is an error', () => {
		const outcome = { error: new Error('No') };
		expect(copyOf(outcome)).toBe(outcome);
	});
});
