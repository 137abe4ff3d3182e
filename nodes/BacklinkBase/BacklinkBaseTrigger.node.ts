import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { describeTrigger } from '../shared/trigger/describe';
import { poll } from '../shared/trigger/poll';
import { events } from './events';
import { backlinkBase } from './service';

export class BacklinkBaseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'BacklinkBase Trigger',
		name: 'backlinkBaseTrigger',
		icon: {
			light: 'file:../../icons/backlinkBase.svg',
			dark: 'file:../../icons/backlinkBase.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["event"]}}',
		description: 'Starts a workflow when a link is published, or credits run low',
		defaults: { name: 'BacklinkBase Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'backlinkBaseApi', required: true }],
		properties: describeTrigger(events),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, backlinkBase, events);
	}
}
