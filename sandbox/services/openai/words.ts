/** Words as the rules compare them. */

const filling = new Set(
	(
		'about after also and any are ask because been before but can could did does each every for from ' +
		'get give had has have how into its just let many may more most much must not of one only our out ' +
		'over please should show some tell than that the their them then there these they this those use ' +
		'used was were what when where which while who why will with would you your'
	).split(' '),
);

const otherForms: Record<string, string> = { lost: 'lose', sent: 'send', bought: 'buy' };

/** The words that carry a text's meaning, in one form each: "lost links" is "lose", "link". */
export function meaningOf(text: string): Set<string> {
	const words = text
		// listLostLinks and list_lost_links are three words.
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.match(/\p{L}+/gu);
	return new Set((words ?? []).filter((word) => isMeant(word)).map((word) => stemOf(word)));
}

export function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
	return [...one].filter((word) => other.has(word));
}

function isMeant(word: string): boolean {
	return word.length > 2 && !filling.has(word);
}

function stemOf(word: string): string {
	const known = otherForms[word];
	if (known) return known;
	const singular = word.length > 4 ? word.replace(/(?<!s)s$/, '') : word;
	return singular.replace(/^back(?=link)/, '');
}
