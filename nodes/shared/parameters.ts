import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { Complaint, Field, Reading } from './fields';
import { collection, fallbackOf, readField } from './fields';
import { BadInput } from './failure';
import { pathInItem, plainValueAt } from './itemField';

/**
 * Reads a node's parameters for its input items. What holds no expression is the same for all of them,
 * so it is read and checked once, which keeps a thousand items as quick as a few.
 */
export class Parameters {
	private readonly constants = new Map<string, unknown>();

	private readonly readings = new Map<Field, Reading>();

	private readonly constancy = new Map<Field, boolean>();

	/** Where a parameter names a field of its input item, the way to that field. */
	private readonly paths = new Map<Field, readonly string[] | undefined>();

	private readonly items: readonly INodeExecutionData[];

	/** n8n copies the node each time that it is asked for it. */
	private readonly node: INode;

	constructor(private readonly context: IExecuteFunctions) {
		this.items = context.getInputData();
		this.node = context.getNode();
	}

	/** A field's value for an item, and what is wrong with it. */
	read(field: Field, itemIndex: number): Reading {
		const known = this.readings.get(field);
		if (known) return known;
		const reading = readField(field, () => this.raw(field, itemIndex));
		if (this.isConstant(field)) this.readings.set(field, reading);
		return reading;
	}

	/** The same for a member of the options box; its default where the user did not add it. */
	readOption(field: Field, itemIndex: number): Reading {
		const box = this.read(optionsBox, itemIndex);
		if (box.complaints.length > 0) return box;
		return readField(field, () => {
			const given = this.raw(optionsBox, itemIndex) as Record<string, unknown> | undefined;
			return given?.[field.property.name] ?? fallbackOf(field);
		});
	}

	/** A field's value for an item. @throws BadInput where it cannot be used */
	value<Value>(field: Field<string, Value>, itemIndex: number): Value {
		return valueIn<Value>(this.read(field, itemIndex));
	}

	/** A member of the options box, or its default. @throws BadInput where it cannot be used */
	option<Value>(field: Field<string, Value>, itemIndex: number): Value {
		return valueIn<Value>(this.readOption(field, itemIndex));
	}

	/** A parameter as n8n gives it for an item. */
	private raw(field: Field, itemIndex: number): unknown {
		const { name } = field.property;
		if (this.isConstant(field)) {
			if (!this.constants.has(name)) this.constants.set(name, this.resolve(field, 0));
			return this.constants.get(name);
		}
		const path = this.pathOf(field);
		const known = path && plainValueAt(this.items[itemIndex]?.json, path);
		return known ?? this.resolve(field, itemIndex);
	}

	private resolve(field: Field, itemIndex: number): unknown {
		return this.context.getNodeParameter(field.property.name, itemIndex, fallbackOf(field), {
			extractValue: true,
		});
	}

	/** n8n takes text that begins with "=" for an expression, also where it is the fallback. */
	private isConstant(field: Field): boolean {
		const known = this.constancy.get(field);
		if (known !== undefined) return known;
		const isConstant = !(JSON.stringify(this.stored(field)) ?? '').includes('"=');
		this.constancy.set(field, isConstant);
		return isConstant;
	}

	private pathOf(field: Field): readonly string[] | undefined {
		if (!this.paths.has(field)) this.paths.set(field, pathInItem(this.stored(field)));
		return this.paths.get(field);
	}

	private stored(field: Field): unknown {
		return this.node.parameters[field.property.name] ?? fallbackOf(field);
	}
}

/** The box of options as far as it is one, whatever its members. */
const optionsBox = collection('options', 'Options', []);

function valueIn<Value>({ value, complaints }: Reading): Value {
	if (complaints.length > 0) throw complain(complaints);
	return value as Value;
}

/** One message that names every parameter and the rule that it breaks. */
export function complain(
	complaints: readonly Complaint[],
	whatNow = 'Nothing was sent for this item. Correct it and run again.',
): BadInput {
	const lines = complaints.map(({ parameter, message }) => `"${parameter}" ${message}`);
	const advice = complaints.flatMap((complaint) => complaint.advice ?? []);
	return new BadInput(distinct(lines).join('; '), distinct([whatNow, ...advice]).join(' '));
}

const distinct = (lines: readonly string[]): string[] => [...new Set(lines)];
