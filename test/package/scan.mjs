#!/usr/bin/env node
// n8n's scanner on a folder: `node scan.mjs <folder> sources|package`. Prints what it finds; exit 1 then.
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, kind] = process.argv.slice(2);
const result = await analyzePackage(folder, kind === 'sources' ? SOURCE_FILE_PATTERNS : undefined);
if (!result.passed) {
	console.log(result.message);
	console.log(result.details ?? '');
	process.exitCode = 1;
}
