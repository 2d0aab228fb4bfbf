import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { auditPage, eraseAudit } from "../../../audit/list.ts";
import { newId } from "../../../contract/ids.ts";
import type { AuditEntry } from "../../../contract/operator/audit.ts";
import { database } from "../../../db/client.ts";
import { MAX_LOOKED_AT, type Page } from "../../../db/page.ts";
import { auditLog } from "../../../db/schema.ts";
import { makeAccount, makeKey } from "../../../testing/accounts.ts";
import { makeCharacter } from "../../../testing/characters.ts";
import { makeDataset } from "../../../testing/datasets.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { uploadAsset } from "../../../testing/jobs.ts";
import { storeIssuer } from "../../../testing/oidc.ts";
import { makePipeline } from "../../../testing/own-pipelines.ts";
import { makeProject } from "../../../testing/projects.ts";
import { documentNamed } from "../../../testing/workflows.ts";

const FROM = { "cf-connecting-ip": "203.0.113.7" };
const log = async (as: string, query = "") =>
	jsonOf<Page<AuditEntry>>(await call("GET", `/v1/audit?${query}`, { as }), 200);

test("what an account changes of itself is told: who, when, from where, before and since, and nothing that was refused", async () => {
	const account = await makeAccount();
	const as = account.key;
	const ask = (method: string, path: string, json?: object) =>
		call(method, path, { as, json, headers: FROM });
	const { id: key } = await jsonOf<{ id: string; key: string }>(
		await ask("POST", "/v1/api-keys", { name: "second", scopes: ["jobs:read"] }),
		201,
	);
	await ask("DELETE", `/v1/api-keys/${key}`);
	await problemOf(await ask("DELETE", `/v1/api-keys/${key}`), "not_found");
	await ask("PATCH", "/v1/account", { budget_micro_usd: 5_000_000 });
	await ask("PATCH", "/v1/account", {});
	await problemOf(await ask("PATCH", "/v1/account", { budget_micro_usd: -1 }), "invalid_request");
	const { id: hook } = await jsonOf<{ id: string }>(
		await ask("POST", "/v1/webhooks", { url: "https://93.184.216.34/hook?token=abc" }),
		201,
	);
	await ask("PATCH", `/v1/webhooks/${hook}`, { paused: true });
	await ask("POST", `/v1/webhooks/${hook}/rotate-secret`);
	await ask("DELETE", `/v1/webhooks/${hook}`);
	await problemOf(await ask("DELETE", `/v1/webhooks/${hook}`), "not_found");

	const { data } = await log(as);
	expect(data.map(({ action }) => action)).toEqual([
		...["webhook.delete", "webhook.rotate_secret", "webhook.change", "webhook.create"],
		...["budget.change", "api_key.revoke", "api_key.create", "account.create"],
	]);
	const [deleted, , paused, made, budget, revoked, created, first] = data;
	expect(created).toMatchObject({
		target: key,
		before: null,
		after: { name: "second", scopes: ["jobs:read"] },
	});
	expect(created).toMatchObject({ by: { kind: "key", subject: null }, address: "203.0.113.7" });
	expect(revoked).toMatchObject({ target: key, before: { name: "second" }, after: null });
	expect(budget).toMatchObject({
		before: { budget_micro_usd: null },
		after: { budget_micro_usd: 5_000_000 },
	});
	expect(made).toMatchObject({
		before: null,
		after: { paused: false, target: expect.stringMatching(/hook\?…$/) },
	});
	expect(paused).toMatchObject({ before: { paused: false }, after: { paused: true } });
	expect(deleted).toMatchObject({ target: hook, before: { paused: true }, after: null });
	expect(first).toMatchObject({ by: { kind: "operator", key: null }, address: null });
	expect(JSON.stringify(data)).not.toMatch(/dk_live_[0-9A-Za-z]{8}|whsec_|token=abc/);
});

test("issuers, and what operators change of an account, are told there; those of others are not", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const issuer = await storeIssuer(account.id);
	const as = account.key;
	await call("PATCH", `/v1/oidc-issuers/${issuer}`, { as, json: { scopes: ["jobs:read", "jobs:write"] } });
	await call("DELETE", `/v1/oidc-issuers/${issuer}`, { as });
	const operator = (method: string, path: string, json?: object) =>
		call(method, `/v1/accounts/${account.id}${path}`, { as: env.ADMIN_KEY, json });
	await operator("PATCH", "", { max_running: 3 });
	await operator("PUT", "/node-policy", { deny: ["LoadImage"] });
	const { id: made } = await jsonOf<{ id: string }>(
		await operator("POST", "/api-keys", { name: "lost", scopes: ["jobs:read"] }),
		201,
	);
	await operator("DELETE", `/api-keys/${made}`);
	const { data } = await log(as);
	expect(data.map(({ action, by }) => `${action} ${by.kind}`)).toEqual([
		...[
			"api_key.revoke operator",
			"api_key.create operator",
			"node_policy.set operator",
			"account.change operator",
		],
		...[
			"oidc_issuer.delete key",
			"oidc_issuer.change key",
			"oidc_issuer.create key",
			"account.create operator",
		],
	]);
	expect(data[3]?.after).toMatchObject({ max_running: 3 });
	expect(data[5]).toMatchObject({
		before: { scopes: ["jobs:read"] },
		after: { scopes: ["jobs:read", "jobs:write"] },
	});
	expect((await log(other.key)).data.map(({ action }) => action)).toEqual(["account.create"]);
});

