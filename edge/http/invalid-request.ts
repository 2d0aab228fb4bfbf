import type { RouteConfig, z } from "@hono/zod-openapi";
import { cutText } from "../../workflows/graph/excerpt.ts";
import { fieldsAt, toldOnce } from "../../workflows/graph/issues.ts";
import { knownNames } from "../../workflows/graph/known-names.ts";
import { pointer } from "../../workflows/graph/problems.ts";
import type { ProblemItem } from "../contract/problem.ts";
import { ApiError, MAX_ITEMS } from "../problem.ts";
import { wordsOf } from "./issue-words.ts";

/** The schema of a JSON body that a route declares. */
export function jsonSchemaOf(body: NonNullable<RouteConfig["request"]>["body"]): unknown {
	const media = body?.content["application/json"];
	return media !== undefined && "schema" in media ? media.schema : undefined;
}

/**
 * A body, query or header that does not fit its schema, with a pointer to each place.
 *
 * @param schema what it does not fit, so that whoever wrote a name wrong is told the right ones
 */
export function invalidRequest(error: z.core.$ZodError, schema?: unknown): ApiError {
	const items: ProblemItem[] = [];
	let count = 0;
	const add = (item: () => ProblemItem) => {
		count += 1;
		if (items.length < MAX_ITEMS) items.push(item());
	};
	for (const issue of toldOnce(error.issues)) {
		const at = issue.path.map(String);
		const own = issue.code === "unrecognized_keys" && !issue.message.startsWith("Unrecognized key");
		if (own) add(() => ({ pointer: pointer(...at), code: "unknown_field", message: issue.message }));
		else if (issue.code !== "unrecognized_keys")
			add(() => ({ pointer: pointer(...at), code: issue.code, message: wordsOf(issue) }));
		else {
			const known = fieldsAt(schema, issue.path);
			for (const key of issue.keys)
				add(() => ({
					pointer: pointer(...at, key),
					code: "unknown_field",
					message: `unknown field ${JSON.stringify(cutText(key, 100))}${known.length === 0 ? "" : `; known here: ${knownNames(key, known)}`}`,
				}));
		}
	}
	const first = items[0];
	return new ApiError(
		"invalid_request",
		first ? `${first.pointer || "the request"}: ${first.message}` : "the request does not fit",
		items,
		{},
		count - items.length,
	);
}
