// Loaded into n8n before it starts, by NODE_OPTIONS, where somebody wants to know what its start takes. Appends
// lines of JSON to the file that START_TRACE names: one for each file of a community package that is required, one
// for each time that n8n's loader works for such a package, and one when the editor can be reached; with milliseconds.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const trace = process.env.START_TRACE;
const communityPackages = /[\\/]\.n8n[\\/]nodes[\\/]node_modules[\\/](.*)$/;
const loaderFile = path.join('nodes-loader', 'lazy-package-directory-loader.js');
const isReachable = 'Editor is now accessible';

const note = (line) => fs.appendFileSync(trace, `${JSON.stringify(line)}\n`);

const load = Module._extensions['.js'];
Module._extensions['.js'] = function (module, filename) {
	const [, required] = communityPackages.exec(filename) ?? [];
	if (required) note({ required });
	const result = load.call(this, module, filename);
	if (filename.endsWith(loaderFile)) watch(module.exports.LazyPackageDirectoryLoader.prototype);
	return result;
};

/** Notes how long n8n's loader reads a community package and makes its credentials. */
function watch(loader) {
	const { loadAll, getCredential } = loader;
	const spentOn = ({ directory }, from) => {
		if (communityPackages.test(directory)) note({ loading: performance.now() - from });
	};
	loader.loadAll = async function () {
		const from = performance.now();
		await loadAll.call(this);
		spentOn(this, from);
	};
	loader.getCredential = function (type) {
		const from = performance.now();
		const credential = getCredential.call(this, type);
		spentOn(this, from);
		return credential;
	};
}

const write = process.stdout.write;
process.stdout.write = function (chunk, ...rest) {
	if (String(chunk).includes(isReachable)) {
		note({ readyAfter: performance.now() });
	}
	return write.call(this, chunk, ...rest);
};
