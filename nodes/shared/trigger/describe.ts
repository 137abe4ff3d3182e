import type { INodeProperties } from 'n8n-workflow';
import { concurrency, dropDown, sharedProperties } from '../describe';
import type { Field } from '../fields';
import { collection, toggle } from '../fields';
import type { TriggerEvent } from './event';

export const emitExisting = toggle({
	name: 'emitExisting',
	displayName: 'Emit Existing',
	description:
		'Whether the first poll announces everything that is there already. By default it only remembers it.',
	default: false,
});

/** The records of some events are no backlinks; they stay as they are. */
const unifiedRecord = toggle({
	name: 'unifiedRecord',
	displayName: 'Unified Record',
	description:
		'Whether a record that is a backlink comes in the one shape of all services, for example for one sheet or search index, instead of as the service sends it',
	default: false,
});

export const triggerOptions = collection('options', 'Options', [
	emitExisting,
	concurrency,
	unifiedRecord,
]);

/** The box with an event's filters, both those that narrow what is watched and those that choose. */
export const filtersOf = ({ narrowing = [], announcing = [] }: TriggerEvent): Field | undefined =>
	narrowing.length + announcing.length === 0
		? undefined
		: collection('filters', 'Filters', [...narrowing, ...announcing]);

/** All parameters of a polling trigger: the event, its fields and filters, and the engine's options. */
export function describeTrigger(events: readonly TriggerEvent[]): INodeProperties[] {
	const choices = events.map(({ name, value, description }) => ({ name, value, description }));
	return [
		dropDown('Event', 'event', choices, events[0].value),
		...sharedProperties(
			events.map((event) => ({ value: event.value, properties: propertiesOf(event) })),
			(values) => ({ event: values }),
		),
		triggerOptions.property,
	];
}

function propertiesOf(event: TriggerEvent): INodeProperties[] {
	const filters = filtersOf(event);
	return [...event.fields, ...(filters ? [filters] : [])].map(({ property }) => property);
}
