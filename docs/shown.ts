/**
 * What the pictures of the documentation show, as a hash for each, so that a test can tell which of them
 * have grown old: `docs/images/shown.json` says what was shown when a picture was taken
 * (`npm run docs:pictures`).
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { nodeDescriptions, pictureOfExample } from './tables';

const root = path.resolve(__dirname, '..');
const examples = path.join(root, 'examples');
const icons = path.join(root, 'icons');

/** Where the pictures are. */
export const images = path.join(__dirname, 'images');

/** What was recorded of the pictures, by file name. */
export const recordFile = path.join(images, 'shown.json');

/** The files of all examples, in their order. */
export const exampleFiles = (): string[] =>
	fs
		.readdirSync(examples)
		.filter((file) => file.endsWith('.json'))
		.sort();

/** The example that the first picture, and those of items and of the report, are of. */
export const firstExample = exampleFiles()[0];
export const reportExample = '08-weekly-report.json';

/** What each picture shows as things are now, by the picture's file name. */
export function shownNow(): Record<string, string> {
	return Object.fromEntries(
		[
			...exampleFiles().map((file) => [pictureOfExample(file), exampleText(file)]),
			['items.png', exampleText(firstExample)],
			['node.png', panelOf(nodeDescriptions.seRankingBacklinks, 'backlink', 'getAll')],
			['weekly-report.png', exampleText(reportExample)],
			['workflows.png', exampleFiles().map(nameOfExample).join('\n')],
			['install.png', packageName()],
		].map(([picture, text]) => [picture, hashOf(text)]),
	);
}

/** What is recorded of the pictures; nothing where none was taken. */
export const shownThen = (): Record<string, string> =>
	fs.existsSync(recordFile)
		? (JSON.parse(fs.readFileSync(recordFile, 'utf8')) as Record<string, string>)
		: {};

const hashOf = (text: string): string =>
	createHash('sha256').update(text).digest('hex').slice(0, 16);

const read = (file: string): string => fs.readFileSync(file, 'utf8');

/** An example's file, and what the canvas shows of our nodes in it. */
function exampleText(file: string): string {
	const text = read(path.join(examples, file));
	const ours = Object.values(nodeDescriptions).filter(({ name }) =>
		text.includes(`"n8n-nodes-backlinks.${name}"`),
	);
	return [text, ...ours.map(faceOf)].join('\n');
}

/** A node's panel, as it stands open for an operation: the names of its fields and what is in them. */
function panelOf(node: INodeTypeDescription, resource: string, operation: string): string {
	const { displayName, properties } = node;
	const fields = properties
		.filter(
			({ displayOptions: { show: { resource: resources, operation: operations } = {} } = {} }) => {
				const isForResource = resources?.includes(resource) ?? true;
				return isForResource && (operations?.includes(operation) ?? true);
			},
		)
		.map((field) => [field.displayName, field.type, field.default]);
	return JSON.stringify([displayName, faceOf(node), fields]);
}

/** A node as the canvas has it: its icon and what stands below it. */
function faceOf({ icon, subtitle = '' }: INodeTypeDescription): string {
	const light = typeof icon === 'object' ? icon.light : (icon ?? '');
	return subtitle + read(path.join(icons, path.basename(light)));
}

const nameOfExample = (file: string): string =>
	(JSON.parse(read(path.join(examples, file))) as { name: string }).name;

const packageName = (): string =>
	(JSON.parse(read(path.join(root, 'package.json'))) as { name: string }).name;
