const { execFile } = require('node:child_process');
const fs = require('node:fs/promises');
const path = require('node:path');
const { dest, parallel, series, src } = require('gulp');

/** Takes away the last build, so that nothing of a deleted source is ever published. */
const clean = () => fs.rm('dist', { recursive: true, force: true });

/** Light and dark SVG icons, to where the compiled nodes and credentials look for them. */
const copyIcons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

/** Codex files: where n8n lists a node, and what it links to. */
const copyCodex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

/**
 * `dist/known` and `dist/types`, from which n8n reads names and descriptions at start-up; with them it
 * requires a node's own file only when the node is first used.
 */
const writeMetadata = (done) => {
	const generator = path.join(
		path.dirname(require.resolve('n8n-core/package.json')),
		'bin',
		'generate-metadata',
	);
	execFile(process.execPath, [generator], (error, _stdout, stderr) => {
		done(error ? new Error(stderr || error.message) : undefined);
	});
};

/** Lists of methods that the generator writes for n8n's own checks; an installed package needs none. */
const dropMethodLists = () => fs.rm('dist/methods', { recursive: true, force: true });

exports.clean = clean;
exports.build = series(parallel(copyIcons, copyCodex), writeMetadata, dropMethodLists);
