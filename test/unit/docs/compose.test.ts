import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { usualVersion } from '../../../sandbox/n8n/install';
import { queueSettings } from '../../../sandbox/n8n/queue';
import { durableSettings } from '../../e2e/engines';

interface Service {
	image: string;
	command?: string;
	environment?: Record<string, string>;
	depends_on?: string[] | Record<string, unknown>;
	volumes?: string[];
	configs?: { source: string }[];
}

const file = path.resolve(__dirname, '../../../docs/docker-compose.yml');
const compose = parse(fs.readFileSync(file, 'utf8'), { merge: true }) as {
	services: Record<string, Service>;
	volumes: Record<string, unknown>;
	configs: Record<string, unknown>;
};
const n8n = ['main', 'webhook', 'worker'].map((name) => compose.services[name]);

/** What the queue mode of the tests sets; addresses and secrets are its own. */
const tested = {
	...queueSettings({ port: 5432, database: 'n8n', user: 'n8n', password: '' }, { port: 6379 }, ''),
	...durableSettings,
};
const ownInCompose = [
	'N8N_ENCRYPTION_KEY',
	'DB_POSTGRESDB_HOST',
	'DB_POSTGRESDB_PASSWORD',
	'QUEUE_BULL_REDIS_HOST',
];

describe('docs/docker-compose.yml', () => {
	it('gives every process of n8n the settings with which queue mode is tested', () => {
		for (const { environment } of n8n) {
			expect(Object.keys(environment ?? {})).toEqual(expect.arrayContaining(Object.keys(tested)));
			for (const [name, value] of Object.entries(tested)) {
				if (!ownInCompose.includes(name))
					expect([name, environment?.[name]]).toEqual([name, value]);
			}
		}
	});

	it('starts each process in its role, of the version that is tested', () => {
		const [main, webhook, worker] = n8n.map(({ command }) => command?.split(' ')[0]);
		expect([main, webhook, worker]).toEqual([undefined, 'webhook', 'worker']);
		for (const { image } of n8n) expect(image).toMatch(new RegExp(`:${usualVersion}$`));
	});

	it('names nothing that it does not have', () => {
		const { services, volumes, configs } = compose;
		for (const service of Object.values(services)) {
			const { depends_on: needed = [], volumes: mounted = [], configs: used = [] } = service;
			const names = Array.isArray(needed) ? needed : Object.keys(needed);
			expect(Object.keys(services)).toEqual(expect.arrayContaining(names));
			const sources = mounted.map((mount) => mount.split(':')[0]);
			expect(Object.keys(volumes)).toEqual(expect.arrayContaining(sources));
			expect(Object.keys(configs)).toEqual(
				expect.arrayContaining(used.map(({ source }) => source)),
			);
		}
	});

	it('lets Redis write down what waits, as in the tests', () => {
		expect(compose.services.redis.command).toContain('--appendonly yes');
	});

	it('needs no secret of its own to be read', () => {
		const text = fs.readFileSync(file, 'utf8');
		const secrets = [...text.matchAll(/(?:PASSWORD|KEY): (.*)$/gm)].map(([, value]) => value);
		expect(secrets.length).toBeGreaterThan(0);
		for (const secret of secrets) expect(secret).toMatch(/^\$\{\w+:\?/);
	});
});
