import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client } from './client';
import { includeSecrets, limit, returnAll } from './describe';
import type { Complaint, Field } from './fields';
import type { Call, Operation } from './operation';
import type { OutputChoice } from './output';
import { hasOutputChoice, presenter } from './output';
import { complain, type Parameters } from './parameters';

/** What the calls of all input items share. */
interface Caller {
	readonly context: IExecuteFunctions;
	readonly parameters: Parameters;
	readonly operation: Operation;
	readonly client: Client;
}

/** Reads an input item's values. @throws BadInput with every rule that they break */
export function callFor(caller: Caller, itemIndex: number): Call {
	const { context, parameters, operation, client } = caller;
	const { values, complaints, unreadable } = readShown(operation.fields, parameters, itemIndex);
	const { wanted, complaints: aboutLimit } = readWanted(caller, itemIndex);
	const broken = [...complaints, ...aboutLimit, ...brokenRules(operation, values, unreadable)];
	if (broken.length > 0) throw complain(broken);
	const choice = outputChoiceOf(caller, itemIndex);
	return {
		values,
		itemIndex,
		client,
		context,
		wanted,
		present: presenter(operation.returns, choice),
		unified: choice.output === 'unified',
		includeSecrets: choice.includeSecrets,
		hint: (message) => showHint(context, message),
	};
}

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
		if ('value' in reading) {
			values[name] = reading.value;
			continue;
		}
		complaints.push(...reading.complaints);
		unreadable.push(name);
	}
	return { values, complaints, unreadable };
}

const isShown = ({ property }: Field, values: Record<string, unknown>): boolean =>
	Object.entries(property.displayOptions?.show ?? {}).every(
		([name, allowed]) =>
			!(name in values) || (allowed ?? []).some((value) => value === values[name]),
	);

/** What is broken of the rules between fields, as far as the fields themselves are right. */
function brokenRules(
	{ rules = [] }: Operation,
	values: Record<string, unknown>,
	unreadable: readonly string[],
): readonly Complaint[] {
	if (typeof rules === 'function') return unreadable.length === 0 ? rules(values as never) : [];
	return rules
		.filter(({ between }) => !between.some((name) => unreadable.includes(name)))
		.flatMap((rule) => rule.broken(values as never));
}

function readWanted(
	{ parameters, operation }: Caller,
	itemIndex: number,
): { wanted: number; complaints: readonly Complaint[] } {
	if (operation.work.kind !== 'list') return { wanted: 1, complaints: [] };
	const all = parameters.read(returnAll, itemIndex);
	if ('complaints' in all) return { wanted: Infinity, complaints: all.complaints };
	if (all.value) return { wanted: Infinity, complaints: [] };
	const some = parameters.read(limit, itemIndex);
	return 'value' in some ? { wanted: some.value, complaints: [] } : { wanted: 1, ...some };
}

function outputChoiceOf(
	{ parameters, operation: { returns } }: Caller,
	itemIndex: number,
): OutputChoice {
	const secrets = returns?.secrets !== undefined && parameters.option(includeSecrets, itemIndex);
	if (!hasOutputChoice(returns)) {
		return { output: 'raw', outputFields: [], includeSecrets: secrets };
	}
	const output = parameters.raw('output', itemIndex, 'simplified');
	const known = ['simplified', 'raw', 'selectedFields', ...(returns.unify ? ['unified'] : [])];
	if (typeof output !== 'string' || !known.includes(output)) {
		throw complain([{ parameter: 'Output', message: `must be one of ${known.join(', ')}` }]);
	}
	const outputFields = output === 'selectedFields' ? selectedFields(parameters, itemIndex) : [];
	return { output: output as OutputChoice['output'], outputFields, includeSecrets: secrets };
}

function selectedFields(parameters: Parameters, itemIndex: number): string[] {
	const given = parameters.raw('outputFields', itemIndex, []);
	const names = Array.isArray(given) ? given : String(given).split(',');
	const fields = names.map((name) => String(name).trim()).filter((name) => name !== '');
	if (fields.length > 0) return fields;
	throw complain([
		{
			parameter: 'Output Fields',
			message: 'must name at least one field, or choose another output',
		},
	]);
}

/** Execution hints came with n8n 1.x; where they are absent, nothing is shown. */
function showHint(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints?.({ message, location: 'outputPane', type: 'info' });
}
