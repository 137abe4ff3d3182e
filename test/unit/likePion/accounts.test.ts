import { countFound, type AccountRow } from '../../../nodes/LikePion/accounts';

const maria = (website: string): AccountRow => ({ website, username: 'maria' });

describe('accounts are found among the records of a group', () => {
	it.each([
		['blog.example', 'blog.example'],
		['https://www.Blog.example/', 'blog.example'],
		['blog.example/maria/', 'https://www.BLOG.example/maria'],
		['blog.example', 'https://blog.example/login'],
		['https://blog.example/login', 'blog.example'],
	])('%s by the record of %s', (sent, there) => {
		expect(countFound([maria(there)], [maria(sent)])).toBe(1);
	});

	it.each([
		['blog.example/b', 'https://blog.example/a'],
		['blog.example/A', 'blog.example/a'],
		['blog.example', 'shop.example'],
	])('%s not by the record of %s', (sent, there) => {
		expect(countFound([maria(there)], [maria(sent)])).toBe(0);
	});

	it('each by a record of its own', () => {
		const sent = [maria('blog.example/a'), maria('blog.example/b'), maria('blog.example')];
		expect(countFound([maria('blog.example')], sent)).toBe(1);
		expect(countFound([maria('blog.example'), maria('blog.example/b')], sent)).toBe(2);
		expect(countFound(sent.map(({ website }) => maria(website)).reverse(), sent)).toBe(3);
	});

	it('whichever record the one before could have had', () => {
		const email = 'maria@blog.example';
		const records = [
			{ website: 'blog.example', username: 'maria', email },
			{ website: 'blog.example', username: 'maria', email: '' },
		];
		const sent = [maria('blog.example'), { ...maria('blog.example'), email }];
		expect(countFound(records, sent)).toBe(2);
		expect(countFound([...records].reverse(), [...sent].reverse())).toBe(2);
	});

	it('twice by one record where they are one account', () => {
		const sent = [
			{ ...maria('blog.example'), password: 'old' },
			{ ...maria('https://www.blog.example/'), password: 'new' },
		];
		expect(countFound([maria('blog.example')], sent)).toBe(2);
		expect(countFound([], sent)).toBe(0);
	});
});
