import { isSentSince } from '../../../nodes/Leadmetrics/campaigns';

const since = Date.UTC(2026, 2, 14, 12);
const now = '2026-03-14T12:00:01.000Z';
const before = '2026-03-02T09:00:00.000Z';

it.each([
	['sent', now, true],
	['bounced', now, true],
	['sent', before, false],
	['replied', before, false],
	['sent', null, false],
	['sent', undefined, false],
	// "status is restricted to draft, approved, skipped (not sent …)", whatever the time says.
	['approved', now, false],
	['approved', before, false],
	['draft', now, false],
	['skipped', now, false],
	['approved', null, false],
])('an email that is %p with the time %p was sent since: %p', (status, sentAt, expected) => {
	expect(isSentSince({ status, ...(sentAt === undefined ? {} : { sentAt }) }, since)).toBe(
		expected,
	);
});
