import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import { fieldsOf } from '../../core/fields';

const plainTypes = ['string', 'int32', 'int64', 'float', 'bool', 'object', 'auto'] as const;

/** What a single value can be. */
export type PlainType = (typeof plainTypes)[number];

const fieldShape = z.object({
	name: z.string().min(1),
	type: z.string(),
	facet: z.boolean().default(false),
	optional: z.boolean().default(false),
	index: z.boolean().default(true),
	sort: z.boolean().optional(),
	infix: z.boolean().default(false),
	locale: z.string().default(''),
	stem: z.boolean().default(false),
	store: z.boolean().default(true),
});

type SentField = z.infer<typeof fieldShape>;

/** A field of a schema with everything that was left out of it. */
export interface Field extends SentField {
	sort: boolean;
}

/** What a collection's documents must hold. */
export interface Schema {
	name: string;
	fields: Field[];
	default_sorting_field: string;
	enable_nested_fields: boolean;
	token_separators: string[];
	symbols_to_index: string[];
}

const optionsShape = z.object({
	default_sorting_field: z.string().default(''),
	enable_nested_fields: z.boolean().default(false),
	token_separators: z.array(z.string().length(1)).default([]),
	symbols_to_index: z.array(z.string().length(1)).default([]),
});

/** "Create a collection". @throws Refusal (400) in Typesense's words */
export function readSchema(body: unknown): Schema {
	const sent = fieldsOf(body);
	if (sent.name === undefined) throw invalid('Parameter `name` is required.');
	if (typeof sent.name !== 'string' || sent.name === '') {
		throw invalid('Parameter `name` must be a non-empty string.');
	}
	if (sent.fields === undefined) throw invalid('Parameter `fields` is required.');
	if (!Array.isArray(sent.fields) || sent.fields.length === 0) {
		throw invalid(
			'The `fields` value should be an array of objects containing `name`, `type` and optionally, `facet` properties.',
		);
	}
	const options = optionsShape.safeParse(sent);
	if (!options.success) {
		throw invalid(`\`${String(options.error.issues[0].path[0])}\` has a wrong value.`);
	}
	const fields = sent.fields.map((field: unknown) =>
		readField(field, options.data.enable_nested_fields),
	);
	checkSorting(options.data.default_sorting_field, fields);
	return { name: sent.name, fields, ...options.data };
}

/** `string[]` is an array of `string`. */
export function typeOf({ type }: Pick<Field, 'type'>): { plain: PlainType; isArray: boolean } {
	const isArray = type.endsWith('[]');
	// readField lets no other type in.
	return { plain: (isArray ? type.slice(0, -2) : type) as PlainType, isArray };
}

function readField(sent: unknown, nested: boolean): Field {
	const result = fieldShape.safeParse(sent);
	if (!result.success) {
		throw invalid(
			'Wrong format for `fields`. It should be an array of objects containing `name`, `type`, `optional` and `facet` properties.',
		);
	}
	const field = result.data;
	const { plain } = typeOf(field);
	if (!plainTypes.includes(plain) || field.type === 'auto[]') {
		throw invalid(
			`Field \`${field.name}\` has an invalid data type \`${field.type}\`, see docs for supported data types.`,
		);
	}
	if (plain === 'object' && !nested) {
		throw invalid(
			'Type `object` or `object[]` can be used only when nested fields are enabled by setting` enable_nested_fields` to true.',
		);
	}
	const isNumber = ['int32', 'int64', 'float', 'bool'].includes(field.type);
	return { ...field, sort: field.sort ?? isNumber };
}

function checkSorting(name: string, fields: readonly Field[]): void {
	if (name === '') return;
	const field = fields.find((one) => one.name === name);
	if (!field) {
		throw invalid(
			`Default sorting field is defined as \`${name}\` but is not found in the schema.`,
		);
	}
	if (!field.sort) {
		throw invalid(`Default sorting field \`${name}\` is not a sortable type.`);
	}
	if (field.optional) {
		throw invalid(`Default sorting field \`${name}\` cannot be an optional field.`);
	}
}

function invalid(message: string): Refusal {
	return new Refusal(400, message);
}
