import { createRoute, z } from "@hono/zod-openapi";
import { auditPage } from "../../../audit/list.ts";
import { idPattern } from "../../../contract/ids.ts";
import { AUDIT_ACTIONS, auditEntrySchema } from "../../../contract/operator/audit.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";

const list = createRoute({
	method: "get",
	path: "/v1/audit",
	operationId: "listAudit",
	tags: ["keys"],
	summary: "What was changed of the account, newest first",
	description:
		"Keys, budgets and limits, issuers and what their tokens may do, webhooks, node policy, deletions: who, when, from where, and what it was before and is since, without secrets. Each entry is written together with its change. What operators changed of the account is among them. A page that narrows looks at a bounded number of entries, so it may have fewer than asked for while `has_more` is true. Kept as long as `retention.audit` says.",
	security,
	request: {
		query: pageQuery.extend({
			cursor: z
				.string()
				.regex(idPattern("audit"), "a cursor is the next_cursor of the page before")
				.optional()
				.openapi({ description: "The `next_cursor` of the page before" }),
			action: z.enum(AUDIT_ACTIONS).optional().openapi({ description: "Only what was done so" }),
			target: z.string().min(1).max(100).optional().openapi({ description: "Only what was done to this id" }),
			by: z.string().min(1).max(300).optional().openapi({
				description: "Only what was done with the key of this id, or by this `sub` of an identity provider",
			}),
		}),
	},
	responses: {
		200: json(pageOf(auditEntrySchema).meta({ id: "AuditPage" }), "A page of entries"),
		...refusals(401, 403, 422),
	},
});

export function registerAudit(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "keys:write");
		return c.json(await auditPage(database(c.env.DB), account, c.req.valid("query")), 200);
	});
}
