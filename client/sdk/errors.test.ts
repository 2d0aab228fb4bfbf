import { expect, test } from "vitest";
import { readProblem } from "./errors.ts";

test("a refusal says each thing once, with the places that its text does not tell", async () => {
	const code = "invalid_request";
	const errors = [
		{ pointer: "/seed", code: "too_small", message: "Too small: expected number to be >=0" },
		{ pointer: "/steps", code: "too_big", message: "Too big: expected number to be <=150" },
	];
	const detail = "/seed: Too small: expected number to be >=0";
	const problem = {
		type: `urn:darkroom:problem:${code}`,
		title: "The request does not fit",
		status: 422,
		detail,
		instance: "/jobs",
		code,
		errors,
		error: { code, message: detail, details: { errors } },
	};
	const told = await readProblem(Response.json(problem, { status: 422 }));
	expect(told.message).toBe(`${detail}\n  /steps: Too big: expected number to be <=150`);
	expect(told.problem?.errors).toHaveLength(2);
});
