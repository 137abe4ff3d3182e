import type { ServiceDefinition } from '../../core/service';
import { moves } from './moves';
import { addRoutes } from './routes';
import { login, startSmtp } from './smtp';
import { type InboxSnapshot, InboxWorld } from './world';

/** A mail server that takes every mail and sends none on: SMTP in, HTTP to look at what came. */
export const inbox: ServiceDefinition<'inbox', InboxWorld> = {
	name: 'inbox',
	title: 'Inbox (SMTP)',
	basePath: '/inbox',
	credentials: login,
	createWorld: (context, snapshot) =>
		new InboxWorld(context, snapshot as InboxSnapshot | undefined),
	addRoutes,
	startBeside: startSmtp,
	moves,
	tokenOf: () => undefined,
	errorBody: (_status, message) => ({ message }),
};
