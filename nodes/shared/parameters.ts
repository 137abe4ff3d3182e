import type { IExecuteFunctions } from 'n8n-workflow';
import type { Complaint, Field } from './fields';
import { fallbackOf, readFields } from './fields';
import { BadInput } from './failure';

/** What became of reading a parameter. */
type Reading<Value> = { readonly value: Value } | { readonly complaints: readonly Complaint[] };

/**
 * Reads a node's parameters for its input items. What holds no expression is the same for all of them,
 * so it is read and checked once, which keeps a thousand items as quick as a few.
 */
export class Parameters {
	private readonly constants = new Map<string, unknown>();

	private readonly readings = new Map<string, Reading<unknown>>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** A parameter as n8n gives it for an item. */
	raw(name: string, itemIndex: number, fallback: unknown): unknown {
		if (!this.isConstant(name, fallback)) return this.resolve(name, itemIndex, fallback);
		if (!this.constants.has(name)) this.constants.set(name, this.resolve(name, 0, fallback));
		return this.constants.get(name);
	}

	/** A field's value for an item, or what is wrong with it. */
	read<Value>(field: Field<string, Value>, itemIndex: number): Reading<Value> {
		const { name } = field.property;
		const known = this.readings.get(name);
		if (known) return known as Reading<Value>;
		const raw = this.raw(name, itemIndex, fallbackOf(field));
		const { values, complaints } = readFields([field], () => raw);
		const reading: Reading<Value> =
			complaints.length > 0 ? { complaints } : { value: values[name] };
		if (this.isConstant(name, fallbackOf(field))) this.readings.set(name, reading);
		return reading;
	}

	/** A field's value for an item. @throws BadInput where it cannot be used */
	value<Value>(field: Field<string, Value>, itemIndex: number): Value {
		const reading = this.read(field, itemIndex);
		if ('value' in reading) return reading.value;
		throw complain(reading.complaints);
	}

	/** A member of the options box, or its default. @throws BadInput where it cannot be used */
	option<Value>(field: Field<string, Value>, itemIndex: number): Value {
		const box = this.raw('options', itemIndex, {});
		const { name } = field.property;
		const given = isBox(box) && box[name] !== undefined ? box[name] : fallbackOf(field);
		const { values, complaints } = readFields([field], () => given);
		if (complaints.length > 0) throw complain(complaints);
		return values[name];
	}

	private resolve(name: string, itemIndex: number, fallback: unknown): unknown {
		return this.context.getNodeParameter(name, itemIndex, fallback as never, {
			extractValue: true,
		});
	}

	/** n8n takes text that begins with "=" for an expression, also where it is the fallback. */
	private isConstant(name: string, fallback: unknown): boolean {
		const stored = this.context.getNode().parameters[name] ?? fallback;
		return !(JSON.stringify(stored) ?? '').includes('"=');
	}
}

const isBox = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** One message that names every parameter and the rule that it breaks. */
export function complain(complaints: readonly Complaint[]): BadInput {
	const lines = complaints.map(({ parameter, message }) => `"${parameter}" ${message}`);
	return new BadInput(
		lines.join('; '),
		'Nothing was sent for this item. Correct it and run again.',
	);
}
