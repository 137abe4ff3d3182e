// Before each test file of the faults: the node's pauses pass at once (see ownTime.ts).
import type * as ownTime from './ownTime';

const { installOwnTime } = jest.requireActual<typeof ownTime>('./ownTime');
installOwnTime();

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.requireActual<typeof ownTime>('./ownTime').ownSleep,
}));
