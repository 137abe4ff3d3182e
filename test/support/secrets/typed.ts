import type { INodeParameters } from 'n8n-workflow';
import type { CataloguedOperation } from '../operations';
import type { Secrets } from './secretSearch';

/** What a user may type into the secret fields of an account, by the API's names of them. */
export const typedSecrets = {
	password: 'tYped pass/word+"1"&ü',
	app_password: 'abcd efgh typed-app',
	pass_mail: "typed'mail%pass#9",
	twofa: 'TYPEDOTPAUTHJBSWY3DP',
	cookies: 'session=typed0c00kie0value; theme=dark',
} as const;

/** The secrets to look for; of the cookies each value is one. */
export const typedToLookFor: Secrets = {
	'typed password': typedSecrets.password,
	'typed app password': typedSecrets.app_password,
	'typed mail password': typedSecrets.pass_mail,
	'typed two-factor secret': typedSecrets.twofa,
	'typed cookie': 'typed0c00kie0value',
};

/** The same fields as the editor calls them. */
const editorNames: Readonly<Record<keyof typeof typedSecrets, string>> = {
	password: 'password',
	app_password: 'appPassword',
	pass_mail: 'passMail',
	twofa: 'twofa',
	cookies: 'cookies',
};

/** How a secret is given: typed as it is, or as an expression. */
type Given = (field: keyof typeof typedSecrets) => string;

const fieldNames = Object.keys(typedSecrets) as Array<keyof typeof typedSecrets>;

/** Whether what is given for a field is an expression. */
const isExpression = (given: Given): boolean => given('password').startsWith('={{');

const box = (given: Given, more: INodeParameters = {}): INodeParameters => ({
	...more,
	...Object.fromEntries(fieldNames.map((field) => [editorNames[field], given(field)])),
});

/** A list with one account, as JSON or as an expression that gives JSON. */
function accountList(given: Given): string {
	const account = { website: 'typed.example', username: 'typed' };
	if (!isExpression(given)) return JSON.stringify([{ ...account, ...secretsBy(given) }]);
	const secrets = fieldNames.map((field) => `${field}: ${given(field).slice(3, -2)}`).join(', ');
	return `={{ JSON.stringify([{ ...${JSON.stringify(account)}, ${secrets} }]) }}`;
}

const secretsBy = (given: Given): Record<string, string> =>
	Object.fromEntries(fieldNames.map((field) => [field, given(field)]));

/**
 * The parameters of an operation that take secrets, with one in each field; none where it takes none.
 * @param given how a secret is given; typed in plain text unless told
 */
export function typedParameters(
	{ operation }: Pick<CataloguedOperation, 'operation'>,
	given: Given = (field) => typedSecrets[field],
): INodeParameters {
	switch (operation) {
		case 'account.create':
			return { additionalFields: box(given, { username: 'typed' }) };
		case 'account.update':
			return { updateFields: box(given) };
		case 'account.import':
		case 'group.import':
			return { accounts: accountList(given) };
		case 'group.create':
			return { additionalFields: { accounts: accountList(given) } };
		default:
			return {};
	}
}
