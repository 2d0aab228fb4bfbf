import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { rehearse } from "../plan/rehearse.ts";
import { factsWith, picture, planOfStage, requestsOf, understood } from "../testing/plans.ts";
import { filmFromPicture as pipeline } from "./pipeline.ts";

const parameters = understood(pipeline, pipeline.example);

test("S0-A50 S0-A69 the film waits for a picture and a preview that a person approved", () => {
	expect(pipeline.stages.map(({ key, gate }) => [key, gate])).toEqual([
		["picture", { approve: true }],
		["preview", { approve: true }],
		["film", undefined],
	]);
	const facts = factsWith({
		parameters,
		statuses: { picture: "succeeded" },
		outputs: { picture: [picture("a", { chosen: false }), picture("b", { take: 2 })] },
	});
	expect(planOfStage(pipeline, "film", facts)).toMatchObject({
		kind: "problems",
		problems: [{ message: expect.stringContaining("preview has not ended") }],
	});
	const later = factsWith({ ...facts, statuses: { picture: "succeeded", preview: "succeeded" } });
	const [film] = requestsOf(planOfStage(pipeline, "film", later));
	expect(film?.workflow).toBe("wan-2-2-image-to-video@1");
	expect(film?.parameters.start_image).toBe("b");
});

test("preview and film have the shape and the length of the picture's request", () => {
	for (const { plan } of rehearse(pipeline, parameters, findWorkflow).slice(1))
		expect(requestsOf(plan)[0]?.parameters).toMatchObject({ aspect_ratio: "9:16", seconds: 5, seed: 7 });
});

test("with a face the picture holds it, without one it is a new one", () => {
	const made = (sent: Record<string, unknown>) =>
		requestsOf(planOfStage(pipeline, "picture", factsWith({ parameters: { ...parameters, ...sent } })))[0];
	expect(made({})?.workflow).toBe("z-image-turbo-base-image@1");
	expect(made({ face: "ast_0123456789abcdefghijklmnop" })).toMatchObject({
		workflow: "face-swap-flux-pulid@1",
		parameters: { face: "ast_0123456789abcdefghijklmnop", variations: 1 },
	});
});
