import { apiKey } from '../../../sandbox/services/openai/routes';
import { useSandbox } from '../support/useSandbox';

const sandbox = useSandbox({ today: '2026-03-14' });

const tool = (name: string, description: string, properties = {}, required: string[] = []) => ({
	name,
	description,
	parameters: { type: 'object', properties, required },
});

const day = { type: 'string', description: 'The first day, YYYY-MM-DD' };
const listLost = tool(
	'list_lost_backlinks',
	'Lists the backlinks that were lost since a day',
	{ since: day, limit: { type: 'number', default: 100 } },
	['since'],
);
const weather = tool('get_weather', 'Tells the weather of a town', { town: { type: 'string' } });
const disavow = tool(
	'disavow_domain',
	'Disavows a domain, so that search engines ignore its backlinks',
	{ domain: { type: 'string' }, scope: { type: 'string', enum: ['url', 'domain'] } },
	['domain', 'scope'],
);
const sendMail = tool(
	'send_mail',
	'Sends a mail',
	{ to: { type: 'string' }, subject: { type: 'string' } },
	['to', 'subject'],
);
const tools = [disavow, weather, listLost, sendMail];

type Tool = (typeof tools)[number];

interface Said {
	text: string;
	calls: Array<{ id: string; name: string; arguments: unknown }>;
}

/** One talk by one of the two APIs; it remembers what was said. */
interface Talk {
	ask(question: string): Promise<Said>;
	/** What the calls of the last answer gave. */
	tell(...results: string[]): Promise<Said>;
}

