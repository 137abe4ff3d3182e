import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/server';
import type { NodeUnderTest } from '../../integration/support/runNode';
import { backlinkBaseCatalogue } from './backlinkBase';
import { catalogued, type CataloguedOperation, type ServiceName } from './catalogue';
import { leadmetricsCatalogue } from './leadmetrics';
import { likePionCatalogue } from './likePion';
import { seRankingCatalogue } from './seRanking';

export { mostPlaces, type CataloguedOperation, type ServiceName } from './catalogue';

/** Every operation of every node, each with what it takes to run it; some in several ways. */
export const allOperations: readonly CataloguedOperation[] = [
	...catalogued(backlinkBaseCatalogue),
	...catalogued(leadmetricsCatalogue),
	...catalogued(likePionCatalogue),
	...catalogued(seRankingCatalogue),
];

/** The parameters that any operation of a service has, each right for one of them at least. */
export const parametersOf = (service: ServiceName, sandbox: Sandbox): INodeParameters =>
	Object.assign(
		{},
		...allOperations
			.filter((operation) => operation.service === service)
			.map((operation) => operation.parameters(sandbox, 0)),
	) as INodeParameters;

/** What a node offers, as "resource.operation". */
export const operationsOf = ({ type }: Pick<NodeUnderTest, 'type'>): string[] =>
	type.description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }: INodeProperties) =>
			((displayOptions?.show?.resource ?? []) as string[]).flatMap((resource) =>
				options.flatMap((option) =>
					'value' in option ? [`${resource}.${String(option.value)}`] : [],
				),
			),
		);
