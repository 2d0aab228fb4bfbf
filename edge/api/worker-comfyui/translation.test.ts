import { expect, test } from "vitest";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import { ApiError } from "../../problem.ts";
import { png } from "../../testing/files.ts";
import { inTheirWords, placePictures, toRequest, toRunStatus } from "./translation.ts";

const picture = Buffer.from(await png(2, 2)).toString("base64");
const load = (image: unknown) => ({ class_type: "LoadImage", inputs: { image } });

test("pictures go where their names stand, each once, and those that nothing reads are left out", () => {
	const placed = placePictures({
		workflow: { "1": load("b.png"), "2": load("a.png"), "3": load("b.png"), "4": load(["1", 0]), x: 7 },
		images: [
			{ name: "unread.png", image: "no picture at all" },
			{ name: "a.png", image: picture },
			{ name: "b.png", image: `data:image/png;base64,${picture}` },
		],
	});
	expect(placed.graph).toEqual({ "1": load(""), "2": load(""), "3": load(""), "4": load(["1", 0]), x: 7 });
	expect(placed.pictures.map(({ filename }) => filename)).toEqual(["image_2.png", "image_1.png"]);
	expect(toRequest(placed, ["ast_b", "ast_a"], "fast", { ttl: 10_500, lowPriority: true })).toEqual({
		graph: placed.graph,
		inputs: { "1.image": "ast_b", "2.image": "ast_a", "3.image": "ast_b" },
		pool: "fast",
		deadline_s: 11,
		priority: -1,
	});
});

test("a picture that is none is refused with its place in their body", () => {
	const sent = { workflow: { "1": load("a.png") }, images: [{ name: "a.png", image: "%%%" }] };
	expect(() => placePictures(sent)).toThrow(/^\/input\/images\/0\/image: this is no base64/);
});

test("refusals are a sentence in `error`, with places of their body", () => {
	const places = ["/graph/1", "/inputs/1.image", "/deadline_s", "/pool"];
	const errors = places.map((pointer) => ({ pointer, code: "x", message: "x" }));
	expect(inTheirWords(new ApiError("invalid_graph", "no such node", errors))).toMatchObject({
		code: "invalid_graph",
		words: "no such node",
		errors: ["/input/workflow/1", "/input/workflow/1/inputs/image", "/policy/ttl", "/pool"].map(
			(pointer) => ({
				pointer,
			}),
		),
	});
	const broken = new Error("x");
	expect(inTheirWords(broken)).toBe(broken);
});

test("times are told once they are known", () => {
	const job = { id: "job_x", created_at: "2026-01-01T00:00:00Z", started_at: null, finished_at: null };
	const as = (more: object) => toRunStatus({ ...job, status: "queued", error: null, ...more } as JobResource);
	expect(as({})).toEqual({ id: "job_x", status: "IN_QUEUE" });
	const started = { started_at: "2026-01-01T00:00:02Z", status: "running" };
	expect(as(started)).toEqual({ id: "job_x", status: "IN_PROGRESS", delayTime: 2000 });
	const failed = {
		...started,
		status: "failed",
		finished_at: "2026-01-01T00:00:05Z",
		error: { message: "no" },
	};
	expect(as(failed)).toEqual({
		...{ id: "job_x", status: "FAILED", error: "no" },
		...{ delayTime: 2000, executionTime: 3000 },
	});
	expect(as({ status: "expired" }).status).toBe("TIMED_OUT");
});
