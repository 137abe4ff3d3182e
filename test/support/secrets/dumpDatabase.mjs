// Prints what an SQLite database holds, a line a value: ["table.column", "text"]. Run by Node 24, which has
// SQLite itself; a look at the file alone would miss what is cut into pages.
import { DatabaseSync } from 'node:sqlite';

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

const database = new DatabaseSync(process.argv[2], { readOnly: true });
const tables = database
	.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	.all();
for (const { name: table } of tables) {
	for (const row of database.prepare(`SELECT * FROM ${quoted(table)}`).iterate()) {
		const lines = Object.entries(row)
			.filter(([, value]) => typeof value === 'string' || value instanceof Uint8Array)
			.map(([column, value]) =>
				JSON.stringify([`${table}.${column}`, Buffer.from(value).toString('utf8')]),
			);
		if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
	}
}
