/** A form in which a text may stand somewhere, and what it is called in a report. */
export interface WrittenForm {
	readonly encoding: string;
	readonly text: string;
}

/** Ways of writing a text so that it stays text; each keeps letters and digits as they are, or encodes all. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
	'as it is': (text) => text,
	'URL-encoded': encodeURIComponent,
	'URL-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
	'URL-encoded as a form': (text) => new URLSearchParams({ text }).toString().slice('text='.length),
	'JSON-escaped': jsonEscaped,
	'JSON-escaped twice': (text) => jsonEscaped(jsonEscaped(text)),
	'JSON-escaped, with slashes': (text) => jsonEscaped(text).replaceAll('/', '\\/'),
	'JSON-escaped, in ASCII': (text) =>
		jsonEscaped(text).replaceAll(/[^\x20-\x7e]/g, (unit) => unitsOf(unit, escapedUnit)),
	'escaped as UTF-16 units': (text) => unitsOf(text, escapedUnit),
	'escaped for HTML': (text) =>
		text
			.replaceAll('&', '&amp;')
			.replaceAll('<', '&lt;')
			.replaceAll('>', '&gt;')
			.replaceAll('"', '&quot;')
			.replaceAll("'", '&#39;'),
};

/**
 * Every form in which a secret may stand somewhere, each once: as it is, URL-encoded (once, twice, as a
 * form), escaped for JSON (once, twice) and HTML, and each of these in hex, and in base64 wherever it
 * begins in what was encoded. Compare without regard to case.
 */
export function writtenForms(secret: string): WrittenForm[] {
	const spelt = Object.entries(spellings).map(([encoding, spell]) => ({
		encoding,
		text: spell(secret),
	}));
	const forms = new Map<string, WrittenForm>();
	for (const form of spelt.flatMap((one) => [one, inHex(one), ...inBase64(one)])) {
		const compared = form.text.toLowerCase();
		if (!forms.has(compared)) forms.set(compared, form);
	}
	return [...forms.values()];
}

function jsonEscaped(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

const unitsOf = (text: string, written: (unit: number) => string): string =>
	Array.from({ length: text.length }, (_, place) => written(text.charCodeAt(place))).join('');

const escapedUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const inHex = ({ encoding, text }: WrittenForm): WrittenForm => ({
	encoding: `${encoding}, in hex`,
	text: Buffer.from(text).toString('hex'),
});

/** Three bytes become four characters, so the form depends on where among three bytes the text begins. */
const inBase64 = (form: WrittenForm): WrittenForm[] =>
	[0, 1, 2].flatMap((bytesBefore) =>
		(['base64', 'base64url'] as const).map((alphabet) => ({
			encoding: `${form.encoding}, in ${alphabet} after ${String(bytesBefore)} bytes`,
			text: base64Within(form.text, bytesBefore, alphabet),
		})),
	);

/** The characters that a text gives in base64 whatever stands before and after it. */
function base64Within(text: string, bytesBefore: number, alphabet: 'base64' | 'base64url'): string {
	const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(text)]);
	const first = Math.ceil((bytesBefore * 8) / 6);
	const end = Math.floor((bytes.length * 8) / 6);
	return bytes.toString(alphabet).slice(first, end);
}
