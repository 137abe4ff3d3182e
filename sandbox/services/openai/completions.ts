/** "Chat Completions": what comes by it and what goes back. */
import { z } from 'zod';
import type { Call, Conversation, Decision, ParameterSchema, Turn } from './conversation';
import { callIdOf, calledWith, contentText, events, Speech, textIn } from './protocol';

const messageShape = z
	.object({
		role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
		content: contentText,
		tool_call_id: z.string().optional(),
		tool_calls: z
			.array(
				z.object({
					id: z.string(),
					function: z.object({ name: z.string(), arguments: z.string() }),
				}),
			)
			.optional(),
	})
	.passthrough();

type Message = z.infer<typeof messageShape>;

export const completionShape = z
	.object({
		model: z.string(),
		messages: z.array(messageShape).nonempty(),
		tools: z
			.array(
				z.object({
					type: z.literal('function'),
					function: z.object({
						name: z.string(),
						description: z.string().default(''),
						parameters: z.custom<ParameterSchema>().default({}),
					}),
				}),
			)
			.default([]),
		stream: z.boolean().default(false),
	})
	.passthrough();

type CompletionRequest = z.infer<typeof completionShape>;

export function conversationIn({ messages, tools }: CompletionRequest): Conversation {
	return { tools: tools.map((tool) => tool.function), turns: messages.flatMap(turnsOf) };
}

function turnsOf({
	role,
	content,
	tool_call_id: id = '',
	tool_calls: calls = [],
}: Message): Turn[] {
	const text = textIn(content);
	if (role === 'tool') return [{ kind: 'result', id, text }];
	if (role === 'developer') return [{ kind: 'system', text }];
	const called = calls.map(
		(one): Turn => ({ kind: 'call', id: one.id, call: callIn(one.function) }),
	);
	return text === '' && called.length > 0 ? called : [{ kind: role, text }, ...called];
}

function callIn({ name, arguments: json }: { name: string; arguments: string }): Call {
	return { name, arguments: calledWith(json) };
}

/** "The chat completion object". */
export function completion(speech: Speech): unknown {
	const { decision } = speech;
	return {
		...head(speech, 'chat.completion'),
		choices: [
			{
				index: 0,
				message: {
					role: 'assistant',
					content: decision.calls.length > 0 ? null : decision.text,
					refusal: null,
					...(decision.calls.length > 0 && { tool_calls: toolCalls(speech) }),
				},
				logprobs: null,
				finish_reason: finishReason(decision),
			},
		],
		usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
	};
}

/** "The chat completion chunk object", as server-sent events. */
export function completionStream(speech: Speech): string {
	const { decision } = speech;
	const chunk = (delta: unknown, finish: string | null = null): unknown => ({
		...head(speech, 'chat.completion.chunk'),
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
	});
	const calls = toolCalls(speech).map((call, index) => ({ index, ...call }));
	const delta = calls.length > 0 ? { tool_calls: calls } : { content: decision.text };
	const chunks = [
		chunk({ role: 'assistant', content: '' }),
		chunk(delta),
		chunk({}, finishReason(decision)),
	];
	return `${events(chunks.map((data) => ({ data })))}data: [DONE]\n\n`;
}

function head({ id, model, created }: Speech, object: string) {
	return { id: `chatcmpl-${id}`, object, created, model };
}

function toolCalls({ id, decision: { calls } }: Speech) {
	return calls.map(({ name, arguments: values }, index) => ({
		id: callIdOf(id, index),
		type: 'function',
		function: { name, arguments: JSON.stringify(values) },
	}));
}

function finishReason({ calls }: Decision): string {
	return calls.length > 0 ? 'tool_calls' : 'stop';
}
