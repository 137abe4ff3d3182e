/** The n8n under test, which `N8N_VERSION` chooses. */
import { editionOf } from '../../sandbox/n8n/editions';
import { defaultVersion } from '../../sandbox/n8n/install';

export const edition = editionOf(defaultVersion);

/** What a failed test of a credential says: the credential's own words, or n8n 1.x's words for the status. */
export const refusedCredential = (words: string): { status: string; message: unknown } => ({
	status: 'Error',
	message: edition.hasCredentialWords
		? expect.stringContaining(words)
		: 'Authorization failed - please check your credentials',
});
