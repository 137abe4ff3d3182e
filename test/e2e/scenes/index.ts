import { backlinkBaseScenes } from './backlinkBase';
import { leadmetricsScenes } from './leadmetrics';
import { likePionScenes } from './likePion';
import type { Scene } from './scene';
import { seRankingScenes } from './seRanking';

/** Every event of every trigger. */
export const scenes: readonly Scene[] = [
	...seRankingScenes,
	...leadmetricsScenes,
	...likePionScenes,
	...backlinkBaseScenes,
];
