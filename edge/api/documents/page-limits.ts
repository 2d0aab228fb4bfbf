import type { MiddlewareHandler } from "hono";
import { cutText } from "../../../workflows/graph/excerpt.ts";
import { familyOfFile } from "../../../workflows/import/guesses.ts";
import { PAGE_PROFILE, readSide, readSize } from "../../contract/documents/pages.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import type { AppTypes } from "../../http/app-types.ts";
import { ApiError } from "../../problem.ts";

type Body = Readonly<Record<string, unknown>>;

/** What of a page is more than the machine is given, whatever else is wrong with it. */
export function pageProblems(body: Body): ProblemItem[] {
	const size = readSize(body.resolution);
	const inText = typeof body.resolution === "string";
	const poses = Array.isArray(body.poseImagePath) ? body.poseImagePath.length : 0;
	return [
		...over("width", size?.width, PAGE_PROFILE.max_width, inText ? "/resolution" : "/resolution/width"),
		...over("height", size?.height, PAGE_PROFILE.max_height, inText ? "/resolution" : "/resolution/height"),
		...over("batch size", body.batch_size, PAGE_PROFILE.max_batch, "/batch_size"),
		...over("number of ControlNets", poses, PAGE_PROFILE.max_controlnets, "/poseImagePath"),
		...otherFamily("checkpoint", body.checkpoint),
		...otherFamily("loraId", body.loraId),
	];
}

/** The same of a training. */
export function loraProblems(body: Body): ProblemItem[] {
	return [
		...over("resolution", readSide(body.resolution), PAGE_PROFILE.max_width, "/resolution"),
		...over("batch size", body.batch_size, PAGE_PROFILE.max_batch, "/batch_size"),
		...otherFamily("checkpoint", body.checkpoint),
	];
}

const whose = `the profile ${PAGE_PROFILE.id} (${PAGE_PROFILE.title}), which these routes keep to on every machine`;
const refuse = (pointer: string, message: string): ProblemItem => ({
	pointer,
	code: "over_profile_limit",
	message: `${message} by ${whose}`,
});

function over(what: string, value: unknown, limit: number | null, pointer: string): ProblemItem[] {
	if (typeof value !== "number" || limit === null || value <= limit) return [];
	return [refuse(pointer, `the ${what} is ${value}; at most ${limit} is allowed`)];
}

/** Nothing but its name says of which family a file is; where that says nothing, it is taken. */
function otherFamily(field: string, file: unknown): ProblemItem[] {
	const family = typeof file === "string" ? familyOfFile(file) : null;
	if (family === null || PAGE_PROFILE.families?.includes(family) !== false) return [];
	const given = JSON.stringify(cutText(String(file), 100));
	return [refuse(`/${field}`, `${given} is of the family ${family}; only Stable Diffusion 1.5 is allowed`)];
}

/** Refuses what is over a limit before anything else of the body is looked at. */
export function withinLimits(problemsOf: (body: Body) => ProblemItem[]): MiddlewareHandler<AppTypes> {
	return async (c, next) => {
		if (/\bjson\b/i.test(c.req.header("content-type") ?? "")) {
			const body: unknown = await c.req.json().catch(() => null);
			const problems = typeof body === "object" && body !== null ? problemsOf({ ...body }) : [];
			if (problems[0]) throw new ApiError("over_profile_limit", problems[0].message, problems);
		}
		await next();
	};
}
