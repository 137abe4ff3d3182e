import type { ServiceType } from './serviceTypes';

/** The text's "Stats" names these. */
export const linkStatuses = ['pending', 'queued', 'running', 'completed', 'failed'] as const;
export type LinkStatus = (typeof linkStatuses)[number];

/** The response item of "GET /:type/:id/links". What is not there yet is an empty text or null. */
export interface Link {
	id: string;
	service_type: ServiceType;
	server_id: string;
	server_name: string;
	site_id: string;
	site_name: string;
	email: string;
	username: string;
	password: string;
	about: string;
	link_profile: string;
	link_post: string;
	status: LinkStatus;
	note: string;
	error_message: string;
	retry_count: number;
	max_retries: number;
	is_indexed: boolean;
	started_at: string | null;
	completed_at: string | null;
	created_at: string;
}

export type LinkCounts = Record<LinkStatus, number>;

export function isUnfinished(status: LinkStatus): boolean {
	return status !== 'completed' && status !== 'failed';
}
