/** A talk with the model, whichever of OpenAI's two APIs it came by. */

/** The part of JSON Schema that describes a tool's parameters. */
export interface ParameterSchema {
	type?: string | string[];
	description?: string;
	enum?: unknown[];
	format?: string;
	default?: unknown;
	properties?: Record<string, ParameterSchema>;
	items?: ParameterSchema;
	required?: string[];
}

export interface Tool {
	name: string;
	description: string;
	parameters: ParameterSchema;
}

export interface Call {
	name: string;
	arguments: Record<string, unknown>;
}

/** What was said or done, oldest first. */
export type Turn =
	| { kind: 'system' | 'user' | 'assistant'; text: string }
	| { kind: 'call'; id: string; call: Call }
	| { kind: 'result'; id: string; text: string };

export interface Conversation {
	tools: Tool[];
	turns: Turn[];
}

/** What the model does next: calls, or where there are none its answer. */
export interface Decision {
	calls: Call[];
	text: string;
}

/** The user's last request and what was done for it. */
export interface Task {
	question: string;
	/** In their order, each with its result. */
	done: Array<{ call: Call; result: string }>;
}

export function currentTask({ turns }: Conversation): Task {
	const start = turns.map(({ kind }) => kind).lastIndexOf('user');
	const asked = turns.at(start);
	const since = turns.slice(start + 1);
	const results = new Map(
		since.flatMap((turn) => (turn.kind === 'result' ? [[turn.id, turn.text] as const] : [])),
	);
	return {
		question: asked?.kind === 'user' ? asked.text : '',
		done: since.flatMap((turn) =>
			turn.kind === 'call' ? [{ call: turn.call, result: results.get(turn.id) ?? '' }] : [],
		),
	};
}

/** As n8n words it when a person rejects a call. */
export function isRefusal(result: string): boolean {
	return /\brejected the tool call\b|\bprovided feedback\b/.test(result);
}
