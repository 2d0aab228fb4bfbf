import { createRoute, z } from "@hono/zod-openapi";
import { eq, sql } from "drizzle-orm";
import { defaultNodePolicy, type NodePolicy } from "../../../../workflows/validate/requests/requests.ts";
import { noteAction } from "../../../auth/operator-actions.ts";
import { nodePolicyRequestSchema, nodePolicySchema } from "../../../contract/accounts/node-policy.ts";
import { idPattern } from "../../../contract/ids.ts";
import { database } from "../../../db/client.ts";
import { accounts } from "../../../db/schema.ts";
import { type App, type AppContext, accountOf, operatorOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { notFound } from "../../../problem.ts";

const idParam = z.object({ id: z.string().regex(idPattern("account")) });
const description =
	"It counts for raw graphs and for workflows of the account's own, not for the library. Entries are class names, or end with one `*`.";

const getOwn = createRoute({
	method: "get",
	path: "/v1/node-policy",
	operationId: "getOwnNodePolicy",
	tags: ["workflows"],
	summary: "Which node classes the account's own graphs may have",
	description,
	security,
	responses: { 200: json(nodePolicySchema, "The policy"), ...refusals(401, 403) },
});
const get = createRoute({
	method: "get",
	path: "/v1/accounts/{id}/node-policy",
	operationId: "getNodePolicy",
	tags: ["operator"],
	summary: "Which node classes an account's own graphs may have (operator)",
	description,
	security,
	request: { params: idParam },
	responses: { 200: json(nodePolicySchema, "The policy"), ...refusals(401, 403, 404) },
});
const put = createRoute({
	method: "put",
	path: "/v1/accounts/{id}/node-policy",
	operationId: "setNodePolicy",
	tags: ["operator"],
	summary: "Say which node classes an account's own graphs may have; {} is the default (operator)",
	description,
	security,
	request: { params: idParam, body: jsonBody(nodePolicyRequestSchema) },
	responses: { 200: json(nodePolicySchema, "The policy"), ...refusals(400, 401, 403, 404, 413, 415, 422) },
});

export function registerNodePolicy(app: App): void {
	app.openapi(getOwn, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		return c.json(await read(c, account), 200);
	});

	app.openapi(get, async (c) => {
		await operatorOf(c);
		return c.json(await read(c, c.req.valid("param").id), 200);
	});

	app.openapi(put, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const policy = c.req.valid("json");
		// What says nothing follows the default, whatever that will be.
		const node_policy = saysNothing(policy) ? null : policy;
		const db = database(c.env.DB);
		const note = noteAction(db, {
			hash,
			action: "node_policy.set",
			target: id,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM accounts WHERE id = ${id})`,
			state: sql`(SELECT node_policy FROM accounts WHERE id = ${id})`,
		});
		const [, [row]] = await db.batch([
			note.before,
			db.update(accounts).set({ node_policy }).where(eq(accounts.id, id)).returning({ id: accounts.id }),
			note.after,
		]);
		if (!row) throw notFound("account");
		return c.json(show(node_policy), 200);
	});
}

function saysNothing({ allow, deny, trusted }: NodePolicy): boolean {
	return allow === null && deny.length === 0 && trusted.length === 0;
}

async function read(c: AppContext, account: string) {
	const [row] = await database(c.env.DB)
		.select({ policy: accounts.node_policy })
		.from(accounts)
		.where(eq(accounts.id, account));
	if (!row) throw notFound("account");
	return show(row.policy);
}

function show(policy: NodePolicy | null) {
	const { allow, deny, trusted } = policy ?? defaultNodePolicy;
	return {
		allow: allow === null ? null : [...allow],
		deny: [...deny],
		trusted: [...trusted],
		is_default: policy === null,
	};
}
