import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox, SandboxServices } from '../../../sandbox/server';
import type { NodeIn } from '../nodes';

export type ServiceName = keyof SandboxServices;

/** For so many input items each operation has a target of its own in the sandbox. */
export const mostPlaces = 4;

/** How to run an operation so that it succeeds. */
export interface OperationEntry<Name extends ServiceName = ServiceName> {
	/** As "resource.operation". */
	readonly operation: string;
	/** What tells it from other entries of the same operation. */
	readonly variant?: string;
	/** What has to be so in the sandbox before, for the input item at a place from 0 on. */
	readonly prepare?: (service: SandboxServices[Name], place: number) => void;
	/** The parameters for the input item at a place; each place is about another target. */
	readonly parameters?: (service: SandboxServices[Name], place: number) => INodeParameters;
	/** The file that the input item at a place carries, in the field "data". */
	readonly file?: (place: number) => string;
	/**
	 * Whether it mails, spends or adds something, so that a request whose answer is lost may not be sent
	 * again without having looked what the first one did.
	 */
	readonly onlyOnce?: boolean;
}

/** A node with an entry for each of its operations. */
export interface NodeCatalogue<Name extends ServiceName = ServiceName> {
	readonly service: Name;
	readonly node: NodeIn;
	/** Keeps the sandbox from going on by itself. */
	readonly calm?: (service: SandboxServices[Name]) => void;
	/** Parameters that all operations have. */
	readonly usual?: (service: SandboxServices[Name]) => INodeParameters;
	readonly operations: ReadonlyArray<OperationEntry<Name>>;
}

/** An entry with what it needs of its node, for whoever does not ask of which service it is. */
export interface CataloguedOperation {
	readonly service: ServiceName;
	/** As "likePion request.create" or "leadmetrics campaignEmail.send (with changes)". */
	readonly name: string;
	readonly operation: string;
	readonly onlyOnce: boolean;
	readonly hasFile: boolean;
	readonly node: NodeIn;
	/** Makes the sandbox ready for so many input items. */
	readonly prepare: (sandbox: Sandbox, places: number) => void;
	/** All parameters for the input item at a place. */
	readonly parameters: (sandbox: Sandbox, place: number) => INodeParameters;
	readonly file?: (place: number) => string;
}

/** The entries of a node, each whole. */
export function catalogued<Name extends ServiceName>(
	catalogue: NodeCatalogue<Name>,
): CataloguedOperation[] {
	const { service: name, node, calm, usual, operations } = catalogue;
	return operations.map((entry) => {
		const [resource, operation] = entry.operation.split('.');
		const title = entry.variant === undefined ? '' : ` (${entry.variant})`;
		return {
			service: name,
			name: `${name} ${entry.operation}${title}`,
			operation: entry.operation,
			onlyOnce: entry.onlyOnce ?? false,
			hasFile: entry.file !== undefined,
			node,
			prepare: ({ services }, places) => {
				calm?.(services[name]);
				for (let place = 0; place < places; place++) entry.prepare?.(services[name], place);
			},
			parameters: ({ services }, place) => ({
				resource,
				operation,
				...usual?.(services[name]),
				...entry.parameters?.(services[name], place),
			}),
			...(entry.file === undefined ? {} : { file: entry.file }),
		};
	});
}

/** A resource locator as it is stored when a user gives an ID. */
export const byId = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

/** Something of a seeded world that must be there. */
export function found<Thing>(thing: Thing | undefined): Thing {
	if (thing === undefined) throw new Error('The sandbox has no such thing');
	return thing;
}

/** Longer than any test takes, in milliseconds. */
export const never = 3_600_000;
