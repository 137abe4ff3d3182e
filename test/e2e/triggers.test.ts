import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { engines } from './engines';
import { announced, hasPolledTwice, pollInterval, publish, until } from './listening';
import { scenes } from './scenes';
import { objectWith, type Scene, type SetScene } from './scenes/scene';
import { useDemo } from './useDemo';

const seconds = (count: number): number => count * 1_000;

describe.each(engines)('on the $engine engine', ({ env }) => {
	const demo = useDemo({ backlinks: 400, env });
	const workflows = new Map<Scene, string>();
	const expected = new Map<Scene, IDataObject[]>();

	beforeAll(async () => {
		const set = new Map(scenes.map((scene) => [scene, scene.set(demo().sandbox)]));
		for (const [scene, { parameters }] of set) {
			const listening = { ...scene, parameters: { event: scene.event, ...parameters } };
			workflows.set(scene, await publish(demo(), listening));
		}
		demo().sandbox.control.clearRequests();
		await until('polls of every trigger', () => [...set].every(isWatching), seconds(100));
		for (const [scene, { happens }] of set) expected.set(scene, happens());
	}, seconds(240));

	const isWatching = ([{ service }, { asks }]: [Scene, SetScene]): boolean =>
		hasPolledTwice(demo().sandbox, service, asks);

	const heard = async (scene: Scene): Promise<IDataObject[]> =>
		await announced(demo().client, workflows.get(scene) ?? '');

	describe.each([...new Set(scenes.map(({ node }) => node))])('%s', (node) => {
		const own = scenes.filter((scene) => scene.node === node);

		it.each(own)('tells of $event within a poll', async (scene) => {
			const wanted = expected.get(scene) ?? [];
			const isTold = async () => (await heard(scene)).length >= wanted.length;
			await until('an execution', isTold, seconds(4 * pollInterval));
			const items = await heard(scene);
			expect(items).toHaveLength(wanted.length);
			expect(items).toEqual(expect.arrayContaining(wanted.map((item) => objectWith(item))));
			expect(items.every(({ event }) => event === scene.event)).toBe(true);
		});
	});

	it('tells nothing more in the polls that follow', async () => {
		const before = await Promise.all(scenes.map(heard));
		await pause(seconds(2 * pollInterval));
		expect(await Promise.all(scenes.map(heard))).toEqual(before);
	});
});
