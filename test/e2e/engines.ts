import { edition } from './edition';

/** What makes n8n 2.x poll with its durable engine. */
export const durableSettings = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/** A way of polling, and the settings that choose it. */
interface Engine {
	engine: 'default' | 'durable';
	env: Record<string, string>;
}

const defaultEngine: Engine = { engine: 'default', env: {} };
const durableEngine: Engine = { engine: 'durable', env: durableSettings };

/** The ways of polling that the n8n under test has. */
export const engines: readonly Engine[] = edition.hasDurableEngine
	? [defaultEngine, durableEngine]
	: [defaultEngine];
