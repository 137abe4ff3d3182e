import { setTimeout as pause } from 'node:timers/promises';
import type { Execution, Workflow } from '../../../sandbox/n8n/client';
import type { Site } from '../../../sandbox/services/seranking/site';
import { until } from '../listening';
import { exampleIn, givenBy } from '../support/examples';
import { useDemo } from '../useDemo';

const demo = useDemo({ backlinks: 100 });
const siteId = 20481;
const asks = 'Ask a Person First';

const site = (): Site => demo().sandbox.services.seRanking.world.site(siteId);
const disavowed = (): string[] =>
	site()
		.disavowed.all()
		.map(({ url }) => url);

let workflow: Workflow;
let talks = 0;

beforeAll(async () => {
	workflow = await exampleIn(demo(), '10-link-agent');
});
beforeEach(() => {
	demo().sandbox.control.clearRequests();
	demo().sandbox.control.world('openAi', 'obey');
});

/** Says something in a new chat, and waits until the agent asks a person or has answered. */
async function say(chatInput: string): Promise<Execution> {
	talks += 1;
	const message = { chatInput, sessionId: `talk-${String(talks)}` };
	const id = await demo().client.sendChatMessage(workflow, message);
	return await settled(id, () => true);
}

async function settled(
	id: string,
	isWanted: (execution: Execution) => boolean,
): Promise<Execution> {
	let execution = await demo().client.execution(id);
	await until(
		'an answer or a question',
		async () => {
			execution = await demo().client.execution(id);
			return !['new', 'running'].includes(execution.status) && isWanted(execution);
		},
		60_000,
	);
	return execution;
}

const answerOf = (execution: Execution): string =>
	String(givenBy(execution, 'Link Agent').at(-1)?.output);

/** What the chat shows of the question: its text, and its buttons with where they lead. */
interface Question {
	text: string;
	buttons: Array<{ text: string; link: string }>;
}

function questionIn({ data }: Execution): Question {
	const message = /\{"type":"with-buttons".*?\]\}/.exec(JSON.stringify(data.resultData.runData));
	if (message) return JSON.parse(message[0]) as Question;
	throw new Error('Nobody was asked');
}

const wasAsked = ({ data }: Execution): boolean => asks in data.resultData.runData;

/** Presses a button of the question, and waits until the agent has answered. */
async function press(label: RegExp, execution: Execution): Promise<Execution> {
	const button = questionIn(execution).buttons.find(({ text }) => label.test(text));
	await fetch(button?.link ?? 'no button', {
		headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
	});
	return await settled(execution.id, (now) => givenBy(now, 'Link Agent').length > 0);
}

interface GivenTool {
	name: string;
	description: string;
	parameters: {
		properties: Record<string, Parameter>;
	};
}
interface Parameter {
	type: string;
	description?: string;
	properties?: Record<string, Parameter>;
}

it('says which links were lost this week and why, and asks nobody', async () => {
	const lost = site().backlinks.newest(3, ({ date_lost: day }) => day === null);
	site().lose(lost);
	const execution = await say('Which links did we lose this week and why?');
	const answer = answerOf(execution);
	for (const id of lost) {
		const { from_url: url, http_status: status } = site().backlinks.get(id);
		expect(answer).toContain(url);
		expect(answer).toContain(`http_status ${String(status)}`);
	}
	const live = site().backlinks.newest(1, ({ date_lost: day }) => day === null);
	expect(answer).not.toContain(`${site().backlinks.get(live[0]).from_url} `);
	expect(wasAsked(execution)).toBe(false);
	expect(execution.data.resultData.runData).toHaveProperty('List Sites');
});

it('gives the model names, descriptions and parameters that it can work with', async () => {
	await say('Which links did we lose this week and why?');
	const [request] = demo().sandbox.control.requests({ service: 'openAi' });
	expect(request.path).toBe('/responses');
	const { tools } = request.body as { tools: GivenTool[] };
	expect(tools.map(({ name }) => name).sort()).toEqual([
		'Buy_a_Placement',
		'Check_Credits',
		'Delete_Backlinks',
		'Disavow_Links',
		'Find_Lost_Backlinks',
		'List_Sites',
		'Send_an_Outreach_Mail',
	]);
	for (const { description, parameters } of tools) {
		expect(description.length).toBeGreaterThan(40);
		// Those of a tool that a person is asked for are one level down.
		const { properties } = parameters;
		const asked =
			'toolParameters' in properties ? properties.toolParameters.properties : properties;
		for (const parameter of Object.values(asked ?? {})) {
			expect(parameter.type).toBe('string');
			expect((parameter.description ?? '').length).toBeGreaterThan(10);
		}
	}
	const find = tools.find(({ name }) => name === 'Find_Lost_Backlinks');
	expect(Object.keys(find?.parameters.properties ?? {})).toEqual(['siteId']);
});

describe('before it changes something', () => {
	const request = (domain: string): string =>
		`Disavow the domain domain:${domain} for the site Bluebird Coffee`;

	it('asks, and does it after a yes', async () => {
		const waiting = await say(request('spam-one.example'));
		expect(waiting.status).toBe('waiting');
		expect(questionIn(waiting).text).toContain('Disavow_Links');
		expect(questionIn(waiting).text).toContain('spam-one.example');
		expect(disavowed()).not.toContain('spam-one.example');

		const execution = await press(/^Yes/, waiting);
		expect(disavowed()).toContain('spam-one.example');
		expect(answerOf(execution)).toContain('Disavow_Links');
	});

	it('asks, and leaves it after a no', async () => {
		const waiting = await say(request('spam-two.example'));
		const execution = await press(/^No/, waiting);
		expect(disavowed()).not.toContain('spam-two.example');
		expect(answerOf(execution)).toContain('a person said no');
	});

	it.each([
		['Disavow_Links', { siteId: String(siteId), list: 'domain:good.example' }],
		['Delete_Backlinks', { siteId: String(siteId), backlinkIds: '1' }],
		['Buy_a_Placement', { siteIds: '389', taskName: 'Buy me now' }],
		['Send_an_Outreach_Mail', { campaignId: 'c', emailId: 'e' }],
	])('waits for a person even where the model wants %s by itself', async (tool, given) => {
		const { control, services } = demo().sandbox;
		control.world('openAi', 'insist', { tool: `^${tool}$`, arguments: given });
		const waiting = await say('Which links did we lose this week and why?');
		expect(waiting.status).toBe('waiting');
		expect(questionIn(waiting).text).toContain(tool);
		await pause(1_000);
		const writes = Object.keys(services)
			.filter((service) => service !== 'openAi')
			.flatMap((service) => control.requests({ service }))
			.filter(({ method }) => method !== 'GET');
		expect(writes).toEqual([]);
	});
});
