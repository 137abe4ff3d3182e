/** Stands where a secret stood. */
const blank = '***';

/** Shorter values are no secrets, and striking them out would garble messages. */
const shortestSecret = 4;

/** Encoded ones that are shorter would be found in other text by chance. */
const shortestEncoded = 8;

/** What is longer, such as the cookies of a browser, is known by its parts. */
const longestWhole = 1_000;

/** So many forms are searched for in one go. */
const formsAtOnce = 200;

/**
 * Strikes secrets out of what a service says, in every form in which it may echo them: as they are,
 * URL-encoded (once, twice, as a form), escaped for JSON (once, twice) and HTML, and each of these in hex
 * and base64, with other text before and after.
 */
export class Redaction {
	private readonly patterns: readonly RegExp[];

	/** No text that is shorter than this holds one of the secrets. */
	private readonly shortest: number;

	constructor(secrets: readonly string[]) {
		const forms = [...new Set(secrets.flatMap(partsOf).flatMap(formsOf))].sort(
			(one, other) => other.length - one.length,
		);
		this.shortest = forms.at(-1)?.length ?? Infinity;
		this.patterns = patternsOf(forms);
	}

	/** Text without the secrets. */
	text(text: string): string {
		if (this.isTooShort(text)) return text;
		return this.patterns.reduce((kept, pattern) => kept.replace(pattern, blank), text);
	}

	/**
	 * JSON without the secrets, names of fields included; changed in place.
	 * @param spared names of fields whose values stay as they are
	 * @param isSaid which texts are meant; all by default
	 */
	json(
		value: unknown,
		spared: readonly string[] = [],
		isSaid: (text: string) => boolean = () => true,
	): unknown {
		if (typeof value === 'string') return isSaid(value) ? this.text(value) : value;
		if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
		if (Array.isArray(value)) {
			for (const [index, entry] of value.entries()) value[index] = this.json(entry, spared, isSaid);
			return value;
		}
		const fields = value as Record<string, unknown>;
		for (const name in fields) {
			const held = fields[name];
			if (this.isTooShort(name) && this.isTooShort(held)) continue;
			const shown = isSaid(name) ? this.text(name) : name;
			const kept = spared.includes(name) ? held : this.json(held, spared, isSaid);
			if (shown !== name) Reflect.deleteProperty(fields, name);
			if (shown !== name || kept !== held) fields[shown] = kept;
		}
		return fields;
	}

	/** Of a long list almost everything is told by this, which keeps it quick. */
	private isTooShort(value: unknown): boolean {
		return typeof value === 'string'
			? value.length < this.shortest
			: typeof value !== 'object' || value === null;
	}
}

/** The values of fields that hold secrets, wherever they stand in a request's body. */
export function secretsIn(body: unknown, names: readonly string[]): string[] {
	return names.length === 0 ? [] : textsIn(body, (name) => names.includes(name));
}

/**
 * A good answer without the secrets of its request, as far as a sentence of it repeats them as they were
 * sent, such as "Login with … failed"; changed in place. A single word, such as an ID, a date or a
 * website, is data, in which a short password may stand by chance; so is what the request held beside
 * its secrets, such as a note.
 * @param names names of fields that hold secrets; their own values stay
 */
export function withoutSentSecrets(
	answer: unknown,
	body: unknown,
	names: readonly string[],
): unknown {
	const secrets = secretsIn(body, names);
	if (secrets.length === 0) return answer;
	// A list of accounts has thousands, and looking for all forms of them would take seconds.
	const said = JSON.stringify([answer], (name, value: unknown) =>
		names.includes(name) ? undefined : value,
	);
	const echoed = secrets.flatMap(partsOf).filter((secret) => said.includes(inQuotes(secret)));
	if (echoed.length === 0) return answer;
	const given = new Set(textsIn(body, (name) => !names.includes(name)));
	const isSaid = (text: string): boolean => isSentence(text) && !given.has(text);
	return new Redaction(echoed).json(answer, names, isSaid);
}

const isSentence = (text: string): boolean => /\p{L}\s+\S|\S\s+\p{L}/u.test(text);

/** The texts in fields that are meant, at any depth; those of a list are its field's. */
function textsIn(value: unknown, isMeant: (name: string) => boolean, name = ''): string[] {
	if (typeof value === 'string') return isMeant(name) ? [value] : [];
	if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
	return Object.entries(value).flatMap(([inner, held]: [string, unknown]) =>
		textsIn(held, isMeant, Array.isArray(value) ? name : inner),
	);
}

/** A secret, and what it is made of where it is a text such as "session=…; user=…". */
function partsOf(secret: string): string[] {
	const text = Buffer.from(secret).toString().trim();
	const parts = text.split(/[\s"'=;,:{}[\]\\]+/).filter((part) => part.length >= shortestEncoded);
	return text.length < shortestSecret || text.length > longestWhole ? parts : [text, ...parts];
}

function formsOf(secret: string): string[] {
	const inUrl = encodeURIComponent(secret);
	const inJson = inQuotes(secret);
	const spelt = new Set([
		secret,
		inUrl,
		encodeURIComponent(inUrl),
		new URLSearchParams({ '': secret }).toString().slice(1),
		inJson,
		inQuotes(inJson),
		inJson.replaceAll('/', '\\/'),
		inUnits(secret, /[^\x20-\x7e]/g),
		inUnits(secret, /[^]/g),
		forHtml(secret),
	]);
	const encoded = [...spelt].flatMap((text) => [
		Buffer.from(text).toString('hex'),
		...[0, 1, 2].flatMap((bytesBefore) => inBase64(text, bytesBefore)),
	]);
	return [...spelt, ...encoded.filter((text) => text.length >= shortestEncoded)];
}

const inQuotes = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Some characters of a text as JSON can write them: "\u00e9". */
const inUnits = (text: string, some: RegExp): string =>
	text.replace(some, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const forHtml = (text: string): string =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');

/**
 * What a text becomes in base64, in both of its alphabets. Three bytes become four characters, so that
 * depends on how many bytes stand before it; a character that holds bits of other text is left out.
 */
function inBase64(text: string, bytesBefore: number): string[] {
	const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(text)]);
	const from = Math.ceil((bytesBefore * 8) / 6);
	const to = Math.floor((bytes.length * 8) / 6);
	return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
}

function patternsOf(forms: readonly string[]): RegExp[] {
	const patterns: RegExp[] = [];
	for (let start = 0; start < forms.length; start += formsAtOnce) {
		const some = forms.slice(start, start + formsAtOnce).map(escaped);
		patterns.push(new RegExp(some.join('|'), 'gi'));
	}
	return patterns;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
