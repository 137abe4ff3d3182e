import type { ServiceWorld, WorldContext } from '../../core/service';
import type { Conversation, Decision } from './conversation';
import { decide, type Insistence } from './rules';

/** What the model remembers: nothing of the talks, only what it was told to insist on. */
export class OpenAiWorld implements ServiceWorld {
	private insistences: Insistence[] = [];

	constructor(private readonly context: WorldContext) {}

	answer(conversation: Conversation): Decision {
		const decision = decide(conversation, {
			now: this.context.clock.now(),
			insistences: this.insistences,
		});
		this.context.effects.count('answers');
		this.context.effects.count('toolCalls', decision.calls.length);
		return decision;
	}

	/** From now on the model calls this tool whenever it may, whatever it is asked. */
	insist(insistence: Insistence): void {
		this.insistences.push(insistence);
	}

	obey(): void {
		this.insistences = [];
	}

	summary(): Record<string, unknown> {
		return { insistsOn: this.insistences.map(({ tool }) => tool) };
	}

	snapshot(): undefined {
		return undefined;
	}
}
