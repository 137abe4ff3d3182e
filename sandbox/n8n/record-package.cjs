// Run by the Node that runs n8n, which has SQLite built in: enters a package that was laid into a user
// folder in n8n's own list of community packages, so that Settings > Community nodes shows it.
//
//   node record-package.cjs <database file> <package folder>
const fs = require('node:fs');
const path = require('node:path');
const { DatabaseSync } = require('node:sqlite');

const [databaseFile, packageFolder] = process.argv.slice(2);
const readJson = (...parts) =>
	JSON.parse(fs.readFileSync(path.join(packageFolder, ...parts), 'utf8'));
const { name, version, author } = readJson('package.json');

/** The type descriptions list one entry a version of a node; n8n keeps the latest. */
function latestNodes() {
	const latest = new Map();
	for (const node of readJson('dist', 'types', 'nodes.json')) {
		const nodeVersion = Math.max(...[node.version].flat());
		const known = latest.get(node.name);
		if (!known || known.version < nodeVersion) {
			latest.set(node.name, { displayName: node.displayName, version: nodeVersion });
		}
	}
	return latest;
}

const database = new DatabaseSync(databaseFile);
database.exec('PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE');
database.prepare('DELETE FROM installed_nodes WHERE package = ?').run(name);
database.prepare('DELETE FROM installed_packages WHERE packageName = ?').run(name);
database
	.prepare(
		`INSERT INTO installed_packages (packageName, installedVersion, authorName, authorEmail, createdAt, updatedAt)
		VALUES (?, ?, ?, ?, STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW'), STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW'))`,
	)
	.run(name, version, author?.name ?? null, author?.email ?? null);
const insertNode = database.prepare(
	'INSERT INTO installed_nodes (name, type, latestVersion, package) VALUES (?, ?, ?, ?)',
);
for (const [nodeName, node] of latestNodes()) {
	insertNode.run(node.displayName, `${name}.${nodeName}`, node.version, name);
}
database.exec('COMMIT');
database.close();
