import { type WrittenForm, writtenForms } from './encodings';
import { textsOf } from './textsOf';

/** Secrets by what they are called in a report. */
export type Secrets = Readonly<Record<string, string>>;

/** A place where a secret stands although it must not. */
export interface Sighting {
	/** What the secret is called. */
	readonly secret: string;
	readonly encoding: string;
	/** What stands around it; the secret itself is blotted out. */
	readonly around: string;
}

/** Shorter ones cannot be told from other text. */
const fewestCharacters = 8;

const charactersAround = 60;

/** Looks for secrets in whatever a person or a log could see, in every form that hides them at a glance. */
export class SecretSearch {
	private readonly wanted: readonly (WrittenForm & { secret: string })[];

	/** @throws RangeError for a secret that is too short to be found for certain */
	constructor(secrets: Secrets) {
		this.wanted = Object.entries(secrets).flatMap(([secret, value]) => {
			if (value.length < fewestCharacters) {
				throw new RangeError(`${secret} is too short to be told from other text`);
			}
			return writtenForms(value).map(({ encoding, text }) => ({
				secret,
				encoding,
				text: comparable(text),
			}));
		});
	}

	/** Where the secrets stand in a text or in bytes; each form of each is named once. */
	inText(text: string | Buffer): Sighting[] {
		const searched = comparable(text);
		return this.wanted.flatMap(({ secret, encoding, text: form }) => {
			const place = searched.indexOf(form);
			if (place < 0) return [];
			const before = searched.slice(Math.max(0, place - charactersAround), place);
			const after = searched.slice(place + form.length, place + form.length + charactersAround);
			return [{ secret, encoding, around: `${before}█${after}` }];
		});
	}

	/**
	 * The same in anything at all: every text, key and buffer that it holds, however deep, properties that
	 * are not listed included, such as the cause of an error.
	 */
	inValue(value: unknown): Sighting[] {
		return this.inText([...textsOf(value)].join('\n'));
	}
}

/** Text and bytes as characters that can be compared: a character a byte of its UTF-8 form, in lower case. */
const comparable = (text: string | Buffer): string =>
	(typeof text === 'string' ? Buffer.from(text) : text).toString('latin1').toLowerCase();
