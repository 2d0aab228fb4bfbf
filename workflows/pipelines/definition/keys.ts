import * as z from "zod";
import { isReservedKey } from "../../graph/graph.ts";
import { pipelineLimits as limits } from "./limits.ts";

/** What a stage is called in definitions, jobs and addresses. */
export const stageKey = z
	.string()
	.max(limits.key)
	.regex(
		/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/,
		"must be lower case letters and digits with single hyphens, beginning with a letter, such as skin-enhancement",
	)
	.refine((text) => !isReservedKey(text), "is a reserved name; choose another");
