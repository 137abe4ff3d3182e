import type { Mail } from './mail';

/** The mails as a table, newest first. */
export function listPage(mails: readonly Mail[]): string {
	const rows = [...mails].reverse().map(row).join('\n');
	const table = `<table>
<tr><th>Received</th><th>To</th><th>Subject</th></tr>
${rows}
</table>`;
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Inbox</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: .4rem .8rem .4rem 0; text-align: left; }
</style>
</head>
<body>
<h1>Inbox</h1>
<p>Every mail that the workflows sent. None left this machine.</p>
${mails.length === 0 ? '<p>No mail yet.</p>' : table}
</body>
</html>
`;
}

/** A mail as a mail program shows it: its HTML, or its text where it has none. */
export function mailPage({ html, text, subject }: Mail): string {
	if (html !== '') return html;
	return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body><pre style="white-space: pre-wrap">${escaped(text)}</pre></body>
</html>
`;
}

function row({ id, receivedAt, recipients, subject }: Mail): string {
	const link = `<a href="/inbox/mails/${String(id)}/page">${escaped(subject || '(no subject)')}</a>`;
	const when = receivedAt.slice(0, 16).replace('T', ' ');
	return `<tr><td>${when}</td><td>${escaped(recipients.join(', '))}</td><td>${link}</td></tr>`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
