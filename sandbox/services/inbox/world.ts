import { Refusal } from '../../core/refusal';
import type { ServiceWorld, WorldContext } from '../../core/service';
import type { Mail } from './mail';

/** Mails that are to be refused. */
export interface PlannedRefusal {
	/** Of any of these recipients; a regular expression. */
	recipient: RegExp;
	/** Recipients that it will still refuse. */
	remaining: number;
	/** SMTP's number and words. */
	code: number;
	message: string;
}

export interface InboxSnapshot {
	mails: Mail[];
	mailsSoFar: number;
}

/** The mails that arrived. */
export class InboxWorld implements ServiceWorld {
	private kept: Mail[];
	private mailsSoFar: number;
	private refusals: PlannedRefusal[] = [];

	constructor(
		private readonly context: WorldContext,
		snapshot?: InboxSnapshot,
	) {
		this.kept = [...(snapshot?.mails ?? [])];
		this.mailsSoFar = snapshot?.mailsSoFar ?? 0;
	}

	/** Oldest first. */
	get mails(): readonly Mail[] {
		return this.kept;
	}

	/** Those that were brought to this address, oldest first. */
	mailsTo(address: string): Mail[] {
		return this.kept.filter(({ recipients }) => recipients.includes(address));
	}

	/** @throws Refusal (404) */
	mail(id: number): Mail {
		const found = this.kept.find((mail) => mail.id === id);
		if (!found) throw new Refusal(404, `There is no mail ${String(id)}`);
		return found;
	}

	add(mail: Omit<Mail, 'id' | 'receivedAt'>): void {
		this.mailsSoFar += 1;
		const receivedAt = new Date(this.context.clock.now()).toISOString();
		this.kept.push({ id: this.mailsSoFar, receivedAt, ...mail });
		this.context.effects.count('mailsReceived');
		this.context.changed();
	}

	deleteAll(): void {
		this.kept = [];
		this.context.changed();
	}

	plan(refusal: PlannedRefusal): void {
		this.refusals.push(refusal);
	}

	refuseNothing(): void {
		this.refusals = [];
	}

	/** The refusal that strikes this recipient, if one does; it is then used up by one. */
	refusalOf(recipient: string): PlannedRefusal | undefined {
		const refusal = this.refusals.find((one) => one.recipient.test(recipient));
		if (!refusal) return undefined;
		refusal.remaining -= 1;
		if (refusal.remaining < 1) this.refusals = this.refusals.filter((one) => one !== refusal);
		this.context.effects.count('recipientsRefused');
		return refusal;
	}

	summary(): Record<string, unknown> {
		const mails = this.kept.map(({ id, recipients, subject }) => ({ id, recipients, subject }));
		return { mails };
	}

	/** undefined: no mail ever came. */
	snapshot(): InboxSnapshot | undefined {
		if (this.mailsSoFar === 0) return undefined;
		return { mails: this.kept, mailsSoFar: this.mailsSoFar };
	}
}
