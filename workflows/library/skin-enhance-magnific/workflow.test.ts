import { expect, test } from "vitest";
import * as z from "zod";
import { estimate } from "../../definition/estimates.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, recording, taskOf } from "../../testing/comfyui.ts";
import { skinEnhanceMagnific } from "./workflow.ts";

const image = "ast_0123456789abcdefghijklmnop";
const task = (more: Record<string, unknown> = {}) => taskOf(skinEnhanceMagnific, { image, ...more });

test.each([
	["faithful", {}, { "mode.skin_detail": 80 }],
	["faithful", { skin_detail: 30 }, { "mode.skin_detail": 30 }],
	["creative", {}, {}],
	["flexible", {}, { "mode.optimized_for": "enhance_skin" }],
	["flexible", { optimized_for: "no_make_up" }, { "mode.optimized_for": "no_make_up" }],
])("S0-A65 mode %s with %j gives the node %j and no input of another mode", (mode, more, own) => {
	expect(task({ mode, ...more }).graph["2"]?.inputs).toEqual({
		image: ["1", 0],
		sharpen: 0,
		smart_grain: 2,
		mode,
		...own,
	});
});

test("S0-A65 by default the person is kept: mode faithful", () => {
	expect(task().graph["2"]?.inputs).toMatchObject({ mode: "faithful", "mode.skin_detail": 80 });
	expect(task().inputs).toEqual([{ asset_id: image, node: "1", input: "image", kind: "image" }]);
});

test("it runs at a partner: no GPU, no models, a worker with a key", () => {
	expect(task().requires).toMatchObject({ partner: true, vram_gb: 0 });
	expect(task().models).toEqual([]);
});

const prices: [mode: string, micro_usd: number][] = [
	["creative", 290_000],
	["faithful", 370_000],
	["flexible", 450_000],
];
test.each(prices)("mode %s costs %i micro-USD", (mode, micro_usd) => {
	expect(estimate(skinEnhanceMagnific, { image, mode })).toMatchObject({ micro_usd, basis: "partner_price" });
});

test("the prices are those of the node's own formula in a real ComfyUI 0.33.0", () => {
	const info = recording("object_info/custom-0.33.0.json");
	if (info === undefined) return;
	const node = z
		.object({ MagnificImageSkinEnhancerNode: z.object({ price_badge: z.object({ expr: z.string() }) }) })
		.parse(info).MagnificImageSkinEnhancerNode;
	const expression = node.price_badge.expr.replace(/\s+/g, " ");
	// A table of dollars by mode, and nothing but the looking up in it.
	const table =
		/^ ?\( \$rates := (\{[^}]*\}); \{"type":"usd","usd": \$lookup\(\$rates, widgets\.mode\)\} \) ?$/;
	const rates = z.record(z.string(), z.number()).parse(JSON.parse(table.exec(expression)?.[1] ?? "null"));
	expect(Object.entries(rates).map(([mode, usd]) => [mode, Math.round(usd * 1_000_000)])).toEqual(prices);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ mode: "wild" }, "/parameters/mode", "invalid_parameter"],
	[{ mode: "creative", skin_detail: 50 }, "/parameters/skin_detail", "invalid_parameter"],
	[{ optimized_for: "enhance_skin" }, "/parameters/optimized_for", "invalid_parameter"],
	[{ mode: "flexible", skin_detail: 50 }, "/parameters/skin_detail", "invalid_parameter"],
	[{ skin_detail: 101 }, "/parameters/skin_detail", "invalid_parameter"],
	[{ sharpen: 1.5 }, "/parameters/sharpen", "invalid_parameter"],
	[{ "mode.skin_detail": 5 }, "/parameters/mode.skin_detail", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(skinEnhanceMagnific, { image, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
