import { BadInput } from '../failure';

/** Two words of 32 bits an entry: the low bits of its key; above them 20 bits of key and 12 of value. */
const wordsAnEntry = 2;
const bytesAnEntry = 8;
const valueBits = 12;
const valueMask = 2 ** valueBits - 1;

/** How many different values there may be; number 0 says that nothing is remembered of an entry. */
const mostValues = valueMask;

/** The key's topmost bit tells the hash of a text from an id that is a number and stands for itself. */
const hashedBit = 1 << 19;
const hashedMask = hashedBit - 1;

/** So many digits make a number that the 51 bits of a key always hold. */
const mostDigits = 15;
const smallestCapacity = 1024;
const noPlace = -1;

/** What is remembered, as it is stored. */
export interface EncodedEntries {
	/** Base64 of eight bytes an entry, so 10.7 bytes of text. */
	readonly entries: string;
	/** The different values, as a JSON list; an entry holds the number of its own. */
	readonly values: string;
	/** The entries' names as a JSON list, where names are kept. */
	readonly names?: string;
}

/**
 * A value for each of very many ids, in little memory: ids that are whole numbers are kept as they are,
 * others as a hash of 51 bits (two among a million are the same once in 4,500 times). Entries have
 * places, numbered in the order in which they came, by which they are read and written.
 */
export class Remembered {
	private words: Uint32Array<ArrayBuffer>;

	private count = 0;

	/** Entries by their keys, with open addressing: a place plus one, or 0 where there is none. */
	private slots: Int32Array;

	private values: string[] = [''];

	private numbers = new Map<string, number>();

	private names: string[] = [];

	private hasNames = false;

	/** Whether an entry was forgotten, or never got a value; such entries are not stored. */
	private hasGaps = false;

	/** The key that `readKey` read last; an object a record would be too dear. */
	private low = 0;

	private high = 0;

	constructor(capacity: number = smallestCapacity) {
		this.words = new Uint32Array(Math.max(capacity, smallestCapacity) * wordsAnEntry);
		this.slots = emptySlots(capacity);
	}

	/** @throws BadInput where the text is not what `encode` made */
	static decode({ entries, values, names }: EncodedEntries): Remembered {
		const count = Math.floor((entries.length * 3) / 4 / bytesAnEntry);
		const remembered = new Remembered(count);
		const { words } = remembered;
		const bytes = Buffer.from(words.buffer).write(entries, 'base64');
		remembered.count = Math.floor(bytes / bytesAnEntry);
		remembered.values = ['', ...textsIn(values)];
		remembered.numbers = numbersOf(remembered.values);
		if (names !== undefined) {
			remembered.names = textsIn(names);
			remembered.hasNames = true;
		}
		remembered.fillSlots();
		return remembered;
	}

	/** What is remembered, as text; the same content in the same order always becomes the same text. */
	encode(): EncodedEntries {
		if (this.hasGaps) return this.withoutGaps().encode();
		return {
			entries: Buffer.from(this.words.buffer, 0, this.count * bytesAnEntry).toString('base64'),
			values: JSON.stringify(this.values.slice(1)),
			...(this.hasNames ? { names: JSON.stringify(this.names) } : {}),
		};
	}

	/** Whether nothing is remembered of any id. */
	get isEmpty(): boolean {
		for (let place = 0; place < this.count; place++) {
			if (this.valueAt(place) !== undefined) return false;
		}
		return true;
	}

	/** How many places there are. */
	get size(): number {
		return this.count;
	}

	/** Whether something is remembered of an id. */
	has(id: string | number): boolean {
		this.readKey(id);
		const place = this.placeOfKey();
		return place !== noPlace && this.valueAt(place) !== undefined;
	}

	/** The place of an id; a new one, without a value, where it had none. */
	place(id: string | number): number {
		this.readKey(id);
		return this.placeForKey();
	}

	/** The value at a place; undefined where nothing is remembered there. */
	valueAt(place: number): string | undefined {
		const number = this.words[place * wordsAnEntry + 1] & valueMask;
		return number === 0 ? undefined : this.values[number];
	}

	/** @throws BadInput where there would be more than 4,095 different values */
	remember(place: number, value: string, name?: string): void {
		this.setNumber(place, this.numberOf(value));
		if (name !== undefined) this.setName(place, name);
	}

	/** From now on nothing is remembered at this place. */
	forget(place: number): void {
		this.setNumber(place, 0);
		this.hasGaps = true;
		if (this.hasNames) this.names[place] = '';
	}

