/** "Service types: entity, social, blog20, podcast, stacking, indexing" ("Projects"). */
export const serviceTypes = [
	'entity',
	'social',
	'blog20',
	'podcast',
	'stacking',
	'indexing',
] as const;

export type ServiceType = (typeof serviceTypes)[number];

export function isServiceType(text: string): text is ServiceType {
	return (serviceTypes as readonly string[]).includes(text);
}

export function byServiceType<Value>(
	make: (type: ServiceType) => Value,
): Readonly<Record<ServiceType, Value>> {
	return {
		entity: make('entity'),
		social: make('social'),
		blog20: make('blog20'),
		podcast: make('podcast'),
		stacking: make('stacking'),
		indexing: make('indexing'),
	};
}

/** "50-100 cho blog20/podcast" ("Requests"); any other type takes every price above 0. */
export function priceRange(type: ServiceType): { least: number; most: number } | undefined {
	return type === 'blog20' || type === 'podcast' ? { least: 50, most: 100 } : undefined;
}

/** How many sites each type places links on ("GET /sites/count"; its example has 150 for entity). */
export const siteCounts: Readonly<Record<ServiceType, number>> = {
	entity: 150,
	social: 64,
	blog20: 38,
	podcast: 27,
	stacking: 45,
	indexing: 12,
};

/** Host names that no type supports: the text names none, this is the sandbox's own list. */
export const unsupportedHosts: readonly string[] = [
	'facebook.com',
	'instagram.com',
	'tiktok.com',
	'unsupported.example',
];
