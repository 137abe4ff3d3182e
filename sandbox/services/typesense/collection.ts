import { fieldsOf } from '../../core/fields';
import { Refusal } from '../../core/refusal';
import { type DirtyValues, fitted, type StoredDocument, withoutGaps } from './values';
import type { Schema } from './schema';

/** What is done with a document that is there already, and with one that is not. */
export const actions = ['create', 'upsert', 'update', 'emplace'] as const;
export type Action = (typeof actions)[number];

export interface CollectionSnapshot {
	schema: Schema;
	/** Seconds since 1970. */
	createdAt: number;
	documents: StoredDocument[];
	documentsSoFar: number;
}

/** A collection and its documents. */
export class Collection {
	private readonly byId: Map<string, StoredDocument>;
	private documentsSoFar: number;

	constructor(
		readonly schema: Schema,
		readonly createdAt: number,
		snapshot?: CollectionSnapshot,
	) {
		this.byId = new Map(snapshot?.documents.map((document) => [document.id, document]));
		this.documentsSoFar = snapshot?.documentsSoFar ?? 0;
	}

	/** In the order in which they came. */
	get documents(): StoredDocument[] {
		return [...this.byId.values()];
	}

	/** "Retrieve a document". @throws Refusal (404) */
	document(id: string): StoredDocument {
		const found = this.byId.get(id);
		if (!found) throw new Refusal(404, `Could not find a document with id: ${id}`);
		return found;
	}

	/**
	 * "Index documents".
	 * @throws Refusal (400, 404, 409) in Typesense's words
	 */
	write(sent: unknown, action: Action, dirty: DirtyValues): StoredDocument {
		const document = fieldsOf(sent);
		const former = this.formerOf(document, action);
		const isPartial = former !== undefined && (action === 'update' || action === 'emplace');
		const fit = fitted(document, this.schema.fields, { isPartial, dirty });
		const id = former?.id ?? this.newId(document);
		const kept = isPartial ? merged(former, fit) : fit;
		const stored = { ...kept, id };
		this.byId.set(id, stored);
		return stored;
	}

	/** @throws Refusal (404) */
	remove(id: string): StoredDocument {
		const document = this.document(id);
		this.byId.delete(id);
		return document;
	}

	/** "Retrieve a collection". */
	summary(): Record<string, unknown> {
		return { ...this.schema, num_documents: this.byId.size, created_at: this.createdAt };
	}

	snapshot(): CollectionSnapshot {
		const { schema, createdAt, documents, documentsSoFar } = this;
		return { schema, createdAt, documents, documentsSoFar };
	}

	/** The document that this one is about, where there is one. */
	private formerOf({ id }: Record<string, unknown>, action: Action): StoredDocument | undefined {
		if (id === undefined) {
			if (action !== 'update') return undefined;
			throw new Refusal(400, 'For update, the `id` key must be provided.');
		}
		if (typeof id !== 'string') {
			throw new Refusal(400, "Document's `id` field should be a string.");
		}
		if (id === '') throw new Refusal(400, 'The `id` should not be empty.');
		if (action === 'update') return this.document(id);
		const former = this.byId.get(id);
		if (former && action === 'create') {
			throw new Refusal(409, `A document with id ${id} already exists.`);
		}
		return former;
	}

	private newId({ id }: Record<string, unknown>): string {
		if (typeof id === 'string') return id;
		this.documentsSoFar += 1;
		return String(this.documentsSoFar - 1);
	}
}

/** In an update, a null takes a field away. */
function merged(former: StoredDocument, changes: Record<string, unknown>) {
	const gaps = Object.entries(changes).filter(([, value]) => value === null);
	const removed = Object.fromEntries(gaps.map(([name]) => [name, undefined]));
	return withoutGaps({ ...former, ...changes, ...removed });
}
