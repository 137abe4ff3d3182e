import type { IncomingHttpHeaders } from 'node:http';

/** One request as it reached a service, and what became of it. */
export interface LoggedRequest {
	/** Counts up in the order of arrival, over all services. */
	id: number;
	service: string;
	method: string;
	/** Below the service's base URL, still encoded, without the query: `/backlinks/7/list`. */
	path: string;
	/** The service's own route that it met, as `/backlinks/:siteId/list`; null where there is none. */
	route: string | null;
	/** As sent, without the question mark. */
	rawQuery: string;
	query: unknown;
	headers: IncomingHttpHeaders;
	/** Parsed; undefined where there was none or it could not be read. */
	body: unknown;
	/** ISO 8601. */
	time: string;
	/** Null while unanswered, and for good where no answer was sent. */
	status: number | null;
	/** Whether the service itself did what was asked, no matter whether its answer arrived. */
	acted: boolean;
	/** The kind of the fault that struck this request. */
	fault?: string;
	/** Whether that fault has done its work, after the service did its own where it waits for that. */
	isStruck?: boolean;
	/** From arrival until the answer was out or the connection closed; null until then. */
	milliseconds: number | null;
}

/** Keeps the last requests of one service, oldest first. */
export class RequestLog {
	private kept: LoggedRequest[] = [];

	constructor(private readonly capacity = 20_000) {}

	add(request: LoggedRequest): void {
		this.kept.push(request);
		// Cutting only now and then keeps adding cheap.
		if (this.kept.length >= 2 * this.capacity) this.kept = this.kept.slice(-this.capacity);
	}

	all(): LoggedRequest[] {
		return this.kept.slice(-this.capacity);
	}

	clear(): void {
		this.kept = [];
	}
}