async function post(path: string, body: unknown, key = apiKey): Promise<Response> {
	return await fetch(sandbox().services.openAi.url + path, {
		method: 'POST',
		headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

interface ToolCall {
	id: string;
	function: { name: string; arguments: string };
}

function completionsTalk(given: readonly Tool[]): Talk {
	const messages: unknown[] = [{ role: 'system', content: 'You help.' }];
	let calls: ToolCall[] = [];
	const go = async (): Promise<Said> => {
		const wrapped = given.map((one) => ({ type: 'function', function: one }));
		const answer = await post('/chat/completions', { model: 'm', messages, tools: wrapped });
		const { choices } = (await answer.json()) as {
			choices: [{ message: { content: string | null; tool_calls?: ToolCall[] } }];
		};
		const { message } = choices[0];
		messages.push(message);
		calls = message.tool_calls ?? [];
		return {
			text: message.content ?? '',
			calls: calls.map(({ id, function: { name, arguments: json } }) => ({
				id,
				name,
				arguments: JSON.parse(json) as unknown,
			})),
		};
	};
	return {
		ask: async (content) => {
			messages.push({ role: 'user', content });
			return await go();
		},
		tell: async (...results) => {
			const told = calls.map(({ id }, place) => ({
				role: 'tool',
				tool_call_id: id,
				content: results[place],
			}));
			messages.push(...told);
			return await go();
		},
	};
}

interface OutputItem {
	type: string;
	call_id: string;
	name: string;
	arguments: string;
	content?: [{ text: string }];
}

function responsesTalk(given: readonly Tool[]): Talk {
	const input: unknown[] = [];
	let calls: OutputItem[] = [];
	const go = async (): Promise<Said> => {
		const typed = given.map((one) => ({ type: 'function', ...one }));
		const answer = await post('/responses', { model: 'm', input, tools: typed });
		const { output } = (await answer.json()) as { output: OutputItem[] };
		input.push(...output);
		calls = output.filter(({ type }) => type === 'function_call');
		return {
			text: output.flatMap(({ content }) => content?.[0].text ?? []).join(),
			calls: calls.map(({ call_id: id, name, arguments: json }) => ({
				id,
				name,
				arguments: JSON.parse(json) as unknown,
			})),
		};
	};
	return {
		ask: async (text) => {
			input.push({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
			return await go();
		},
		tell: async (...results) => {
			const told = calls.map(({ call_id }, place) => ({
				type: 'function_call_output',
				call_id,
				output: results[place],
			}));
			input.push(...told);
			return await go();
		},
	};
}

const lost = [
	{ sourceUrl: 'https://a.example/1', lostAt: '2026-03-12', http_status: '404' },
	{ sourceUrl: 'https://b.example/2', lostAt: '2026-01-02', http_status: '404' },
];

it('wants its key', async () => {
	const answer = await post('/responses', { model: 'm', input: 'Hi' }, 'wrong');
	expect(answer.status).toBe(401);
	expect(await answer.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
});

it('lists its models', async () => {
	const answer = await fetch(`${sandbox().services.openAi.url}/models`, {
		headers: { authorization: `Bearer ${apiKey}` },
	});
	expect(await answer.json()).toMatchObject({ object: 'list', data: [{ id: 'gpt-5-mini' }, {}] });
});

describe.each([
	['chat completions', completionsTalk],
	['responses', responsesTalk],
])('by %s', (_name, talkWith) => {
	it('calls what has to do with a question, then answers with what it was given', async () => {
		const talk = talkWith(tools);
		const { calls } = await talk.ask('Which links did we lose this week and why?');
		expect(calls).toMatchObject([
			{ name: 'list_lost_backlinks', arguments: { since: '2026-03-07', limit: 100 } },
		]);
		const { text, calls: more } = await talk.tell(JSON.stringify([{ response: lost }]));
		expect(more).toEqual([]);
		expect(text).toContain('list_lost_backlinks: 1');
		expect(text).toContain('https://a.example/1 (lostAt 2026-03-12, http_status 404)');
		expect(text).not.toContain('b.example');
	});

	it('changes something only when the deed is named, after it has read', async () => {
		const talk = talkWith(tools);
		const first = await talk.ask('Disavow the domain spam.example and list the lost backlinks');
		expect(first.calls.map(({ name }) => name)).toEqual(['list_lost_backlinks']);
		const second = await talk.tell('[]');
		expect(second.calls).toMatchObject([
			{ name: 'disavow_domain', arguments: { domain: 'spam.example', scope: 'domain' } },
		]);
		expect((await talk.tell('{"success":true}')).calls).toEqual([]);
	});

	it('takes addresses and quoted words from the request', async () => {
		const { calls } = await talkWith(tools).ask('Send "Hello there" to ann@example.com');
		expect(calls).toMatchObject([
			{ name: 'send_mail', arguments: { to: 'ann@example.com', subject: 'Hello there' } },
		]);
	});

	it('stops when a person says no', async () => {
		const talk = talkWith(tools);
		await talk.ask('Disavow the domain spam.example and send a mail to ann@example.com');
		const { text, calls } = await talk.tell('User rejected the tool call to Disavow (id: 1).');
		expect(calls).toEqual([]);
		expect(text).toBe('disavow_domain: not done, a person said no.');
	});

	it('says so when it can do nothing', async () => {
		const { text, calls } = await talkWith(tools).ask('Sing a song');
		expect(calls).toEqual([]);
		expect(text).toContain('get_weather');
	});

	it('calls what it insists on, whatever it is asked', async () => {
		const { control } = sandbox();
		control.world('openAi', 'insist', { tool: 'disavow', arguments: { domain: 'good.example' } });
		const talk = talkWith(tools);
		const { calls } = await talk.ask('Which links did we lose this week and why?');
		expect(calls).toMatchObject([
			{ name: 'disavow_domain', arguments: { domain: 'good.example', scope: 'url' } },
		]);
		expect((await talk.tell('{}')).calls).toMatchObject([{ name: 'list_lost_backlinks' }]);
		expect(sandbox().services.openAi.effects.of('toolCalls')).toBe(2);
	});
});

describe('streamed', () => {
	const eventsOf = async (path: string, body: object): Promise<unknown[]> => {
		const text = await (await post(path, { model: 'm', stream: true, ...body })).text();
		return text
			.split('\n\n')
			.flatMap((event) => /^data: (\{.*)$/m.exec(event)?.[1] ?? [])
			.map((data) => JSON.parse(data) as unknown);
	};

	it('chat completions come in chunks', async () => {
		const messages = [{ role: 'user', content: 'Sing a song' }];
		expect(await eventsOf('/chat/completions', { messages })).toMatchObject([
			{ object: 'chat.completion.chunk', choices: [{ delta: { role: 'assistant' } }] },
			{ choices: [{ delta: { content: expect.stringContaining('no tools') as string } }] },
			{ choices: [{ finish_reason: 'stop' }] },
		]);
	});

	it('responses come as events, calls among them', async () => {
		const input = 'Which backlinks were lost?';
		const typed = [{ type: 'function', ...listLost }];
		const events = await eventsOf('/responses', { input, tools: typed });
		expect(events).toMatchObject([
			{ type: 'response.created', response: { status: 'in_progress' } },
			{ type: 'response.output_item.added', item: { type: 'function_call', arguments: '' } },
			{ type: 'response.function_call_arguments.delta' },
			{ type: 'response.output_item.done', item: { name: 'list_lost_backlinks' } },
			{ type: 'response.completed', response: { status: 'completed', output: [{}] } },
		]);
	});
});
