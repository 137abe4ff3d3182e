import { backlinkBase } from './backlinkbase';
import { inbox } from './inbox';
import { leadmetrics } from './leadmetrics';
import { likePion } from './likepion';
import { openAi } from './openai';
import { seRanking } from './seranking';
import { typesense } from './typesense';

/** The services of the sandbox. A new one is a folder beside this file and a line here. */
export const serviceDefinitions = [
	seRanking,
	leadmetrics,
	likePion,
	backlinkBase,
	inbox,
	typesense,
	openAi,
] as const;
