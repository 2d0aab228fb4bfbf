import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { authenticate, type Principal } from "../auth/principal.ts";
import type { Scope } from "../auth/scopes.ts";
import { newId } from "../contract/ids.ts";
import type { ProblemItem } from "../contract/problem.ts";
import type { Env } from "../env.ts";
import { ApiError, problemResponse } from "./problem.ts";

export interface AppTypes {
	Bindings: Env;
	Variables: { requestId: string };
}
export type AppContext = Context<AppTypes>;
export type App = OpenAPIHono<AppTypes>;

/** Largest JSON body, in bytes. Files travel by other routes. */
export const MAX_JSON_BYTES = 1_000_000;

/** An app with the conventions every route shares: request ids, problem bodies, CORS, headers, limits. */
export function newApp(): App {
	const app = new OpenAPIHono<AppTypes>({
		defaultHook: (result) => {
			if (!result.success) throw invalidRequest(result.error);
		},
	});
	app.use(async (c, next) => {
		const given = c.req.header("x-request-id");
		c.set("requestId", given && /^[\w-]{1,100}$/.test(given) ? given : newId("request"));
		await next();
		if (c.res.status === 101) return;
		c.header("x-request-id", c.get("requestId"));
	});
	app.use(async (c, next) => {
		if (c.req.header("upgrade")) return next();
		return secureHeaders({ crossOriginResourcePolicy: "cross-origin" })(c, next);
	});
	app.use(async (c, next) => {
		if (c.req.header("upgrade")) return next();
		return cors({
			origin: (origin) => (allowedOrigins(c.env).includes(origin) ? origin : null),
			allowHeaders: ["authorization", "content-type", "idempotency-key", "prefer", "last-event-id"],
			exposeHeaders: ["x-request-id", "idempotency-replayed", "preference-applied", "etag", "link"],
			maxAge: 600,
		})(c, next);
	});
	app.onError((error, c) => respond(error, c));
	app.notFound((c) =>
		problemResponse(new ApiError("not_found", `no route ${c.req.method} ${c.req.path}`), c.req.path),
	);
	return app;
}

/** Refuses JSON bodies above the limit; for every route that takes one. */
export const jsonBodyLimit = bodyLimit({
	maxSize: MAX_JSON_BYTES,
	onError: () => {
		throw new ApiError("payload_too_large", `a JSON body may have ${MAX_JSON_BYTES} bytes`);
	},
});

export function allowedOrigins(env: Env): string[] {
	return env.ALLOWED_ORIGINS.split(",").filter((origin) => origin !== "");
}

function respond(error: Error, c: AppContext): Response {
	const known = toApiError(error);
	if (!known) {
		// Only the name and our own stack: drizzle puts bound values into messages.
		console.error(
			JSON.stringify({
				level: "error",
				request: c.get("requestId"),
				path: c.req.path,
				error: describe(error),
			}),
		);
	}
	const response = problemResponse(
		known ?? new ApiError("internal", `something broke on our side; quote request ${c.get("requestId")}`),
		c.req.path,
	);
	response.headers.set("x-request-id", c.get("requestId"));
	return response;
}

function toApiError(error: Error): ApiError | null {
	if (error instanceof ApiError) return error;
	if (!(error instanceof HTTPException)) return null;
	if (error.status === 400) {
		return new ApiError("malformed_json", "the body must be valid JSON", [
			{ pointer: "", code: "malformed_json", message: "the body could not be parsed as JSON" },
		]);
	}
	if (error.status === 415) return new ApiError("unsupported_media", "send content-type: application/json");
	return null;
}

function describe(error: Error): string {
	const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
	return error.message.startsWith("Failed query")
		? `database query failed${cause}`
		: `${error.stack ?? error.name}${cause}`;
}

/** A body, query or header that does not fit its schema, with a pointer to each place. */
function invalidRequest(error: z.core.$ZodError): ApiError {
	const items = error.issues.flatMap((issue): ProblemItem[] => {
		const at = issue.path.map(String);
		if (issue.code === "unrecognized_keys") {
			return issue.keys.map((key) => ({
				pointer: pointer([...at, key]),
				code: "unknown_field",
				message: `unknown field ${JSON.stringify(key)}`,
			}));
		}
		return [{ pointer: pointer(at), code: issue.code, message: issue.message }];
	});
	const first = items[0];
	return new ApiError(
		"invalid_request",
		first ? `${first.pointer || "the request"}: ${first.message}` : "the request does not fit",
		items,
	);
}

/** RFC 6901. */
export function pointer(path: readonly string[]): string {
	return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export async function principalOf(c: AppContext): Promise<Principal> {
	const principal = await authenticate(c.env, c.req.header("authorization"));
	if (!principal) {
		throw new ApiError("unauthorized", "send a valid key or token as `Authorization: Bearer …`", [], {
			"www-authenticate": "Bearer",
		});
	}
	return principal;
}

/** The account that asks, if its key or token has the scope. */
export async function accountOf(
	c: AppContext,
	scope: Scope,
	jobId?: string,
): Promise<Extract<Principal, { kind: "account" }>> {
	const principal = await principalOf(c);
	if (principal.kind !== "account")
		throw new ApiError("forbidden", "this route takes an account's key or token");
	if (!principal.scopes.includes(scope)) {
		throw new ApiError("forbidden", `the key lacks the scope ${scope}`);
	}
	// A token for one job sees nothing else, not even a list.
	if (principal.job !== null && principal.job !== jobId) {
		throw new ApiError("forbidden", "this token is good for one job only");
	}
	return principal;
}

export async function adminOf(c: AppContext): Promise<void> {
	const principal = await principalOf(c);
	if (principal.kind !== "admin") throw new ApiError("forbidden", "this route takes the operator's key");
}
