import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import type { OperatorPrincipal } from "../auth/operator.ts";
import { type AccountPrincipal, bearerOf, type Principal } from "../auth/principal.ts";
import { secretKind } from "../auth/secret.ts";
import type { Scope } from "../contract/access/scopes.ts";
import { newId } from "../contract/ids.ts";
import { log } from "../log.ts";
import { ApiError, problemResponse } from "../problem.ts";
import { MissingBody } from "../storage/bodies.ts";
import type { App, AppContext, AppTypes } from "./app-types.ts";
import { BASIC_CHALLENGE } from "./classic/basic.ts";
import { readAsJson } from "./classic/json.ts";
import { isClassic, routingPath } from "./classic/paths.ts";
import { inComfyuiWords } from "./classic/words.ts";
import { declaredOf } from "./declared.ts";
import { invalidRequest, jsonSchemaOf } from "./invalid-request.ts";
import { checkJsonBody, malformedJson } from "./json-body.ts";
import { identify, limitAccount, limitAddress } from "./limits.ts";
import { allowOrigins } from "./origins.ts";
import { checkQueryNames } from "./query-names.ts";
import { logRequests } from "./request-log.ts";
import { bodyProblem, cutSlowBodies } from "./slow-body.ts";
import { takeUnreadBodies } from "./unread-body.ts";

export type { App, AppContext } from "./app-types.ts";

/** Addresses of what belongs to somebody: whoever asks there is known, limited, and listened to with care. */
const GUARDED = [
	...["/v1/*", "/api/*", "/jobs/*", "/loras/*"],
	// What worker-comfyui answers on RunPod.
	...["/run", "/runsync", "/status/*", "/cancel/*", "/v2/*"],
	// What ComfyUI's own server answers.
	...["/prompt", "/queue", "/interrupt", "/free", "/history/*", "/view", "/upload/*", "/ws"],
	// And what its editor asks for.
	...["/users", "/settings/*", "/userdata/*", "/experiment/*", "/i18n", "/workflow_templates"],
	...["/global_subgraphs", "/node_replacements"],
	...["/object_info/*", "/models/*", "/system_stats", "/embeddings", "/extensions", "/features"],
];

/** An app with the conventions every route shares: request ids, problem bodies, CORS, headers, limits. */
export function newApp(): App {
	const app = new OpenAPIHono<AppTypes>({
		getPath: routingPath,
		defaultHook: (result, c) => {
			if (result.success) return;
			// An address that cannot be anything's is answered like one that is nobody's.
			if (result.target === "param") {
				throw new ApiError("not_found", "there is nothing at this address, or it is not yours");
			}
			throw invalidRequest(result.error, result.target === "json" ? bodyOf(c) : undefined);
		},
	});
	const bodyOf = declaredOf(app, ({ request }) => jsonSchemaOf(request?.body));
	app.use(async (c, next) => {
		const given = c.req.header("x-request-id");
		c.set("requestId", given && /^[\w-]{1,100}$/.test(given) ? given : newId("request"));
		await next();
		if (c.res.status === 101) return;
		c.header("x-request-id", c.get("requestId"));
	});
	app.use(logRequests);
	app.use(takeUnreadBodies);
	app.use(async (c, next) => {
		if (c.req.header("upgrade")) return next();
		return secureHeaders({ crossOriginResourcePolicy: "cross-origin" })(c, next);
	});
	app.use(allowOrigins);
	const guard = (...handlers: MiddlewareHandler<AppTypes>[]) => {
		for (const path of GUARDED) app.use(path, ...handlers);
	};
	guard(
		limitAddress,
		async (c, next) => {
			// Nobody's body is read before it is known who asks. Sockets refuse by a close code, in their routes.
			const socket = c.req.method === "GET" && c.req.header("upgrade") !== undefined;
			if (!socket && !asksAsWorker(c)) await principalOf(c);
			await next();
		},
		limitAccount,
	);
	app.use(checkQueryNames(app));
	guard(cutSlowBodies, readAsJson, checkJsonBody(app));
	app.onError((error, c) => respond(error, c));
	app.notFound((c) => problemResponse(noSuchRoute(app, c.req.method, c.req.path), c.req.path));
	return app;
}

