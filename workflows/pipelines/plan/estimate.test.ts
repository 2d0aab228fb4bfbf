import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { bodyTypes } from "../body-types/pipeline.ts";
import { filmFromPicture } from "../film-from-picture/pipeline.ts";
import { changed, complaints, smallPipeline } from "../testing/documents.ts";
import { estimatePipeline } from "./estimate.ts";

test("a stage takes what its workflow says, as often as it has tasks", () => {
	const film = estimatePipeline(filmFromPicture, filmFromPicture.example, findWorkflow);
	expect(film.stages.map(({ key, seconds, vram_gb }) => [key, seconds.most, vram_gb])).toEqual([
		["picture", 8, 16],
		["preview", 75, 24],
		["film", 510, 24],
	]);
	expect(film).toMatchObject({
		seconds: { least: 593, most: 593 },
		tasks: { least: 3, most: 3 },
		vram_gb: 24,
	});
	// 160 micro-USD for a second of the GPU with 16 GB, 310 with 24, as the provider's documentation says.
	expect(film.stages.map(({ micro_usd, gpu }) => [micro_usd?.most, gpu])).toEqual([
		[8 * 160, "RTX A4000 16 GB"],
		[75 * 310, "RTX 4090 24 GB"],
		[510 * 310, "RTX 4090 24 GB"],
	]);
	expect(film.micro_usd).toEqual({ least: 182_630, most: 182_630 });
	expect(film.stages[0]?.source).toMatch(/RunPod's documentation, .*20\d\d/);
	const bodies = estimatePipeline(
		bodyTypes,
		{ ...bodyTypes.example, body_types: ["male-slim", "male-chubby"] },
		findWorkflow,
	);
	expect(bodies.tasks).toEqual({ least: 2, most: 2 });
});

test("parameters that change the time of a workflow change the estimate", () => {
	const long = estimatePipeline(filmFromPicture, { ...filmFromPicture.example, seconds: 8 }, findWorkflow);
	expect(long.stages.map(({ seconds }) => seconds.most)).toEqual([8, 120, 816]);
});

test("what a person will pick is not known, so there is a range; what is skipped takes nothing", () => {
	const pipeline = changed((p) => {
		for (const stage of p.stages) {
			if (stage.key === "base") stage.gate = { pick: [1, 2] };
			if (stage.key === "scenes") {
				stage.each = { stage: "base", of: "chosen" };
				stage.with.face = { item: true };
				stage.with.prompt = { parameter: "prompt" };
			}
		}
		p.parameters = p.parameters.filter(({ name }) => name !== "scenes");
		p.parameters = p.parameters.map((one) => (one.type === "integer" ? { ...one, min: 2 } : one));
	});
	expect(complaints(pipeline)).toEqual([]);
	const of = estimatePipeline(pipeline, { prompt: "x", enhance: false }, findWorkflow);
	const [base, enhance, scenes, train] = of.stages;
	expect(base?.tasks).toEqual({ least: 2, most: 2 });
	expect(enhance).toMatchObject({ skipped: "condition", seconds: { least: 0, most: 0 } });
	expect(scenes?.tasks).toEqual({ least: 2, most: 4 });
	expect((scenes?.seconds.most ?? 0) / (scenes?.seconds.least ?? 1)).toBe(2);
	expect(train).toMatchObject({
		skipped: "not_available",
		tasks: { least: 0, most: 0 },
		micro_usd: { least: 0, most: 0 },
		gpu: null,
	});
});

test("the estimate of a fan-out over a parameter is known from it", () => {
	const of = (scenes: string[]) =>
		estimatePipeline(smallPipeline(), { prompt: "x", scenes }, findWorkflow).stages[2]?.tasks;
	expect(of(["a"])).toEqual({ least: 2, most: 2 });
	expect(of(["a", "b", "c"])).toEqual({ least: 6, most: 6 });
});
