/**
 * The tables of operations in the README and the pages beside this file, made from the nodes themselves:
 * `npm run docs` brings them up to date, and a test holds them against the code.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { BacklinkBase } from '../nodes/BacklinkBase/BacklinkBase.node';
import { BacklinkBaseTrigger } from '../nodes/BacklinkBase/BacklinkBaseTrigger.node';
import { Leadmetrics } from '../nodes/Leadmetrics/Leadmetrics.node';
import { LeadmetricsTrigger } from '../nodes/Leadmetrics/LeadmetricsTrigger.node';
import { LikePion } from '../nodes/LikePion/LikePion.node';
import { LikePionTrigger } from '../nodes/LikePion/LikePionTrigger.node';
import { SeRankingBacklinks } from '../nodes/SeRankingBacklinks/SeRankingBacklinks.node';
import { SeRankingBacklinksTrigger } from '../nodes/SeRankingBacklinks/SeRankingBacklinksTrigger.node';

const root = path.resolve(__dirname, '..');

const descriptions: Record<string, INodeTypeDescription> = {
	'docs/se-ranking.md': new SeRankingBacklinks().description,
	'docs/leadmetrics.md': new Leadmetrics().description,
	'docs/likepion.md': new LikePion().description,
	'docs/backlinkbase.md': new BacklinkBase().description,
};

const triggers: INodeTypeDescription[] = [
	new SeRankingBacklinksTrigger().description,
	new LeadmetricsTrigger().description,
	new LikePionTrigger().description,
	new BacklinkBaseTrigger().description,
];

/** What every node says of itself, by its name. */
export const nodeDescriptions: Record<string, INodeTypeDescription> = Object.fromEntries(
	[...Object.values(descriptions), ...triggers].map((description) => [
		description.name,
		description,
	]),
);

/** What is made stands between two such comments. */
const operations = 'operations';
const examples = 'examples';

/** Every file that holds a table, with what it should read now. */
export function upToDate(): Map<string, string> {
	const pages = Object.entries(descriptions).map(([file, description]): [string, string] => [
		file,
		withTable(file, operations, operationsTable(description)),
	]);
	return new Map([
		...pages,
		['docs/operations.md', withTable('docs/operations.md', operations, overview())],
		['docs/triggers.md', withTable('docs/triggers.md', operations, eventsTable())],
		['README.md', withTable('README.md', examples, examplesTable())],
	]);
}

/** Reads a file of the project. */
export const current = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

function withTable(file: string, what: string, table: string): string {
	const text = current(file);
	const begin = `<!-- ${what}: made by \`npm run docs\` -->`;
	const start = text.indexOf(begin);
	const stop = text.indexOf(`<!-- end of ${what} -->`, start);
	if (start < 0 || stop < 0) {
		throw new Error(`${file} has no place for its table: ${begin} …`);
	}
	return `${text.slice(0, start)}${begin}\n\n${table}\n\n${text.slice(stop)}`;
}

/** A row an example: its pictures, its name, and the first two sentences that its page says of it. */
function examplesTable(): string {
	const rows = sectionsOf('docs/examples.md').map(({ heading, files, sentences }) => {
		const page = `docs/examples.md#${anchorOf(heading)}`;
		const pictures = files.map(
			(file) =>
				`[<img src="docs/images/${pictureOfExample(file)}" width="380" alt="${file}">](${page})`,
		);
		return `| ${pictures.join('<br>')} | **[${heading}](${page})**<br>${cell(fromRoot(page, sentences))} |`;
	});
	return ['| | |', '| --- | --- |', ...rows].join('\n');
}

/** What a page says of each example: its heading, the files that it links to, its first two sentences. */
function sectionsOf(page: string): Array<{ heading: string; files: string[]; sentences: string }> {
	const [, ...sections] = current(page).split(/^## /m);
	return sections.map((section) => {
		const [heading, ...lines] = section.split('\n').filter((line) => line !== '');
		const files = [...section.matchAll(/\]\(\.\.\/examples\/([^)]+\.json)\)/g)].map(
			([, file]) => file,
		);
		const words = lines.find((line) => /^[A-Z]/.test(line)) ?? '';
		return { heading, files, sentences: /^(?:.*?\.(?= |$)){1,2}/.exec(words)?.[0] ?? words };
	});
}

/** Text of a page with links that hold in the project's folder. */
const fromRoot = (page: string, text: string): string =>
	text.replace(
		/\]\((?!https?:|#)([^)]+)\)/g,
		(_, link: string) => `](${path.posix.join(path.posix.dirname(page), link)})`,
	);

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} -]/gu, '')
		.replaceAll(' ', '-');

/** The picture of an example's canvas. @param file its name in `examples/` */
export const pictureOfExample = (file: string): string => file.replace(/\.json$/, '.png');

/** A row an operation: what it is called, and what it does. */
function operationsTable({ properties }: INodeTypeDescription): string {
	const rows = optionsOf(properties, 'resource').flatMap((resource) =>
		operationsOf(properties, resource).map(
			({ name, description = '' }) => `| ${resource.name} | ${name} | ${cell(description)} |`,
		),
	);
	return ['| Resource | Operation | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/** A row an event, over all triggers. */
function eventsTable(): string {
	const rows = triggers.flatMap(({ displayName, properties }) =>
		optionsOf(properties, 'event').map(
			({ name, description = '' }) => `| ${displayName} | ${name} | ${cell(description)} |`,
		),
	);
	return ['| Trigger | Event | When |', '| --- | --- | --- |', ...rows].join('\n');
}

/** A row a resource, over all nodes. */
function overview(): string {
	const rows = Object.entries(descriptions).flatMap(([file, { displayName, properties }]) =>
		optionsOf(properties, 'resource').map((resource) => {
			const names = operationsOf(properties, resource).map(({ name }) => name);
			return `| [${displayName}](${path.basename(file)}) | ${resource.name} | ${names.join(', ')} |`;
		}),
	);
	return ['| Node | Resource | Operations |', '| --- | --- | --- |', ...rows].join('\n');
}

const optionsOf = (properties: INodeProperties[], name: string): INodePropertyOptions[] =>
	properties
		.filter((property) => property.name === name)
		.flatMap(({ options = [] }) => options as INodePropertyOptions[]);

const operationsOf = (
	properties: INodeProperties[],
	{ value }: INodePropertyOptions,
): INodePropertyOptions[] =>
	optionsOf(
		properties.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(value)),
		'operation',
	);

const cell = (text: string): string => text.replaceAll('|', '\\|');

if (require.main === module) {
	for (const [file, text] of upToDate()) fs.writeFileSync(path.join(root, file), text);
}
