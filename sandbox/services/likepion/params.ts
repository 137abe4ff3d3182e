import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusal';
import { isServiceType, type ServiceType } from './serviceTypes';

/** The part of the path that the route calls `:name`. */
export function param(request: FastifyRequest, name: string): string {
	return (request.params as Record<string, string>)[name];
}

/** The `:type` of the path. @throws Refusal (404) for any other than the six */
export function typeIn(request: FastifyRequest): ServiceType {
	const type = param(request, 'type');
	if (!isServiceType(type)) throw new Refusal(404, `There is no service type '${type}'`);
	return type;
}
