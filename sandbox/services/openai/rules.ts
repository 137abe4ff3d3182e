import { argumentsFor } from './arguments';
import { summaryOf } from './answer';
import {
	type Call,
	type Conversation,
	currentTask,
	type Decision,
	isRefusal,
	type Task,
	type Tool,
} from './conversation';
import { meaningOf, shared } from './words';

/** A tool that is called whether or not anybody wants it. */
export interface Insistence {
	/** On the tool's name. */
	tool: RegExp;
	arguments?: Record<string, unknown>;
}

export interface Circumstances {
	/** Milliseconds since 1970. */
	now: number;
	insistences: readonly Insistence[];
}

/** What tools do that change something; such a tool is called only when the request names it. */
const deeds = new Set(
	(
		'add buy cancel complete create delete disavow import mail order place publish recheck remove ' +
		'replace restart retry run send spend start stop submit update'
	).split(' '),
);

/** So many words must a request share with what a tool says of itself. */
const wordsInCommon = 2;

/**
 * What the model does next. First what it insists on; then the tools that read and have to do with the
 * request; then those that change something, when the request names the deed; each once, and before it
 * the tool that its parameters name as their source. When nothing is left to call, or a person said no, it
 * answers.
 */
export function decide(conversation: Conversation, circumstances: Circumstances): Decision {
	const task = currentTask(conversation);
	const { now } = circumstances;
	if (!task.done.some(({ result }) => isRefusal(result))) {
		const call =
			insistedCall(conversation, task, circumstances) ?? wantedCall(conversation, task, now);
		if (call) return { calls: [call], text: '' };
	}
	return { calls: [], text: summaryOf(task, conversation.tools, now) };
}

function insistedCall(
	{ tools }: Conversation,
	task: Task,
	{ insistences, now }: Circumstances,
): Call | undefined {
	for (const { tool: pattern, arguments: given } of insistences) {
		const tool = tools.find(({ name }) => pattern.test(name));
		if (!tool || wasCalled(tool, task)) continue;
		return callOf(tool, task, now, given);
	}
	return undefined;
}

function wantedCall({ tools }: Conversation, task: Task, now: number): Call | undefined {
	const left = tools.filter((tool) => !wasCalled(tool, task) && isWanted(tool, task.question));
	const readingFirst = [...left].sort((one, other) => deedsOf(one).length - deedsOf(other).length);
	const tool = readingFirst.at(0);
	return tool && callOf(sourceFor(tool, tools, task) ?? tool, task, now);
}

/** A tool that has to come before: what a parameter says that its value comes from. */
function sourceFor({ parameters }: Tool, tools: readonly Tool[], task: Task): Tool | undefined {
	const described = JSON.stringify(parameters);
	return tools.find((tool) => described.includes(tool.name) && !wasCalled(tool, task));
}

function callOf(
	{ name, parameters }: Tool,
	task: Task,
	now: number,
	given: Record<string, unknown> = {},
): Call {
	return { name, arguments: argumentsFor(parameters, task, now, given) };
}

function wasCalled({ name }: Tool, { done }: Task): boolean {
	return done.some(({ call }) => call.name === name);
}

function isWanted(tool: Tool, question: string): boolean {
	const asked = meaningOf(question);
	const common = shared(asked, meaningOf(`${tool.name} ${tool.description}`));
	const deed = deedsOf(tool);
	if (deed.length > 0) return deed.some((word) => asked.has(word));
	return common.length >= wordsInCommon;
}

/** What the tool's name says that it changes. */
function deedsOf({ name }: Tool): string[] {
	return shared(meaningOf(name), deeds);
}
