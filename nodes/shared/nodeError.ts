import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Explaining } from './failure';
import { BadInput, explain, RequestFailed } from './failure';

/**
 * The error that n8n shows for whatever went wrong: NodeApiError with the HTTP code for a service's
 * answer, NodeOperationError for input. Nothing of the request or its credential is carried along.
 * @param summary a sentence on the whole run, put at the end
 */
export function toNodeError(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
	error: unknown,
	itemIndex?: number,
	explaining?: Explaining,
	summary = '',
): Error {
	const node = context.getNode();
	if (error instanceof RequestFailed) {
		const { message, description, httpCode } = explain(error, explaining);
		return new NodeApiError(
			node,
			{ message },
			{ message, description: sentences(description, summary), httpCode, itemIndex },
		);
	}
	if (error instanceof BadInput) {
		return new NodeOperationError(node, error.message, {
			description: sentences(error.advice, summary),
			itemIndex,
		});
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex ??= itemIndex;
		return error;
	}
	if (error instanceof Error && 'description' in error) return error;
	return new NodeOperationError(node, error instanceof Error ? error.message : String(error), {
		description: sentences(summary),
		itemIndex,
	});
}

const sentences = (...parts: Array<string | undefined>): string =>
	parts.filter((part) => part !== undefined && part !== '').join(' ');
