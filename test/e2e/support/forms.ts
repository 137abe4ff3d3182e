/** n8n's forms, filled in by HTTP as the script in their pages does it. */
import { setTimeout as pause } from 'node:timers/promises';

/** What somebody enters, by the labels: texts, the choice of radio buttons, the ticks of checkboxes, files. */
export type Answers = Record<string, string | readonly string[] | File>;

/** User and password of a form that asks for them. */
export interface Login {
	user: string;
	password: string;
}

interface Field {
	/** By which name it is sent. */
	id: string;
	label: string;
	kind: 'input' | 'choice' | 'hidden';
	/** What is filled in already. */
	value: string;
	/** What there is to choose from. */
	choices: string[];
}

/** As n8n writes a file into an ending page, in a list; n8n 1.x without one, a character for each byte. */
interface Download {
	fileName: string;
	data: { data: number[] } | string;
}

const pauseBetweenLooksMs = 100;
const nextPageWithinMs = 60_000;
const stillGoingOn = ['new', 'running', 'waiting', 'unknown'];

/** A page of a form, as somebody has it before them. */
export class FormPage {
	private readonly fields: readonly Field[];

	private constructor(
		private readonly url: string,
		/** HTTP. */
		readonly status: number,
		/** As n8n sent it. */
		readonly html: string,
		private readonly headers: Record<string, string>,
	) {
		this.fields = fieldsIn(html);
	}

	/** @param url of the form's first page, or of one that waits */
	static async open(url: string, login?: Login): Promise<FormPage> {
		const headers: Record<string, string> = login ? { authorization: basicAuth(login) } : {};
		const response = await fetch(url, { headers });
		return new FormPage(url, response.status, await response.text(), headers);
	}

	/** The page's heading. */
	get title(): string {
		return textOf(/<h1>(.*?)<\/h1>/s.exec(this.html)?.[1] ?? '');
	}

	/** What somebody reads on the page. */
	get text(): string {
		const body = this.html.slice(this.html.indexOf('<body'));
		return textOf(body.replace(/<(script|style)\b.*?<\/\1>/gs, ' '));
	}

	/** The texts of the files that an ending page lets the browser save, by their names. */
	get downloads(): Record<string, string> {
		const sent = /const binar(?:ies|y) = "([^"]*)"/.exec(this.html)?.[1] ?? '';
		const files = [JSON.parse(decodeURIComponent(sent) || '[]') as Download | Download[]].flat();
		return Object.fromEntries(
			files.map(({ fileName, data }) => {
				const bytes =
					typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data.data);
				return [fileName, bytes.toString('utf8')];
			}),
		);
	}

	/** What is filled in already. @throws Error where there is no such field */
	filledIn(label: string): string {
		return this.field(label).value;
	}

	/** What there is to choose from. @throws Error where there is no such field */
	choices(label: string): string[] {
		return this.field(label).choices;
	}

	/**
	 * Presses the button of the page.
	 * @param answers what is filled in otherwise than it was
	 * @returns the next page; undefined where the workflow ended without one
	 * @throws Error where the page is refused, and where the workflow ends in an error
	 */
	async submit(answers: Answers = {}): Promise<FormPage | undefined> {
		const body = new FormData();
		for (const { id, kind, value } of this.fields) if (kind !== 'choice') body.append(id, value);
		for (const [label, answer] of Object.entries(answers)) {
			const { id } = this.field(label);
			body.set(id, answer instanceof File ? answer : this.sent(label, answer));
		}
		const response = await fetch(this.url, { method: 'POST', body, headers: this.headers });
		const answer = await response.text();
		if (!response.ok) throw new Error(`The form answered ${String(response.status)}: ${answer}`);
		return await nextPage(waitingUrlIn(answer) ?? this.url);
	}

	/** What an ending page does by itself when it is shown: the workflow goes on to its end. */
	async end(): Promise<void> {
		await fetch(this.url, { method: 'POST' });
	}

	/** As the page's script sends it. */
	private sent(label: string, answer: string | readonly string[]): string {
		const isChoice = this.field(label).kind === 'choice';
		return isChoice || typeof answer !== 'string' ? JSON.stringify([answer].flat()) : answer;
	}

	private field(label: string): Field {
		const found = this.fields.find((field) => field.label === label);
		if (found) return found;
		const labels = this.fields.map((field) => field.label).join(', ');
		throw new Error(`The form has no field "${label}"; it has ${labels}`);
	}
}

const basicAuth = ({ user, password }: Login): string =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The first page answers where the following ones are. */
function waitingUrlIn(answer: string): string | undefined {
	if (!answer.startsWith('{')) return undefined;
	return (JSON.parse(answer) as { formWaitingUrl?: string }).formWaitingUrl;
}

async function nextPage(url: string): Promise<FormPage | undefined> {
	const statusUrl = new URL(url);
	statusUrl.pathname += '/n8n-execution-status';
	const deadline = Date.now() + nextPageWithinMs;
	for (;;) {
		const status = (await (await fetch(statusUrl)).text()).trim();
		if (status === 'form-waiting') return await FormPage.open(url);
		if (status === 'success') return undefined;
		if (!stillGoingOn.includes(status)) throw new Error(`The workflow behind the form: ${status}`);
		if (Date.now() > deadline) throw new Error(`The form's next page does not come: ${status}`);
		await pause(pauseBetweenLooksMs);
	}
}

function fieldsIn(html: string): Field[] {
	const labelled =
		/<label class='form-label[^']*'[^>]*>([^<]*)<\/label>(.*?)(?=<label class='form-label|<button id='submit-btn')/gs;
	const hidden = /<input type="hidden" id="(field-\d+)"[^>]*? value="([^"]*)"/g;
	return [
		...[...html.matchAll(labelled)].map(([, label = '', rest = '']): Field => {
			const id = /id='(field-\d+)'/.exec(rest)?.[1] ?? '';
			const kind = rest.includes("class='multiselect ") ? 'choice' : 'input';
			return { id, label: textOf(label), kind, value: valueIn(rest), choices: choicesIn(rest) };
		}),
		...[...html.matchAll(hidden)].map(
			([, id = '', value = '']): Field => ({
				id,
				label: id,
				kind: 'hidden',
				value: decoded(value),
				choices: [],
			}),
		),
	];
}

/** Of radio buttons or checkboxes. */
const choicesIn = (html: string): string[] =>
	[...html.matchAll(/class='multiselect-checkbox'[^>]*? value='([^']*)'/g)].map(([, value = '']) =>
		decoded(value),
	);

/** Of a text area, or of an input. */
function valueIn(html: string): string {
	const area = /<textarea[^>]*>(.*?)<\/textarea>/s.exec(html)?.[1];
	return decoded(area ?? /\bvalue="([^"]*)"/.exec(html)?.[1] ?? '');
}

const textOf = (html: string): string =>
	decoded(html.replace(/<[^>]*>/g, ' '))
		.replace(/\s+/g, ' ')
		.trim();

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const decoded = (html: string): string =>
	html.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
		if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
		if (hex !== undefined) return String.fromCodePoint(parseInt(String(hex), 16));
		return entities[String(name)] ?? entity;
	});
