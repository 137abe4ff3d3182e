import { RandomStream } from '../../core/random';
import type { SeededSite } from './seededSites';
import { isFinal, type Status } from './statuses';
import type { Row, TaskFields } from './task';
import { timestamp } from './timestamps';

const hour = 3_600_000;
const day = 24 * hour;

interface TaskSeed {
	name: string;
	title: string;
	urls: string[];
	rows: Status[];
	daysAgo: number;
}

const coffee = 'https://bluebirdcoffee.example/';
const bikes = 'https://northwindcycles.example/';
const mugs = 'https://fernandhollow.example/';
const diving = 'https://lanternfishdiving.example/';

const published: Status = 'Published';
const queued: Status = 'Queued Publishing';

/** The tasks that are there from the start, newest first. */
const taskSeeds: readonly TaskSeed[] = [
	{
		name: 'Pour over guide',
		title: 'How to brew pour over coffee at home',
		urls: [coffee, `${coffee}guides/pour-over`],
		rows: [queued, queued, queued],
		daysAgo: 1,
	},
	{
		name: 'Winter commuting',
		title: 'Commuting by bike through a wet winter',
		urls: [`${bikes}journal/winter-commuting`],
		rows: ['Publishing', queued],
		daysAgo: 2,
	},
	{
		name: 'Handmade mugs',
		title: 'Why handmade mugs keep coffee warmer',
		urls: [`${mugs}mugs`],
		rows: [published, 'Publishing', queued, queued],
		daysAgo: 4,
	},
	{
		name: 'Night dives',
		title: 'What to expect from a night dive',
		urls: [diving, `${diving}trips`],
		rows: [published, queued],
		daysAgo: 6,
	},
	{
		name: 'Espresso basics',
		title: 'Espresso at home on a small budget',
		urls: [`${coffee}guides/espresso-at-home`],
		rows: [published, published, 'Failed'],
		daysAgo: 11,
	},
	{
		name: 'Cargo bikes',
		title: 'Cargo bikes for families in the city',
		urls: [`${bikes}cargo`],
		rows: [published, published],
		daysAgo: 17,
	},
	{
		name: 'Ash glazes',
		title: 'Ash glazes explained for curious beginners',
		urls: [`${mugs}journal/ash-glazes`],
		rows: ['Cancelled', 'Cancelled'],
		daysAgo: 23,
	},
	{
		name: 'Open water course',
		title: 'Choosing your first open water course',
		urls: [`${diving}courses/open-water`],
		rows: [published, published, published, published],
		daysAgo: 30,
	},
	{
		name: 'Bean storage',
		title: 'How to store coffee beans at home',
		urls: [`${coffee}blog/how-to-store-coffee`],
		rows: ['Failed', 'Failed'],
		daysAgo: 38,
	},
	{
		name: 'Gravel bikes',
		title: 'Gravel bikes and where to ride them',
		urls: [`${bikes}gravel`, bikes],
		rows: [published, 'Cancelled', published],
		daysAgo: 47,
	},
	{
		name: 'Pottery classes',
		title: 'A first pottery class in the city',
		urls: [`${mugs}classes`],
		rows: [published],
		daysAgo: 59,
	},
	{
		name: 'Coffee subscription',
		title: 'Is a coffee subscription worth the money',
		urls: [`${coffee}subscriptions`],
		rows: [published, published],
		daysAgo: 72,
	},
];

/**
 * Ids as the examples have them: the seconds since 1970, then five digits for the rest of the second, all
 * hexadecimal. So no id comes again, also where the sandbox was reset in between.
 */
export function taskId(created: number, serial: number): string {
	const seconds = Math.floor(created / 1_000);
	const microseconds = (created % 1_000) * 1_000 + (serial % 1_000);
	return seconds.toString(16).padStart(8, '0') + microseconds.toString(16).padStart(5, '0');
}

/** Oldest first. Time changes nothing in them: only moves do. */
export function seededTasks(
	seed: number,
	seededOn: string,
	sites: readonly SeededSite[],
): TaskFields[] {
	const random = new RandomStream(seed);
	const enabled = sites.filter(({ status }) => status === 1);
	let rowId = 0;
	return [...taskSeeds].reverse().map((task, place) => {
		const created = Date.parse(seededOn) - task.daysAgo * day + random.integer(7, 18) * hour;
		const id = taskId(created, place + 1);
		const rows = task.rows.map((status, rowPlace) => {
			rowId += 1;
			const first = random.integer(0, enabled.length - task.rows.length);
			return seededRow(rowId, id, enabled[(first + rowPlace * 7) % enabled.length], {
				status,
				scheduled: created + (rowPlace + 1) * (hour / 2),
			});
		});
		const times = rows.map(({ last_run_at }) => last_run_at ?? '');
		const created_at = timestamp(created);
		return {
			id,
			name: task.name,
			created_at,
			updated_at: [created_at, ...times].sort().at(-1) ?? created_at,
			article: { title: task.title, body: bodyFor(task), urls: task.urls },
			rows,
			sandbox: false,
			runsFrom: null,
			outcome: 'Published',
		};
	});
}

function seededRow(
	id: number,
	task: string,
	site: SeededSite,
	{ status, scheduled }: { status: Status; scheduled: number },
): Row {
	const ran = status === queued ? null : timestamp(scheduled);
	return {
		id,
		backlink_website_id: site.id,
		status,
		result_url: status === published ? `https://${site.url}/articles/${task}` : null,
		schedule_at: timestamp(scheduled),
		last_run_at: ran,
		completed_at: isFinal(status) ? ran : null,
	};
}

function bodyFor({ title, urls }: TaskSeed): string {
	const links = urls.map((url) => `<a href="${url}">${title}</a>`).join(', ');
	return `<p>${title}: what we learned, and where to read on: ${links}.</p>`;
}

export const seededRows = taskSeeds.reduce((sum, { rows }) => sum + rows.length, 0);