test("it is read in pages, narrowed, within a bounded number of rows, and goes by its retention", async () => {
	const account = await makeAccount();
	const db = database(env.DB);
	const now = Date.now();
	const rows = Array.from({ length: MAX_LOOKED_AT + 20 }, (_, i) => ({
		...{
			id: newId("audit", now + 1 + i),
			account_id: account.id,
			at: now,
			action: "api_key.create" as const,
		},
		...{
			target: `key_${i}`,
			key_id: "key_a",
			subject: i === 0 ? "somebody" : null,
			address: null,
			before: null,
			after: null,
		},
	}));
	for (let i = 0; i < rows.length; i += 9) await db.insert(auditLog).values(rows.slice(i, i + 9));
	const first = await log(account.key, "limit=2");
	expect(first.data.map(({ target }) => target)).toEqual([
		`key_${rows.length - 1}`,
		`key_${rows.length - 2}`,
	]);
	expect((await log(account.key, `limit=1&cursor=${first.next_cursor}`)).data[0]?.target).toBe(
		`key_${rows.length - 3}`,
	);
	expect((await log(account.key, "target=key_500")).data).toHaveLength(1);
	// The oldest is behind what one page looks at: the page says so, and the next one finds it.
	const none = await log(account.key, "by=somebody");
	expect(none).toMatchObject({ data: [], has_more: true });
	expect((await log(account.key, `by=somebody&cursor=${none.next_cursor}`)).data).toHaveLength(1);
	expect((await log(account.key, "action=webhook.create")).data).toEqual([]);
	while ((await eraseAudit(db, account.id, now + 500)) > 0);
	const { data } = await auditPage(db, account.id, { limit: 1, target: "key_400" });
	expect(data).toEqual([]);
	expect((await log(account.key, `target=key_${rows.length - 1}`)).data).toHaveLength(1);
});

test("a key without keys:write does not read it", async () => {
	const account = await makeAccount();
	const reader = await makeKey(account, ["jobs:read", "webhooks:read"]);
	await problemOf(await call("GET", "/v1/audit", { as: reader.key }), "forbidden");
});

test("what is deleted is told, once and only where it went", async () => {
	const account = await makeAccount();
	const as = account.key;
	const ask = (method: string, path: string, json?: object) => call(method, path, { as, json });
	const { id: asset } = await uploadAsset(account, await png());
	const { id: character } = await makeCharacter(account);
	const { id: project } = await makeProject(account, "default");
	const { id: pictured } = await uploadAsset(account, await png());
	await makeDataset(account, "faces", pictured);
	await jsonOf(await ask("POST", "/v1/workflows", { document: documentNamed("mine") }), 201);
	const { pipeline } = await makePipeline(account);
	for (const path of ["/v1/workflows/mine", `/v1/pipelines/${pipeline.id}`])
		for (let i = 0; i < 2; i++) await jsonOf(await ask("POST", `${path}/retire`, {}), 200);
	await env.DB.prepare(
		`INSERT INTO character_references (character_id, version, label, position, stage, asset_id)
			SELECT id, references_version, 'front', 0, 'front', ? FROM characters WHERE id = ?`,
	)
		.bind(pictured, character)
		.run();
	const parts = [
		...["/v1/datasets/faces/items/1", "/v1/datasets/faces/versions/1"],
		`/v1/characters/${character}/reference-dataset`,
	];
	for (const path of parts) expect((await ask("DELETE", path)).status, path).toBe(204);
	for (const path of parts) await problemOf(await ask("DELETE", path), "not_found");
	const paths = [
		...[`/v1/assets/${asset}`, `/v1/characters/${character}`, `/v1/projects/${project}`],
		...["/v1/datasets/faces", `/v1/pipelines/${pipeline.id}`, "/v1/workflows/mine"],
	];
	for (const path of paths) expect((await ask("DELETE", path)).status, path).toBe(204);
	for (const path of paths) await problemOf(await ask("DELETE", path), "not_found");
	const { data } = await log(as);
	expect(data.map(({ action, target }) => `${action} ${target}`)).toEqual([
		...["workflow.delete mine", `pipeline.delete ${pipeline.id}`, "dataset.delete faces"],
		...[`project.delete ${project}`],
		...[`character.delete ${character}`, `asset.delete ${asset}`],
		...[`character_references.delete ${character}`, "dataset_version.delete faces@1"],
		...["dataset_item.delete faces/1", `pipeline.retire ${pipeline.id}`, "workflow.retire mine"],
		...[`account.create ${account.id}`],
	]);
});
