/** What OpenAI's two APIs have in common. */
import { z } from 'zod';
import { fieldsOf } from '../../core/fields';
import type { Decision } from './conversation';

/** An answer on its way out. */
export interface Speech {
	/** Of this answer; calls have ids made from it. */
	id: string;
	model: string;
	/** Seconds since 1970. */
	created: number;
	decision: Decision;
}

/** A text, or parts of which some are text. */
export const contentText = z
	.union([z.string(), z.array(z.object({ text: z.string().optional() }).passthrough())])
	.nullish();

export function textIn(content: z.infer<typeof contentText>): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map(({ text = '' }) => text).join('\n');
}

export function callIdOf(id: string, index: number): string {
	return `call_${id}_${String(index)}`;
}

/** A call's arguments; none where they are no JSON object. */
export function calledWith(json: string): Record<string, unknown> {
	try {
		return fieldsOf(JSON.parse(json));
	} catch {
		return {};
	}
}

/** Server-sent events. */
export function events(list: ReadonlyArray<{ event?: string; data: unknown }>): string {
	return list
		.map(({ event, data }) => {
			const head = event === undefined ? '' : `event: ${event}\n`;
			return `${head}data: ${JSON.stringify(data)}\n\n`;
		})
		.join('');
}