/** A worker is looked up together with its token, in one query, by its own routes. */
function asksAsWorker(c: AppContext): boolean {
	if (!c.req.path.startsWith("/v1/workers/")) return false;
	return secretKind(bearerOf(c.req.header("authorization")) ?? "") === "workerToken";
}

/** 405 with what is allowed where the path exists, else 404. */
function noSuchRoute(app: App, method: string, path: string): ApiError {
	const methods = app.routes
		.filter((route) => route.method !== "ALL" && matches(route.path, path))
		.map((route) => route.method);
	if (methods.length === 0)
		return new ApiError("not_found", `no route ${method} ${path}; /docs shows those there are`);
	const allowed = [...new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods)].join(", ");
	return new ApiError("method_not_allowed", `${path} takes ${allowed}`, [], { allow: allowed });
}

function matches(pattern: string, path: string): boolean {
	const parts = path.split("/");
	const wanted = pattern.split("/");
	return (
		parts.length === wanted.length &&
		wanted.every((part, i) => (part.startsWith(":") ? parts[i] !== "" : part === parts[i]))
	);
}

function respond(error: Error, c: AppContext): Response {
	const broken = c.get("bodyFailure");
	const known = broken === undefined ? toApiError(error) : bodyProblem(broken);
	c.set("refused", known?.code ?? "internal");
	if (!known) {
		// Only the name and our own stack: drizzle puts bound values into messages.
		log.error("a request failed", {
			request: c.get("requestId"),
			path: c.req.path,
			error: describe(error),
		});
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
	if (error instanceof MissingBody)
		return new ApiError(
			"content_gone",
			"what this was stored with is no longer in storage; nothing brings it back, so submit or store it anew",
		);
	if (!(error instanceof HTTPException)) return null;
	if (error.status === 400) return malformedJson();
	if (error.status === 415) return new ApiError("unsupported_media", "send content-type: application/json");
	return null;
}

function describe(error: Error): string {
	const own = error.message.startsWith("Failed query")
		? "database query failed"
		: (error.stack ?? error.name);
	return error.cause instanceof Error ? `${own}: ${describe(error.cause)}` : own;
}

export async function principalOf(c: AppContext): Promise<Principal> {
	const known = c.get("principal");
	if (known) return known;
	const principal = await identify(c);
	if (!principal) {
		const classic = isClassic(c.req.path);
		const how = classic
			? "`Authorization: Bearer …`, or as the password of Basic credentials"
			: "`Authorization: Bearer …`";
		const refusal = new ApiError("unauthorized", `send a valid key or token as ${how}`, [], {
			"www-authenticate": classic ? BASIC_CHALLENGE : "Bearer",
		});
		throw classic ? inComfyuiWords(refusal) : refusal;
	}
	c.set("principal", principal);
	return principal;
}

/** The account that asks, if its key or token has the scope and is good for that job, or for all. */
export async function accountOf(c: AppContext, scope: Scope, jobId?: string): Promise<AccountPrincipal> {
	const principal = await scopedAccount(c, scope);
	// A token for one job sees nothing else, not even a list.
	if (principal.job !== null && principal.job !== jobId) {
		throw new ApiError("forbidden", "this token is good for one job only");
	}
	return principal;
}

/** Like `accountOf`, where the caller looks at `job` itself. */
export async function scopedAccount(c: AppContext, scope: Scope): Promise<AccountPrincipal> {
	const principal = await principalOf(c);
	if (principal.kind !== "account")
		throw new ApiError("forbidden", "this route takes an account's key or token");
	if (!principal.scopes.includes(scope)) {
		throw new ApiError("forbidden", `the key lacks the scope ${scope}`);
	}
	return principal;
}

/** Size of a file in the body, in bytes, as its sender says; refused before a byte of it is read. */
export function declaredSize(c: AppContext, limit: number): number {
	const text = c.req.header("content-length") ?? "";
	if (!/^\d+$/.test(text)) throw new ApiError("length_required", "send the content-length of the file");
	const size = Number(text);
	if (size > limit)
		throw new ApiError("payload_too_large", `the body may have ${limit} bytes; it has ${text}`);
	return size;
}

export async function operatorOf(c: AppContext): Promise<OperatorPrincipal> {
	const principal = await principalOf(c);
	if (principal.kind !== "operator") throw new ApiError("forbidden", "this route takes the operator's key");
	return principal;
}
