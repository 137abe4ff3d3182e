/** "Responses": what comes by it and what goes back. */
import { z } from 'zod';
import type { Conversation, ParameterSchema, Turn } from './conversation';
import { callIdOf, calledWith, contentText, events, type Speech, textIn } from './protocol';

const itemShape = z.union([
	z
		.object({ type: z.literal('function_call'), call_id: z.string() })
		.extend({ name: z.string(), arguments: z.string() })
		.passthrough(),
	z
		.object({ type: z.literal('function_call_output'), call_id: z.string(), output: contentText })
		.passthrough(),
	z
		.object({
			type: z.literal('message').optional(),
			role: z.enum(['system', 'developer', 'user', 'assistant']),
			content: contentText,
		})
		.passthrough(),
]);

type Item = z.infer<typeof itemShape>;

export const responseShape = z
	.object({
		model: z.string(),
		instructions: z.string().nullish(),
		input: z.union([z.string(), z.array(itemShape)]),
		tools: z
			.array(
				z
					.object({
						type: z.literal('function'),
						name: z.string(),
						description: z.string().nullish(),
						parameters: z.custom<ParameterSchema>().nullish(),
					})
					.passthrough(),
			)
			.default([]),
		stream: z.boolean().nullish(),
	})
	.passthrough();

type ResponseRequest = z.infer<typeof responseShape>;

export function conversationIn({ instructions, input, tools }: ResponseRequest): Conversation {
	const said: Turn[] = typeof input === 'string' ? [{ kind: 'user', text: input }] : [];
	const items = typeof input === 'string' ? [] : input;
	const system: Turn[] = instructions ? [{ kind: 'system', text: instructions }] : [];
	return {
		tools: tools.map(({ name, description, parameters }) => ({
			name,
			description: description ?? '',
			parameters: parameters ?? {},
		})),
		turns: [...system, ...said, ...items.map(turnOf)],
	};
}

function turnOf(item: Item): Turn {
	if (item.type === 'function_call') {
		const { call_id: id, name, arguments: json } = item;
		return { kind: 'call', id, call: { name, arguments: calledWith(json) } };
	}
	if (item.type === 'function_call_output') {
		return { kind: 'result', id: item.call_id, text: textIn(item.output) };
	}
	const kind = item.role === 'developer' ? 'system' : item.role;
	return { kind, text: textIn(item.content) };
}

/** "The response object". */
export function response(speech: Speech, status = 'completed', output = outputOf(speech)) {
	const { id, model, created } = speech;
	const isDone = status === 'completed';
	const details = { input_tokens_details: { cached_tokens: 0 } };
	const reasoning = { output_tokens_details: { reasoning_tokens: 0 } };
	const tokens = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
	return {
		id: `resp_${id}`,
		object: 'response',
		created_at: created,
		status,
		error: null,
		incomplete_details: null,
		model,
		output: isDone ? output : [],
		parallel_tool_calls: true,
		usage: isDone ? { ...tokens, ...details, ...reasoning } : null,
	};
}

/** "Streaming events", as server-sent events. */
export function responseStream(speech: Speech): string {
	const items = outputOf(speech).flatMap(itemEvents);
	const all: StreamEvent[] = [
		{ type: 'response.created', response: response(speech, 'in_progress') },
		...items,
		{ type: 'response.completed', response: response(speech) },
	];
	return events(
		all.map((one, place) => ({ event: one.type, data: { ...one, sequence_number: place } })),
	);
}

interface StreamEvent {
	type: string;
	[field: string]: unknown;
}

type OutputItem = ReturnType<typeof message> | ReturnType<typeof functionCall>;

function outputOf(speech: Speech): OutputItem[] {
	const { calls } = speech.decision;
	if (calls.length === 0) return [message(speech)];
	return calls.map((_call, index) => functionCall(speech, index));
}

function message({ id, decision }: Speech) {
	const content = [{ type: 'output_text', text: decision.text, annotations: [] }];
	return {
		id: `msg_${id}`,
		type: 'message',
		status: 'completed',
		role: 'assistant',
		content,
	} as const;
}

function functionCall({ id, decision }: Speech, index: number) {
	const { name, arguments: values } = decision.calls[index];
	return {
		id: `fc_${id}_${String(index)}`,
		type: 'function_call',
		status: 'completed',
		call_id: callIdOf(id, index),
		name,
		arguments: JSON.stringify(values),
	} as const;
}

function itemEvents(item: OutputItem, place: number): StreamEvent[] {
	const at = { output_index: place, item_id: item.id };
	const added = { type: 'response.output_item.added', output_index: place };
	const done = { type: 'response.output_item.done', output_index: place, item };
	if (item.type === 'function_call') {
		const delta = item.arguments;
		return [
			{ ...added, item: { ...item, arguments: '', status: 'in_progress' } },
			{ type: 'response.function_call_arguments.delta', ...at, delta },
			done,
		];
	}
	const delta = item.content[0].text;
	return [
		{ ...added, item: { ...item, content: [], status: 'in_progress' } },
		{ type: 'response.output_text.delta', ...at, content_index: 0, delta },
		done,
	];
}
