/** An update that changes nothing is a mistake, and still has side effects at Leadmetrics. */
export const somethingToChange = {
	between: ['updateFields'] as const,
	broken: ({ updateFields }: { updateFields: object }) =>
		Object.keys(updateFields).length > 0
			? []
			: [{ parameter: 'Update Fields', message: 'must hold at least one field to change' }],
};
