import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	INode,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { TestCredentials } from './credentialsHelper';

/**
 * The "Test" button of a credential: n8n's server puts the credential's test request into a made-up node
 * and lets n8n-core's routing run it, so this does the same.
 * @returns the message of what is wrong; undefined where the test succeeds
 */
export async function testCredential(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const { test } = type;
	if (test === undefined) throw new Error(`${type.name} has no test`);
	const node: INode = {
		id: 'temporary',
		name: 'Temporary',
		type: 'temporary',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: type.name, name: type.name } },
	};
	const nodeType = {
		description: {
			displayName: 'Temporary',
			name: 'temporary',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	} as INodeType;
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const credentialsHelper = new TestCredentials(new Map([[type.name, type]]), {
		[type.name]: data,
	});
	const additionalData = {
		credentialsHelper,
		currentNodeParameters: node.parameters,
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const input = [{ json: {} }];
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData({ resultData: { runData: {} } }),
		0,
		[],
		{ main: [input] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = await credentialsHelper.getDecrypted(undefined, undefined, type.name);
	const routing = new RoutingNode(context, nodeType, {
		id: '',
		name: '',
		type: type.name,
		data: decrypted,
	});
	return await routing.runNode().then(
		() => undefined,
		(error: unknown) => messageOf(type, error),
	);
}

/** What n8n makes of a failed test: the message of the rule for the status, or the status. */
function messageOf({ test }: ICredentialType, error: unknown): string {
	const { cause, message } = error as {
		cause?: { response?: { status: number }; code?: string };
		message: string;
	};
	const status = cause?.response?.status;
	const rule = test?.rules?.find(
		({ type, properties }) => type === 'responseCode' && properties.value === status,
	);
	return rule?.properties.message ?? String(status ?? cause?.code ?? message);
}
