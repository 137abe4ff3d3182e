#!/usr/bin/env node
// What CHANGELOG.md says of a release: `node .github/release-notes.mjs v0.1.0`. Fails where the tag is not
// the version of package.json, or where CHANGELOG.md has nothing to say of it.
import fs from 'node:fs';

const read = (file) => fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const tag = process.argv[2] ?? '';
const { version } = JSON.parse(read('package.json'));
const sections = read('CHANGELOG.md').split(/^## /m).slice(1);
const section = sections.find((text) => text.startsWith(`${version} `));
const notes = section?.split('\n').slice(1).join('\n').trim();

if (tag !== `v${version}`) fail(`The tag is "${tag}", and package.json has version ${version}.`);
else if (!notes) fail(`CHANGELOG.md has no notes under "## ${version} (<date>)".`);
else console.log(notes);

function fail(message) {
	console.error(message);
	process.exitCode = 1;
}