	/** The id at a place, where it is a number; undefined where only its hash is known. */
	idAt(place: number): string | undefined {
		const high = this.words[place * wordsAnEntry + 1] >>> valueBits;
		if ((high & hashedBit) !== 0) return undefined;
		return String(high * 2 ** 32 + this.words[place * wordsAnEntry]);
	}

	nameAt(place: number): string | undefined {
		return this.names[place];
	}

	/**
	 * Remembers a value of the id at a place of `other`, that place's by default, unless this id has a
	 * place here already.
	 */
	copyUnlessKnown(other: Remembered, place: number, value = other.valueAt(place)): void {
		this.takeKey(other, place);
		if (value === undefined || this.placeOfKey() !== noPlace) return;
		this.remember(this.placeForKey(), value, other.hasNames ? other.nameAt(place) : undefined);
	}

	/** What is remembered here of each id that `other` knows. */
	knownTo(other: Remembered): Remembered {
		const known = new Remembered();
		for (let place = 0; place < other.count; place++) {
			known.copyUnlessKnown(other, place, this.take(other, place, false));
		}
		return known;
	}

	/** What is remembered here of the id at a place of `other`; forgotten at once unless told otherwise. */
	take(other: Remembered, place: number, forget = true): string | undefined {
		this.takeKey(other, place);
		const own = this.placeOfKey();
		const value = own === noPlace ? undefined : this.valueAt(own);
		if (value !== undefined && forget) this.forget(own);
		return value;
	}

	/** Remembers of each id that `other` knows what `other` remembers of it. */
	copyAll(other: Remembered): void {
		for (let place = 0; place < other.count; place++) {
			const value = other.valueAt(place);
			if (value === undefined) continue;
			this.takeKey(other, place);
			this.remember(this.placeForKey(), value, other.hasNames ? other.nameAt(place) : undefined);
		}
	}

	/** Takes the last `count` places away; where `value` is given, those of them that hold it. */
	dropLast(count: number, value?: string): void {
		const end = this.count;
		this.count = Math.max(0, end - count);
		for (let place = this.count; value !== undefined && place < end; place++) {
			if (this.valueAt(place) !== value) this.movePlace(place, this.count++);
		}
		if (this.hasNames) this.names.length = Math.min(this.names.length, this.count);
		this.fillSlots();
	}

	private movePlace(from: number, to: number): void {
		this.words.copyWithin(to * wordsAnEntry, from * wordsAnEntry, (from + 1) * wordsAnEntry);
		if (this.hasNames) this.names[to] = this.nameAt(from) ?? '';
	}

	/** Reads the key of an id into `low` and `high`. */
	private readKey(id: string | number): void {
		const number = typeof id === 'number' ? wholeNumber(id) : numberIn(id);
		if (number === undefined) {
			this.readHash(String(id));
			return;
		}
		this.low = number >>> 0;
		this.high = Math.floor(number / 2 ** 32);
	}

