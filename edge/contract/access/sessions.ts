import * as z from "zod";
import { SCOPES } from "./scopes.ts";

/** Cookie that carries a session of the studio. Scripts cannot read it. */
export const SESSION_COOKIE = "darkroom_session";

export const sessionSchema = z
	.object({
		kind: z.literal("account").describe("It is an account's"),
		id: z.string().describe("Its id, `key_…`: what it decides is told with it"),
		scopes: z.array(z.enum(SCOPES)).describe("What it may do: what its key or token may"),
		created_at: z.iso.datetime(),
		expires_at: z.iso.datetime().describe("When it ends unless it is renewed"),
	})
	.meta({ id: "Session", description: "Somebody is signed in, by a cookie that scripts cannot read" });
export type Session = z.infer<typeof sessionSchema>;

export const operatorSessionSchema = z
	.object({
		kind: z.literal("operator").describe("It is the operator's"),
		id: z.string().describe("Its id, `ops_…`"),
		created_at: z.iso.datetime(),
		expires_at: z.iso.datetime().describe("When it ends unless it is renewed"),
	})
	.meta({
		id: "OperatorSession",
		description: "The operator is signed in, by a cookie that scripts cannot read",
	});
export type OperatorSession = z.infer<typeof operatorSessionSchema>;

export const signInLinkSchema = z
	.object({
		url: z.string().describe("Path on this server; what signs in stands behind `#`, which no server is sent"),
		expires_at: z.iso.datetime().describe("Until when it can be used, once"),
	})
	.meta({ id: "SignInLink", description: "An address of the studio that signs in whoever opens it first" });
