import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters, IPollFunctions } from 'n8n-workflow';
import type { Service } from '../../../nodes/shared/service';
import type { TriggerEvent } from '../../../nodes/shared/trigger/event';
import { poll } from '../../../nodes/shared/trigger/poll';
import { newProcess } from '../../../nodes/shared/trigger/state';
import type { NodeUnderTest, PollOptions } from './runNode';
import { runPoll } from './runNode';

/** What n8n's durable engine gives a poll, in milliseconds. */
export const durableBudget = 36_000;

/** A published workflow with one trigger, as n8n polls it. */
export class PublishedTrigger {
	/** What n8n keeps for the node, in memory. */
	data: IDataObject = {};

	/** n8n's own process; a restart is another one. */
	private process = newProcess();

	private readonly workflowId = randomUUID();

	constructor(
		private readonly under: () => NodeUnderTest,
		private readonly service: Service,
		private readonly events: readonly TriggerEvent[],
		public parameters: INodeParameters,
	) {}

	/** Polls once. @returns the items; none where the poll gave null */
	async poll(options: Partial<PollOptions> = {}): Promise<IDataObject[]> {
		const { service, events, process } = this;
		const under = this.under();
		const type = Object.create(under.type) as NodeUnderTest['type'];
		type.poll = async function (this: IPollFunctions) {
			return await poll(this, service, events, process);
		};
		const found = await runPoll(
			{ ...under, type },
			{
				parameters: this.parameters,
				staticData: this.data,
				workflowId: this.workflowId,
				...options,
			},
		);
		// n8n makes no execution of an empty list, and the engine must not give one.
		if (found?.length === 0) throw new Error('A poll without items must give null');
		return found ?? [];
	}

	/** Polls until nothing more is found, for scopes that one budget does not cover. */
	async pollUntilQuiet(options: Partial<PollOptions> = {}): Promise<IDataObject[]> {
		const all: IDataObject[] = [];
		for (;;) {
			const found = await this.poll(options);
			if (found.length === 0) return all;
			all.push(...found);
		}
	}

	/** How far the watching has come. */
	get course(): unknown {
		return JSON.parse(this.data.course as string) as unknown;
	}

	/** What n8n would write into its database now. */
	saved(): IDataObject {
		return JSON.parse(JSON.stringify(this.data)) as IDataObject;
	}

	/** n8n starts anew, with what it had saved. */
	restart(saved: IDataObject): void {
		this.process = newProcess();
		this.data = saved;
	}
}
