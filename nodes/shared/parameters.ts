import type {
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	NodeParameterValueType,
} from 'n8n-workflow';
import type { Complaint, Field, Reading } from './fields';
import { collection, fallbackOf, readField } from './fields';
import { BadInput } from './failure';
import { pathInItem, plainValueAt } from './itemField';
import { isRecord } from './records';

/** Where a parameter's value comes from. */
interface Source {
	/** Whether it holds no expression. */
	readonly isConstant: boolean;
	/** Where it names a field of its input item, the way to that field. */
	readonly path: readonly string[] | undefined;
}

/**
 * Reads a node's parameters for its input items. What holds no expression is the same for all of them,
 * so it is read and checked once, which keeps a thousand items as quick as a few.
 */
export class Parameters {
	/** Of the parameters that are the same for all items. */
	private readonly readings = new Map<Field, Reading>();

	private readonly sources = new Map<Field, Source>();

	private readonly items: readonly INodeExecutionData[];

	/** n8n copies the node each time that it is asked for it. */
	private readonly node: INode;

	constructor(private readonly context: IExecuteFunctions) {
		this.items = context.getInputData();
		this.node = context.getNode();
	}

	/** A field's value for an item, and what is wrong with it. */
	read(field: Field, itemIndex: number): Reading {
		return this.once(field, field, () => readField(field, () => this.raw(field, itemIndex)));
	}

	/** The same for a member of the options box; its default where the user did not add it, or gave it no value. */
	readOption(field: Field, itemIndex: number): Reading {
		const box = this.read(optionsBox, itemIndex);
		if (box.complaints.length > 0) return box;
		return this.once(field, optionsBox, () =>
			readField(field, () => {
				const given = this.raw(optionsBox, itemIndex) as Record<string, unknown> | undefined;
				const raw = given?.[field.property.name];
				return field.isAbsent?.(raw) ? fallbackOf(field) : raw;
			}),
		);
	}

	/** Reads a field only once where the parameter that it is `within` holds no expression. */
	private once(field: Field, within: Field, read: () => Reading): Reading {
		const known = this.readings.get(field);
		if (known) return known;
		const reading = read();
		if (this.sourceOf(within).isConstant) this.readings.set(field, reading);
		return reading;
	}

	/** A parameter as n8n gives it for an item. */
	private raw(field: Field, itemIndex: number): unknown {
		const { path } = this.sourceOf(field);
		const known = path && plainValueAt(this.items[itemIndex]?.json, path);
		return known ?? this.evaluated(field, itemIndex);
	}

	private evaluated(field: Field, itemIndex: number): unknown {
		return evaluated(field, this.node, (name, fallback) =>
			this.context.getNodeParameter(name, itemIndex, fallback, { extractValue: true }),
		);
	}

	private sourceOf(field: Field): Source {
		const known = this.sources.get(field);
		if (known) return known;
		const stored = this.node.parameters[field.property.name] ?? fallbackOf(field);
		// n8n takes text that begins with "=" for an expression, also where it is the fallback.
		const isConstant = !(JSON.stringify(stored) ?? '').includes('"=');
		const source = { isConstant, path: pathInItem(stored) };
		this.sources.set(field, source);
		return source;
	}
}

/** The box of options as far as it is one, whatever its members. */
const optionsBox = collection('options', 'Options', []);

/**
 * A parameter as `get` of n8n evaluates it. n8n evaluates a box as a whole; where that fails, its members
 * are asked for one by one, as they are read, so that it is known which of them is to blame.
 * @throws Error of n8n's where an expression fails
 */
export function evaluated(
	field: Field,
	{ parameters }: Pick<INode, 'parameters'>,
	get: (name: string, fallback: NodeParameterValueType) => unknown,
): unknown {
	const { name } = field.property;
	const whole = (): unknown => get(name, fallbackOf(field));
	const box = parameters[name];
	if (field.members === undefined || !isRecord(box)) return whole();
	try {
		return whole();
	} catch {
		const members = Object.keys(box).map((member) => [
			member,
			{ enumerable: true, get: () => get(`${name}.${member}`, null) },
		]);
		return Object.defineProperties({}, Object.fromEntries(members) as PropertyDescriptorMap);
	}
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
