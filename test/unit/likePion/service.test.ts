import type { IDataObject } from 'n8n-workflow';
import { sumOf } from '../../../nodes/LikePion/service';

it.each<[string, IDataObject[], IDataObject]>([
	['counts are added up', [{ deleted: 2 }, { deleted: 3 }], { deleted: 5 }],
	['one that is not known first', [{ deleted: null }, { deleted: 5_000 }], { deleted: null }],
	['one that is not known last', [{ deleted: 5_000 }, { deleted: null }], { deleted: null }],
	['one that an answer does not have', [{ deleted: 5_000 }, {}], { deleted: null }],
	['a text among counts', [{ failed: 1 }, { failed: 'many' }, { failed: 2 }], { failed: null }],
	['no counts', [{ message: 'one' }, { message: 'two' }, {}], { message: 'two' }],
	['nothing', [{}, {}], {}],
])('several answers together: %s', (_case, answers, sum) => {
	expect(sumOf(answers)).toEqual(sum);
});
