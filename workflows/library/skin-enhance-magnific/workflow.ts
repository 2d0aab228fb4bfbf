import * as z from "zod";
import { defineWorkflow, type OptionalPart } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { badgeOf, partnerNote, partnerTerms } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

/** What one picture costs, in micro-USD. */
const prices: Readonly<Record<string, number>> = { creative: 290_000, faithful: 370_000, flexible: 450_000 };

/** What each mode asks besides, with the values the node starts with. */
const modes = {
	creative: {},
	faithful: { skin_detail: 80 },
	flexible: { optimized_for: "enhance_skin" },
} as const;

const percent = z.int().min(0).max(100);

const parameters = z
	.strictObject({
		image: assetId.meta({
			description: "A portrait, 160 pixels or more, no longer than three times its width.",
		}),
		mode: z.enum(["creative", "faithful", "flexible"]).default("faithful").meta({
			description:
				"faithful keeps the person and adds skin; creative takes liberties; flexible works towards optimized_for.",
		}),
		skin_detail: percent.optional().meta({
			description: "How much detail the skin gets, in percent. 80 unless sent. With mode faithful only.",
		}),
		optimized_for: z
			.enum(["enhance_skin", "improve_lighting", "enhance_everything", "transform_to_real", "no_make_up"])
			.optional()
			.meta({ description: "What is improved. enhance_skin unless sent. With mode flexible only." }),
		sharpen: percent.default(0).meta({ description: "How much the picture is sharpened, in percent." }),
		smart_grain: percent.default(2).meta({ description: "How much grain is laid over it, in percent." }),
	})
	.superRefine((sent, ctx) => {
		for (const [name, mode] of [
			["skin_detail", "faithful"],
			["optimized_for", "flexible"],
		] as const)
			if (sent[name] !== undefined && sent.mode !== mode) {
				const message = `goes with mode ${mode} only. Leave it out, or choose that mode`;
				ctx.addIssue({ code: "custom", path: [name], message });
			}
	});

/** The node takes an input of its mode only in that mode. */
function inputOf(mode: string, input: string): OptionalPart {
	return {
		name: mode,
		when: { parameter: "mode", is_not: mode },
		remove: [],
		rewire: [{ node: "2", input, to: null }],
	};
}

/** Skin by a partner. */
export const skinEnhanceMagnific = defineWorkflow({
	id: "skin-enhance-magnific",
	version: 1,
	title: "Skin enhancement (Magnific)",
	purpose: "Gives the skin of a portrait the texture of a photograph, at a partner: no GPU, but credits.",
	category: "upscale",
	family: "partner",
	aliases: [
		{
			name: "enhancer-v3",
			note: "no model of that name is known; Magnific's skin enhancer is the nearest that exists.",
		},
		{
			name: "enhancer-v3-skin-fix",
			note: "no model of that name is known; Magnific's skin enhancer is the nearest that exists.",
		},
	],
	parameters,
	graph,
	slots: {
		mode: [{ node: "2", input: "mode" }],
		skin_detail: [{ node: "2", input: "mode.skin_detail" }],
		optimized_for: [{ node: "2", input: "mode.optimized_for" }],
		sharpen: [{ node: "2", input: "sharpen" }],
		smart_grain: [{ node: "2", input: "smart_grain" }],
	},
	assets: { image: { node: "1", input: "image", kind: "image" } },
	parts: [inputOf("faithful", "mode.skin_detail"), inputOf("flexible", "mode.optimized_for")],
	presets: [{ parameter: "mode", choices: modes }],
	outputs: [{ name: "image", node: "3", kind: "image" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 60,
	timeout_seconds: 900,
	partner: {
		price: (values) => {
			const price = prices[textAt(values, "mode")];
			if (price === undefined) throw new TypeError(`no price for mode ${textAt(values, "mode")}`);
			return price;
		},
		source: badgeOf("MagnificImageSkinEnhancerNode"),
	},
	licence: partnerTerms("Magnific"),
	example: { image: "ast_0123456789abcdefghijklmnop" },
	docs: {
		notes: [
			partnerNote,
			"One picture costs $0.29 (creative), $0.37 (faithful) or $0.45 (flexible).",
			"“Enhancer V3 skin fix” is no node or model that exists; this is the nearest.",
			"There is no seed: the same picture can come back differently.",
			"faithful is the mode for base pictures of a character. creative and no_make_up change the person: measure the result with face-similarity.",
			"skin-enhance-upscale does the same on a GPU of one's own.",
		],
		acceptance: [
			"Only the inputs of the chosen mode are sent to the node, under the names it wants: mode.skin_detail, mode.optimized_for.",
			"The price is the node's own.",
			"A setting of another mode is refused, not dropped.",
		],
	},
});
