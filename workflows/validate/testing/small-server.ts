/** A small object_info of our own making, in the shape of each release. */

type Specs = Record<string, unknown>;

interface Made {
	required?: Specs;
	optional?: Specs;
	output?: unknown[];
	output_node?: boolean;
	/** Of the V3 API, whose entries have more members. */
	v3?: boolean;
	module?: string;
	api_node?: boolean;
}

const sizes = { default: 512, min: 16, max: 1024 };

const classes: Record<string, Made> = {
	MakePicture: {
		required: { width: ["INT", sizes], height: ["INT", sizes] },
		optional: { strength: ["FLOAT", { default: 1, min: 0, max: 2.5 }], note: ["STRING"], on: ["BOOLEAN"] },
		output: ["IMAGE", "MASK"],
	},
	Invert: { required: { image: ["IMAGE"] }, output: ["IMAGE"] },
	Blend: { required: { a: ["IMAGE"], b: ["IMAGE"], mode: [["add", "it's"]] }, output: ["IMAGE"] },
	Load: { required: { model: [[]] }, output: ["MODEL"], module: "custom_nodes.SomePack" },
	Many: {
		required: { pick: [Array.from({ length: 25 }, (_, i) => `m${i}.safetensors`)] },
		output: ["MODEL"],
	},
	Numbers: { required: { number: [[1, true, 2.5]] }, output: ["INT"] },
	Both: { required: { value: ["INT,FLOAT", { min: 1 }], any: ["*"] }, output: ["A,B", ["x", "y"]] },
	NeedsB: { required: { from: ["B,C"] }, output_node: true },
	Sampler: { required: { name: ["COMBO", { options: ["euler", "ddim"] }] }, output: ["SAMPLER"], v3: true },
	Tags: { required: { tags: ["COMBO", { options: ["a", "b"], multiselect: true }] }, output: ["TAGS"] },
	Bare: { required: { choice: ["COMBO"] }, output: ["X"], v3: true },
	Remote: { required: { choice: ["COMBO", { remote: { route: "/x" } }] }, output: ["X"] },
	LoadImage: { required: { image: [["here.png"], { image_upload: true }] }, output: ["IMAGE", "MASK"] },
	Upload: { required: { film: [["here.mp4"], { video_upload: true }] }, output: ["IMAGE"] },
	Switch: {
		required: { one: ["COMFY_MATCHTYPE_V3", {}], two: ["COMBO", { options: ["x"] }] },
		output: ["COMFY_MATCHTYPE_V3"],
		v3: true,
	},
	Save: { required: { images: ["IMAGE"] }, optional: { prefix: ["STRING"] }, output_node: true },
	SaveFilm: {
		required: {
			images: ["IMAGE"],
			format: [
				"COMFY_DYNAMICCOMBO_V3",
				{
					options: [
						{ key: "gif", inputs: {} },
						{
							key: "mp4",
							inputs: {
								required: {
									crf: ["INT", { min: 0, max: 51 }],
									codec: [
										"COMFY_DYNAMICCOMBO_V3",
										{
											options: [
												{ key: "h264", inputs: { required: { preset: ["COMBO", { options: ["slow"] }] } } },
											],
										},
									],
								},
								optional: { fps: ["FLOAT", { min: 1 }] },
							},
						},
					],
				},
			],
		},
		output_node: true,
		v3: true,
	},
	Batch: {
		required: {
			images: [
				"COMFY_AUTOGROW_V3",
				{ template: { input: { required: { image: ["IMAGE", {}] } }, prefix: "image", min: 2, max: 4 } },
			],
		},
		output: ["IMAGE"],
		v3: true,
	},
	Named: {
		required: {
			parts: [
				"COMFY_AUTOGROW_V3",
				{ template: { input: { optional: { part: ["FLOAT", {}] } }, names: ["a", "b"], min: 1 } },
			],
		},
		output_node: true,
		v3: true,
	},
	Slot: {
		optional: {
			slot: [
				"COMFY_DYNAMICSLOT_V3",
				{ slotType: "IMAGE", inputs: { required: { much: ["INT", { min: 1 }] } } },
			],
		},
		output_node: true,
		v3: true,
	},
	Film: { required: { prompt: ["STRING"] }, output: ["VIDEO"], v3: true, api_node: true },
};

/** GET /object_info of a server of that release with a handful of classes. */
export function smallServer(release: "0.3.64" | "0.33.0" = "0.33.0"): Record<string, unknown> {
	const recent = release === "0.33.0";
	return Object.fromEntries(
		Object.entries(classes).map(([name, made]) => {
			const { required, optional, output = [], output_node = false, v3 = false, module = "nodes" } = made;
			const entry = {
				input: { ...(required ? { required } : {}), ...(optional ? { optional } : {}) },
				output,
				output_node,
				name,
				display_name: name,
				python_module: module,
				...(recent ? { is_input_list: false } : {}),
				...(v3 ? { deprecated: false, experimental: false, api_node: made.api_node ?? false } : {}),
				...(v3 && recent ? { output_matchtypes: null } : {}),
			};
			return [name, entry];
		}),
	);
}
