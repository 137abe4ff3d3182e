import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import { type Action, Collection, type CollectionSnapshot } from './collection';
import type { Schema } from './schema';
import type { DirtyValues, StoredDocument } from './values';

/** Documents that are to be refused. */
export interface PlannedRefusal {
	/** By their ids; a regular expression. */
	id: RegExp;
	/** Documents that it will still refuse. */
	remaining: number;
	code: number;
	error: string;
}

export interface TypesenseSnapshot {
	collections: CollectionSnapshot[];
}

/** The server's collections. */
export class TypesenseWorld implements ServiceWorld {
	private readonly byName = new Map<string, Collection>();
	private refusals: PlannedRefusal[] = [];

	constructor(
		private readonly context: WorldContext,
		snapshot?: TypesenseSnapshot,
	) {
		for (const kept of snapshot?.collections ?? []) {
			const { schema, createdAt } = kept;
			this.byName.set(schema.name, new Collection(schema, createdAt, kept));
		}
	}

	/** Newest first. */
	get collections(): Collection[] {
		return [...this.byName.values()].reverse();
	}

	/** @throws Refusal (404) */
	collection(name: string): Collection {
		const found = this.byName.get(name);
		if (!found) throw new Refusal(404, 'Collection not found');
		return found;
	}

	/** The documents of a collection that may not be there yet, in the order in which they came. */
	documents(collectionName: string): StoredDocument[] {
		return this.byName.get(collectionName)?.documents ?? [];
	}

	/** @throws Refusal (409) */
	create(schema: Schema): Collection {
		if (this.byName.has(schema.name)) {
			throw new Refusal(409, `A collection with name \`${schema.name}\` already exists.`);
		}
		const createdAt = Math.floor(this.context.clock.now() / 1000);
		const collection = new Collection(schema, createdAt);
		this.byName.set(schema.name, collection);
		this.acted('collectionsCreated');
		return collection;
	}

	/** @throws Refusal (404) */
	drop(name: string): Collection {
		const collection = this.byName.get(name);
		if (!collection) throw new Refusal(404, `No collection with name \`${name}\` found.`);
		this.byName.delete(name);
		this.acted('collectionsDropped');
		return collection;
	}

	/** @throws Refusal for a document that does not fit, or that is planned to be refused */
	write(
		collectionName: string,
		document: Record<string, unknown>,
		action: Action,
		dirty: DirtyValues,
	): StoredDocument {
		const collection = this.collection(collectionName);
		this.refuseAsPlanned(String(document.id));
		const stored = collection.write(document, action, dirty);
		this.acted('documentsWritten');
		return stored;
	}

	/** @throws Refusal (404) */
	remove(collectionName: string, id: string): StoredDocument {
		const document = this.collection(collectionName).remove(id);
		this.acted('documentsDeleted');
		return document;
	}

	plan(refusal: PlannedRefusal): void {
		this.refusals.push(refusal);
	}

	refuseNothing(): void {
		this.refusals = [];
	}

	summary(): Record<string, unknown> {
		return Object.fromEntries(
			[...this.byName].map(([name, { documents }]) => [name, { documents: documents.length }]),
		);
	}

	/** undefined: there is no collection. */
	snapshot(): TypesenseSnapshot | undefined {
		if (this.byName.size === 0) return undefined;
		const collections = [...this.byName.values()].map((collection) => collection.snapshot());
		return { collections };
	}

	private refuseAsPlanned(id: string): void {
		const refusal = this.refusals.find((one) => one.id.test(id));
		if (!refusal) return;
		refusal.remaining -= 1;
		if (refusal.remaining < 1) this.refusals = this.refusals.filter((one) => one !== refusal);
		throw new Refusal(refusal.code, refusal.error);
	}

	private acted(effect: string): void {
		this.context.effects.count(effect);
		this.context.changed();
	}
}
