import { pathPart } from '../shared/rules';

/** Words that stand where an ID could, and lead to another route: "GET /dm/v1/backlinks/unlinked-mentions". */
const routeWords = ['bulk-import', 'run-opportunity-matcher', 'unlinked-mentions'];

/** An ID of a record. The text shows cuids; whatever could be an ID is taken. */
export const recordId = pathPart.refine(
	(id) => !routeWords.includes(id.toLowerCase()),
	'must be an ID, e.g. cm7q4x1tz0042l508b1kq9d0e',
);

/** An update that changes nothing is a mistake, and still has side effects at Leadmetrics. */
export const somethingToChange = {
	between: ['updateFields'] as const,
	broken: ({ updateFields }: { updateFields: object }) =>
		Object.keys(updateFields).length > 0
			? []
			: [{ parameter: 'Update Fields', message: 'must hold at least one field to change' }],
};
