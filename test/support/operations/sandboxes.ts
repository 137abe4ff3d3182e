import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';
import type { ServiceName } from './catalogue';

/**
 * Sandboxes for many runs at a time: each run has one to itself, with the service as seeded. No more
 * are started than run at once.
 */
export class Sandboxes {
	private readonly started: Sandbox[] = [];

	private readonly free: Sandbox[] = [];

	constructor(private readonly options: SandboxOptions = { backlinks: 60 }) {}

	/** Lets `work` have a sandbox. */
	async use<Result>(
		service: ServiceName,
		work: (sandbox: Sandbox) => Promise<Result>,
	): Promise<Result> {
		const sandbox = this.free.pop() ?? (await this.another());
		sandbox.control.reset(service);
		try {
			return await work(sandbox);
		} finally {
			this.free.push(sandbox);
		}
	}

	/**
	 * The same for work that does not mind what is left of the work before, as long as nothing was
	 * changed by a request; it is quicker, since a reset makes the service's world anew.
	 */
	async useAsLeft<Result>(
		service: ServiceName,
		work: (sandbox: Sandbox) => Promise<Result>,
	): Promise<Result> {
		const sandbox = this.free.pop() ?? (await this.another());
		const running = sandbox.services[service];
		running.limiter.clear();
		running.clearRequests();
		try {
			return await work(sandbox);
		} finally {
			if (running.requests.some(({ method, acted }) => acted && method !== 'GET')) {
				sandbox.control.reset(service);
			}
			this.free.push(sandbox);
		}
	}

	/** Ends all of them. */
	async close(): Promise<void> {
		for (const sandbox of this.started) await sandbox.close();
	}

	private async another(): Promise<Sandbox> {
		const sandbox = await startSandbox(this.options);
		this.started.push(sandbox);
		return sandbox;
	}
}
