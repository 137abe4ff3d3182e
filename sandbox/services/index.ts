import { backlinkBase } from './backlinkbase';
import { inbox } from './inbox';
import { leadmetrics } from './leadmetrics';
import { likePion } from './likepion';
import { seRanking } from './seranking';

/** The services of the sandbox. A new one is a folder beside this file and a line here. */
export const serviceDefinitions = [seRanking, leadmetrics, likePion, backlinkBase, inbox] as const;