	/** Two running products over the text, mixed at the end (after the public-domain hash cyrb53). */
	private readHash(text: string): void {
		let one = 0xdeadbeef;
		let other = 0x41c6ce57;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			one = Math.imul(one ^ code, 0x9e3779b1);
			other = Math.imul(other ^ code, 0x5f356495);
		}
		one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
		other =
			Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
		this.low = one >>> 0;
		this.high = (other & hashedMask) | hashedBit;
	}

	private takeKey({ words }: Remembered, place: number): void {
		this.low = words[place * wordsAnEntry];
		this.high = words[place * wordsAnEntry + 1] >>> valueBits;
	}

	private placeForKey(): number {
		const known = this.placeOfKey();
		return known === noPlace ? this.append() : known;
	}

	private placeOfKey(): number {
		const place = this.slots[this.slotOfKey()] - 1;
		return place < 0 ? noPlace : place;
	}

	/** The slot of the key read last, or the free one where it belongs. */
	private slotOfKey(): number {
		const { slots, words, low, high } = this;
		const last = slots.length - 1;
		let slot = spread(low, high) & last;
		for (;;) {
			const place = slots[slot] - 1;
			if (place < 0) return slot;
			const at = place * wordsAnEntry;
			if (words[at] === low && words[at + 1] >>> valueBits === high) return slot;
			slot = (slot + 1) & last;
		}
	}

	private append(): number {
		if (!this.hasRoom()) this.grow();
		const place = this.count++;
		this.slots[this.slotOfKey()] = place + 1;
		this.words[place * wordsAnEntry] = this.low;
		this.words[place * wordsAnEntry + 1] = (this.high << valueBits) >>> 0;
		return place;
	}

	/** Slots stay half empty at least, so that a search ends soon. */
	private hasRoom(): boolean {
		const needed = this.count + 1;
		return needed * 2 <= this.slots.length && needed * wordsAnEntry <= this.words.length;
	}

	private grow(): void {
		const { low, high } = this;
		const capacity = this.count * 2;
		const words = new Uint32Array(capacity * wordsAnEntry);
		words.set(this.words.subarray(0, this.count * wordsAnEntry));
		this.words = words;
		this.slots = emptySlots(capacity);
		this.fillSlots();
		this.low = low;
		this.high = high;
	}

	private fillSlots(): void {
		this.slots.fill(0);
		for (let place = 0; place < this.count; place++) {
			this.takeKey(this, place);
			this.slots[this.slotOfKey()] = place + 1;
		}
	}

	private numberOf(value: string): number {
		const known = this.numbers.get(value);
		if (known !== undefined) return known;
		if (this.values.length > mostValues) this.dropUnusedValues();
		const number = this.values.push(value) - 1;
		this.numbers.set(value, number);
		return number;
	}

	private setNumber(place: number, number: number): void {
		const at = place * wordsAnEntry + 1;
		this.words[at] = ((this.words[at] & ~valueMask) | number) >>> 0;
	}

	private setName(place: number, name: string): void {
		this.hasNames = true;
		while (this.names.length < place) this.names.push('');
		this.names[place] = name;
	}

	private dropUnusedValues(): void {
		const used = new Uint8Array(this.values.length);
		used[0] = 1;
		for (let place = 0; place < this.count; place++) {
			used[this.words[place * wordsAnEntry + 1] & valueMask] = 1;
		}
		const kept = this.values.filter((_value, number) => used[number] === 1);
		if (kept.length > mostValues) throw tooManyValues();
		const numbers = numbersOf(kept);
		for (let place = 0; place < this.count; place++) {
			const value = this.valueAt(place);
			if (value !== undefined) this.setNumber(place, numbers.get(value) ?? 0);
		}
		this.values = kept;
		this.numbers = numbers;
	}

	/** The same without the places at which nothing is remembered. */
	private withoutGaps(): Remembered {
		const kept = new Remembered(this.count);
		kept.values = [...this.values];
		kept.numbers = new Map(this.numbers);
		kept.hasNames = this.hasNames;
		let place = 0;
		for (let from = 0; from < this.count; from++) {
			if (this.valueAt(from) === undefined) continue;
			const at = from * wordsAnEntry;
			kept.words[place * wordsAnEntry] = this.words[at];
			kept.words[place * wordsAnEntry + 1] = this.words[at + 1];
			if (this.hasNames) kept.names[place] = this.names[from] ?? '';
			place += 1;
		}
		kept.count = place;
		return kept;
	}
}

/** A slot table that is at most half full with so many entries. */
const emptySlots = (entries: number): Int32Array =>
	new Int32Array(2 ** Math.ceil(Math.log2(Math.max(entries + 1, smallestCapacity) * 2)));

/** Spreads keys over the slots: ids that follow one another must not crowd together. */
function spread(low: number, high: number): number {
	const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}

const wholeNumber = (id: number): number | undefined =>
	Number.isInteger(id) && id >= 0 && id < 10 ** mostDigits ? id : undefined;

/** The number that a text writes in plain digits; undefined for any other text, "007" included. */
function numberIn(id: string): number | undefined {
	if (id.length === 0 || id.length > mostDigits) return undefined;
	if (id.length > 1 && id.charCodeAt(0) === 48) return undefined;
	let number = 0;
	for (let at = 0; at < id.length; at++) {
		const digit = id.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return undefined;
		number = number * 10 + digit;
	}
	return number;
}

const numbersOf = (values: readonly string[]): Map<string, number> =>
	new Map(values.slice(1).map((value, position) => [value, position + 1]));

function textsIn(json: string): string[] {
	const parsed: unknown = JSON.parse(json);
	return Array.isArray(parsed) ? parsed.map(String) : [];
}

const tooManyValues = (): BadInput =>
	new BadInput(
		`This event has more than ${mostValues.toLocaleString('en')} different statuses to remember`,
		'The status that it watches seems to be different for every record. Choose fewer fields, or another event.',
	);
