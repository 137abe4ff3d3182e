import { choice, optionalText } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { filters, listing } from '../../shared/operation';
import { get } from '../../shared/service';
import { search, statusFilter } from '../fields';
import { project } from '../schemas';
import { filled, pageIn, paging, serviceTypes } from '../service';

/** "GET /projects". */
const getAll = listing({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many projects',
	description: 'Get the projects of all service types, with how far each is',
	fields: [
		filters(
			search,
			statusFilter('pending, running, completed, failed'),
			choice({
				name: 'type',
				displayName: 'Service Type',
				description: 'Only projects that place links of this kind',
				default: 'entity',
				options: serviceTypes,
			}),
			optionalText({
				name: 'typeRequest',
				displayName: 'Request Type',
				description: 'Only projects whose request is of this type',
				placeholder: 'e.g. normal',
			}),
		),
	],
	returns: project,
	request: ({ filters: chosen }) => {
		const { search: words, status, type, typeRequest } = chosen;
		return get('/projects', filled({ search: words, status, type, type_request: typeRequest }));
	},
	paging,
	page: (data, _values, { client }) => pageIn(client, get('/projects'), data),
});

export const projectResource: Resource = {
	value: 'project',
	name: 'Project',
	description: 'Requests of all service types, as one list',
	operations: [getAll],
};
