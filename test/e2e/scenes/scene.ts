import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { isRecord } from '../../../nodes/shared/records';
import type { Sandbox, SandboxServices } from '../../../sandbox/server';

/** An event of a trigger, and something that happens in its service. */
export interface Scene {
	service: keyof SandboxServices;
	/** As in n8n's node type: "seRankingBacklinksTrigger". */
	node: string;
	credential: string;
	event: string;
	/** Looks in the service for what the scene is about. */
	set: (sandbox: Sandbox) => SetScene;
}

/** A scene that has found its part of the world. */
export interface SetScene {
	/** Of the trigger, beside the event. */
	parameters: INodeParameters;
	/** Path and query of requests that this trigger makes, and no other if possible. */
	asks: RegExp;
	/** Makes it happen. @returns what each item must hold */
	happens: () => IDataObject[];
}

/** An ID as a resource locator holds it. */
export const byId = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

/** Makes something happen in a service. @returns the ids that it touched */
export function moved(
	{ control }: Sandbox,
	service: keyof SandboxServices,
	move: string,
	input: IDataObject,
): string[] {
	return (control.world(service, move, input) as { ids: string[] }).ids;
}

/** The one that fits. @throws Error where there is none */
export function found<Thing>(things: readonly Thing[], isIt: (thing: Thing) => boolean): Thing {
	const thing = things.find(isIt);
	if (thing === undefined) throw new Error('The sandbox has no such thing');
	return thing;
}

/** Matches whatever holds all this, at any depth. */
export const objectWith = (wanted: IDataObject): unknown =>
	expect.objectContaining(
		Object.fromEntries(
			Object.entries(wanted).map(([name, value]) => [
				name,
				isRecord(value) ? objectWith(value as IDataObject) : value,
			]),
		),
	);
