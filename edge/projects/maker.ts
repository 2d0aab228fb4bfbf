import { describeWorkflow } from "../../workflows/library/index.ts";
import type { ProjectSettings } from "../contract/projects/projects.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { resolveWorkflow } from "../workflows/resolve.ts";

/** A project's workflow must be there, take a prompt, and make a picture. Throws ApiError with a pointer. */
export async function checkMaker(env: Env, account: string, { workflow }: ProjectSettings): Promise<void> {
	const found = await resolveWorkflow(env, account, workflow);
	if (!found) {
		const message = `there is no workflow ${JSON.stringify(workflow)}; GET /v1/workflows lists them`;
		throw refused("unknown_workflow", message);
	}
	const { parameters, outputs } = describeWorkflow(found.workflow);
	const { properties, required } = parameters;
	if (!isRecord(properties) || !("prompt" in properties))
		throw refused("invalid_request", `${workflow} takes no \`prompt\`: it cannot make pictures of sentences`);
	const wanted = Array.isArray(required) ? required.filter((name) => !GIVEN.has(name)) : [];
	if (wanted.length > 0)
		throw refused("invalid_request", `${workflow} wants ${wanted.join(" and ")}, which shots do not have`);
	if (!outputs.some(({ kind }) => kind === "image"))
		throw refused("invalid_request", `${workflow} makes no picture`);
}

/** What shots can give that a workflow may insist on. */
const GIVEN: ReadonlySet<unknown> = new Set(["prompt", "references", "style_lora"]);

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}

function refused(code: "unknown_workflow" | "invalid_request", message: string): ApiError {
	return new ApiError(code, message, [{ pointer: "/workflow", code, message }]);
}
