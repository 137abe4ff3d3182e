import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountItem, exportedAccount, type StoredAccount } from './account';
import { listAnswer, objectAnswer } from './answers';
import { sendExport } from './exports';
import { groupItem, type StoredGroup } from './groups';
import { fits, isFound, pageOf } from './lists';
import { param } from './params';
import * as read from './requests';
import type { LikePionWorld } from './world';

/** The text's sections "Groups" and "Accounts". */
export function addGroupRoutes(
	server: FastifyInstance,
	service: { readonly world: LikePionWorld },
): void {
	const answer = (object: unknown): unknown =>
		objectAnswer(service.world.settings.envelope, object);
	const groupOf = (request: FastifyRequest): StoredGroup =>
		service.world.groups.get(param(request, 'id'));
	const accountOf = (request: FastifyRequest): StoredAccount =>
		service.world.groups.account(param(request, 'id'));

	// "POST /groups — Tạo group"
	server.post('/groups', (request, reply) => {
		const { groups } = service.world;
		const { name, service_type, accounts, skip_unsupported } = read.newGroup(request.body);
		const group = groups.create(name, service_type);
		reply.code(201);
		if (accounts.length === 0) return answer(groupItem(group));
		const options = { skipUnsupported: skip_unsupported, overwrite: false };
		const { imported, duplicates, unsupported, failed } = groups.import(group, accounts, options);
		const skipped = duplicates + unsupported;
		return answer({ group: groupItem(group), imported, skipped, failed });
	});

	// "GET /groups — Danh sách groups"
	server.get('/groups', (request) => {
		const query = read.groupQuery(request.query);
		const groups = service.world.groups
			.all()
			.map(groupItem)
			.filter(({ service_type: type }) => fits(query.service_type, type))
			.filter(({ status }) => fits(query.status, status))
			.filter(({ name }) => isFound(query.search, name))
			.filter(({ account_active: active }) => active >= query.min_active);
		return listAnswer(service.world.settings.envelope, pageOf(groups, query));
	});

	// "GET /groups/:id — Chi tiết | PUT /groups/:id — Cập nhật | DELETE /groups/:id — Xóa"
	server.get('/groups/:id', (request) => answer(groupItem(groupOf(request))));
	server.put('/groups/:id', (request) => {
		const group = groupOf(request);
		service.world.groups.update(group, read.groupChanges(request.body));
		return answer(groupItem(group));
	});
	server.delete('/groups/:id', (request) => {
		service.world.groups.delete(groupOf(request));
		return answer({ deleted: 1 });
	});

	// "GET /groups/:id/export — Export group": its accounts, as an import takes them
	server.get('/groups/:id/export', (request, reply) => {
		const accounts = newestFirst(groupOf(request)).map(exportedAccount);
		return sendExport(reply, service.world.settings, 'group', accounts);
	});

	// "POST /groups/import — Import group + accounts"
	server.post('/groups/import', (request, reply) => {
		const { groups } = service.world;
		const { name, service_type, accounts, ...options } = read.groupImport(request.body);
		const group = groups.create(name, service_type);
		const counts = groups.import(group, accounts, {
			skipUnsupported: options.skip_unsupported,
			overwrite: options.overwrite,
		});
		reply.code(201);
		return answer({ group: { id: group.group.id, name }, ...counts });
	});

	// "POST /groups/:id/accounts — Tạo account"
	server.post('/groups/:id/accounts', (request, reply) => {
		const group = groupOf(request);
		const account = service.world.groups.createAccount(group, read.newAccount(request.body));
		reply.code(201);
		return answer(accountItem(account));
	});

	// "GET /groups/:id/accounts — Danh sách accounts"
	server.get('/groups/:id/accounts', (request) => {
		const group = groupOf(request);
		const query = read.accountQuery(request.query);
		const accounts = newestFirst(group)
			.filter(({ status }) => fits(query.status, status))
			.filter(({ website, username, email }) => isFound(query.search, website, username, email));
		const { items, ...page } = pageOf(accounts, query);
		const answered = { ...page, items: items.map(accountItem) };
		return listAnswer(service.world.settings.envelope, answered);
	});

	// "POST /groups/:id/accounts/import — Import accounts": unsupported websites are always left out
	server.post('/groups/:id/accounts/import', (request) => {
		const group = groupOf(request);
		const { accounts, overwrite } = read.accountImport(request.body);
		const options = { skipUnsupported: true, overwrite };
		return answer(service.world.groups.import(group, accounts, options));
	});

	// "POST /groups/:id/accounts/check-all — Check tất cả"
	server.post('/groups/:id/accounts/check-all', (request) => {
		const { accounts } = groupOf(request);
		service.world.groups.check(accounts);
		return answer({ checking: accounts.length });
	});

	// "PUT /accounts/:id — Cập nhật | DELETE /accounts/:id — Xóa"
	server.put('/accounts/:id', (request) => {
		const stored = accountOf(request);
		const changed = read.changedAccount(stored.account, request.body);
		service.world.groups.updateAccount(stored, changed);
		return answer(accountItem(stored.account));
	});
	server.delete('/accounts/:id', (request) => {
		const { account } = accountOf(request);
		return answer({ deleted: service.world.groups.deleteAccounts([account.id]) });
	});

	// "POST /accounts/:id/check — Check 1 account"
	server.post('/accounts/:id/check', (request) => {
		const stored = accountOf(request);
		service.world.groups.check([stored]);
		return answer(accountItem(stored.account));
	});

	// "POST /accounts/bulk-delete — Xóa nhiều"
	server.post('/accounts/bulk-delete', (request) =>
		answer({ deleted: service.world.groups.deleteAccounts(read.ids(request.body)) }),
	);

	// "POST /accounts/export — Export IDs"
	server.post('/accounts/export', (request, reply) => {
		const ids = read.ids(request.body);
		const accounts = service.world.groups
			.all()
			.flatMap(newestFirst)
			.filter(({ id }) => ids.includes(id));
		return sendExport(reply, service.world.settings, 'accounts', accounts.map(exportedAccount));
	});
}

function newestFirst({ accounts }: StoredGroup): StoredAccount['account'][] {
	return accounts.map(({ account }) => account).reverse();
}
