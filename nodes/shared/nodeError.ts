import type { IExecuteFunctions, ILoadOptionsFunctions, INode, IPollFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Explaining } from './failure';
import { BadInput, explain, RequestFailed } from './failure';

/**
 * The error that n8n shows for whatever went wrong: NodeApiError with the HTTP code for a service's
 * answer, NodeOperationError for input. Nothing of the request, its credential or the node's parameters
 * is carried along, since n8n stores and logs errors whole.
 * @param summary a sentence on the whole run, put at the end
 */
export function toNodeError(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
	error: unknown,
	itemIndex?: number,
	explaining?: Explaining,
	summary = '',
): Error {
	const node = withoutParameters(context.getNode());
	if (error instanceof RequestFailed) {
		const { message, description, httpCode } = explain(error, explaining);
		const shown = sentences(description, summary);
		const failed = { message, description: shown, httpCode, itemIndex };
		return saying(message, new NodeApiError(node, { message }, failed));
	}
	if (error instanceof BadInput) {
		const description = sentences(error.advice, summary);
		const { message } = error;
		return saying(message, new NodeOperationError(node, message, { description, itemIndex }));
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		const description = sentences(descriptionOf(error), summary);
		return Object.assign(error, { node, description });
	}
	const message = error instanceof Error ? error.message : String(error);
	const description = sentences(descriptionOf(error), summary);
	return saying(message, new NodeOperationError(node, message, { description, itemIndex }));
}

/** How to get unstuck, as errors of n8n's own say it. */
const descriptionOf = (error: unknown): string | undefined =>
	error instanceof Error && 'description' in error && typeof error.description === 'string'
		? error.description
		: undefined;

/**
 * n8n puts words of its own in the place of a message that holds a code of the network such as "EPERM"
 * or "ENOTFOUND" anywhere, also where it is part of a value, as in "sitenotfound.example".
 */
function saying<Shown extends Error>(message: string, error: Shown): Shown {
	error.message = message;
	return error;
}

/** The node as errors name it: a parameter may be a password that the user typed. */
const withoutParameters = (node: INode): INode => ({ ...node, parameters: {} });

const sentences = (...parts: Array<string | undefined>): string =>
	parts.filter((part) => part !== undefined && part !== '').join(' ');
