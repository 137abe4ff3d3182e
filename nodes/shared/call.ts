import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client } from './client';
import { combineItems, concurrency, includeSecrets, limit, returnAll } from './describe';
import type { Complaint, Field, Reading } from './fields';
import type { Call, Operation } from './operation';
import type { OutputChoice, OutputForm } from './output';
import { presenter } from './output';
import { complain, type Parameters } from './parameters';

/** What the calls of all input items share. */
interface Caller {
	readonly context: IExecuteFunctions;
	readonly parameters: Parameters;
	readonly operation: Operation;
	readonly client: Client;
	/** How the form of the output is chosen; undefined where there is nothing to choose. */
	readonly form: OutputForm | undefined;
}

/** Reads an input item's values. @throws BadInput with every rule that they break */
export function callFor(caller: Caller, itemIndex: number): Call {
	const { context, parameters, operation, client } = caller;
	const shown = readShown(operation.fields, parameters, itemIndex);
	const { wanted, complaints: aboutLimit } = readWanted(caller, itemIndex);
	const { choice, complaints: aboutOutput } = readOutputChoice(caller, itemIndex);
	const broken = [
		...shown.complaints,
		...aboutLimit,
		...aboutOutput,
		...brokenSettings(caller, itemIndex),
		...brokenRules(operation, shown.values, shown.unreadable),
	];
	if (broken.length > 0) throw complain(broken);
	return {
		values: shown.values,
		itemIndex,
		client,
		context,
		wanted,
		present: presenter(operation.returns, choice),
		unified: choice.output === 'unified',
		choice,
		includeSecrets: choice.includeSecrets,
		hint: (message) => showHint(context, message),
	};
}

/** What is wrong with the settings of the run, which each item has too, as all parameters. */
const brokenSettings = ({ parameters, operation }: Caller, itemIndex: number): Complaint[] =>
	[
		parameters.readOption(concurrency, itemIndex),
		...(operation.work.kind === 'batch' ? [parameters.read(combineItems, itemIndex)] : []),
	].flatMap(({ complaints }) => complaints);

/** Reads the fields that the values before them leave shown; the others are not the user's wish. */
function readShown(
	fields: readonly Field[],
	parameters: Parameters,
	itemIndex: number,
): { values: Record<string, unknown>; complaints: Complaint[]; unreadable: string[] } {
	const values: Record<string, unknown> = {};
	const complaints: Complaint[] = [];
	const unreadable: string[] = [];
	for (const field of fields) {
		if (!isShown(field, values)) continue;
		const { name } = field.property;
		const reading = parameters.read(field, itemIndex);
		if (!reading.unreadable.includes(name)) values[name] = reading.value;
		complaints.push(...reading.complaints);
		unreadable.push(...reading.unreadable);
	}
	return { values, complaints, unreadable };
}

const isShown = ({ property }: Field, values: Record<string, unknown>): boolean =>
	Object.entries(property.displayOptions?.show ?? {}).every(
		([name, allowed]) =>
			!(name in values) || (allowed ?? []).some((value) => value === values[name]),
	);

/** What is broken of the rules between fields, as far as what they are about is right by itself. */
const brokenRules = (
	{ rules = [] }: Operation,
	values: Record<string, unknown>,
	unreadable: readonly string[],
): readonly Complaint[] =>
	rules
		.filter(({ between }) => !between.some((about) => unreadable.some((name) => meet(about, name))))
		.flatMap((rule) => rule.broken(values as never));

/** Whether one of two names is the other, or the box that it is in. */
const meet = (one: string, other: string): boolean =>
	one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

function readWanted(
	{ parameters, operation }: Caller,
	itemIndex: number,
): { wanted: number; complaints: readonly Complaint[] } {
	if (operation.work.kind !== 'list') return { wanted: 1, complaints: [] };
	const all = parameters.read(returnAll, itemIndex);
	if (all.complaints.length > 0) return { wanted: Infinity, complaints: all.complaints };
	if (all.value === true) return { wanted: Infinity, complaints: [] };
	const { value, complaints } = parameters.read(limit, itemIndex);
	return { wanted: value as number, complaints };
}

function readOutputChoice(
	{ parameters, operation: { returns }, form }: Caller,
	itemIndex: number,
): { choice: OutputChoice; complaints: readonly Complaint[] } {
	const secrets = returns?.secrets ? parameters.readOption(includeSecrets, itemIndex) : nothingRead;
	const output = form ? parameters.read(form.output, itemIndex) : nothingRead;
	const fields =
		form && output.value === 'selectedFields'
			? parameters.read(form.outputFields, itemIndex)
			: nothingRead;
	return {
		choice: {
			output: (output.value ?? 'raw') as OutputChoice['output'],
			outputFields: (fields.value ?? []) as string[],
			includeSecrets: secrets.value === true,
		},
		complaints: [output, fields, secrets].flatMap(({ complaints }) => complaints),
	};
}

const nothingRead: Reading = { value: undefined, complaints: [], unreadable: [] };

/** Execution hints came with n8n 1.x; where they are absent, nothing is shown. */
function showHint(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints?.({ message, location: 'outputPane', type: 'info' });
}
