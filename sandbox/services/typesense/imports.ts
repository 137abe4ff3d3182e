/** "Index multiple documents": JSON lines in, a JSON line for each out. */
import { z } from 'zod';
import { Refusal } from '../../core/refusal';
import { type Action, actions } from './collection';
import type { TypesenseWorld } from './world';
import { type DirtyValues, dirtyValues } from './values';

/** As the query string has it. */
export interface ImportOptions {
	action: Action;
	dirty: DirtyValues;
	returnDocument: boolean;
	returnId: boolean;
}

const yesOrNo = z.enum(['true', 'false']).default('false');
const optionsShape = z
	.object({
		action: z.enum(actions).default('create'),
		// A collection without a field that takes all types rejects.
		dirty_values: z.enum(dirtyValues).catch('reject'),
		batch_size: z.coerce.number().int().positive().optional(),
		return_doc: yesOrNo,
		return_id: yesOrNo,
	})
	.passthrough();

const rules: Record<string, string> = {
	action: 'must be a create|update|upsert.',
	batch_size: 'must be a positive integer.',
	return_doc: 'must be a true|false.',
	return_id: 'must be a true|false.',
};

/** @throws Refusal (400) in Typesense's words */
export function importOptions(query: unknown): ImportOptions {
	const result = optionsShape.safeParse(query);
	if (result.success) {
		const { action, dirty_values: dirty, return_doc, return_id } = result.data;
		return {
			action,
			dirty,
			returnDocument: return_doc === 'true',
			returnId: return_id === 'true',
		};
	}
	const name = String(result.error.issues[0].path[0]);
	throw new Refusal(400, `Parameter \`${name}\` ${rules[name]}`);
}

/** Writes what it can. @returns the answer: a line for each that is not empty, in their order */
export function importLines(
	world: TypesenseWorld,
	collectionName: string,
	text: string,
	options: ImportOptions,
): string {
	world.collection(collectionName);
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const answers = lines.map((line) => importLine(world, collectionName, line, options));
	return answers.map((answer) => JSON.stringify(answer)).join('\n');
}

function importLine(
	world: TypesenseWorld,
	collectionName: string,
	line: string,
	{ action, dirty, returnDocument, returnId }: ImportOptions,
): Record<string, unknown> {
	try {
		const document = world.write(collectionName, parsed(line), action, dirty);
		return {
			success: true,
			...(returnDocument && { document }),
			...(returnId && { id: document.id }),
		};
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return { success: false, error: error.message, code: error.status, document: line };
	}
}

/** @throws Refusal (400): "Bad JSON" */
export function parsed(line: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw new Refusal(400, `Bad JSON: ${(error as Error).message}`);
	}
	const document = z.record(z.unknown()).safeParse(value);
	if (document.success) return document.data;
	throw new Refusal(400, 'Bad JSON: not a properly formed document.');
}
