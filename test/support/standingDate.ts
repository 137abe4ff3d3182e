/** Of all that jest could take the place of, everything but `Date`: requests and their timers stay real. */
const realTimers = [
	...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
	...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
	...(['setTimeout', 'clearTimeout'] as const),
];

/** During each test of a `describe` block or file, the time of `Date` stands still but for `pass`. */
export function useStandingDate(): void {
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: realTimers });
	});
	afterEach(() => {
		jest.useRealTimers();
	});
}

/** Lets so much time pass for `Date`, at once. */
export function pass(milliseconds: number): void {
	jest.setSystemTime(Date.now() + milliseconds);
}
