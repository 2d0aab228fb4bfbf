import { createRoute, z } from "@hono/zod-openapi";
import { CLOSE, EVENTS_PROTOCOL } from "../../contract/sockets.ts";
import type { App } from "../../http/app.ts";
import { classicSecurity, refusals } from "../../http/responses.ts";
import { answerSocket, requireUpgrade } from "../../http/upgrade.ts";
import { mayOpenSocket, visitorOf, watchedAccount } from "../../http/visitors.ts";
import { refusedSocket } from "../../jobs/live/join.ts";
import { converse } from "./conversation.ts";

const socket = createRoute({
	method: "get",
	path: "/ws",
	operationId: "comfyuiOpenSocket",
	tags: ["comfyui"],
	summary: "What the prompts of a client do, as ComfyUI's own server tells it",
	description: `Of what was queued with the same \`client_id\`: \`execution_start\`, \`execution_cached\`, \`executing\`, \`progress_state\`, \`progress\`, \`executed\`, then \`execution_success\`, \`execution_error\` or \`execution_interrupted\`, and previews as binary messages in ComfyUI's form to clients that say \`supports_preview_metadata\`, or asked for them with \`extra_data.preview_method\`. Of everything that came by these routes \`status\`. What came before it was opened is not told again: \`/history/{id}\` has it. Refusals close the socket with ${CLOSE.unauthorized}, ${CLOSE.forbidden} or ${CLOSE.tooMany}. Also at \`/api/ws\`.`,
	security: classicSecurity,
	request: {
		query: z.object({
			clientId: z.string().max(200).optional().openapi({ description: "What the client is called" }),
		}),
	},
	responses: { 101: { description: "The socket" }, ...refusals(401, 422, 426) },
});

export function registerSocket(app: App): void {
	app.openapi(socket, async (c) => {
		requireUpgrade(c);
		const visitor = await visitorOf(c, watchedAccount);
		const refuse = (code: number) => answerSocket(c, refusedSocket(code), EVENTS_PROTOCOL);
		if (typeof visitor === "number") return refuse(visitor);
		if (!(await mayOpenSocket(c, visitor, visitor.account))) return refuse(CLOSE.tooMany);
		const { clientId } = c.req.valid("query");
		const pair = new WebSocketPair();
		pair[1].accept();
		const { account, key, until } = visitor;
		// It lives as long as its socket: nobody waits for its end.
		void converse(c.env, pair[1], { by: { account, key, until }, client: clientId || crypto.randomUUID() });
		return answerSocket(c, pair[0], EVENTS_PROTOCOL);
	});
}
